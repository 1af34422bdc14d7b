#include <algorithm>

#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/solve.hpp>

#include "brute_force.hpp"
#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::uint64_t problems = 2000;

std::vector<Tick> ticks_of(const Schedule& schedule, Tick ScheduledActivity::*start,
                           Tick ScheduledActivity::*end) {
  std::vector<Tick> ticks;
  for (const ScheduledActivity& activity : schedule.activities) {
    ticks.push_back(activity.*start);
    ticks.push_back(activity.*end);
  }
  return ticks;
}

/// How far from each other ticks can be pushed by the requirements named: no solution needs more room.
Tick room(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements) {
  Tick sum = 1;
  for (const std::size_t r : requirements) {
    const auto* difference = std::get_if<Difference>(&problem.requirements[r].rule);
    if (difference != nullptr) sum += std::max(difference->at_least, -difference->at_least);
  }
  return sum;
}

/// What is understood always holds, and is never named. Here is what bears on the members: on activities that
/// they speak of, and on those tied to them. All others can be put on one tick.
std::vector<std::size_t> understood_near(const ScheduleProblem& problem,
                                         const std::vector<std::size_t>& members) {
  std::vector<bool> near(problem.activities.size(), false);
  for (const std::size_t r : members) {
    const auto& rule = problem.requirements[r].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      near[difference->from.activity] = near[difference->to.activity] = true;
    } else if (const auto& allowed = std::get<AllowedTicks>(rule); allowed.event) {
      near[allowed.event->activity] = true;
    }
  }
  std::vector<std::size_t> found;
  for (std::size_t turn = 0; turn < problem.activities.size(); ++turn) {
    found.clear();
    for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
      const auto* tie = std::get_if<Difference>(&problem.requirements[r].rule);
      if (!problem.requirements[r].is_understood || tie == nullptr) continue;
      if (!near[tie->from.activity] && !near[tie->to.activity]) continue;
      near[tie->from.activity] = near[tie->to.activity] = true;
      found.push_back(r);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("solve: 2,000 random problems agree with brute force in every date, latest date and makespan",
          "[scheduling][property]") {
  int feasible = 0;
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_problem(seed);
    const test::Enumeration truth = test::enumerate(problem);
    const Schedule schedule = solve(problem);
    REQUIRE((schedule.status == ScheduleStatus::infeasible) == (truth.solutions == 0));
    if (truth.solutions == 0) continue;
    ++feasible;
    REQUIRE(schedule.status == ScheduleStatus::optimal);
    REQUIRE(schedule.makespan == truth.makespan);
    REQUIRE(ticks_of(schedule, &ScheduledActivity::start, &ScheduledActivity::end) == truth.earliest);
    REQUIRE(ticks_of(schedule, &ScheduledActivity::latest_start, &ScheduledActivity::latest_end) ==
            truth.latest);
    const Schedule wide = solve(problem, {.slack_aim = SlackAim::horizon});
    REQUIRE(ticks_of(wide, &ScheduledActivity::latest_start, &ScheduledActivity::latest_end) ==
            truth.latest_in_horizon);
  }
  // The generator is meant to give both kinds in plenty.
  CHECK(feasible > 600);
  CHECK(feasible < 1600);
}

TEST_CASE("solve: the conflicts of the random problems cannot hold, and lose none of their members",
          "[scheduling][property]") {
  int circles = 0;
  int with_windows = 0;
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_problem(seed);
    const Schedule schedule = solve(problem);
    if (schedule.status != ScheduleStatus::infeasible) continue;
    const std::vector<std::size_t>& members = schedule.conflict->requirements;
    std::vector<std::size_t> held = understood_near(problem, members);
    const std::size_t understood = held.size();
    held.insert(held.end(), members.begin(), members.end());
    const Tick more = room(problem, held);
    CAPTURE(conflict_text(problem, *schedule.conflict));
    REQUIRE_FALSE(test::is_satisfiable(problem, held, -more, problem.horizon_end + more));
    for (std::size_t i = 0; i < members.size(); ++i) {
      REQUIRE_FALSE(problem.requirements[members[i]].is_understood);
      std::vector<std::size_t> rest = held;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(understood + i));
      CAPTURE(i);
      REQUIRE(test::is_satisfiable(problem, rest, -more, problem.horizon_end + more));
    }
    circles += schedule.conflict->circle.empty() ? 0 : 1;
    with_windows += std::any_of(members.begin(), members.end(), [&](std::size_t r) {
      return problem.requirements[r].kind == RequirementKind::windows;
    });
  }
  CHECK(circles > 50);
  CHECK(with_windows > 50);
}
