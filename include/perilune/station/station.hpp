#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/station/power.hpp>
#include <perilune/station/process.hpp>
#include <perilune/station/profile.hpp>
#include <perilune/station/standard_processes.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// Room for one commodity, and what is in it when it arrives.
struct Store {
  std::string commodity;
  double capacity_kg = 0.0;  ///< >= 0
  double initial_kg = 0.0;   ///< [0, capacity_kg]
  bool vents = false;        ///< whether what no longer fits goes to the environment; else its makers wait
  double boil_off_per_day = 0.0;  ///< share of what is in it that is lost in a day, [0, 1)

  friend bool operator==(const Store&, const Store&) = default;
};

/// One thing that stands at the station from one day on: a habitat, a power unit, a plant, a rover.
struct StationElement {
  std::string id;
  std::string title;
  double dry_mass_kg = 0.0;            ///< >= 0
  double pressurised_volume_m3 = 0.0;  ///< >= 0
  double radiator_w = 0.0;             ///< heat that it can shed, >= 0 [W]
  double dose_factor = 1.0;            ///< share of the dose of the bare surface behind its walls, [0, 1]
  std::vector<PowerSource> power;
  std::vector<Battery> batteries;
  std::vector<Store> stores;
  std::vector<Process> processes;

  Epoch from;                  ///< when it works; its stores and batteries join the station's
  std::optional<Epoch> until;  ///< when it stops, and leaves with its room; empty: never

  SourceLocation where;

  friend bool operator==(const StationElement&, const StationElement&) = default;
};

/// People at the station. Rotations overlap by overlapping.
struct CrewStay {
  std::string id;
  int people = 0;  ///< > 0
  Interval span;   ///< from landing to ascent
  CrewMetabolism rates;
  int return_seats = 0;  ///< in the ship that waits for them

  SourceLocation where;

  friend bool operator==(const CrewStay&, const CrewStay&) = default;
};

/// What a flight brings, or takes away where it is negative. What it finds less than it came for is a failure
/// of the station (`StationFailure::store_short`).
struct Delivery {
  std::string id;
  Epoch epoch;
  std::string commodity;
  double kg = 0.0;

  SourceLocation where;

  friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// A way for data to leave the station: an antenna that sees the Earth, a relay.
struct DataLink {
  std::string id;
  double bit_s = 0.0;                  ///< while there is contact, >= 0
  Epoch from;                          ///< when it begins to work
  std::optional<Epoch> until;          ///< empty: for good
  std::optional<IntervalSet> contact;  ///< when there is contact; empty: always
  double share = 1.0;                  ///< of that time in which it serves the station, [0, 1]

  SourceLocation where;

  friend bool operator==(const DataLink&, const DataLink&) = default;
};

/// What stands and lives at one place over time. Plain data: who builds it decides what comes when.
struct Station {
  std::string id;
  std::vector<StationElement> elements;
  std::vector<CrewStay> crew;
  std::vector<Delivery> deliveries;

  std::vector<DataLink> links;
  double recorder_bit = 0.0;          ///< data that waits for a link at most; what is beyond is lost
  std::optional<Epoch> archive_from;  ///< when what is sent begins to be archived; empty: never

  /// When the site is lit, for loads that differ by day and night. By default always.
  std::optional<IntervalSet> lit;

  /// Dose on the bare surface [Sv/d]: 1.37 mSv/d measured by Chang'e-4 (Zhang et al., 2020).
  double surface_dose_sv_d = 1.37e-3;

  friend bool operator==(const Station&, const Station&) = default;
};

/// Everything that is wrong with a station, in order of the items: ids given twice, rates that are not finite
/// or negative, processes that make or lose mass (by more than 1e-9 of what they turn over), stores that
/// begin fuller than full, ends before beginnings, deliveries of what no element has a store for, crews of
/// nobody.
std::vector<Diagnostic> validate(const Station& station);

}  // namespace perilune
