#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/settle.hpp>

#include "brute_force_choices.hpp"
#include "random_campaign.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::uint64_t problems = 1500;

}  // namespace

TEST_CASE("settle: decisions of every kind become a schedule that is no later and no worse",
          "[scheduling][property]") {
  int settled = 0;
  int with_slack = 0;
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_campaign(seed);
    std::vector<ScheduleAssignment> some;
    long count = 0;
    test::for_each_schedule(problem, {{}, 0, problem.horizon_end}, [&](const ScheduleAssignment& one) {
      if (++count % 97 == 1) some.push_back(one);
      return some.size() < 12;
    });
    for (const ScheduleAssignment& assignment : some) {
      const Schedule schedule = settle(problem, assignment);  // which checks it
      ++settled;
      const ScheduleAssignment now = assignment_of(schedule);
      for (std::size_t e = 0; e < now.ticks.size(); ++e) REQUIRE(now.ticks[e] <= assignment.ticks[e]);
      const auto before = test::values_of(problem, assignment);
      const auto after = test::values_of(problem, now);
      for (std::size_t level = 0; level < before.size(); ++level) REQUIRE(after[level] <= before[level]);
      with_slack += std::any_of(schedule.activities.begin(), schedule.activities.end(),
                                [](const ScheduledActivity& one) { return one.slack > Duration{}; });
    }
  }
  CHECK(settled > 1000);
  CHECK(with_slack > 300);
}

TEST_CASE("settle: decisions that break the problem are refused by name", "[scheduling]") {
  const Epoch from = Epoch::parse("2030-01-01 UTC");
  ScheduleBuilder builder({from, from + Duration::minutes(9)});
  const ScheduleActivity a = builder.add_activity("a", DurationRange::exactly(Duration::minutes(2)));
  const ScheduleActivity b = builder.add_activity("b", DurationRange::exactly(Duration::minutes(2)));
  const auto pad = builder.add_disjunctive("pad 201", {Duration::minutes(1), {}});
  builder.use(pad, a).use(pad, b);
  const ScheduleProblem problem = builder.build();
  CHECK_THROWS_WITH(settle(problem, {{0, 2, 2, 4}, {}, {}}),
                    Catch::Contains("pad 201 serves one activity at a time, 60 s apart") ||
                        Catch::Contains("pad 201 serves one activity at a time, 1 min apart"));
  const Schedule schedule = settle(problem, {{0, 2, 5, 7}, {}, {}});
  CHECK(schedule.activities[1].start == 3);
  CHECK(schedule.activities[1].start_binding.after == a.end());
  CHECK(binding_text(problem, schedule, schedule.activities[1].start_binding).substr(0, 16) ==
        "b comes after a:");
}
