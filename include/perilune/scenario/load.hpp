#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/scenario.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/core/error.hpp>

namespace perilune {

/// Reads a scenario file and the files that it includes, and checks all of it: YAML, keys, types, units,
/// dates, names, and the roadmap that they make.
/// @throws ScenarioError if anything is wrong, with all problems at once, in file order; its text is what
///         `perilune validate` prints
/// @throws DataError if the file cannot be read
///
/// Checked in: tests/scenarios/test_bad.cpp, tests/unit/scenario/test_load.cpp
Scenario load_scenario(const std::filesystem::path& path);

/// The same for a text; `include` is refused.
/// @param name  what diagnostics call it
Scenario parse_scenario(std::string name, std::string text);

/// What came of checking a scenario.
struct ScenarioCheck {
  std::optional<Scenario> scenario;     ///< nothing if there are errors
  std::vector<Diagnostic> diagnostics;  ///< errors and warnings, in file order
  std::string rendered;                 ///< for people: each with its line of source; empty if there are none
};

/// Reads and checks as `load_scenario`, and returns what it finds: also the warnings, which do not throw.
/// @throws DataError if the file cannot be read
ScenarioCheck check_scenario(const std::filesystem::path& path);

/// The same for a text.
ScenarioCheck check_scenario_text(std::string name, std::string text);

}  // namespace perilune
