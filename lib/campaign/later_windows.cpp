#include "later_windows.hpp"

#include <algorithm>

#include <perilune/core/thread_pool.hpp>

#include "loop/window_catalog.hpp"

namespace perilune::detail {
namespace {

const Duration longest_delay = Duration::days(30 * 365.25);

class LaterWindows {
 public:
  LaterWindows(const Campaign& campaign, const CampaignRiskOptions& options)
      : campaign_(campaign),
        problem_(campaign.schedule().model.problem),
        cache_(options.cache),
        catalog_(cache_, options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded(),
                 options.threads > 0 ? options.threads : usable_processors()) {}

  ScheduleProblem run(const CampaignRisk& risk) {
    if (const auto until = campaign_.scenario().risks.later_windows_until) {
      for (const RiskFlight& flight : risk.shared.flights) {
        extend(flight.activities.front(), *until);
        for (const ScheduleActivity& leg : flight.activities)
          if (leg != flight.activities.front()) open(leg, *until);
      }
      look_further();
    }
    return std::move(problem_);
  }

 private:
  /// What comes late may go on beyond the end of what is looked at.
  void look_further() {
    problem_.horizon_end += problem_.grid.floor(longest_delay);
    for (Requirement& requirement : problem_.requirements) {
      if (requirement.kind != RequirementKind::horizon_end) continue;
      requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, problem_.horizon_end}}};
      requirement.text = "nothing is put off for thirty years beyond the horizon";
    }
  }

  void extend(const ScheduleActivity& launch, Epoch until) {
    for (Requirement& requirement : problem_.requirements) {
      AllowedTicks* allowed = windows_of(requirement, launch);
      if (allowed == nullptr) continue;
      const Tick last = allowed->ranges.back().last, end = problem_.grid.floor(until);
      if (end <= last) return;
      const OfferedWindows* offer = offer_of(launch);
      if (offer == nullptr) {
        allowed->ranges.back().last = end;
        return;
      }
      WindowProfile later = offer->profile;
      later.horizon = {problem_.grid.epoch(last + 1), until};
      for (const LaunchWindow& window : catalog_.windows(later)) {
        const Tick tick = problem_.grid.floor(window.lift_off + problem_.grid.step() / 2);
        if (tick > allowed->ranges.back().last + 1) allowed->ranges.push_back({tick, tick});
      }
    }
  }

  /// Windows of other legs go with the flight that they were made for: after the last one, at any time.
  void open(const ScheduleActivity& leg, Epoch until) {
    for (Requirement& requirement : problem_.requirements) {
      if (AllowedTicks* allowed = windows_of(requirement, leg))
        allowed->ranges.back().last = std::max(allowed->ranges.back().last, problem_.grid.floor(until));
    }
  }

  static AllowedTicks* windows_of(Requirement& requirement, const ScheduleActivity& leg) {
    auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
    const bool is_its = allowed != nullptr && requirement.kind == RequirementKind::windows &&
                        allowed->event && *allowed->event == leg.start();
    return is_its ? allowed : nullptr;
  }

  /// Of the mission, if its transfer is designed.
  const OfferedWindows* offer_of(const ScheduleActivity& launch) const {
    const auto& missions = campaign_.scenario().roadmap.missions;
    const auto& activities = campaign_.schedule().model.activities;
    for (const OfferedWindows& offer : campaign_.loop().offers) {
      for (std::size_t m = 0; m < missions.size(); ++m) {
        if (missions[m].id != offer.mission) continue;
        if (std::find(activities[m].begin(), activities[m].end(), launch) != activities[m].end())
          return &offer;
      }
    }
    return nullptr;
  }

  const Campaign& campaign_;
  ScheduleProblem problem_;
  ContentCache cache_;
  WindowCatalog catalog_;
};

}  // namespace

ScheduleProblem with_later_windows(const Campaign& campaign, const CampaignRisk& risk,
                                   const CampaignRiskOptions& options) {
  return LaterWindows(campaign, options).run(risk);
}

}  // namespace perilune::detail
