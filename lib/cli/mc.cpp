#include <algorithm>
#include <atomic>
#include <memory>
#include <ostream>

#include <perilune/campaign/plan.hpp>
#include <perilune/campaign/risk.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/page.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/risk.hpp>
#include <perilune/report/sha256.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "progress.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

constexpr std::size_t samples_in_a_checkpoint = 100;
constexpr std::size_t largest_checkpoint = std::size_t{1} << 28;

struct McOptions {
  PlanningOptions planning;
  std::string out;
  std::uint64_t samples = 1000;
  std::uint64_t seed = 1;
  bool json = false;
};

Campaign planned(const McOptions& options, const Ephemeris& ephemeris, const CliContext& context) {
  Scenario scenario = load_scenario_file(options.planning.scenario);
  scenario.flights.clear();  // flights from tracked orbits change no date
  ProgressLine progress(context.err, progress_style(context, options.planning.quiet));
  Campaign campaign = plan(
      scenario, {.threads = options.planning.threads,
                 .ephemeris = &ephemeris,
                 .progress = [&](const PlanProgress& at) { progress.update(at.what, at.done, at.total); },
                 .cache = default_output_folder(scenario) / "cache"});
  progress.finish();
  return campaign;
}

/// What the samples depend on, as one number: a checkpoint of anything else is not gone on with.
std::string fingerprint(const Campaign& campaign, const RiskStudy& study, std::uint64_t seed) {
  std::string all = detail::concat(version(), '\n', seed, '\n');
  for (const ScenarioFile& file : campaign.scenario().files) all += file.text + '\0';
  for (const std::string& name : study.problem().activities) all += name + '\n';
  for (const Tick tick : assignment_of(study.plan()).ticks) all += std::to_string(tick) + ' ';
  for (const Requirement& requirement : study.problem().requirements) all += requirement.text + '\n';
  return sha256_hex(all);
}

/// Samples of earlier calls, kept by the hundred.
class Checkpoints {
 public:
  Checkpoints(std::filesystem::path folder, const std::string& fingerprint)
      : folder_(std::move(folder)), head_(detail::concat("perilune mc ", fingerprint)) {}

  /// Fills `samples` from `first` on. @return false if they are not there, or are those of something else
  bool read(std::size_t first, std::span<RiskSample> samples, const RiskStudy& study) const {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path(first), error)) return false;
    const std::string text = read_file(path(first), largest_checkpoint);
    std::string_view left = text;
    const auto next = [&] {
      const std::size_t end = left.find('\n');
      const std::string_view line = left.substr(0, end);
      left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
      return line;
    };
    if (next() != head_) return false;
    for (RiskSample& sample : samples) {
      std::optional<RiskSample> read = parse_sample(next(), study);
      if (!read) return false;
      sample = std::move(*read);
    }
    return true;
  }

  void write(std::size_t first, std::span<const RiskSample> samples) const {
    std::string text = head_ + '\n';
    for (const RiskSample& sample : samples) text += to_line(sample) + '\n';
    const WritingFiles writing;
    write_file_atomically(path(first), text);
  }

 private:
  std::filesystem::path path(std::size_t first) const {
    std::string number = std::to_string(first);
    number.insert(0, 9 - std::min<std::size_t>(9, number.size()), '0');
    return folder_ / (number + ".txt");
  }

  std::filesystem::path folder_;
  std::string head_;
};

std::vector<RiskSample> run_samples(const McOptions& options, const RiskStudy& study,
                                    const Checkpoints& checkpoints, const CliContext& context) {
  std::vector<RiskSample> samples(options.samples);
  ProgressLine progress(context.err, progress_style(context, options.planning.quiet));
  ThreadPool pool({options.planning.threads, false});
  std::size_t taken = 0;
  std::atomic<std::size_t> done = 0;
  for (std::size_t first = 0; first < samples.size(); first += samples_in_a_checkpoint) {
    const std::span part =
        std::span(samples).subspan(first, std::min(samples_in_a_checkpoint, samples.size() - first));
    if (checkpoints.read(first, part, study)) {
      taken += part.size();
      done += part.size();
      continue;
    }
    pool.for_each(part.size(), [&](std::size_t s, int) {
      part[s] = study.run(first + s);
      progress.update("samples", ++done, samples.size());
    });
    checkpoints.write(first, part);
  }
  progress.finish();
  if (taken > 0) tell(context, detail::concat(taken, " samples were there from an earlier call"));
  return samples;
}

ExitCode run_mc(const McOptions& options, const CliContext& context) {
  const Epoch created = time_of_writing(context);
  const Ephemeris ephemeris = ephemeris_with(options.planning.kernels);
  const Campaign campaign = planned(options, ephemeris, context);
  if (campaign.schedule().schedule.activities.empty()) return exit_code_of(campaign, false, context.err);
  const CampaignRisk risk =
      campaign_risk(campaign, {.threads = options.planning.threads,
                               .ephemeris = &ephemeris,
                               .cache = default_output_folder(campaign.scenario()) / "cache"});
  if (risk.risks.empty() && risk.shared.withdrawals.empty()) {
    throw UsageError(detail::concat("mc: no leg of '", printable(options.planning.scenario),
                                    "' that is still to come has a 'risk': nothing can go wrong. See "
                                    "perilune explain risk."));
  }
  const RiskStudy study(risk.problem, campaign.schedule().schedule, risk.risks, risk.reached(),
                        {.seed = options.seed}, risk.shared);
  const std::filesystem::path folder = options.out.empty() ? default_output_folder(campaign.scenario()) / "mc"
                                                           : std::filesystem::path(options.out);
  say_when_interrupted(
      "perilune: interrupted. The same command goes on from the last hundred samples that were done.\n");
  const Checkpoints checkpoints(folder / "checkpoint", fingerprint(campaign, study, options.seed));
  const std::vector<RiskSample> samples = run_samples(options, study, checkpoints, context);
  const RiskAnswer answer = study.answer(samples);
  const RiskTables tables{risk, study, samples, answer};
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
