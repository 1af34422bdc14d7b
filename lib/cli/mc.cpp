#include <memory>
#include <ostream>
#include <utility>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/page.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/risk.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "progress.hpp"
#include "sampling.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct McOptions {
  PlanningOptions planning;
  std::string out;
  std::uint64_t samples = default_samples;
  std::uint64_t seed = 1;
  bool json = false;
};

/// What was computed before is kept among the results: by default with those of `run`, which may be taken
/// over.
std::filesystem::path cache_of(const McOptions& options, const Scenario& scenario) {
  return (options.out.empty() ? default_output_folder(scenario) : std::filesystem::path(options.out)) /
         "cache";
}

Campaign planned(const McOptions& options, const Ephemeris& ephemeris, const CliContext& context) {
  Scenario scenario = load_scenario_file(options.planning.scenario);
  scenario.flights.clear();  // flights from tracked orbits change no date
  ProgressLine progress(context.err, progress_style(context, options.planning.quiet));
  Campaign campaign = plan(
      scenario, {.threads = options.planning.threads,
                 .ephemeris = &ephemeris,
                 .progress = [&](const PlanProgress& at) { progress.update(at.what, at.done, at.total); },
                 .cache = cache_of(options, scenario)});
  progress.finish();
  return campaign;
}

ExitCode run_mc(const McOptions& options, const CliContext& context) {
  const Epoch created = time_of_writing(context);
  const Ephemeris ephemeris = ephemeris_with(options.planning.kernels);
  const Campaign campaign = planned(options, ephemeris, context);
  if (campaign.schedule().schedule.activities.empty()) return exit_code_of(campaign, false, context.err);
  CampaignRisk risk =
      risks_of(campaign, ephemeris, options.planning.threads, cache_of(options, campaign.scenario()), "mc");
  const std::filesystem::path folder =
      options.out.empty() ? default_sampling_folder(campaign.scenario()) : std::filesystem::path(options.out);
  const Sampled sampled = sample_campaign(campaign, std::move(risk),
                                          {.samples = options.samples,
                                           .seed = options.seed,
                                           .threads = options.planning.threads,
                                           .quiet = options.planning.quiet,
                                           .folder = folder},
                                          context);
  const RiskTables tables = sampled.tables();
  {
    AtomicFiles files;
    files.add(folder / "schedule.csv", schedule_csv(campaign));
    files.add(folder / "mc.csv", tables.samples_csv());
    files.add(folder / "milestones.csv", tables.milestones_csv());
    files.add(folder / "probability.csv", tables.probability_csv());
    files.add(folder / "activities.csv", tables.activities_csv());
    files.add(folder / "drivers.csv", tables.drivers_csv());
    files.add(
        folder / "report.html",
        report_html(campaign, {.created = created, .threads = options.planning.threads}, ephemeris, &tables));
    const WritingFiles writing;
    files.commit();
  }
  if (options.json) {
    context.out << risk_document(campaign, tables, options.seed, folder);
  } else if (!options.planning.quiet)
    context.out << tables.summary() << "results: " << printable(folder.string()) << '\n';
  return ExitCode::ok;
}

}  // namespace

Command mc_command() {
  return {
      .name = "mc",
      .usage = "FILE [OPTION ...]",
      .about = "How likely each date is: slips, scrubs and failures, planned anew",
      .more =
          "Plans the scenario, then lives through it many times with what 'risk' says may go wrong with its "
          "legs, and 'risks' with launchers and partners. Each delay or failure is known only when it comes; "
          "then the plan is made anew, with the past frozen and as few changes as possible. Prints for each "
          "phase and mission the date that is kept "
          "with a probability of 50, 80 and 95 %, the probability of its target, and what drives it; writes "
          "schedule.csv (the plan that is lived through), mc.csv, milestones.csv, probability.csv, "
          "activities.csv, drivers.csv and report.html, "
          "the scenario's page with the dates' distributions and what moves them.\n\n"
          "A sample depends on its number, the seed and the scenario alone: not on threads, and not on how "
          "many samples there are. Every hundred samples are kept in the results' folder: the same command "
          "after an interruption, or with more samples, goes on from there and ends in the same bytes.",
      .examples = {{"perilune mc scenarios/ilrs-risk.yaml --samples 200", "How sure are the precursors?"},
                   {"perilune mc scenarios/ilrs-risk.yaml --samples 100 --json", "For a program:"},
                   {"perilune mc scenarios/ilrs-risk.yaml --samples 200 --seed 2 \\\n"
                    "        --out out/other-fates",
                    "The same with other random numbers:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<McOptions>();
        add_planning_options(line, options->planning);
        line.add_option("--samples", options->samples, "How often it is lived through; default: 1000")
            .takes("N")
            .range(std::uint64_t{1}, std::uint64_t{10'000'000});
        line.add_option("--seed", options->seed, "Of the random numbers; default: 1").takes("N");
        line.add_flag("--json", options->json, "Print one JSON document instead of the summary");
        line.add_option("--out", options->out,
                        "Folder for the results; by default mc in that of the scenario")
            .takes("DIR");
        return [options](const CliContext& context) { return run_mc(*options, context); };
      }};
}

}  // namespace perilune::cli
