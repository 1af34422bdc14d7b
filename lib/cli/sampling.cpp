#include "sampling.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/sha256.hpp>

#include "command.hpp"
#include "interrupt.hpp"
#include "progress.hpp"

namespace perilune::cli {
namespace {

constexpr std::size_t samples_in_a_checkpoint = 100;
constexpr std::size_t largest_checkpoint = std::size_t{1} << 28;

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

std::vector<RiskSample> run_samples(const SamplingOptions& options, const RiskStudy& study,
                                    const Checkpoints& checkpoints, const CliContext& context) {
  std::vector<RiskSample> samples(options.samples);
  ProgressLine progress(context.err, progress_style(context, options.quiet));
  ThreadPool pool({options.threads, false});
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

}  // namespace

std::filesystem::path default_sampling_folder(const Scenario& scenario) {
  return default_output_folder(scenario) / "mc";
}

CampaignRisk risks_of(const Campaign& campaign, const Ephemeris& ephemeris, int threads,
                      const std::filesystem::path& cache, std::string_view command) {
  CampaignRisk risk = campaign_risk(campaign, {.threads = threads, .ephemeris = &ephemeris, .cache = cache});
  if (risk.risks.empty() && risk.shared.withdrawals.empty()) {
    throw UsageError(detail::concat(command, ": no leg of '", printable(campaign.scenario().path),
                                    "' that is still to come has a 'risk': nothing can go wrong. See "
                                    "perilune explain risk."));
  }
  return risk;
}

Sampled sample_campaign(const Campaign& campaign, CampaignRisk risk, const SamplingOptions& options,
                        const CliContext& context) {
  Sampled sampled;
  sampled.risk = std::move(risk);
  sampled.study = std::make_unique<const RiskStudy>(sampled.risk.problem, campaign.schedule().schedule,
                                                    sampled.risk.risks, sampled.risk.reached(),
                                                    RiskOptions{.seed = options.seed}, sampled.risk.shared);
  say_when_interrupted(
      "perilune: interrupted. The same command goes on from the last hundred samples that were done.\n");
  const Checkpoints checkpoints(options.folder / "checkpoint",
                                fingerprint(campaign, *sampled.study, options.seed));
  sampled.samples = run_samples(options, *sampled.study, checkpoints, context);
  sampled.answer = sampled.study->answer(sampled.samples);
  return sampled;
}

}  // namespace perilune::cli
