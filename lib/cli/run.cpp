#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "progress.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct RunOptions {
  std::string scenario;
  std::string out;
  std::vector<std::string> kernels;
  int threads = 0;
  bool json = false;
  bool quiet = false;
};

/// The manifest and where it lies, as one document.
std::string json_document(const Campaign& campaign, const std::filesystem::path& folder,
                          const std::vector<std::string>& files, const RunInfo& info) {
  auto document = nlohmann::ordered_json::parse(manifest_json(campaign, files, info));
  document["folder"] = folder.string();
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// Says on the error stream what went wrong, in full where there is no summary that does.
ExitCode exit_code_of(const Campaign& campaign, bool summary, std::ostream& err) {
  for (const FlownFlight& flight : campaign.flights()) {
    if (flight.status == FlightStatus::failed)
      err << "perilune: the flight of '" << printable(flight.mission)
          << "' failed: " << printable(flight.reason) << ".\n";
  }
  if (campaign.status() == ScheduleStatus::infeasible) {
    err << "perilune: the schedule is infeasible.\n";
    const auto& answer = campaign.schedule();
    if (!summary && answer.schedule.conflict) {
      for (const std::string& line : conflict_text(answer.model.problem, *answer.schedule.conflict))
        err << "  " << printable(line) << '\n';
    }
    return ExitCode::infeasible;
  }
  if (!campaign.all_arrived()) return ExitCode::numerical_failure;
  if (!campaign.station_holds()) {
    err << "perilune: the station does not hold: " << campaign.station()->history.problems.size()
        << " failures, listed in the report.\n";
    return ExitCode::infeasible;
  }
  return ExitCode::ok;
}

ExitCode run(const RunOptions& options, const CliContext& context) {
  const double begun_s = ProgressLine::steady_seconds();
  const Epoch created = time_of_writing(context);
  const Scenario scenario = load_scenario_file(options.scenario);
  const Ephemeris ephemeris = ephemeris_with(options.kernels);

  ProgressLine progress(context.err, context.err_is_terminal && !options.quiet);
  const Campaign campaign =
      plan(scenario,
           {.threads = options.threads, .ephemeris = &ephemeris, .progress = [&](const PlanProgress& at) {
              progress.update(at.what, at.done, at.total);
            }});
  progress.finish();

  const std::filesystem::path folder =
      options.out.empty() ? default_output_folder(scenario) : std::filesystem::path(options.out);
  const double wall_time_s = std::round((ProgressLine::steady_seconds() - begun_s) * 1e3) / 1e3;
  const RunInfo info{created, wall_time_s, options.threads};
  const std::vector<std::string> files = write_results(campaign, folder, info, ephemeris);
  if (options.json) {
    context.out << json_document(campaign, folder, files, info);
  } else if (!options.quiet) {
    context.out << campaign.report() << "results: " << printable(folder.string()) << '\n';
  }
  return exit_code_of(campaign, !options.json && !options.quiet, context.err);
}

}  // namespace

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
      .set_up = [](CLI::App& parser) {
        auto options = std::make_shared<RunOptions>();
        parser.add_option("FILE", options->scenario, "The scenario (YAML)")->required();
        parser
            .add_option("--out", options->out,
                        "Folder for the results; by default out/ and the scenario's name")
            ->type_name("DIR");
        parser
            .add_option(
                "--kernel", options->kernels,
                "Ephemeris to use before the built-in one (SPK or binary PCK); may be given several times")
            ->type_name("FILE");
        parser
            .add_option("--threads", options->threads,
                        "Flights flown side by side; by default one for each core")
            ->type_name("N")
            ->check(CLI::Range(0, 1024));
        parser.add_flag("--json", options->json, "Print one JSON document instead of the summary");
        parser.add_flag("--quiet", options->quiet, "Print errors alone");
        return [options](const CliContext& context) { return run(*options, context); };
      }};
}

}  // namespace perilune::cli
