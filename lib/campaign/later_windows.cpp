#include "later_windows.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>

namespace perilune::detail {
namespace {

const Duration longest_delay = Duration::days(30 * 365.25);

AllowedTicks* windows_of(Requirement& requirement, const ScheduleActivity& leg) {
  auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
  const bool is_its = allowed != nullptr && requirement.kind == RequirementKind::windows && allowed->event &&
                      *allowed->event == leg.start();
  return is_its ? allowed : nullptr;
}

/// What comes late may go on beyond the end of what is looked at.
void look_further(ScheduleProblem& problem) {
  problem.horizon_end += problem.grid.floor(longest_delay);
  for (Requirement& requirement : problem.requirements) {
    if (requirement.kind != RequirementKind::horizon_end) continue;
    requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, problem.horizon_end}}};
    requirement.text = "nothing is put off for thirty years beyond the horizon";
  }
}

Epoch end_of_year(Epoch epoch) {
  return Epoch::parse(concat(std::stoi(epoch.iso8601(TimeScale::utc, 0).substr(0, 4)) + 1, "-01-01 UTC"));
}

}  // namespace

LaterWindows::LaterWindows(const Campaign& campaign, const CampaignRiskOptions& options)
    : campaign_(campaign),
      problem_(campaign.schedule().model.problem),
      cache_(options.cache),
      catalog_(cache_, options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded(),
               options.threads > 0 ? options.threads : usable_processors()) {}

ScheduleProblem LaterWindows::all(const CampaignRisk& risk) {
  open_flights(risk);
  ScheduleProblem problem = std::move(problem_);
  for (Guess& guess : guesses_) compute(problem, guess, until_);
  return problem;
}

ScheduleProblem LaterWindows::guessed(const CampaignRisk& risk) {
  open_flights(risk);
  ScheduleProblem problem = std::move(problem_);
  for (const Guess& guess : guesses_) guess_on(problem, guess);
  return problem;
}

bool LaterWindows::refine(ScheduleProblem& problem, const Schedule& schedule) {
  bool is_used = false;
  for (Guess& guess : guesses_) {
    const ScheduledActivity& launch = schedule.activities[guess.launch.number];
    if (!launch.takes_place || guess.from > until_ || launch.start < guess.from) continue;
    is_used = true;
    std::get<AllowedTicks>(problem.requirements[guess.requirement].rule).ranges.pop_back();
    const Tick year = problem.grid.floor(end_of_year(launch.start_date));
    compute(problem, guess, std::min(until_, std::max(year, guess.from + 1)));
    guess_on(problem, guess);
  }
  return is_used;
}

/// Looks further, and opens what needs no computing: launches without a designed transfer, and legs other
/// than the launch, whose windows go with the flight that they were made for, at any time after the last.
void LaterWindows::open_flights(const CampaignRisk& risk) {
  const auto until = campaign_.scenario().risks.later_windows_until;
  if (!until) return;
  until_ = problem_.grid.floor(*until);
  for (const RiskFlight& flight : risk.shared.flights) {
    for (const ScheduleActivity& leg : flight.activities) {
      const bool lifts_off = leg == flight.activities.front();
      const OfferedWindows* offer = lifts_off ? offer_of(leg) : nullptr;
      for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
        AllowedTicks* allowed = windows_of(problem_.requirements[r], leg);
        if (allowed == nullptr || allowed->ranges.back().last >= until_) continue;
        if (offer != nullptr) {
          guesses_.push_back({r, leg, offer, allowed->ranges.back().last + 1});
        } else {
          allowed->ranges.back().last = until_;
        }
      }
    }
  }
  look_further(problem_);
}

/// Adds the windows from the beginning of the guess up to a tick, and lets the guess begin after it.
void LaterWindows::compute(ScheduleProblem& problem, Guess& guess, Tick to) {
  auto& ranges = std::get<AllowedTicks>(problem.requirements[guess.requirement].rule).ranges;
  WindowProfile later = guess.offer->profile;
  later.horizon = {problem.grid.epoch(guess.from), problem.grid.epoch(to)};
  for (const LaunchWindow& window : catalog_.windows(later)) {
    const Tick tick = problem.grid.floor(window.lift_off + problem.grid.step() / 2);
    if (tick > ranges.back().last + 1) ranges.push_back({tick, tick});
  }
  guess.from = to < until_ ? to : until_ + 1;
}

void LaterWindows::guess_on(ScheduleProblem& problem, const Guess& guess) const {
  auto& ranges = std::get<AllowedTicks>(problem.requirements[guess.requirement].rule).ranges;
  const Tick from = std::max(guess.from, ranges.back().last + 2);
  if (guess.from <= until_) ranges.push_back({from, std::max(from, until_)});
}

/// Of the mission, if its transfer is designed.
const OfferedWindows* LaterWindows::offer_of(const ScheduleActivity& launch) const {
  const auto& missions = campaign_.scenario().roadmap.missions;
  const auto& activities = campaign_.schedule().model.activities;
  for (const OfferedWindows& offer : campaign_.loop().offers) {
    for (std::size_t m = 0; m < missions.size(); ++m) {
      if (missions[m].id != offer.mission) continue;
      if (std::find(activities[m].begin(), activities[m].end(), launch) != activities[m].end()) return &offer;
    }
  }
  return nullptr;
}

}  // namespace perilune::detail
