// What goes wrong for several activities at once, and the quick way to a new plan.

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/risk.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration day = Duration::days(1);
using Shape = DelayLaw::Shape;

DelayLaw exactly(Duration time) {
  return {Shape::uniform, time, {}, time};
}

ActivityRisk fails(ScheduleActivity activity, double probability, Duration again_after) {
  ActivityRisk made{activity, {}};
  made.risk.failure = probability;
  made.risk.again_after = again_after;
  return made;
}

/// Three standard deviations of a share of that probability.
double three_sigma(double p, std::size_t samples) {
  return 3.0 * std::sqrt(p * (1.0 - p) / static_cast<double>(samples));
}

std::vector<RiskSample> samples_of(const RiskStudy& study, std::size_t count) {
  std::vector<RiskSample> samples;
  for (std::size_t s = 0; s < count; ++s) samples.push_back(study.run(s));
  return samples;
}

RiskAnswer answer_of(const RiskStudy& study, std::size_t count) {
  return study.answer(samples_of(study, count));
}

/// Ten activities with lags and windows, all later than a day, and the first of them at risk.
struct RandomPlan {
  explicit RandomPlan(std::uint64_t seed, bool with_resource) : builder({from, from + 2000 * day}, day) {
    test::Dice dice(seed);
    for (int i = 0; i < 10; ++i) {
      const Duration length = day * dice.roll(1, 5);
      all.push_back(builder.add_activity("a" + std::to_string(i), DurationRange::exactly(length)));
      const auto& now = all.back();
      for (int k = 0; k < i; ++k) {
        if (!dice.chance(25)) continue;
        const Duration shortest = day * dice.roll(0, 10);
        const auto& before = all[static_cast<std::size_t>(k)];
        if (dice.chance(20)) {
          builder.precede(before.end(), now.start(), DurationRange::between(shortest, shortest + 40 * day));
        } else {
          builder.precede(before.end(), now.start(), DurationRange::at_least(shortest));
        }
      }
      if (dice.chance(50)) {
        std::vector<Window> windows;
        for (int at = dice.roll(0, 20); at < 1500; at += dice.roll(5, 40))
          windows.push_back({{from + day * at, from + day * (at + dice.roll(1, 4))}, {}});
        builder.start_in(now, windows);
      }
      ActivityRisk risk = fails(now, 0.1, day * dice.roll(1, 60));
      risk.risk.slip = exactly(day * (dice.chance(50) ? dice.roll(1, 30) : 0));
      risk.risk.overrun = exactly(day * (dice.chance(30) ? dice.roll(1, 9) : 0));
      risks.push_back(risk);
      milestones.push_back({{now.start()}});
    }
    // A capacity that only one activity uses changes nothing; but then plans are searched for.
    if (with_resource) builder.use(builder.add_cumulative("hall", 1.0), all.front(), 1.0);
  }

  ScheduleBuilder builder;
  std::vector<ScheduleActivity> all;
  std::vector<ActivityRisk> risks;
  std::vector<RiskMilestone> milestones;
};

}  // namespace

TEST_CASE("shared risks: plans that are shifted are those that a search for the least change finds",
          "[scheduling][property]") {
  int compared = 0, delayed = 0;
  for (std::uint64_t seed = 1; compared < 200; ++seed) {
    REQUIRE(seed < 400);
    CAPTURE(seed);
    const RandomPlan quick(seed, false), searched(seed, true);
    const ScheduleProblem problem = quick.builder.build();
    const Schedule plan = solve(problem, {.threads = 1});
    if (plan.activities.empty()) continue;
    const RiskOptions options{.seed = seed, .solve = {.threads = 1}};
    const RiskStudy one(problem, plan, quick.risks, quick.milestones, options);
    const RiskStudy other(searched.builder.build(), plan, searched.risks, searched.milestones, options);
    for (std::size_t s = 0; s < 2; ++s) {
      const RiskSample a = one.run(s), b = other.run(s);
      // Where nothing holds any more the search says so, and the shift makes what has begun ready again.
      if (!b.found) continue;
      REQUIRE(a.found);
      CHECK(a.reached == b.reached);
      CHECK(a.missed == b.missed);
      CHECK(a.lost == b.lost);
      ++compared;
      for (std::size_t i = 0; i < a.reached.size(); ++i)
        delayed += *a.reached[i] > plan.activities[i].start_date - from ? 1 : 0;
    }
  }
  CHECK(delayed > 1000);
}

TEST_CASE("shared risks: on a pad whoever was to be there first goes first, and the other one waits",
          "[scheduling][validation]") {
  // Three launches from one pad that is free again 40 days after each; the first one fails every other time
  // and is tried again 50 days later, in the middle of the second one's turn.
  ScheduleBuilder builder({from, from + 1000 * day});
  const auto pad = builder.add_disjunctive("pad", {.turnaround = 40 * day, .where = {}});
  std::vector<ScheduleActivity> launches;
  for (const int planned : {10, 60, 200}) {
    launches.push_back(
        builder.add_activity("launch on day " + std::to_string(planned), DurationRange::exactly(day)));
    builder.not_before(launches.back().start(), from + planned * day).use(pad, launches.back());
  }
  const ScheduleProblem problem = builder.build();
  const Schedule plan = solve(problem, {.threads = 1});
  std::vector<RiskMilestone> milestones;
  for (const ScheduleActivity& launch : launches) milestones.push_back({{launch.start()}});
  const RiskStudy study(problem, plan, {fails(launches[0], 0.5, 50 * day)}, milestones,
                        {.samples = 400, .seed = 5, .solve = {.threads = 1}});
  int failed = 0;
  for (std::size_t s = 0; s < 400; ++s) {
    const RiskSample sample = study.run(s);
    REQUIRE(sample.found);
    const bool fails = *sample.reached[0] > 10 * day;
    failed += fails ? 1 : 0;
    // It would be there again on day 61, a day after the second one has taken its turn.
    CHECK(*sample.reached[0] == (fails ? 101 : 10) * day);
    CHECK(*sample.reached[1] == 60 * day);
    CHECK(*sample.reached[2] == 200 * day);
  }
  CHECK(std::abs(failed - 200) < 60);
}

TEST_CASE("shared risks: lives of random plans with pads keep every turn on them, and are found by shifting",
          "[scheduling][property]") {
  int lives = 0, moved = 0;
  for (std::uint64_t seed = 1; seed < 120; ++seed) {
    CAPTURE(seed);
    RandomPlan random(seed, false);
    const auto pad = random.builder.add_disjunctive("pad", {.turnaround = 15 * day, .where = {}});
    for (std::size_t i = 0; i < random.all.size(); i += 2) random.builder.use(pad, random.all[i]);
    const ScheduleProblem problem = random.builder.build();
    const Schedule plan = solve(problem, {.threads = 1});
    if (plan.activities.empty()) continue;
    std::vector<RiskMilestone> ends;
    for (const ScheduleActivity& each : random.all) ends.push_back({{each.end()}});
    std::vector<RiskMilestone> milestones = random.milestones;
    milestones.insert(milestones.end(), ends.begin(), ends.end());
    const RiskStudy study(problem, plan, random.risks, milestones, {.seed = seed, .solve = {.threads = 1}});
    for (std::size_t s = 0; s < 3; ++s) {
      const RiskSample sample = study.run(s);
      if (!sample.found) continue;
      ++lives;
      const std::size_t n = random.all.size();
      for (std::size_t i = 0; i < n; i += 2) {
        moved += *sample.reached[i] > plan.activities[i].start_date - from ? 1 : 0;
        for (std::size_t j = 0; j < n; j += 2) {
          const bool is_before = *sample.reached[n + i] + 15 * day <= *sample.reached[j];
          const bool is_after = *sample.reached[n + j] + 15 * day <= *sample.reached[i];
          CHECK((i == j || is_before || is_after));
        }
      }
    }
  }
  CHECK(lives > 100);
  CHECK(moved > 200);
}

TEST_CASE("shared risks: a failure grounds the whole type, and only for its time",
          "[scheduling][validation]") {
  const std::size_t samples = 2000;
  const bool with_hall = GENERATE(false, true);  // the same by shifting and by searching
  const std::size_t count = with_hall ? samples / 4 : samples;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto first = builder.add_activity("first", DurationRange::exactly(day));
  const auto second = builder.add_activity("second", DurationRange::exactly(day));
  const auto third = builder.add_activity("third", DurationRange::exactly(day));
  const auto other = builder.add_activity("other", DurationRange::exactly(day));
  builder.not_before(first.start(), from + 10 * day).not_before(second.start(), from + 20 * day);
  builder.not_before(third.start(), from + 100 * day).not_before(other.start(), from + 20 * day);
  if (with_hall) builder.use(builder.add_cumulative("hall", 1.0), first, 1.0);
  const ScheduleProblem problem = builder.build();
  SharedRisks shared;
  shared.groups = {{"rocket", {0, 1, 2}, exactly(30 * day)}};
  const RiskStudy study(
      problem, solve(problem), {fails(first, 0.3, 50 * day), fails(second, 0.0, day), fails(third, 0.0, day)},
      {{{first.end()}}, {{second.end()}}, {{third.end()}}, {{other.end()}}}, {.seed = 3}, shared);
  const RiskAnswer answer = answer_of(study, count);
  // It fails on day 11: the next try of its own is 50 d later, the second one waits until day 41.
  CHECK(std::abs(answer.milestones[1].probability_by(from + 21 * day) - 0.7) < three_sigma(0.7, count));
  CHECK(answer.milestones[1].quantile(1.0) == from + 42 * day);
  CHECK(answer.milestones[0].quantile(1.0) == from + 62 * day);
  CHECK(answer.milestones[2].quantile(1.0) == from + 101 * day);
  CHECK(answer.milestones[3].quantile(1.0) == from + 21 * day);
  CHECK(answer.failed == 0);
  CHECK(study.drivers() == std::vector<std::string>{"first", "second", "third", "rocket"});
  CHECK(answer.swings[1][3] == answer.swings[1][0]);  // the rocket's failures are those of the first
}

TEST_CASE("shared risks: who withdraws takes or delays what has not begun, and nobody waits for it",
          "[scheduling][validation]") {
  const bool with_pad = GENERATE(false, true);
  const std::size_t samples = with_pad ? 500 : 4000;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto begun = builder.add_activity("begun", DurationRange::exactly(day));
  const auto gone = builder.add_activity("gone", DurationRange::exactly(day));
  const auto late = builder.add_activity("late", DurationRange::exactly(day));
  const auto waits = builder.add_activity("waits", DurationRange::exactly(day));
  builder.not_before(gone.start(), from + 50 * day).not_before(late.start(), from + 50 * day);
  builder.precede(gone.end(), waits.start(), DurationRange::at_least(20 * day));
  if (with_pad) builder.use(builder.add_disjunctive("pad"), begun);
  const ScheduleProblem problem = builder.build();
  SharedRisks shared;
  shared.withdrawals = {
      {"partner", 0.4, {from, from + 100 * day}, {{begun}, {gone}}, {{late}}, exactly(15 * day)}};
  const RiskStudy study(problem, solve(problem), {},
                        {{{begun.end()}}, {{gone.end()}}, {{late.end()}}, {{waits.end()}}}, {.seed = 5},
                        shared);
  const RiskAnswer answer = answer_of(study, samples);
  // With 0.4 it happens, and half of these times before day 50.
  CHECK(std::abs(answer.milestones[1].probability_by(from + 300 * day) - 0.8) < three_sigma(0.2, samples));
  CHECK(std::abs(answer.milestones[2].probability_by(from + 51 * day) - 0.8) < three_sigma(0.2, samples));
  CHECK(answer.milestones[2].quantile(1.0) == from + 66 * day);
  CHECK(answer.milestones[0].dates.size() == samples);
  CHECK(answer.milestones[3].quantile(1.0) == from + 72 * day);
  CHECK(answer.failed == 0);
  CHECK(study.drivers() == std::vector<std::string>{"partner"});
  // Half of what happens comes too late to matter: with x whether it does, the slope of the date over x is
  // half of 15 d, and the deviation of x is sqrt(0.4 0.6).
  CHECK(answer.swings[2][0].days() == Approx(7.5 * std::sqrt(0.24)).epsilon(0.25));
}

TEST_CASE("shared risks: a landing that fails is flown again from its launch on, in a window of that",
          "[scheduling][validation]") {
  const std::size_t samples = 2000;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto launch = builder.add_activity("launch", DurationRange::exactly(day));
  const auto transfer = builder.add_activity("transfer", DurationRange::exactly(4 * day));
  const auto landing = builder.add_activity("landing", DurationRange::exactly(day));
  const auto after = builder.add_activity("after", DurationRange::exactly(day));
  builder.follow(launch, transfer, Duration{}).follow(transfer, landing, Duration{});
  builder.precede(landing.end(), after.start());
  builder.start_in(launch, {Window{{from + 10 * day, from + 12 * day}, {}},
                            Window{{from + 40 * day, from + 41 * day}, {}}});
  const ScheduleProblem problem = builder.build();
  SharedRisks shared;
  shared.flights = {{{launch, transfer, landing}, 5 * day}};
  const RiskStudy study(problem, solve(problem), {fails(landing, 0.2, 5 * day)},
                        {{{launch.end()}}, {{landing.end()}}, {{after.end()}}}, {.seed = 5}, shared);
  const RiskAnswer answer = answer_of(study, samples);
  CHECK(std::abs(answer.milestones[1].probability_by(from + 16 * day) - 0.8) < three_sigma(0.2, samples));
  CHECK(answer.milestones[0].quantile(1.0) == from + 41 * day);
  CHECK(answer.milestones[1].quantile(1.0) == from + 46 * day);
  CHECK(answer.milestones[2].quantile(1.0) == from + 47 * day);
  CHECK(std::abs(answer.activities[launch.number].window_miss - 0.2) < three_sigma(0.2, samples));
}

TEST_CASE("shared risks: who can't wait in orbit is flown again together with whom it waits for",
          "[scheduling]") {
  ScheduleBuilder builder({from, from + 1000 * day});
  const auto lander = builder.add_activity("lander", DurationRange::exactly(day));
  const auto crew = builder.add_activity("crew", DurationRange::exactly(day));
  const auto descent = builder.add_activity("descent", DurationRange::exactly(day));
  builder.follow(lander, descent, 60 * day);
  builder.precede(lander.end(), crew.start()).precede(crew.end(), descent.start());
  const ScheduleProblem problem = builder.build();
  ActivityRisk late{crew, {}};
  late.risk.slip = exactly(100 * day);
  SharedRisks shared;
  shared.flights = {{{lander, descent}, 200 * day}};
  const RiskStudy study(problem, solve(problem), {late},
                        {{{lander.end()}}, {{crew.end()}}, {{descent.end()}}}, {}, shared);
  const RiskSample sample = study.run(0);
  REQUIRE(sample.found);
  // The crew is known to be late on day 1, when the lander is up; the next lander is up 200 d later.
  CHECK(sample.reached[0] == 202 * day);
  CHECK(sample.reached[1] == 203 * day);
  CHECK(sample.reached[2] == 204 * day);
}

TEST_CASE("shared risks: what makes a milestone later is critical, the rest is not", "[scheduling]") {
  ScheduleBuilder builder({from, from + 1000 * day});
  const auto a = builder.add_activity("a", DurationRange::exactly(5 * day));
  const auto b = builder.add_activity("b", DurationRange::exactly(3 * day));
  const auto c = builder.add_activity("c", DurationRange::exactly(5 * day));
  const auto d = builder.add_activity("d", DurationRange::exactly(50 * day));
  builder.precede(a.end(), c.start()).precede(b.end(), c.start());
  const ScheduleProblem problem = builder.build();
  const RiskStudy aimed(problem, solve(problem), {}, {{{c.end()}, true}});
  CHECK(aimed.run(0).critical == std::vector<bool>{true, false, true, false});
  const RiskStudy goals(problem, solve(problem), {}, {{{c.end()}}});
  CHECK(goals.run(0).critical == std::vector<bool>{false, false, false, true});
  static_cast<void>(d);
}

TEST_CASE("shared risks: bad figures are refused", "[scheduling]") {
  ScheduleBuilder builder({from, from + 100 * day});
  const auto a = builder.add_activity("a", DurationRange::exactly(day));
  const ScheduleProblem problem = builder.build();
  const auto study = [&](SharedRisks shared) {
    return RiskStudy(problem, solve(problem), {fails(a, 0.1, day)}, {{{a.end()}}}, {}, std::move(shared))
        .run(0);
  };
  CHECK_NOTHROW(study({}));
  CHECK_THROWS_AS(study({.flights = {{{a}, day}, {{a}, day}}}), InvalidArgument);
  CHECK_THROWS_AS(study({.flights = {{{ScheduleActivity{7}}, day}}}), InvalidArgument);
  CHECK_THROWS_AS(study({.groups = {{"g", {3}, {}}}}), InvalidArgument);
  CHECK_THROWS_AS(study({.groups = {{"g", {0}, {Shape::uniform, 2 * day, {}, day}}}}), InvalidArgument);
  CHECK_THROWS_AS(study({.withdrawals = {{"w", 1.5, {from, from}, {}, {}, {}}}}), InvalidArgument);
  CHECK_THROWS_AS(study({.withdrawals = {{"w", 0.5, {from, from}, {{ScheduleActivity{7}}}, {}, {}}}}),
                  InvalidArgument);
}
