#include <algorithm>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/relax.hpp>

#include "brute_force_choices.hpp"
#include "random_campaign.hpp"
#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("relax: applied, a relaxation holds; one tick less, it does not", "[scheduling][property]") {
  int tried = 0;
  int in_time = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_campaign(seed);
    const Schedule schedule = solve(problem, {.threads = 1});
    if (schedule.status != ScheduleStatus::infeasible) continue;
    for (const Relaxation& one : find_relaxations(problem, *schedule.conflict, {.threads = 1})) {
      CAPTURE(one.text);
      REQUIRE(broken_requirements(one.problem, one.schedule).empty());
      if (!one.by) continue;
      REQUIRE(one.smallest);
      ++tried;
      in_time += one.is_time ? 1 : 0;
      // The same requirement one step tighter, for the kinds that are loosened in place.
      ScheduleProblem tighter = one.problem;
      Rule& rule = tighter.requirements[one.requirement].rule;
      if (auto* lag = std::get_if<Difference>(&rule)) {
        lag->at_least += 1;
      } else if (auto* budget = std::get_if<Budget>(&rule)) {
        for (auto& period : budget->periods) period.limit -= 1;
      } else if (auto* power = std::get_if<Cumulative>(&rule)) {
        for (auto& step : power->capacity) step.capacity -= 1;
      } else {
        continue;
      }
      if (tighter.horizon_end <= 6) REQUIRE_FALSE(test::best_values(tighter).has_value());
    }
  }
  CHECK(tried > 100);
  CHECK(in_time > 50);
}

TEST_CASE("relax: in words that a planner can act on", "[scheduling]") {
  const Epoch from = Epoch::parse("2030-01-01 UTC");
  const Duration day = Duration::days(1);
  ScheduleBuilder builder({from, from + 900 * day}, Duration::hours(1));
  const auto build = builder.add_activity("ilrs-3.build", DurationRange::exactly(400 * day));
  const auto launch = builder.add_activity("ilrs-3.launch", DurationRange::exactly(1 * day));
  builder.precede(build.end(), launch.start());
  builder.choose_window(launch, {{{from + 300 * day, from + 359 * day}, {}, 3100.0, 1.0, {}, {}}});
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  const auto found = find_relaxations(problem, *schedule.conflict);
  REQUIRE_FALSE(found.empty());
  // The window closes an hour before day 359; the build ends on day 400.
  const auto later = std::find_if(found.begin(), found.end(), [](const Relaxation& one) {
    return one.text.find("may start") != std::string::npos;
  });
  REQUIRE(later != found.end());
  CHECK(*later->by == 41 * 24 + 1);
  CHECK(later->smallest);
  CHECK(find_conflicts(problem, 3).size() == 1);
}
