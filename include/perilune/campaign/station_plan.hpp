#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/station_traffic.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>
#include <perilune/station/history.hpp>
#include <perilune/station/station.hpp>

namespace perilune {

/// When something comes to the station: on a date, or when a mission has brought it (`unloading`).
struct StationArrival {
  Reference mission;          ///< empty: on the date
  std::optional<Epoch> date;  ///< if no mission brings it

  friend bool operator==(const StationArrival&, const StationArrival&) = default;
};

/// What a vehicle of the station can do.
struct Rover {
  double range_m = 100e3;         ///< of the station, over the ground, that it goes to and comes back from
  double speed_m_s = 10.0 / 3.6;  ///< > 0
  double power_w = 0.0;           ///< electric, while it moves
  SourceLocation where;

  friend bool operator==(const Rover&, const Rover&) = default;
};

/// What goes out from the station and comes back, so many times a year: a traverse of a rover with people or
/// without, a hop into shadow.
struct Sortie {
  std::string id;
  Reference site;                    ///< in the catalogue, where it goes; empty: `distance_m` away
  std::optional<double> distance_m;  ///< over the ground
  double per_year = 0.0;             ///< > 0
  Duration stay;                     ///< there
  double stay_power_w = 0.0;         ///< electric, while it stays
  int crew = 0;                      ///< people who go along
  Duration outside;                  ///< that each of them spends in a suit
  std::vector<Flow> uses;            ///< of the station's stores, each time [kg]
  double samples_kg = 0.0;           ///< brought back each time: the commodity `samples`
  double data_bit = 0.0;             ///< each time
  SourceLocation where;

  friend bool operator==(const Sortie&, const Sortie&) = default;
};

/// What a person in a suit uses in an hour: SpaceNet 2.5's figures for a space walk [kg/h].
inline constexpr double suit_oxygen_kg_h = 0.07875;
inline constexpr double suit_water_kg_h = 0.6875;

/// A sortie as a process of the station, at its mean over the year: power for the way and the stay, working
/// hours of the crew for all of its time, what suits and craft use, samples and data.
/// @param distance_m  to where it goes, over the ground
Process sortie_process(const Sortie& sortie, const Rover& rover, double distance_m);

/// An element, a crew or a cargo as a scenario has it: everything but the date, which the schedule tells. The
/// dates inside `element`, `stay` and `delivery` are set when the station is settled.
struct PlannedElement {
  StationElement element;
  StationArrival comes;
  std::optional<Rover> rover;
  std::vector<Sortie> sorties;  ///< of the rover

  friend bool operator==(const PlannedElement&, const PlannedElement&) = default;
};
struct PlannedCrew {
  CrewStay stay;
  StationArrival comes;
  std::optional<Duration> stays;  ///< > 0; empty: until the mission that brought them leaves (`leaving`)

  friend bool operator==(const PlannedCrew&, const PlannedCrew&) = default;
};
struct PlannedDelivery {
  Delivery delivery;
  StationArrival comes;

  friend bool operator==(const PlannedDelivery&, const PlannedDelivery&) = default;
};

/// A way for data to leave: to the Earth while the site sees it, or through a relay from when its mission is
/// in place.
struct PlannedLink {
  DataLink link;
  Reference relay;  ///< the mission; empty: straight to the Earth

  friend bool operator==(const PlannedLink&, const PlannedLink&) = default;
};

/// What becomes of the station's data.
struct DataPlan {
  double recorder_bit = 0.0;
  Reference archive;  ///< the mission from whose completion on what is sent is archived; empty: it is not
  std::vector<PlannedLink> links;
  SourceLocation where;

  friend bool operator==(const DataPlan&, const DataPlan&) = default;
};

/// The station that a campaign builds, as plain data.
struct StationPlan {
  std::string id;
  std::string title;
  Reference site;                  ///< in the catalogue: its light is computed; empty: none is
  std::optional<IntervalSet> lit;  ///< when the site is lit; none: as `site` has it, or always
  std::vector<PlannedElement> elements;
  std::vector<PlannedCrew> crew;
  std::vector<PlannedDelivery> deliveries;
  std::optional<DataPlan> data;
  std::optional<IntervalSet> earth_in_view;  ///< when the site sees the Earth's centre; none: always
  std::optional<CrewRotation> rotation;      ///< crews in turns: `with_rotations` makes missions of it
  std::optional<Resupply> resupply;          ///< cargo as needed: `with_resupply` makes missions of it
  std::optional<Duration> reserve;  ///< oxygen, water and food last at least so long while people are there
  SourceLocation where;

  friend bool operator==(const StationPlan&, const StationPlan&) = default;
};

/// A stretch in which a stock, people being there, would not have lasted for the reserve.
struct ReserveGap {
  std::string commodity;
  Interval span;
  double missing_kg = 0.0;  ///< at worst
};

/// All stretches of a lived history in which a stock was less than what is taken from it over `reserve`: over
/// the next one, over the last one (so that it holds to the day on which the last crew leaves), or at the
/// rate of the day (so that it holds for all who are there while crews overlap). Commodity by commodity, in
/// order of time. Only what crews breathe, drink and eat: oxygen,
/// water, food.
std::vector<ReserveGap> reserve_gaps(const StationHistory& history, const Station& station, Duration reserve);

/// The station as the schedule lets it grow, and what it goes through.
struct GrownStation {
  Station station;
  StationHistory history;
  std::vector<ReserveGap> gaps;  ///< against the plan's reserve

  /// `never-arrives` for what its mission does not bring (it is lost, superseded, or not planned to be in
  /// place), one for each gap and for each failure that the history has.
  std::vector<Diagnostic> warnings;
};

/// The plan with each sortie as a process of its element (`sortie_process`). Without its site in the
/// catalogue a sortie is left out.
StationPlan with_sorties(StationPlan plan, const Catalog& catalog);

/// Position of the activity whose end brings a mission's load to the station: as `in_place`, without the way
/// home that may follow (from the last surface work on).
std::optional<std::size_t> unloading(const Mission& mission);

/// Position of the activity whose start takes away whoever came with a mission: the first one after the
/// surface work that follows `unloading`. Nothing if the mission ends there.
std::optional<std::size_t> leaving(const Mission& mission);

/// The station with the dates that a schedule gives it. What a mission does not bring is left out.
/// @param answer  with a schedule
Station settle_station(const StationPlan& plan, const Roadmap& roadmap, const RoadmapSchedule& answer,
                       std::vector<Diagnostic>* warnings = nullptr);

/// Settles the station and lives through the horizon of the roadmap.
/// @param taken  what flights take away beside the plan's deliveries: `propellant_taken`
/// @throws InvalidArgument as `simulate`
GrownStation grow_station(const StationPlan& plan, const Roadmap& roadmap, const RoadmapSchedule& answer,
                          const std::vector<Delivery>& taken = {});

/// What is wrong with a plan by itself: as `validate` of a station, and `unknown-mission`, `unknown-site`,
/// `duplicate-id` for cargoes.
std::vector<Diagnostic> validate(const StationPlan& plan, const Roadmap& roadmap, const Catalog& catalog);

}  // namespace perilune
