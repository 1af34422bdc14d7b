#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/campaign/risk.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/scheduling/risk.hpp>

namespace perilune {

/// A Monte Carlo over a campaign, as tables. Dates are in UTC, to the minute above; all tables but that of
/// the samples name the line of the scenario in `source`.
struct RiskTables {
  const CampaignRisk& campaign;
  const RiskStudy& study;
  const std::vector<RiskSample>& samples;
  const RiskAnswer& answer;

  /// When a milestone is reached if nothing goes wrong; nothing if it is not.
  std::optional<Epoch> planned(std::size_t milestone) const;
  /// A driver of `RiskStudy::drivers`, and by how much it moves a milestone (`RiskAnswer::swings`).
  struct Driver {
    std::string name;
    Duration swing;
    SourceLocation where;  ///< the line that says what may go wrong
  };
  /// The risks that move a milestone, the strongest first.
  std::vector<Driver> drivers(std::size_t milestone) const;

  /// mc.csv: the date of every phase and named milestone in every sample.
  std::string samples_csv() const;
  /// milestones.csv: planned date, P50, P80, P95, target and the probability that it is kept.
  std::string milestones_csv() const;
  /// probability.csv: for each phase and milestone, the probability that it is reached by each 1 January.
  std::string probability_csv() const;
  /// activities.csv: how often each activity is critical, and how often it misses the window planned.
  std::string activities_csv() const;
  /// drivers.csv: by how much each risk moves each milestone, largest first: a tornado chart.
  std::string drivers_csv() const;
  /// About a screen for a terminal.
  std::string summary() const;
};

/// A sample as one line, and back: what a checkpoint keeps.
std::string to_line(const RiskSample& sample);
/// @return nothing if the line is none, or is one of another campaign
std::optional<RiskSample> parse_sample(std::string_view line, const RiskStudy& study);

}  // namespace perilune
