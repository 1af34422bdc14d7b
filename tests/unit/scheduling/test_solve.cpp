#include <perilune/scheduling/solve.hpp>

#include <array>
#include <chrono>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/builder.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch first_day = Epoch::parse("2030-01-01 UTC");

Duration days(int count) {
  return count * Duration::days(1);
}

Epoch day(int number) {
  return first_day + days(number);
}

ScheduleBuilder year_of_days() {
  return ScheduleBuilder({first_day, day(365)}, Duration::days(1));
}

Window window(int from, int to) {
  return {{day(from), day(to)}, {}};
}

std::vector<std::string> path_names(const ScheduleProblem& problem, const Schedule& schedule) {
  std::vector<std::string> names;
  for (const PathStep& step : schedule.critical_path) names.push_back(event_text(problem, step.event));
  return names;
}

}  // namespace

TEST_CASE("solve: each kind of precedence holds with its shortest and its longest lag", "[scheduling]") {
  struct Case {
    EventSide before;
    EventSide after;
    Tick start;  // of the second activity, which lasts 5 days and is tied to one that starts on day 10 and
                 // lasts 20
  };
  const Case c =
      GENERATE(Case{EventSide::end, EventSide::start, 33}, Case{EventSide::start, EventSide::start, 13},
               Case{EventSide::end, EventSide::end, 28}, Case{EventSide::start, EventSide::end, 8});
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity a = builder.add_activity("a", DurationRange::exactly(days(20)));
  const ScheduleActivity b = builder.add_activity("b", DurationRange::exactly(days(5)));
  builder.not_before(a.start(), day(10));
  builder.precede({a.number, c.before}, {b.number, c.after}, DurationRange::at_least(days(3)));
  const Schedule shortest = solve(builder.build());
  CHECK(shortest.activities[1].start == c.start);
  // The same with the longest lag: the second is held on day 60, and draws the first one after it.
  builder.precede({a.number, c.before}, {b.number, c.after}, DurationRange::at_most(days(3)));
  builder.not_before(b.start(), day(60));
  const Schedule longest = solve(builder.build());
  CHECK(longest.activities[1].start == 60);
  CHECK(longest.activities[0].start == 60 - (c.start - 10));
}

TEST_CASE("solve: the makespan of PSPLIB's j301_1 without resources is the one printed in its file",
          "[scheduling]") {
  // Kolisch and Sprecher, PSPLIB, European Journal of Operational Research 96 (1996); file j301_1.sm:
  // durations, successors, and "MPM-Time 38".
  constexpr std::array<int, 32> durations = {0, 8, 4, 6, 3, 8, 5, 9, 2, 7, 9, 2, 6, 3, 9, 10,
                                             6, 5, 3, 7, 2, 7, 2, 3, 3, 7, 8, 3, 7, 2, 2, 0};
  const std::vector<std::vector<std::size_t>> successors = {
      {2, 3, 4}, {6, 11, 15}, {7, 8, 13}, {5, 9, 10}, {20},     {30}, {27}, {12, 19, 27},
      {14},      {16, 25},    {20, 26},   {14},       {17, 18}, {17}, {25}, {21, 22},
      {22},      {20, 22},    {24, 29},   {23, 25},   {28},     {23}, {24}, {30},
      {30},      {31},        {28},       {31},       {32},     {32}, {32}, {}};
  ScheduleBuilder builder = year_of_days();
  std::vector<ScheduleActivity> jobs;
  for (std::size_t i = 0; i < durations.size(); ++i) {
    jobs.push_back(
        builder.add_activity(detail::concat("job ", i + 1), DurationRange::exactly(days(durations[i]))));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (const std::size_t successor : successors[i])
      builder.precede(jobs[i].end(), jobs[successor - 1].start());
  }
  const Schedule schedule = solve(builder.build());
  CHECK(schedule.status == ScheduleStatus::optimal);
  CHECK(schedule.makespan == 38);
}

TEST_CASE("solve: slack and the critical path of a small project by hand", "[scheduling]") {
  // order (2) -> build (5) -> test (3) -> ship (1), and order -> train (4) -> ship.
  ScheduleBuilder builder = year_of_days();
  const auto add = [&](const char* name, int length) {
    return builder.add_activity(name, DurationRange::exactly(days(length)));
  };
  const ScheduleActivity order = add("order", 2);
  const ScheduleActivity build = add("build", 5);
  const ScheduleActivity test = add("test", 3);
  const ScheduleActivity train = add("train", 4);
  const ScheduleActivity ship = add("ship", 1);
  builder.precede(order.end(), build.start())
      .precede(build.end(), test.start())
      .precede(test.end(), ship.start());
  builder.precede(order.end(), train.start()).precede(train.end(), ship.start());
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  CHECK(schedule.makespan == 11);
  CHECK(schedule.makespan_bound == 11);
  CHECK(schedule.activities[train.number].start_date == day(2));
  CHECK(schedule.activities[train.number].slack == days(4));
  CHECK_FALSE(schedule.activities[train.number].critical);
  for (const ScheduleActivity activity : {order, build, test, ship}) {
    CHECK(schedule.activities[activity.number].slack == Duration{});
    CHECK(schedule.activities[activity.number].critical);
  }
  CHECK(path_names(problem, schedule) == std::vector<std::string>{"order starts", "order ends",
                                                                  "build starts", "build ends", "test starts",
                                                                  "test ends", "ship starts", "ship ends"});
  CHECK(binding_text(problem, schedule, schedule.critical_path[0].binding) ==
        "nothing happens before the horizon begins, 2030-01-01T00:00:00 UTC");
  CHECK(binding_text(problem, schedule, schedule.critical_path[2].binding) ==
        "build starts no earlier than order ends");
  // Against the end of the year, everything may wait.
  const Schedule relaxed = solve(problem, {.slack_aim = SlackAim::horizon});
  CHECK(relaxed.activities[ship.number].slack == days(365 - 11));
  CHECK_FALSE(relaxed.activities[ship.number].critical);
}

TEST_CASE("solve: a missed window is named, with what made it missed", "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity build = builder.add_activity("build", DurationRange::exactly(days(40)));
  const ScheduleActivity launch = builder.add_activity("launch", DurationRange::exactly(days(1)));
  builder.precede(build.end(), launch.start());
  builder.start_in(launch, {window(20, 30), window(35, 41), window(90, 95), window(200, 210)});
  const ScheduleProblem in_time = builder.build();
  Schedule schedule = solve(in_time);
  CHECK(schedule.activities[launch.number].start == 40);  // the last day of the second window
  CHECK(path_names(in_time, schedule).front() == "build starts");

  builder.precede(build.end(), launch.start(), DurationRange::at_least(days(2)));
  const ScheduleProblem problem = builder.build();
  schedule = solve(problem);
  const ScheduledActivity& late = schedule.activities[launch.number];
  CHECK(late.start == 90);
  CHECK(late.start_binding.after == build.end());
  CHECK(late.start_binding.ready == 42);
  CHECK(binding_text(problem, schedule, late.start_binding) ==
        "launch starts in one of its 4 windows; ready on 2030-02-12T00:00:00 UTC, after build ends, it "
        "missed an earlier one");
  // It waits for the window, so the build has slack, and the path begins with the window.
  CHECK(schedule.activities[build.number].slack == days(48));
  CHECK(path_names(problem, schedule) == std::vector<std::string>{"launch starts", "launch ends"});
}

TEST_CASE("solve: a window that moves one activity draws others after it by their longest lags",
          "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity tank = builder.add_activity("tank", DurationRange::exactly(days(2)));
  const ScheduleActivity launch = builder.add_activity("launch", DurationRange::exactly(days(1)));
  builder.precede(tank.end(), launch.start(), DurationRange::at_most(days(3)));
  builder.start_in(launch, {window(100, 110)});
  builder.start_in(tank, {window(5, 6), window(97, 98)});
  const Schedule schedule = solve(builder.build());
  CHECK(schedule.activities[tank.number].start == 97);
  CHECK(schedule.activities[launch.number].start == 100);
}

TEST_CASE("solve: the makespan is measured to the goals only", "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity land = builder.add_activity("land", DurationRange::exactly(days(5)));
  const ScheduleActivity work = builder.add_activity("work", DurationRange::exactly(days(100)));
  builder.precede(land.end(), work.start()).add_goal(land.end());
  const Schedule schedule = solve(builder.build());
  CHECK(schedule.makespan == 5);
  CHECK(schedule.activities[land.number].critical);
  CHECK(schedule.activities[work.number].slack == days(365 - 105));
}

TEST_CASE("solve: what has happened is a fact: never critical, and on the path as its beginning",
          "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity flown = builder.add_activity("flown", DurationRange::exactly(days(10)));
  const ScheduleActivity next = builder.add_activity("next", DurationRange::exactly(days(10)));
  builder.happened(flown.start(), day(50)).precede(flown.end(), next.start());
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  CHECK(schedule.activities[flown.number].slack == Duration{});
  CHECK_FALSE(schedule.activities[flown.number].critical);
  CHECK(schedule.activities[next.number].critical);
  CHECK(path_names(problem, schedule).front() == "flown starts");
  CHECK(problem.requirements[schedule.critical_path.front().binding.requirement].text ==
        "flown started on 2030-02-20T00:00:00 UTC");
}

TEST_CASE("solve: what cannot hold together is named in words, with places, and nothing is in it too much",
          "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity build =
      builder.add_activity("build", DurationRange::exactly(days(120)), {"plan.yaml", 4, 7});
  const ScheduleActivity launch =
      builder.add_activity("launch", DurationRange::exactly(days(1)), {"plan.yaml", 5, 7});
  const ScheduleActivity other = builder.add_activity("other", DurationRange::exactly(days(7)));
  builder.precede(build.end(), launch.start(), DurationRange::at_least(days(10)), {}, {"plan.yaml", 6, 7});
  builder.precede(other.end(), launch.start());
  builder.start_in(launch, {window(20, 30), window(90, 95)}, {}, {"plan.yaml", 7, 7});
  builder.not_before(build.start(), day(1), {}, {"plan.yaml", 8, 7});
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  CHECK(schedule.activities.empty());
  // Without the release, the build could begin with the horizon, which is already too late: the release is
  // not in it.
  CHECK(conflict_text(problem, *schedule.conflict) ==
        std::vector<std::string>{"build starts on or after 2030-01-02T00:00:00 UTC (plan.yaml:8:7)",
                                 "build lasts at least 120 d (plan.yaml:4:7)",
                                 "launch starts at least 10 d after build ends (plan.yaml:6:7)",
                                 "launch starts in one of its 2 windows (plan.yaml:7:7)"});
}

TEST_CASE("solve: lags that contradict each other are a circle, in its order", "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity a = builder.add_activity("a", DurationRange::exactly(days(5)));
  const ScheduleActivity b = builder.add_activity("b", DurationRange::exactly(days(5)));
  builder.precede(a.end(), b.start(), DurationRange::at_least(days(10)));
  builder.precede(a.start(), b.end(), DurationRange::at_most(days(19)));
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  CHECK(schedule.conflict->circle.size() == 4);
  std::vector<std::string> sorted = conflict_text(problem, *schedule.conflict);
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == std::vector<std::string>{"a lasts at least 5 d", "b ends at most 19 d after a starts",
                                           "b lasts at least 5 d", "b starts at least 10 d after a ends"});
}

TEST_CASE("solve: a campaign longer than its horizon blames the horizon", "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  builder.add_activity("long", DurationRange::exactly(days(366)));
  const ScheduleProblem problem = builder.build();
  const Schedule schedule = solve(problem);
  REQUIRE(schedule.status == ScheduleStatus::infeasible);
  CHECK(conflict_text(problem, *schedule.conflict) ==
        std::vector<std::string>{"nothing happens before the horizon begins, 2030-01-01T00:00:00 UTC",
                                 "long lasts at least 366 d",
                                 "nothing happens after the horizon ends, 2031-01-01T00:00:00 UTC"});
}

TEST_CASE("solve: a problem without activities has an empty schedule", "[scheduling]") {
  const Schedule schedule = solve(year_of_days().build());
  CHECK(schedule.status == ScheduleStatus::optimal);
  CHECK(schedule.activities.empty());
  CHECK(schedule.makespan == 0);
}

TEST_CASE("solve: a problem that no builder could have made is refused", "[scheduling]") {
  ScheduleBuilder builder = year_of_days();
  const ScheduleActivity a = builder.add_activity("a");
  const ScheduleProblem sound = builder.build();
  const auto refused = [&](auto damage) {
    ScheduleProblem problem = sound;
    damage(problem);
    CHECK_THROWS_AS(solve(problem), InvalidArgument);
  };
  using P = ScheduleProblem;
  const auto add = [](P& problem, auto rule) {
    problem.requirements.push_back({RequirementKind::shortest_lag, "added", {}, std::move(rule)});
  };
  refused([&](P& p) { add(p, Difference{a.start(), {9, EventSide::end}, 1}); });
  refused([&](P& p) { add(p, Difference{a.start(), a.end(), latest_tick}); });
  refused([&](P& p) { add(p, Difference{a.start(), a.end(), -latest_tick}); });
  refused([&](P& p) { add(p, AllowedTicks{ScheduleEvent{9, EventSide::end}, {{0, 1}}}); });
  refused([&](P& p) { add(p, AllowedTicks{a.start(), {}}); });
  refused([&](P& p) { add(p, AllowedTicks{a.start(), {{5, 6}, {1, 2}}}); });
  refused([&](P& p) { add(p, AllowedTicks{a.start(), {{2, 1}}}); });
  refused([&](P& p) { p.goals.push_back({9, EventSide::end}); });
  refused([&](P& p) { p.happened.push_back({9, EventSide::end}); });
  refused([&](P& p) { p.offsets.pop_back(); });
  refused([&](P& p) { p.offsets[0] = Duration::days(1); });
  refused([&](P& p) { p.requirements.clear(); });
}

TEST_CASE("solve: 300 activities with 500 windows each take well under a second", "[scheduling]") {
  // Twenty years in minutes: ten chains of thirty, each activity with windows of two hours every two weeks or
  // so, and each tied to the one before by a longest wait, so that windows drag activities back and forth.
  test::Dice dice(300500);
  const Epoch from = Epoch::parse("2026-01-01 UTC");
  ScheduleBuilder builder({from, from + Duration::days(20 * 365.25)});
  std::vector<ScheduleActivity> chain;
  for (int i = 0; i < 300; ++i) {
    const ScheduleActivity activity = builder.add_activity(
        detail::concat("activity ", i), DurationRange::between(Duration::hours(1), Duration::days(60)));
    std::vector<Window> windows;
    for (int w = 0; w < 500; ++w) {
      const Epoch opens = from + Duration::days(14.6 * w) + Duration::minutes(dice.roll(0, 19000));
      windows.push_back({{opens, opens + Duration::hours(2)}, {}});
    }
    builder.start_in(activity, windows);
    if (i % 30 != 0) {
      builder.precede(chain.back().end(), activity.start(),
                      DurationRange::between(Duration::days(1), Duration::days(20)));
    }
    if (i % 30 != 0 && i >= 30)
      builder.precede(chain[static_cast<std::size_t>(i) - 30].start(), activity.start());
    chain.push_back(activity);
  }
  const auto timed = [](const ScheduleProblem& problem, ScheduleStatus expected) {
    const auto begin = std::chrono::steady_clock::now();
    const Schedule schedule = solve(problem);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    CAPTURE(seconds);
    CHECK(schedule.status == expected);
    CHECK(seconds < 1.0);
    return schedule;
  };
  const Schedule schedule = timed(builder.build(), ScheduleStatus::optimal);
  // A day earlier is impossible, and to say why takes no longer.
  const ScheduledActivity& last = schedule.activities.back();
  builder.not_after(chain.back().end(), last.end_date - Duration::days(1));
  CHECK(timed(builder.build(), ScheduleStatus::infeasible).conflict->requirements.size() > 20);
}
