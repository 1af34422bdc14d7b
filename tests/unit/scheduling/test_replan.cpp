#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/replan.hpp>

#include "brute_force_choices.hpp"
#include "random_campaign.hpp"
#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration day = Duration::days(1);

/// One activity of the problem takes longer, or starts later, than was planned.
void disturb(ScheduleProblem& problem, test::Dice& dice) {
  const auto i = static_cast<std::size_t>(dice.roll(0, static_cast<int>(problem.activities.size()) - 1));
  if (dice.chance(50)) {
    problem.requirements.push_back({RequirementKind::shortest_duration,
                                    "it takes longer",
                                    {},
                                    Difference{{i, EventSide::start}, {i, EventSide::end}, dice.roll(1, 2)}});
    for (ActivityWay& way : problem.choices[i].ways) {
      if (way.longest) *way.longest += 2;
    }
    for (Requirement& requirement : problem.requirements) {
      auto* lag = std::get_if<Difference>(&requirement.rule);
      if (lag != nullptr && lag->from == ScheduleEvent{i, EventSide::end} && lag->to.activity == i)
        lag->at_least -= 2;
    }
    return;
  }
  problem.requirements.push_back(
      {RequirementKind::not_before,
       "it slips",
       {},
       AllowedTicks{ScheduleEvent{i, EventSide::start}, {{dice.roll(1, 4), latest_tick}}}});
}

}  // namespace

TEST_CASE("replan: 200 disturbed plans change no more activities, and shift them no more, than brute force",
          "[scheduling][property]") {
  int replanned = 0;
  int changed = 0;
  for (std::uint64_t seed = 1; replanned < 200; ++seed) {
    REQUIRE(seed < 2000);
    CAPTURE(seed);
    ScheduleProblem problem = test::random_campaign(seed);
    const Schedule before = solve(problem, {.threads = 1});
    if (before.activities.empty()) continue;
    test::Dice dice(seed);
    disturb(problem, dice);
    const Epoch now = problem.grid.epoch(dice.roll(0, 2));
    const Replan answer = replan(problem, assignment_of(before), now, {.threads = 1});
    const auto best = test::best_values(answer.problem);
    REQUIRE((answer.schedule.status == ScheduleStatus::optimal) == best.has_value());
    if (!best) continue;
    ++replanned;
    REQUIRE(static_cast<std::int64_t>(answer.changed) == best->at(0));
    REQUIRE(answer.shifted == best->at(1));
    REQUIRE(test::values_of(answer.problem, assignment_of(answer.schedule)) == *best);
    changed += answer.changed > 0 ? 1 : 0;
  }
  CHECK(changed > 30);
}

TEST_CASE("replan: a slip moves what it must, keeps the past, and says so", "[scheduling]") {
  ScheduleBuilder builder({from, from + 100 * day}, Duration::hours(1));
  const auto a = builder.add_activity("a", DurationRange::exactly(5 * day));
  const auto b = builder.add_activity("b", DurationRange::exactly(5 * day));
  const auto c = builder.add_activity("c", DurationRange::exactly(5 * day));
  const auto pad = builder.add_disjunctive("pad");
  builder.use(pad, a).use(pad, b);
  const ScheduleProblem problem = builder.build();
  // b waits for nothing but the pad; c for nothing at all.
  const ScheduleAssignment before{{0, 120, 120, 240, 240, 360}, {}, {}};
  ScheduleProblem now = problem;
  now.requirements.push_back(
      {RequirementKind::shortest_duration, "a takes 7 d", {}, Difference{a.start(), a.end(), 168}});
  for (Requirement& requirement : now.requirements) {
    auto* lag = std::get_if<Difference>(&requirement.rule);
    if (lag != nullptr && lag->from == a.end() && lag->to == a.start()) lag->at_least = -168;
  }
  const Replan answer = replan(now, before, from + 2 * day);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.changes == std::vector<PlanChange>{{PlanChange::Kind::moved, b.number, 120, 168}});
  CHECK(answer.schedule.activities[a.number].happened);
  CHECK(answer.schedule.activities[c.number].start == 240);
  CHECK(
      change_text(answer) ==
      std::vector<std::string>{"b moves from 2030-01-06T00:00:00 UTC to 2030-01-08T00:00:00 UTC, 2 d later"});
  CHECK_THROWS_AS(replan(now, {{0, 1, 2}, {}, {}}, from), InvalidArgument);
}
