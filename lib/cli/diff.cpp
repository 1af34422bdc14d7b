#include <memory>
#include <ostream>

#include <perilune/report/run_diff.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune::cli {

Command diff_command() {
  return {
      .name = "diff",
      .usage = "DIR1 DIR2",
      .about = "What a second run does differently, in words",
      .more =
          "Compares the results of two runs: missions that were added or dropped, lift-offs and milestones "
          "that moved (the biggest moves first), launch masses, what comes to the station. Nothing is "
          "computed. The exit code is 0 whether they differ or not.",
      .examples = {{"perilune run scenarios/arrivals.yaml --out out/a", "Run one plan:"},
                   {"perilune run scenarios/arrivals.yaml --out out/b", "And another:"},
                   {"perilune diff out/a out/b", "What is different?"}},
      .set_up = [](CommandLine& line) {
        struct Options {
          std::string before, after;
        };
        auto options = std::make_shared<Options>();
        line.add_option("DIR1", options->before, "The folder of the first results").required();
        line.add_option("DIR2", options->after, "The folder of the second ones").required();
        return [options](const CliContext& context) {
          const RunResult before = read_run_result(options->before);
          context.out << run_diff(before, read_run_result(options->after));
          return ExitCode::ok;
        };
      }};
}

}  // namespace perilune::cli
