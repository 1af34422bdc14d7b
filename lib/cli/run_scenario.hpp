#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <perilune/cli/run_cli.hpp>

#include "planning.hpp"

namespace perilune::cli {

/// What `run` and `resume` do.
struct RunOptions {
  PlanningOptions planning;
  std::string out;
  bool json = false;
};

/// Plans a scenario and writes the results.
ExitCode run_scenario(const RunOptions& options, const CliContext& context);

/// What a run was begun with, kept in the folder of its results from its beginning on, so that it can be
/// ended later. The scenario's files go by their check sums.
/// @throws DataError if it cannot be written
void keep_request(const std::filesystem::path& folder, const Scenario& scenario,
                  const std::vector<std::string>& kernels);

/// The request that was kept in a folder, as options of a run into it.
/// @throws DataError if there is none, it cannot be read, or a file of the scenario is another one by now
RunOptions kept_request(const std::string& folder);

}  // namespace perilune::cli
