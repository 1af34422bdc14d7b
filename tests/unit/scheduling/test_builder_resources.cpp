#include <algorithm>
#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration minute = Duration::minutes(1);

ScheduleBuilder ten_days() {
  return ScheduleBuilder({from, from + Duration::days(10)});
}

std::vector<std::string> codes(const ScheduleBuilder& builder) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : builder.problems()) out.push_back(diagnostic.code);
  return out;
}

template <class Rule>
Rule rule_of(const ScheduleProblem& problem) {
  for (const Requirement& requirement : problem.requirements) {
    if (const auto* rule = std::get_if<Rule>(&requirement.rule)) return *rule;
  }
  FAIL("no such rule");
  return {};
}

}  // namespace

TEST_CASE("builder: everything wrong with modes, resources, budgets and weights is found at once",
          "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity a = builder.add_activity("a");
  builder.add_mode(a, {"slow", DurationRange::exactly(-minute), 0.0, 0.0, {}});
  builder.add_mode(a, {"odd", DurationRange::between(2 * minute, minute), 0.0, 2e15, {}});
  builder.choose_window(
      a, {Opportunity{{from - Duration::days(3), from - Duration::days(2)}, {}, 0, 0, {}, {}}});
  const auto pad = builder.add_disjunctive("pad", {-minute, {}});
  builder.set_setup(pad, "x", "y", -minute);
  const auto power = builder.add_cumulative("pad", 2.0);
  builder.use(power, a, 3.0).use(power, a, -1.0);
  builder.add_reservoir("water", {5.0, 0.0, 4.0, false, "kg", {}});
  builder.add_reservoir("oxygen", {5.0, 7.0, 4.0, false, "kg", {}});
  builder.add_calendar("never", IntervalSet{});
  builder.add_budget(
      "money", Measure::cost, {},
      {{{from, from + Duration::days(2)}, 1.0}, {{from + Duration::days(1), from + Duration::days(3)}, 1.0}});
  builder.minimise({Aim::makespan(-1.0)});
  CHECK(codes(builder) ==
        std::vector<std::string>{"negative-duration", "maximum-below-minimum", "amount-too-large",
                                 "no-window-left", "negative-duration", "negative-duration", "duplicate-id",
                                 "demand-above-capacity", "negative-demand", "stock-limits", "stock-limits",
                                 "calendar-too-short", "budget-periods", "bad-weight"});
  CHECK_THROWS_AS(builder.build(), ScenarioError);
}

TEST_CASE("builder: a mode of another activity is refused", "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity a = builder.add_activity("a");
  const ScheduleActivity b = builder.add_activity("b");
  const ScheduleMode fast = builder.add_mode(a, {"fast", DurationRange::exactly(minute), 0, 0, {}});
  const auto pad = builder.add_disjunctive("pad");
  CHECK_THROWS_AS(builder.use(pad, b, {}, fast), InvalidArgument);
  CHECK_THROWS_AS(builder.use(pad, ScheduleActivity{7}), InvalidArgument);
  CHECK_NOTHROW(builder.use(pad, a, {}, fast));
}

TEST_CASE("builder: modes times windows are the ways of an activity, with summed figures", "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity launch = builder.add_activity("launch");
  const auto heavy = builder.add_mode(launch, {"heavy", DurationRange::exactly(3 * minute), 100.0, 9.0, {}});
  builder.add_mode(launch, {"light", DurationRange::between(minute, 2 * minute), 0.0, 4.0, {}});
  const Interval first{from + Duration::seconds(30), from + 5 * minute};
  const Interval second{from + 7 * minute, from + 8 * minute};
  builder.choose_window(launch, {{first, {}, 3.5, 0.25, {}, {}},
                                 {second, DurationRange::exactly(6 * minute), 1.0, 0.0, heavy, {}}});
  const ScheduleProblem problem = builder.build();
  const auto& ways = problem.choices.at(0).ways;
  REQUIRE(ways.size() == 3);
  CHECK(ways[0] == ActivityWay{0, TickRange{1, 4}, 3, 3, 103500, 9250});
  CHECK(ways[1] == ActivityWay{0, TickRange{7, 7}, 6, 6, 101000, 9000});
  CHECK(ways[2] == ActivityWay{1, TickRange{1, 4}, 1, 2, 3500, 4250});
}

TEST_CASE("builder: a stock is counted in parts in which the flow of a tick is whole", "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity stay = builder.add_activity("stay", DurationRange::exactly(Duration::days(2)));
  const auto oxygen = builder.add_reservoir("oxygen", {2.0, 0.0, 10.0, false, "kg", {}});
  builder.flow(oxygen, stay, -0.895).supply(oxygen, from + Duration::days(1), 0.1);
  const ScheduleProblem problem = builder.build();
  const auto rule = rule_of<Reservoir>(problem);
  // 0.895 kg a day are 895 parts of 1/1,440,000 kg a minute; all figures are multiples of five such parts.
  CHECK(rule.parts_per_unit == 288000.0);
  CHECK(rule.flows.at(0).per_tick == -179);
  CHECK(rule.supplies.at(0).per_tick == 20);
  CHECK(rule.supplies.at(0).from == 1440);
  CHECK(rule.initial == 576000);
  CHECK(rule.highest == 2880000);
  // Two days at 0.895 kg are 1.79 kg, with 0.1 kg a day from the second day on: never empty, wherever it is.
  CHECK(broken_requirements(problem, {{0, 2880}, {}, {}}).empty());
}

TEST_CASE("builder: figures too many for a stock are rounded to a billionth of the largest", "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity stay = builder.add_activity("stay", DurationRange::exactly(Duration::days(2)));
  const auto water = builder.add_reservoir("water", {5000.0, 0.0, 20000.0, false, "kg", {}});
  builder.flow(water, stay, -12.868);
  const auto rule = rule_of<Reservoir>(builder.build());
  CHECK(rule.highest <= 1'000'000'000);
  const double per_day = static_cast<double>(-rule.flows.at(0).per_tick) * 1440.0 / rule.parts_per_unit;
  CHECK(std::abs(per_day / 12.868 - 1.0) < 0.5 / static_cast<double>(-rule.flows.at(0).per_tick));
}

TEST_CASE("builder: weights become whole numbers in the same proportions", "[scheduling]") {
  ScheduleBuilder builder = ten_days();
  const ScheduleActivity a = builder.add_activity("a");
  builder.minimise({Aim::date_of(a.end(), 2.0), Aim::lateness(a.end(), from, 5.0)});
  builder.minimise({Aim::delivered(a.end(), from + Duration::days(1), 415.0)}, "cargo");
  const ScheduleProblem problem = builder.build();
  REQUIRE(problem.objective.size() == 2);
  CHECK(problem.objective[0].terms.at(0).weight == 2);
  CHECK(problem.objective[0].terms.at(1).weight == 5);
  // One point is a day's weight shared by 1440 ticks.
  CHECK(std::abs(problem.objective[0].unit * 1440.0 - 1.0) < 1e-12);
  CHECK(problem.objective[1].terms.at(0).weight == -1);
  CHECK(std::abs(problem.objective[1].unit - 415.0) < 1e-9);
  CHECK(objective_values(problem, {{0, 1441}, {}, {}}) == std::vector<std::int64_t>{2 * 1441 + 5 * 1441, 0});
  CHECK(objective_values(problem, {{0, 1440}, {}, {}})[1] == -1);
}
