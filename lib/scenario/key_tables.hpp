#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/flight.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/campaign/risk_plan.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/campaign/station_traffic.hpp>
#include <perilune/campaign/vehicle.hpp>
#include <perilune/roadmap/roadmap.hpp>

#include "choice.hpp"
#include "table.hpp"

/// The language of scenarios, block by block: each table says which keys a map may have, what they mean, and
/// where their values go. lib/scenario/load.cpp reads files with them; explain.cpp, schema.cpp and
/// reference.cpp describe them.
namespace perilune::detail {

/// A mission with the flight that is to be computed for it.
struct MissionDraft : MissionTemplate {
  std::optional<Flight> flight;
};

/// One leg: what the scheduler knows of it, and how it moves.
struct LegDraft {
  Activity activity;
  LegPlan plan;
};

/// A flight and the parts of it that only make sense together.
struct FlightDraft {
  Flight flight;
  bool has_center = false;
  std::optional<TrackedElements> elements;
  std::vector<Length> position;
  std::vector<Speed> velocity;
};

/// A window of a leg, of which neither date may be missing.
struct WindowDraft {
  std::optional<Epoch> from, to;
  Window window;
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
  std::vector<Resource> resources;
  std::vector<MissionChoice> choices;
  std::vector<RoadmapBudget> budgets;
  std::vector<RoadmapObjective> objectives;
  std::optional<Placed<Duration>> time_step;
  Catalog catalog;
  std::optional<StationPlan> station;
  std::optional<RiskPlan> risks;
};

const Table<FileDraft>& scenario_table();
const Table<FileDraft>& included_file_table();
const Table<Phase>& phase_table();
const Table<MissionDraft>& mission_table();
/// The same without a flight of its own.
const Table<MissionTemplate>& flown_mission_table();
const Table<Precedence>& after_table();
const Table<ActivityMode>& mode_table();
const Table<WindowDraft>& leg_window_table();
const Table<SoftDate>& due_table();
const Table<MissionChoice>& choice_table();
const Table<RoadmapBudget>& budget_table();
const Table<RoadmapObjective>& objective_table();
const Table<ResourceUse>& leg_use_table();
const Table<ResourceUse>& mission_use_table();
const Table<Risk>& risk_table();
const Table<RiskPlan>& risk_plan_table();
const Table<FlightDraft>& flight_table();
const Table<StationPlan>& station_table();
// Parts of it: what stands there, what goes out from it, and where its data go.
const Table<PlannedElement>& element_table();
const Table<Rover>& rover_table();
const Table<Sortie>& sortie_table();
const Table<DataPlan>& data_table();
const Table<CrewRotation>& rotation_table();
const Table<Resupply>& resupply_table();
const Table<Launcher>& launcher_table();
const Table<Craft>& craft_table();
const Table<LunarSite>& site_table();
const Table<EarthSite>& launch_site_table();
const Table<EarthLandingSite>& landing_site_table();
const Table<GroundStation>& ground_station_table();
const Table<LibrationOrbit>& libration_orbit_table();
const Table<LoadedCraft>& loaded_craft_table();

/// The keys of a leg that say how it moves: those that its kind can have.
void add_motion_keys(Table<LegDraft>& table, ActivityKind kind);

/// `resources`: a list of maps with one key each, the kind of resource.
const ChoiceTable<Resource>& resource_choice();

/// `profile`: a list of legs, each a map with one key that says what the leg is.
const ChoiceTable<LegDraft>& leg_choice();

/// `{from: date, to: date}`, of which neither may be missing.
struct DateSpan {
  std::optional<Epoch> from, to;
};
const Table<DateSpan>& window_table();

/// Where the item of that number stands, of a single value or a list of which `count` could be read.
const SourceNode& item_of(const SourceEntry& entry, std::size_t count, std::size_t number);

}  // namespace perilune::detail
