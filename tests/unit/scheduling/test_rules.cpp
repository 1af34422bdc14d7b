#include <algorithm>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>

#include "brute_force_choices.hpp"
#include "random_campaign.hpp"
#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::uint64_t problems = 300;

/// An assignment out of the blue, right or wrong.
ScheduleAssignment random_assignment(const ScheduleProblem& problem, test::Dice& dice) {
  ScheduleAssignment out;
  for (const ActivityChoices& choices : problem.choices) {
    const Tick start = dice.roll(0, static_cast<int>(problem.horizon_end));
    out.ticks.push_back(start);
    out.ticks.push_back(start + dice.roll(0, 2));
    out.present.push_back(!choices.optional || dice.chance(70));
    out.ways.push_back(
        static_cast<std::size_t>(dice.roll(0, std::max(0, static_cast<int>(choices.ways.size()) - 1))));
  }
  return out;
}

}  // namespace

TEST_CASE("check: the auditor and brute force read every rule alike", "[scheduling][property]") {
  int right = 0;
  int wrong = 0;
  for (std::uint64_t seed = 1; seed <= problems; ++seed) {
    CAPTURE(seed);
    const ScheduleProblem problem = test::random_campaign(seed);
    test::Dice dice(seed);
    for (int i = 0; i < 20; ++i) {
      const ScheduleAssignment assignment = random_assignment(problem, dice);
      const auto broken = broken_requirements(problem, assignment);
      for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
        std::vector<bool> enabled(problem.requirements.size(), false);
        enabled[r] = true;
        // The same assignment, as the only one that brute force can choose.
        ScheduleProblem pinned = problem;
        for (std::size_t a = 0; a < pinned.activities.size(); ++a) {
          for (const EventSide side : {EventSide::start, EventSide::end}) {
            const Tick tick = assignment.tick({a, side});
            pinned.requirements.push_back({RequirementKind::actual_date,
                                           "pinned",
                                           {},
                                           AllowedTicks{ScheduleEvent{a, side}, {{tick, tick}}}});
            enabled.push_back(true);
          }
        }
        bool holds = false;
        test::for_each_schedule(pinned, {enabled, 0, pinned.horizon_end + 2},
                                [&](const ScheduleAssignment& one) {
                                  for (std::size_t a = 0; a < pinned.activities.size(); ++a) {
                                    if (one.present[a] != assignment.present[a]) return true;
                                    if (one.present[a] && one.ways[a] != assignment.ways[a]) return true;
                                  }
                                  holds = true;
                                  return false;
                                });
        const bool is_broken = std::find(broken.begin(), broken.end(), r) != broken.end();
        CAPTURE(r, problem.requirements[r].text);
        REQUIRE(holds != is_broken);
        ++(holds ? right : wrong);
      }
      if (problem.objective.empty()) continue;
      REQUIRE(objective_values(problem, assignment) == test::values_of(problem, assignment));
    }
  }
  CHECK(right > 10000);
  CHECK(wrong > 10000);
}

TEST_CASE("check: what decides on less or more than the problem breaks everything", "[scheduling]") {
  const Epoch from = Epoch::parse("2030-01-01 UTC");
  ScheduleBuilder builder({from, from + Duration::minutes(9)});
  const ScheduleActivity a = builder.add_activity("a", DurationRange::exactly(Duration::minutes(2)));
  builder.add_mode(a, {"fast", DurationRange::exactly(Duration::minutes(1)), 3.0, 4.0, {}});
  const ScheduleProblem problem = builder.build();
  const auto breaks_all = [&](const ScheduleAssignment& assignment) {
    return broken_requirements(problem, assignment).size() == problem.requirements.size();
  };
  CHECK(broken_requirements(problem, {{3, 4}, {}, {}}).empty());
  CHECK(breaks_all({{3}, {}, {}}));
  CHECK(breaks_all({{3, 4}, {false}, {}}));
  CHECK(breaks_all({{3, 4}, {true, true}, {}}));
  CHECK(breaks_all({{3, 4}, {}, {1}}));
  CHECK(breaks_all({{3, 4}, {}, {0, 0}}));
  CHECK(broken_requirements(problem, {{3, 5}, {}, {}}).size() == 1);
}
