#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/flight.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/campaign/risk_plan.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/campaign/vehicle.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A file that a scenario was read from: the scenario itself or one that it includes.
struct ScenarioFile {
  std::string path;  ///< as it was named
  std::string text;  ///< all of it: the manifest names it by its SHA-256

  friend bool operator==(const ScenarioFile&, const ScenarioFile&) = default;
};

/// A run as plain data: what `load_scenario` reads from YAML and what `plan` takes. Everything in it is
/// checked for itself by its reader; whether it can be done is what `plan` answers.
struct Scenario {
  std::string name;  ///< for people: "ILRS roadmap 2018-2045"
  std::string description;
  TimeScale time_scale = TimeScale::utc;  ///< of dates without one, and of the dates in trajectory files
  Roadmap roadmap;                        ///< phases, missions, horizon
  std::vector<Flight> flights;            ///< at most one for each mission
  Catalog catalog;                        ///< rockets, craft and places
  std::vector<MissionPlan> plans;         ///< how missions fly; at most one for each
  std::optional<StationPlan> station;     ///< what the missions build
  RiskPlan risks;                         ///< what may go wrong with many of them at once
  std::uint64_t seed = 0;                 ///< of everything random; nothing random happens without `risk`
  std::string path;                       ///< the file it came from; empty if made in code
  std::vector<ScenarioFile> files;        ///< that file and those it includes, in reading order
};

}  // namespace perilune
