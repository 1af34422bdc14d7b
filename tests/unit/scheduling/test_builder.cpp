#include <perilune/scheduling/builder.hpp>

#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/solve.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch noon = Epoch::parse("2030-01-01T12:00:00 UTC");

Epoch at_seconds(double seconds) {
  return noon + Duration::seconds(seconds);
}

ScheduleBuilder hour() {
  return ScheduleBuilder({noon, noon + Duration::hours(1)});
}

std::string found(const ScheduleBuilder& builder) {
  std::string out;
  for (const Diagnostic& diagnostic : builder.problems()) out += render(diagnostic, {});
  return out;
}

const Requirement& requirement(const ScheduleProblem& problem, RequirementKind kind) {
  const auto match = std::find_if(problem.requirements.begin(), problem.requirements.end(),
                                  [&](const Requirement& r) { return r.kind == kind && !r.is_understood; });
  REQUIRE(match != problem.requirements.end());
  return *match;
}

Tick difference(const ScheduleProblem& problem, RequirementKind kind) {
  return std::get<Difference>(requirement(problem, kind).rule).at_least;
}

std::vector<TickRange> ranges(const ScheduleProblem& problem, RequirementKind kind) {
  return std::get<AllowedTicks>(requirement(problem, kind).rule).ranges;
}

}  // namespace

TEST_CASE("builder: durations and lags round so that what holds in ticks holds in time", "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity a =
      builder.add_activity("a", DurationRange::between(Duration::seconds(61), Duration::seconds(239)));
  const ScheduleActivity b = builder.add_activity("b");
  builder.precede(a.end(), b.start(), DurationRange::between(Duration::seconds(-61), Duration::seconds(-1)));
  const ScheduleProblem problem = builder.build();
  CHECK(difference(problem, RequirementKind::shortest_duration) == 2);
  CHECK(difference(problem, RequirementKind::longest_duration) == -3);
  CHECK(difference(problem, RequirementKind::shortest_lag) == -1);
  CHECK(difference(problem, RequirementKind::longest_lag) == 1);  // at most -1 s: a whole minute before
}

TEST_CASE("builder: windows round inward, overlapping and touching ones become one", "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity a = builder.add_activity("a");
  builder.start_in(a, {{{at_seconds(600), at_seconds(720)}, {}},
                       {{at_seconds(30), at_seconds(125)}, {}},
                       {{at_seconds(121), at_seconds(300)}, {}},
                       {{at_seconds(300), at_seconds(360)}, {}}});
  CHECK(ranges(builder.build(), RequirementKind::windows) == std::vector<TickRange>{{1, 5}, {10, 11}});
}

TEST_CASE(
    "builder: an actual date lies on the tick before it, and what is tied to it counts from the date itself",
    "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity flown =
      builder.add_activity("flown", DurationRange::exactly(Duration::seconds(100)));
  const ScheduleActivity next = builder.add_activity("next");
  builder.happened(flown.start(), at_seconds(59))
      .precede(flown.start(), next.start(), DurationRange::at_least(Duration::seconds(60)));
  const ScheduleProblem problem = builder.build();
  CHECK(ranges(problem, RequirementKind::actual_date) == std::vector<TickRange>{{0, 0}});
  CHECK(difference(problem, RequirementKind::shortest_lag) == 2);  // 119 s: minute 2
  // The end is 159 s after the origin: it keeps its distance, and is 39 s later than its tick.
  CHECK(difference(problem, RequirementKind::shortest_duration) == 2);
  CHECK(difference(problem, RequirementKind::longest_duration) == -2);
  CHECK(problem.offsets ==
        std::vector<Duration>{Duration::seconds(59), Duration::seconds(39), Duration{}, Duration{}});
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::optimal);
  CHECK(schedule.activities[0].start_date == at_seconds(59));
  CHECK(schedule.activities[0].end_date == at_seconds(159));
  CHECK(schedule.activities[1].start_date == at_seconds(120));
}

TEST_CASE("builder: what is tied without a tick of play keeps its distance, along a whole chain",
          "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity a = builder.add_activity("a", DurationRange::exactly(Duration::seconds(90)));
  const ScheduleActivity b =
      builder.add_activity("b", DurationRange::between(Duration::seconds(70), Duration::seconds(100)));
  const ScheduleActivity c = builder.add_activity("c");
  builder.precede(a.end(), b.start(), DurationRange::exactly(Duration{}));
  builder.precede(b.end(), c.start());
  builder.start_in(b, {{{at_seconds(150), at_seconds(260)}, {}}});
  builder.not_before(b.end(), at_seconds(250)).not_after(a.end(), at_seconds(215));
  const Schedule schedule = solve(builder.build());
  REQUIRE(schedule.status == ScheduleStatus::optimal);
  CHECK(schedule.activities[0].start_date == at_seconds(120));
  CHECK(schedule.activities[1].start_date == at_seconds(210));
  CHECK(schedule.activities[1].end_date == at_seconds(280));  // 220 s would break the release
  CHECK(schedule.activities[2].start_date == at_seconds(300));
}

TEST_CASE("builder: two actual dates are compared as dates, not as ticks", "[scheduling]") {
  const auto with_lag = [](double seconds) {
    ScheduleBuilder builder = hour();
    const ScheduleActivity a = builder.add_activity("a");
    const ScheduleActivity b = builder.add_activity("b");
    builder.happened(a.start(), at_seconds(10)).happened(b.start(), at_seconds(110));
    builder.precede(a.start(), b.start(), DurationRange::at_least(Duration::seconds(seconds)));
    return solve(builder.build()).status;
  };
  CHECK(with_lag(100) == ScheduleStatus::optimal);  // ticks 0 and 1, two minutes when rounded up
  CHECK(with_lag(100.5) == ScheduleStatus::infeasible);
  CHECK(with_lag(-1000) == ScheduleStatus::optimal);
}

TEST_CASE("builder: releases, deadlines and windows are compared with actual dates exactly", "[scheduling]") {
  const auto status = [](auto add) {
    ScheduleBuilder builder = hour();
    const ScheduleActivity a = builder.add_activity("a");
    builder.happened(a.start(), at_seconds(630));
    add(builder, a);
    return solve(builder.build()).status;
  };
  using B = ScheduleBuilder;
  using A = ScheduleActivity;
  CHECK(status([](B& b, A a) { b.not_before(a.start(), at_seconds(630)); }) == ScheduleStatus::optimal);
  CHECK(status([](B& b, A a) { b.not_before(a.start(), at_seconds(631)); }) == ScheduleStatus::infeasible);
  CHECK(status([](B& b, A a) { b.not_after(a.start(), at_seconds(630)); }) == ScheduleStatus::optimal);
  CHECK(status([](B& b, A a) { b.not_after(a.start(), at_seconds(629)); }) == ScheduleStatus::infeasible);
  const auto in_window = [&](double from, double to) {
    return status([&](B& b, A a) { b.start_in(a, {{{at_seconds(from), at_seconds(to)}, {}}}); });
  };
  CHECK(in_window(630, 700) == ScheduleStatus::optimal);
  CHECK(in_window(540, 631) == ScheduleStatus::optimal);
  CHECK(in_window(540, 630) == ScheduleStatus::infeasible);  // half-open: the end does not belong to it
  CHECK(in_window(631, 700) == ScheduleStatus::infeasible);
  CHECK(in_window(540, 625) == ScheduleStatus::infeasible);
}

TEST_CASE("builder: requirements say in words what they want", "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity build = builder.add_activity("build", DurationRange::exactly(Duration::minutes(10)));
  const ScheduleActivity fly = builder.add_activity("fly");
  builder.precede(build.end(), fly.start(),
                  DurationRange::between(Duration::minutes(5), Duration::minutes(30)));
  builder.precede(build.start(), fly.end(), DurationRange::at_least(-Duration::minutes(2)),
                  "the build is ordered");
  builder.start_in(fly, {{{at_seconds(1200), at_seconds(1800)}, {}}});
  builder.not_after(fly.end(), at_seconds(3000)).not_before(fly.start(), at_seconds(0), "fly has a release");
  std::vector<std::string> texts;
  for (const Requirement& r : builder.build().requirements) texts.push_back(r.text);
  CHECK(texts == std::vector<std::string>{
                     "nothing happens before the horizon begins, 2030-01-01T12:00:00 UTC",
                     "nothing happens after the horizon ends, 2030-01-01T13:00:00 UTC",
                     "build does not end before it starts",
                     "build lasts at least 10 min",
                     "build lasts at most 10 min",
                     "fly does not end before it starts",
                     "fly starts at least 5 min after build ends",
                     "fly starts at most 30 min after build ends",
                     "fly ends at most 2 min before the build is ordered",
                     "fly starts in its window, 2030-01-01T12:20:00 UTC to 2030-01-01T12:30:00 UTC",
                     "fly ends on or before 2030-01-01T12:50:00 UTC",
                     "fly has a release",
                 });
}

TEST_CASE("builder: all that is wrong is told at once", "[scheduling]") {
  ScheduleBuilder builder({noon, noon}, Duration::minutes(1), {"plan.yaml", 1, 1});
  const ScheduleActivity a =
      builder.add_activity("a", DurationRange::exactly(Duration::minutes(-1)), {"plan.yaml", 2, 3});
  const ScheduleActivity b = builder.add_activity(
      "a", DurationRange::between(Duration::minutes(5), Duration::minutes(4)), {"plan.yaml", 3, 3});
  builder.precede(a.start(), b.end(), DurationRange::between(Duration::minutes(2), Duration::minutes(1)), {},
                  {"plan.yaml", 4, 3});
  builder.start_in(a, {}, {}, {"plan.yaml", 5, 3});
  builder.start_in(b, {{{at_seconds(0), at_seconds(59)}, {"plan.yaml", 6, 9}}}, {}, {"plan.yaml", 6, 3});
  builder.happened(a.start(), at_seconds(0), {}, {"plan.yaml", 7, 3});
  builder.happened(a.start(), at_seconds(60), {}, {"plan.yaml", 8, 3});
  const std::string expected =
      "plan.yaml:1:1: error[empty-horizon]: the horizon ends before it begins: 2030-01-01T12:00:00 UTC to "
      "2030-01-01T12:00:00 UTC\n"
      "      = help: give a 'to' that is later than 'from'\n"
      "plan.yaml:2:3: error[negative-duration]: the duration of a is negative: -1 min\n"
      "      = help: a duration is zero or more\n"
      "plan.yaml:3:3: error[duplicate-id]: a second activity has the name 'a'\n"
      "      = help: give each its own\n"
      "plan.yaml:3:3: error[maximum-below-minimum]: the duration of a is at least 5 min and at most 4 min\n"
      "      = help: swap the two, or drop one\n"
      "plan.yaml:4:3: error[maximum-below-minimum]: the lag between a starts and a ends is at least 2 min "
      "and at most "
      "1 min\n"
      "      = help: swap the two, or drop one\n"
      "plan.yaml:5:3: error[no-windows]: the list of windows of a is empty: it could never start\n"
      "      = help: give it one, or no list\n"
      "plan.yaml:6:9: error[window-too-short]: a window of a is shorter than the time step of 1 min: "
      "2030-01-01T12:00:00.000 UTC to 2030-01-01T12:00:59.000 UTC\n"
      "      = help: make it longer, or the time step shorter\n"
      "plan.yaml:8:3: error[second-date]: a second actual date says when a starts\n"
      "      = help: drop one\n";
  CHECK(found(builder) == expected);
  try {
    builder.build();
    FAIL("a problem with errors was built");
  } catch (const ScenarioError& error) {
    CHECK(error.what() == expected);
    CHECK(error.diagnostics().size() == 8);
  }
}

TEST_CASE("builder: more ticks than can be counted are refused", "[scheduling]") {
  ScheduleBuilder builder({Epoch::parse("1980-01-01 UTC"), Epoch::parse("2020-01-01 UTC")},
                          Duration::nanoseconds(1));
  CHECK(found(builder) ==
        ": error[too-many-ticks]: the horizon has more than 400000000 steps of 1 ns: "
        "1262304018000000000\n"
        "      = help: make the time step longer\n");
}

TEST_CASE("builder: a horizon longer than a duration can say is refused", "[scheduling]") {
  const ScheduleBuilder builder({Epoch::parse("1710-01-01 TT"), Epoch::parse("2290-01-01 TT")});
  CHECK(found(builder) ==
        ": error[too-many-ticks]: the horizon is longer than 292 years: 1710-01-01T00:00:00 TT to "
        "2289-12-31T23:58:51 "
        "UTC\n"
        "      = help: look at a shorter stretch of time\n");
}

TEST_CASE("builder: an activity of another builder is refused", "[scheduling]") {
  ScheduleBuilder builder = hour();
  const ScheduleActivity a = builder.add_activity("a");
  const ScheduleActivity stranger{7};
  CHECK_THROWS_WITH(builder.precede(a.end(), stranger.start()),
                    "ScheduleBuilder::precede: there is no activity number 7: this problem has 1. Pass what "
                    "add_activity of the same builder returned.");
  CHECK_THROWS_AS(builder.start_in(stranger, {}), InvalidArgument);
  CHECK_THROWS_AS(builder.happened(stranger.end(), noon), InvalidArgument);
  CHECK_THROWS_AS(builder.not_before(stranger.end(), noon), InvalidArgument);
  CHECK_THROWS_AS(builder.not_after(stranger.end(), noon), InvalidArgument);
  CHECK_THROWS_AS(builder.add_goal(stranger.end()), InvalidArgument);
}
