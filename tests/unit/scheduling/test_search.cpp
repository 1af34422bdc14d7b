#include <algorithm>
#include <string>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/solve.hpp>

#include "brute_force_choices.hpp"
#include "random_campaign.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::uint64_t problems = 2000;

/// How far requirements can push a tick out of the horizon, in problems as small as those of the generator.
constexpr Tick room = 5;

/// The requirements named, and those that are understood.
std::vector<bool> held(const ScheduleProblem& problem, const std::vector<std::size_t>& members) {
  std::vector<bool> enabled;
  for (const Requirement& requirement : problem.requirements) enabled.push_back(requirement.is_understood);
  for (const std::size_t r : members) enabled[r] = true;
  return enabled;
}

bool names_horizon(const ScheduleProblem& problem, const std::vector<std::size_t>& members) {
  return std::any_of(members.begin(), members.end(), [&](std::size_t r) {
    return problem.requirements[r].kind == RequirementKind::horizon_start ||
           problem.requirements[r].kind == RequirementKind::horizon_end;
  });
}

}  // namespace

TEST_CASE("solve: 2,000 random problems with every feature are worth what brute force finds",
          "[scheduling][property]") {
  int feasible = 0;
  int searched = 0;
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_campaign(seed);
    const auto best = test::best_values(problem);
    const Schedule schedule = solve(problem, {.threads = 1});
    REQUIRE(schedule.status == (best ? ScheduleStatus::optimal : ScheduleStatus::infeasible));
    searched += is_plain(problem) ? 0 : 1;
    if (!best) continue;
    ++feasible;
    REQUIRE(test::values_of(problem, assignment_of(schedule)) == *best);
    for (std::size_t level = 0; level < schedule.objective.size(); ++level) {
      REQUIRE(schedule.objective[level] == ObjectiveValue{(*best)[level], (*best)[level]});
    }
  }
  CHECK(feasible > 800);
  CHECK(feasible < 1800);
  CHECK(searched > 1800);
}

TEST_CASE("solve: the conflicts of problems with every feature cannot hold, and lose none of their members",
          "[scheduling][property]") {
  int tried = 0;
  std::vector<bool> kinds(32, false);
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_campaign(seed);
    const Schedule schedule = solve(problem, {.threads = 1});
    if (schedule.status != ScheduleStatus::infeasible) continue;
    const std::vector<std::size_t>& members = schedule.conflict->requirements;
    REQUIRE(schedule.conflict->irreducible);
    CAPTURE(conflict_text(problem, *schedule.conflict));
    for (const std::size_t r : members) kinds[static_cast<std::size_t>(problem.requirements[r].kind)] = true;
    // Where it leans on the horizon, no tick outside needs to be tried; elsewhere two activities in so much
    // room, and one way or the other, are as many as brute force can look at in a moment.
    const std::vector<bool> enabled = held(problem, members);
    const std::vector<bool> spoken_of = test::mentioned(problem, enabled);
    const bool bounded = names_horizon(problem, members);
    if (bounded || std::count(spoken_of.begin(), spoken_of.end(), true) <= 2) {
      ++tried;
      const Tick more = bounded ? 1 : room;
      REQUIRE_FALSE(test::can_hold(problem, enabled, -more, problem.horizon_end + more));
    }
    REQUIRE(schedule.conflict->witnesses.size() == members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (const std::size_t r : broken_requirements(problem, schedule.conflict->witnesses[i])) {
        if (r == members[i]) continue;
        const bool counts = problem.requirements[r].is_understood ||
                            std::find(members.begin(), members.end(), r) != members.end();
        REQUIRE_FALSE(counts);
      }
    }
  }
  CHECK(tried > 100);
  for (const RequirementKind kind :
       {RequirementKind::horizon_end, RequirementKind::shortest_lag, RequirementKind::longest_lag,
        RequirementKind::windows, RequirementKind::not_after, RequirementKind::presence,
        RequirementKind::modes, RequirementKind::disjunctive, RequirementKind::cumulative,
        RequirementKind::calendar, RequirementKind::reservoir, RequirementKind::budget}) {
    CAPTURE(static_cast<int>(kind));
    CHECK(kinds[static_cast<std::size_t>(kind)]);
  }
}

TEST_CASE("solve: an unfinished search says so, with a bound below its value", "[scheduling]") {
  const Epoch from = Epoch::parse("2030-01-01 UTC");
  ScheduleBuilder builder({from, from + Duration::days(30)});
  const auto crew = builder.add_cumulative("crew", 7.0);
  for (int i = 0; i < 40; ++i) {
    const auto work = builder.add_activity("work " + std::to_string(i),
                                           DurationRange::exactly(Duration::minutes(61 + 37 * (i % 7))));
    builder.use(crew, work, 2 + i % 3);
  }
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem, {.conflicts = 20, .threads = 1});
  if (schedule.status == ScheduleStatus::unknown) {
    CHECK(schedule.activities.empty());
  } else {
    CHECK(broken_requirements(problem, assignment_of(schedule)).empty());
    CHECK(schedule.makespan_bound <= schedule.makespan);
  }
}

TEST_CASE("solve: decades of minutes with many dates have their conflict too", "[scheduling]") {
  // Each date once made room of its own around the horizon, beyond what the engine counts.
  const Epoch from = Epoch::parse("2016-01-01 UTC");
  const Epoch to = Epoch::parse("2046-01-01 UTC");
  ScheduleBuilder builder({from, to}, Duration::minutes(1));
  for (int i = 0; i < 60; ++i) {
    const auto work =
        builder.add_activity("work-" + std::to_string(i), DurationRange::at_least(Duration::days(30)));
    builder.start_in(work, {{{to - Duration::days(100), to - Duration::days(40)}, {}}});
  }
  const auto relay = builder.add_activity("relay", DurationRange::exactly(Duration::hours(1)));
  const auto landing = builder.add_activity("landing", DurationRange::exactly(Duration::hours(1)));
  builder.make_optional(relay).need(landing, relay).take_place({relay}, 0, 0);
  const Schedule schedule = solve(builder.build());
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  REQUIRE(schedule.conflict);
  CHECK(schedule.conflict->irreducible);
  CHECK(schedule.conflict->requirements.size() == 2);
}
