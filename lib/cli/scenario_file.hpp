#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/cli/run_cli.hpp>
#include <perilune/scenario/load.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune::cli {

/// Reads and checks a scenario file.
/// @throws DataError if it is not there, naming the nearest file of its folder, or if it cannot be read
ScenarioCheck check_scenario_file(const std::string& path);

/// As `check_scenario_file`. @throws ScenarioError if there are errors in it
Scenario load_scenario_file(const std::string& path);

/// The embedded ephemeris with the user's kernels on top. @throws DataError if one cannot be read
Ephemeris ephemeris_with(const std::vector<std::string>& kernels);

/// When files are written, by the context: SOURCE_DATE_EPOCH or the clock.
/// @throws UsageError if SOURCE_DATE_EPOCH is no whole number of seconds from 1972 on
Epoch time_of_writing(const CliContext& context);

}  // namespace perilune::cli
