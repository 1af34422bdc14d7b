#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <perilune/time/epoch.hpp>

namespace perilune {

/// One mission as the results of a run have it.
struct MissionResult {
  std::optional<Epoch> lift_off;  ///< start of its launch, or of its first activity
  std::optional<Epoch> in_place;  ///< end of the last activity before the work that it ends with
  std::optional<double> launch_mass_kg;
  std::map<std::string, Epoch> milestones;
};

/// What the results of a run say, as far as two runs are compared by it.
struct RunResult {
  std::string scenario;
  std::string outcome;                ///< "optimal", "infeasible"; with the loop's status if there was one
  std::vector<std::string> missions;  ///< ids, in the order of the scenario
  std::map<std::string, MissionResult> by_id;
  std::map<std::string, double> delivered_kg;  ///< to the station over all years, by commodity
  std::optional<bool> station_holds;
};

/// Reads manifest.json, schedule.csv, masses.csv and station.csv of a folder that `perilune run` wrote.
/// @throws DataError naming the file (and the line) if one is missing or cannot be understood; masses and
///         station may be missing
RunResult read_run_result(const std::filesystem::path& folder);

/// What the second run does differently, in the words of a planner, biggest moves first:
///
///     dropped: luna-29 (was to lift off 2032-05-01)
///     moved: ilrs-2 lifts off 2033-01-04 instead of 2032-03-01 (309.0 d later)
///
/// Dates that differ by less than a minute and masses by less than 0.1 kg are the same.
/// @return  lines, each ended by a newline; one that says so if nothing differs
///
/// Checked in: tests/unit/report/test_run_diff.cpp
std::string run_diff(const RunResult& before, const RunResult& after);

}  // namespace perilune
