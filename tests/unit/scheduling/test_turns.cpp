// Turns at pads, put in order without the engine.
#include <algorithm>
#include <random>
#include <string>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/relax.hpp>
#include <perilune/scheduling/solve.hpp>

#include "brute_force_choices.hpp"
#include "scheduling/turns.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");

Duration minutes(int count) {
  return Duration::minutes(count);
}

/// Two to four activities on seven minutes, lags of both senses, windows, and one or two pads with times to
/// change.
ScheduleProblem random_turns(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](int first, int last) {
    return std::uniform_int_distribution<int>(first, last)(random);
  };
  ScheduleBuilder builder({from, from + minutes(7)}, minutes(1));
  std::vector<ScheduleActivity> all;
  for (int i = 0, count = pick(2, 4); i < count; ++i) {
    const int shortest = pick(0, 2);
    all.push_back(builder.add_activity(
        "a" + std::to_string(i), DurationRange::between(minutes(shortest), minutes(shortest + pick(0, 1)))));
    if (pick(0, 2) > 0) continue;
    const int opens = pick(0, 4), again = opens + pick(2, 3);
    std::vector<Window> windows{{{from + minutes(opens), from + minutes(opens + 1)}, {}}};
    if (again < 7) windows.push_back({{from + minutes(again), from + minutes(again + 1)}, {}});
    builder.start_in(all.back(), windows);
  }
  const auto any = [&] { return all[static_cast<std::size_t>(pick(0, static_cast<int>(all.size()) - 1))]; };
  for (int i = 0, count = pick(0, 3); i < count; ++i) {
    const ScheduleActivity before = any(), after = any();
    if (before.number == after.number) continue;
    DurationRange lag = DurationRange::at_least(minutes(pick(-1, 3)));
    if (pick(0, 1) == 1) lag.max = lag.min + minutes(pick(0, 2));
    builder.precede(pick(0, 1) == 1 ? before.end() : before.start(), after.start(), lag);
  }
  for (int pad = 0, count = pick(1, 2); pad < count; ++pad) {
    const auto made = builder.add_disjunctive("pad" + std::to_string(pad),
                                              {.turnaround = minutes(pick(0, 2)), .where = {}});
    for (const ScheduleActivity& activity : all)
      if (pick(0, 3) > 0) builder.use(made, activity, pick(0, 1) == 1 ? "x" : "y");
    builder.set_setup(made, "x", "y", minutes(pick(0, 3)));
  }
  return builder.build();
}

std::vector<bool> with_understood(const ScheduleProblem& problem, const std::vector<std::size_t>& members) {
  std::vector<bool> enabled(problem.requirements.size(), false);
  for (std::size_t r = 0; r < enabled.size(); ++r) enabled[r] = problem.requirements[r].is_understood;
  for (const std::size_t r : members) enabled[r] = true;
  return enabled;
}

bool names_horizon(const ScheduleProblem& problem, const std::vector<std::size_t>& members) {
  const auto is_it = [&](RequirementKind kind) {
    return std::any_of(members.begin(), members.end(),
                       [&](std::size_t r) { return problem.requirements[r].kind == kind; });
  };
  return is_it(RequirementKind::horizon_start) && is_it(RequirementKind::horizon_end);
}

}  // namespace

TEST_CASE("turns: 2,000 random problems with pads can hold just where brute force says so",
          "[scheduling][property]") {
  int feasible = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = random_turns(seed);
    REQUIRE(detail::has_turns_alone(problem, {}));
    const detail::Possibility found = detail::can_hold_by_turns(problem, {});
    const bool can = test::can_hold(problem, {}, 0, problem.horizon_end);
    REQUIRE(found.status == (can ? ScheduleStatus::feasible : ScheduleStatus::infeasible));
    if (can) {
      ++feasible;
      REQUIRE(broken_requirements(problem, found.assignment).empty());
      continue;
    }
    ++refused;
    REQUIRE_FALSE(found.core.empty());
    if (names_horizon(problem, found.core))
      REQUIRE_FALSE(
          test::can_hold(problem, with_understood(problem, found.core), -1, problem.horizon_end + 1));
  }
  CHECK(feasible > 500);
  CHECK(refused > 500);
}

TEST_CASE("turns: without the horizon requirements hold somewhere, or nowhere at all",
          "[scheduling][property]") {
  int nowhere = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = random_turns(seed);
    std::vector<bool> enabled(problem.requirements.size(), true);
    for (std::size_t r = 0; r < enabled.size(); ++r) {
      const RequirementKind kind = problem.requirements[r].kind;
      if (kind == RequirementKind::horizon_start || kind == RequirementKind::horizon_end) enabled[r] = false;
    }
    const detail::Possibility found = detail::can_hold_by_turns(problem, enabled);
    if (found.status == ScheduleStatus::feasible) {
      for (const std::size_t r : broken_requirements(problem, found.assignment)) REQUIRE_FALSE(enabled[r]);
      continue;
    }
    ++nowhere;
    // Windows and lags are within some minutes: more room than this changes nothing.
    if (problem.activities.size() <= 2) REQUIRE_FALSE(test::can_hold(problem, enabled, -12, 19));
  }
  CHECK(nowhere > 20);
}

TEST_CASE("turns: a pad that is too slow for two of hundreds of launches is named with what waits too short",
          "[scheduling]") {
  // As a roadmap has it: a lander waits in orbit for 60 d, its crew comes from the same pad.
  const Epoch begin = Epoch::parse("2026-01-01 UTC");
  const Duration day = Duration::days(1);
  const auto problem_with = [&](int turnaround) {
    ScheduleBuilder builder({begin, begin + 7300 * day}, Duration::minutes(1));
    const auto pad = builder.add_disjunctive("pad", {.turnaround = turnaround * day, .where = {}});
    const auto launch = [&](const std::string& name, int first, int count) {
      const auto made = builder.add_activity(name, DurationRange::exactly(Duration::hours(1)));
      std::vector<Window> windows;
      for (int i = 0; i < count; ++i) {
        const Epoch opens = begin + (first + i) * day + Duration::minutes(37 * i % 600);
        windows.push_back({{opens, opens + Duration::minutes(1)}, {}});
      }
      builder.start_in(made, windows).use(pad, made);
      return made;
    };
    const auto lander = launch("lander", 900, 500), crew = launch("crew", 900, 500);
    const auto braking = builder.add_activity("braking", DurationRange::exactly(Duration::hours(1)));
    builder.precede(lander.end(), braking.start(), {Duration{}, 60 * day, {}});
    builder.precede(crew.end(), braking.start(), DurationRange::at_least(Duration{}));
    builder.precede(lander.end(), crew.start(), DurationRange::at_least(Duration{}));
    for (int i = 0; i < 35; ++i) launch("cargo-" + std::to_string(i), 3600 + 100 * i, 40);
    return builder.build();
  };
  CHECK(solve(problem_with(40)).status == ScheduleStatus::optimal);
  const ScheduleProblem problem = problem_with(80);
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  REQUIRE(schedule.conflict);
  CHECK(schedule.conflict->irreducible);
  const auto lines = conflict_text(problem, *schedule.conflict);
  CHECK(lines.size() == 4);
  const auto has = [&](const std::string& part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
  };
  CHECK(has("braking starts at most 60 d after lander ends"));
  CHECK(has("pad"));
  // What the windows leave is known to the minute: two days more to wait, or a pad that is so much quicker.
  const auto relaxations = find_relaxations(problem, *schedule.conflict);
  REQUIRE(relaxations.size() >= 2);
  for (const Relaxation& one : relaxations) {
    CAPTURE(one.text);
    CHECK(broken_requirements(one.problem, one.schedule).empty());
    if (one.by) CHECK(one.smallest);
  }
}
