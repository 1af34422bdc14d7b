#pragma once

#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/cli/run_cli.hpp>

namespace perilune::cli {

class CommandLine;

/// What a command that plans a scenario takes.
struct PlanningOptions {
  std::string scenario;
  std::vector<std::string> kernels;
  int threads = 0;
  bool quiet = false;
  /// Whether what another run need not compute again is kept below the results.
  bool keep = false;
  std::string out;  ///< folder of the results; empty: the scenario's own
  int turns = 0;    ///< after which the loop stops; 0: when it converges
};

/// FILE, --kernel, --threads and --quiet.
void add_planning_options(CommandLine& line, PlanningOptions& options);

/// A scenario with what came of it, and the ephemeris that it was flown with.
struct Planned {
  Ephemeris ephemeris;
  Campaign campaign;
};

/// Reads and plans a scenario, with progress on the error stream.
/// @throws DataError, ScenarioError, InvalidArgument as `load_scenario_file` and `plan`
Planned plan_scenario(const PlanningOptions& options, const CliContext& context);

/// 0, 4 or 5; says on the error stream what went wrong, in full where there is no summary that does.
ExitCode exit_code_of(const Campaign& campaign, bool summary, std::ostream& err);

}  // namespace perilune::cli
