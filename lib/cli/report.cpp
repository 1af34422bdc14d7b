#include <memory>
#include <ostream>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/page.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct ReportOptions {
  PlanningOptions planning;
  std::string out;
};

ExitCode write_report(const ReportOptions& options, const CliContext& context) {
  const Epoch created = time_of_writing(context);
  const auto [ephemeris, campaign] = plan_scenario(options.planning, context);
  const std::string page =
      report_html(campaign, {.created = created, .threads = options.planning.threads}, ephemeris);
  if (options.out == "-") {
    context.out << page;
  } else {
    const std::filesystem::path path = options.out.empty()
                                           ? default_output_folder(campaign.scenario()) / "report.html"
                                           : std::filesystem::path(options.out);
    const WritingFiles writing;
    write_file_atomically(path, page);
    if (!options.planning.quiet) context.out << printable(path.generic_string()) << '\n';
  }
  return exit_code_of(campaign, false, context.err);
}

}  // namespace

Command report_command() {
  return {.name = "report",
          .usage = "FILE [OPTION ...]",
          .about = "Write the report of a scenario alone: one page to look at",
          .more =
              "Runs the scenario as 'run' does and writes report.html, without the tables and trajectories. "
              "The page needs nothing beside it: it opens from disk and asks the network for nothing.",
          .examples = {{"perilune report scenarios/arrivals.yaml --out out/arrivals.html",
                        "A page to send to a colleague:"}},
          .set_up = [](CommandLine& line) {
            auto options = std::make_shared<ReportOptions>();
            add_planning_options(line, options->planning);
            line.add_option(
                    "--out", options->out,
                    "The page; by default report.html among the results of a run; - is the standard output")
                .takes("FILE");
            return [options](const CliContext& context) { return write_report(*options, context); };
          }};
}

}  // namespace perilune::cli
