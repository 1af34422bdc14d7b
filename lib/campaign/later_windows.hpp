#pragma once

#include <cstddef>
#include <vector>

#include <perilune/campaign/risk.hpp>

#include "loop/window_catalog.hpp"

namespace perilune::detail {

/// What `campaign_risk` reads, without a problem.
CampaignRisk risks_in(const Campaign& campaign);

/// The launch windows after those of a plan, up to `RiskPlan::later_windows_until`, for launches that come
/// late: in a campaign's problem, whose horizon is then no limit.
class LaterWindows {
 public:
  /// @param campaign  outlives it
  LaterWindows(const Campaign& campaign, const CampaignRiskOptions& options);

  /// The problem with all later windows of all launches at risk.
  ScheduleProblem all(const CampaignRisk& risk);

  /// The problem in which launches at risk whose windows have to be computed may start at any later tick:
  /// whatever plan keeps its windows, keeps these too.
  ScheduleProblem guessed(const CampaignRisk& risk);

  /// Puts windows in the place of guesses that a plan of `guessed` makes use of, a calendar year at a time.
  /// @return false if it makes use of none: the best plan of the guesses is then that of `all`
  bool refine(ScheduleProblem& problem, const Schedule& schedule);

 private:
  /// A launch whose last allowed range stands for windows that are not computed yet.
  struct Guess {
    std::size_t requirement = 0;
    ScheduleActivity launch;
    const OfferedWindows* offer = nullptr;
    Tick from = 0;
  };

  void open_flights(const CampaignRisk& risk);
  void compute(ScheduleProblem& problem, Guess& guess, Tick to);
  void guess_on(ScheduleProblem& problem, const Guess& guess) const;
  const OfferedWindows* offer_of(const ScheduleActivity& launch) const;

  const Campaign& campaign_;
  ScheduleProblem problem_;
  ContentCache cache_;
  WindowCatalog catalog_;
  std::vector<Guess> guesses_;
  Tick until_ = 0;
};

}  // namespace perilune::detail
