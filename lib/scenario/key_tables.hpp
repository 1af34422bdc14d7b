#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/flight.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/roadmap/roadmap.hpp>

#include "table.hpp"

/// The language of scenarios, block by block: each table says which keys a map may have, what they mean, and
/// where their values go. lib/scenario/load.cpp reads files with them; explain.cpp, schema.cpp and
/// reference.cpp describe them.
namespace perilune::detail {

/// A mission with the flight that is to be computed for it.
struct MissionDraft {
  Mission mission;
  std::optional<Flight> flight;
};

/// A flight and the parts of it that only make sense together.
struct FlightDraft {
  Flight flight;
  bool has_center = false;
  std::optional<TrackedElements> elements;
  std::vector<Length> position;
  std::vector<Speed> velocity;
};

/// What one file says.
struct FileDraft {
  std::string name;
  std::string description;
  std::optional<TimeScale> time_scale;
  std::optional<Interval> horizon;
  SourceLocation horizon_where;
  std::optional<Epoch> as_of;
  SourceLocation as_of_where;
  std::vector<std::string> include;
  std::vector<Phase> phases;
  std::vector<MissionDraft> missions;
  std::optional<StationPlan> station;
};

const Table<FileDraft>& scenario_table();
const Table<FileDraft>& included_file_table();
const Table<Phase>& phase_table();
const Table<MissionDraft>& mission_table();
const Table<Precedence>& after_table();
const Table<FlightDraft>& flight_table();
const Table<StationPlan>& station_table();

/// `profile`: a list of legs, each a map with one key that says what the leg is.
struct ProfileCodec {
  using value = std::vector<Activity>;
  void describe(KeyInfo& info) const;
  std::optional<std::vector<Activity>> read(Reader& reader, const SourceNode& node,
                                            std::string_view key) const;
};

/// `{from: date, to: date}`, of which neither may be missing.
struct DateSpan {
  std::optional<Epoch> from, to;
};
const Table<DateSpan>& window_table();

}  // namespace perilune::detail
