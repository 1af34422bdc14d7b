#include <cmath>
#include <memory>
#include <ostream>

#include <perilune/core/text.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "progress.hpp"
#include "run_scenario.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {

ExitCode run_scenario(const RunOptions& options, const CliContext& context) {
  const double begun_s = ProgressLine::steady_seconds();
  const Epoch created = time_of_writing(context);
  PlanningOptions planning = options.planning;
  planning.keep = true;
  planning.out = options.out;
  const auto [ephemeris, campaign] = plan_scenario(planning, context);

  std::filesystem::path folder =
      options.out.empty() ? default_output_folder(campaign.scenario()) : std::filesystem::path(options.out);
  if (planning.turns > 0) folder /= "turn-" + std::to_string(planning.turns);
  const double wall_time_s = std::round((ProgressLine::steady_seconds() - begun_s) * 1e3) / 1e3;
  const RunInfo info{created, wall_time_s, options.planning.threads};
  std::vector<std::string> files;
  {
    const WritingFiles writing;
    files = write_results(campaign, folder, info, ephemeris);
  }
  for (const std::string& file : files) tell(context, "wrote " + (folder / file).string());
  const bool quiet = options.planning.quiet;
  if (options.json) {
    context.out << run_document(campaign, folder, files, info);
  } else if (!quiet) {
    context.out << campaign.report() << "results: " << printable(folder.string())
                << (campaign.holds() ? "\n" : " (partial: the plan does not hold)\n");
  }
  return exit_code_of(campaign, !options.json && !quiet, context.err);
}

Command run_command() {
  return {
      .name = "run",
      .usage = "FILE [OPTION ...]",
      .about = "Schedule all missions of a scenario and fly its flights",
      .more =
          "Reads the scenario, puts its missions in order, flies every flight that it describes, says in a "
          "dozen lines what came of it, and writes the results into a folder: report.html, which shows "
          "them, schedule.csv, events.csv, station.csv, trajectories/MISSION.oem (CCSDS) and manifest.json. "
          "All of them "
          "appear, or none.\n\n"
          "An infeasible schedule, or a station whose crew starves or freezes, ends with exit code 4, a "
          "flight that "
          "does not arrive with 5; what could be done is written all the same.",
      .examples = {{"perilune run scenarios/arrivals.yaml",
                    "Fly Queqiao-2 and Chang'e-5 from their tracked orbits to the Moon:"},
                   {"perilune run scenarios/ilrs-precursors.yaml --out out/plan-a",
                    "Schedule the first missions of the research station, results elsewhere:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<RunOptions>();
        add_planning_options(line, options->planning);
        line.add_option("--out", options->out,
                        "Folder for the results; by default out/ and the scenario's name")
            .takes("DIR");
        line.add_option(
                "--turns", options->planning.turns,
                "Stop the loop after so many turns: what was known then, as loop.csv tells it; written "
                "into turn-N of the folder, with what an earlier run has kept")
            .takes("N")
            .range(1, 1000);
        line.add_flag("--json", options->json, "Print one JSON document instead of the summary");
        return [options](const CliContext& context) { return run_scenario(*options, context); };
      }};
}

}  // namespace perilune::cli
