#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/risk.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration day = Duration::days(1);
const Duration minute = Duration::minutes(1);
using Shape = DelayLaw::Shape;

ActivityRisk overrun(ScheduleActivity activity, Shape shape, Duration least, Duration likely, Duration most) {
  ActivityRisk out{activity, {}};
  out.risk.overrun = {shape, least, likely, most};
  return out;
}

double days_after(const MilestoneRisk& milestone, double probability, Duration planned) {
  return (*milestone.quantile(probability) - (from + planned)).days();
}

/// Three standard deviations of the quantile of so many samples, where the density is `density` (per day).
double three_sigma(double p, double density, std::size_t samples) {
  return 3.0 * std::sqrt(p * (1.0 - p) / static_cast<double>(samples)) / density;
}

RiskOptions options(RiskPolicy policy, std::size_t samples) {
  RiskOptions out;
  out.samples = samples;
  out.policy = policy;
  out.seed = 7;
  return out;
}

}  // namespace

TEST_CASE("risk: a series of two uniform overruns has the quantiles of their sum",
          "[scheduling][validation]") {
  const RiskPolicy policy = GENERATE(RiskPolicy::replan, RiskPolicy::foresight);
  const std::size_t samples = policy == RiskPolicy::replan ? 1000 : 4000;
  ScheduleBuilder builder({from, from + 100 * day});
  const auto a = builder.add_activity("a", DurationRange::exactly(5 * day));
  const auto b = builder.add_activity("b", DurationRange::exactly(5 * day));
  builder.precede(a.end(), b.start());
  const auto answer = assess_risk(
      builder.build(),
      {overrun(a, Shape::uniform, {}, {}, 10 * day), overrun(b, Shape::uniform, {}, {}, 10 * day)},
      {RiskMilestone{{b.end()}}}, options(policy, samples));
  // The sum of two uniform numbers on (0, 10): F(x) = x^2 / 200 below 10, 1 - (20 - x)^2 / 200 above.
  const auto& milestone = answer.milestones.at(0);
  CHECK(std::abs(days_after(milestone, 0.5, 10 * day) - 10.0) < three_sigma(0.5, 0.1, samples));
  const double p80 = 20.0 - std::sqrt(200.0 * 0.2);
  CHECK(std::abs(days_after(milestone, 0.8, 10 * day) - p80) <
        three_sigma(0.8, (20.0 - p80) / 100.0, samples));
  const double p95 = 20.0 - std::sqrt(200.0 * 0.05);
  CHECK(std::abs(days_after(milestone, 0.95, 10 * day) - p95) <
        three_sigma(0.95, (20.0 - p95) / 100.0, samples));
  CHECK(answer.activities[a.number].critical == Approx(1.0));
  // Each overrun moves the sum by its own standard deviation, 10 d / sqrt(12). The other one is noise of as
  // much, over the root of the number of samples.
  const double deviation = 10.0 / std::sqrt(12.0);
  CHECK(std::abs(answer.swings[0][0].days() - deviation) <
        6.0 * deviation / std::sqrt(static_cast<double>(samples)));
  CHECK(answer.failed == 0);
}

TEST_CASE("risk: of two exponential overruns side by side the larger one counts",
          "[scheduling][validation]") {
  const std::size_t samples = 4000;
  ScheduleBuilder builder({from, from + 1000 * day});
  const auto a = builder.add_activity("a", DurationRange::exactly(5 * day));
  const auto b = builder.add_activity("b", DurationRange::exactly(5 * day));
  const auto c = builder.add_activity("c", DurationRange::exactly(day));
  builder.precede(a.end(), c.start()).precede(b.end(), c.start());
  const auto answer = assess_risk(
      builder.build(),
      {overrun(a, Shape::exponential, {}, 10 * day, {}), overrun(b, Shape::exponential, {}, 10 * day, {})},
      {RiskMilestone{{c.end()}}}, options(RiskPolicy::foresight, samples));
  // F(x) = (1 - exp(-x / 10))^2, density 0.2 exp(-x / 10) (1 - exp(-x / 10)).
  for (const double p : {0.5, 0.8, 0.95}) {
    const double rest = 1.0 - std::sqrt(p);
    const double x = -10.0 * std::log(rest);
    CAPTURE(p, x);
    CHECK(std::abs(days_after(answer.milestones[0], p, 6 * day) - x) <
          three_sigma(p, 0.2 * rest * (1.0 - rest), samples));
  }
  CHECK(answer.activities[a.number].critical == Approx(0.5).margin(0.03));
}

TEST_CASE("risk: one retry of a launch that fails with a probability of 0.3", "[scheduling][validation]") {
  const RiskPolicy policy = GENERATE(RiskPolicy::replan, RiskPolicy::foresight);
  const std::size_t samples = 2000;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto launch = builder.add_activity("launch", DurationRange::exactly(10 * day));
  const auto flight = builder.add_activity("flight", DurationRange::exactly(5 * day));
  builder.precede(launch.end(), flight.start());
  builder.start_in(flight,
                   {Window{{from, from + 12 * day}, {}}, Window{{from + 40 * day, from + 90 * day}, {}}});
  ActivityRisk risk{launch, {}};
  risk.risk.failure = 0.3;
  risk.risk.again_after = 20 * day;
  const auto answer =
      assess_risk(builder.build(), {risk}, {RiskMilestone{{flight.end()}}}, options(policy, samples));
  const auto& milestone = answer.milestones.at(0);
  // It succeeds at once with 0.7, and on day 40 otherwise.
  const double sigma = std::sqrt(0.7 * 0.3 / static_cast<double>(samples));
  CHECK(std::abs(milestone.probability_by(from + 15 * day) - 0.7) < 3.0 * sigma);
  CHECK(milestone.quantile(0.5) == from + 15 * day);
  CHECK(milestone.quantile(0.8) == from + 45 * day);
  CHECK(milestone.quantile(1.0) == from + 45 * day);
  CHECK(std::abs(answer.activities[flight.number].window_miss - 0.3) < 3.0 * sigma);
}

TEST_CASE("risk: scrubs put a launch off day by day, with the probabilities of a geometric law",
          "[scheduling][validation]") {
  const std::size_t samples = 2000;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto launch = builder.add_activity("launch", DurationRange::exactly(day));
  builder.not_before(launch.start(), from + 10 * day);
  ActivityRisk risk{launch, {}};
  risk.risk.scrub = 0.2;
  risk.risk.scrub_delay = 2 * day;
  const auto answer = assess_risk(builder.build(), {risk}, {RiskMilestone{{launch.end()}}},
                                  options(RiskPolicy::replan, samples));
  for (int scrubs = 0; scrubs < 4; ++scrubs) {
    const double p = 1.0 - std::pow(0.2, scrubs + 1);
    CAPTURE(scrubs, p);
    const double sigma = std::sqrt(p * (1.0 - p) / static_cast<double>(samples));
    CHECK(std::abs(answer.milestones[0].probability_by(from + (11 + 2 * scrubs) * day) - p) < 3.0 * sigma);
    CHECK(answer.milestones[0].probability_by(from + (11 + 2 * scrubs) * day - minute) ==
          (scrubs == 0 ? 0.0 : answer.milestones[0].probability_by(from + (9 + 2 * scrubs) * day)));
  }
}

TEST_CASE("risk: a launch that failed is tried again in a later window, though it had to follow its campaign",
          "[scheduling][validation]") {
  const std::size_t samples = 1000;
  ScheduleBuilder builder({from, from + 300 * day});
  const auto prepare = builder.add_activity("prepare", DurationRange::exactly(30 * day));
  const auto launch = builder.add_activity("launch", DurationRange::exactly(day));
  builder.follow(prepare, launch, 5 * day);
  builder.start_in(
      launch, {Window{{from + 30 * day, from + 40 * day}, {}}, Window{{from + 45 * day, from + 47 * day}, {}},
               Window{{from + 100 * day, from + 101 * day}, {}}});
  ActivityRisk risk{launch, {}};
  risk.risk.failure = 0.4;
  risk.risk.again_after = 20 * day;
  risk.risk.slip = {Shape::uniform, 12 * day, {}, 12 * day};
  const auto answer = assess_risk(builder.build(), {risk}, {RiskMilestone{{launch.end(), prepare.end()}}},
                                  options(RiskPolicy::replan, samples));
  // It slips from day 30 out of its first window into the second; a failure there leads to the third.
  const double sigma = std::sqrt(0.6 * 0.4 / static_cast<double>(samples));
  const auto& milestone = answer.milestones[0];
  CHECK(std::abs(milestone.probability_by(from + 46 * day) - 0.6) < 3.0 * sigma);
  CHECK(milestone.quantile(0.5) == from + 46 * day);
  CHECK(milestone.quantile(0.9) == from + 101 * day);
  CHECK(milestone.quantile(1.0) == from + 101 * day);
  CHECK(answer.activities[launch.number].window_miss == Approx(1.0));
  CHECK(answer.failed == 0);
  // Without the last window there is nothing left to try after a failure.
  ScheduleBuilder shorter({from, from + 300 * day});
  const auto only = shorter.add_activity("launch", DurationRange::exactly(day));
  shorter.start_in(only, {Window{{from + 30 * day, from + 40 * day}, {}}});
  risk.activity = only;
  risk.risk.slip = {};
  const auto lost = assess_risk(shorter.build(), {risk}, {RiskMilestone{{only.end()}}},
                                options(RiskPolicy::replan, samples));
  CHECK(std::abs(static_cast<double>(lost.failed) / static_cast<double>(samples) - 0.4) < 3.0 * sigma);
  CHECK(lost.milestones[0].dates.size() == samples - lost.failed);
  CHECK_FALSE(lost.milestones[0].quantile(0.95));
}

TEST_CASE("risk: the same whatever the number of threads; bad figures are refused", "[scheduling]") {
  ScheduleBuilder builder({from, from + 100 * day});
  const auto a = builder.add_activity("a", DurationRange::exactly(5 * day));
  const ScheduleProblem problem = builder.build();
  const auto risk = overrun(a, Shape::triangular, {}, 2 * day, 10 * day);
  RiskOptions one = options(RiskPolicy::replan, 50);
  RiskOptions three = one;
  one.threads = 1;
  three.threads = 3;
  CHECK(assess_risk(problem, {risk}, {RiskMilestone{{a.end()}}}, one).milestones[0].dates ==
        assess_risk(problem, {risk}, {RiskMilestone{{a.end()}}}, three).milestones[0].dates);
  const RiskStudy study(problem, solve(problem), {risk}, {RiskMilestone{{a.end()}}}, one);
  one.samples = 7;  // how many there are changes none of them
  CHECK(study.run(3) == RiskStudy(problem, solve(problem), {risk}, {RiskMilestone{{a.end()}}}, one).run(3));
  CHECK(study.run(3) != study.run(4));
  ActivityRisk wrong = risk;
  wrong.risk.scrub = 1.0;
  CHECK_THROWS_AS(assess_risk(problem, {wrong}, {RiskMilestone{{a.end()}}}, one), InvalidArgument);
  wrong = risk;
  wrong.risk.failure = 1.5;
  CHECK_THROWS_AS(assess_risk(problem, {wrong}, {RiskMilestone{{a.end()}}}, one), InvalidArgument);
  wrong = overrun(a, Shape::uniform, 3 * day, {}, day);
  CHECK_THROWS_AS(assess_risk(problem, {wrong}, {RiskMilestone{{a.end()}}}, one), InvalidArgument);
  CHECK_THROWS_AS(assess_risk(problem, {risk}, {RiskMilestone{{ScheduleEvent{9, EventSide::end}}}}, one),
                  InvalidArgument);
}
