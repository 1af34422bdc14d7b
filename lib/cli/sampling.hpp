#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include <perilune/campaign/campaign.hpp>
#include <perilune/campaign/risk.hpp>
#include <perilune/cli/run_cli.hpp>
#include <perilune/report/risk.hpp>
#include <perilune/scheduling/risk.hpp>

namespace perilune::cli {

inline constexpr std::uint64_t default_samples = 1000;

/// How often a campaign is lived through, and with what.
struct SamplingOptions {
  std::uint64_t samples = default_samples;
  std::uint64_t seed = 1;
  int threads = 0;
  bool quiet = false;
  std::filesystem::path folder;  ///< for checkpoints: the same call goes on from the last hundred samples
};

/// A campaign lived through many times.
struct Sampled {
  CampaignRisk risk;
  std::unique_ptr<const RiskStudy> study;
  std::vector<RiskSample> samples;
  RiskAnswer answer;

  RiskTables tables() const { return {risk, *study, samples, answer}; }
};

/// Where the samples of a scenario are kept, unless somebody asks for another folder.
std::filesystem::path default_sampling_folder(const Scenario& scenario);

/// The risks of a planned campaign. @throws UsageError if nothing can go wrong
/// @param cache    where launch windows that were looked for before are, as that of `PlanOptions`
/// @param command  that the error names
CampaignRisk risks_of(const Campaign& campaign, const Ephemeris& ephemeris, int threads,
                      const std::filesystem::path& cache, std::string_view command);

/// Lives through a campaign, with progress on the error stream.
Sampled sample_campaign(const Campaign& campaign, CampaignRisk risk, const SamplingOptions& options,
                        const CliContext& context);

}  // namespace perilune::cli
