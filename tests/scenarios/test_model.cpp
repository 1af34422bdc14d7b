#include <string>
#include <vector>

#include <perilune/scenario/load.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

// What a scenario says of resources, choices and objectives is the same problem as one made by the builder.

using namespace perilune;
using namespace perilune::test;

namespace {

Epoch utc(const char* text) {
  return Epoch::parse(std::string(text) + " UTC");
}

Duration days(double count) {
  return Duration::days(count);
}

/// Both problems are solved; the same is required, and the same comes out.
void expect_same(const std::string& yaml, const ScheduleProblem& made) {
  const Scenario scenario =
      parse_scenario("model.yaml", "perilune: 1\nname: model\ntime_scale: UTC\n" + yaml);
  const RoadmapSchedule read = schedule_roadmap(scenario.roadmap, {.threads = 1});
  const Schedule built = solve(made, {.threads = 1});
  REQUIRE(read.schedule.status == ScheduleStatus::optimal);
  REQUIRE(built.status == ScheduleStatus::optimal);
  CHECK(read.schedule.objective == built.objective);
  CHECK(read.schedule.makespan == built.makespan);
  REQUIRE(read.schedule.activities.size() == built.activities.size());
  for (std::size_t i = 0; i < built.activities.size(); ++i) {
    CAPTURE(built.activities[i].name);
    CHECK(read.schedule.activities[i].name == built.activities[i].name);
    CHECK(read.schedule.activities[i].takes_place == built.activities[i].takes_place);
    CHECK(read.schedule.activities[i].start_date == built.activities[i].start_date);
    CHECK(read.schedule.activities[i].end_date == built.activities[i].end_date);
  }
  std::vector<std::string> texts_read;
  std::vector<std::string> texts_built;
  for (const Requirement& requirement : read.model.problem.requirements)
    texts_read.push_back(requirement.text);
  for (const Requirement& requirement : made.requirements) texts_built.push_back(requirement.text);
  CHECK(texts_read == texts_built);
}

const Interval horizon{Epoch::parse("2030-01-01 UTC"), Epoch::parse("2034-01-01 UTC")};

}  // namespace

TEST_CASE("model: a pad with setups, a crew that grows and a calendar are those of the builder",
          "[scenario]") {
  ScheduleBuilder builder(horizon, Duration::hours(1));
  const auto launch_a = builder.add_activity("a.launch", DurationRange::exactly(days(1)));
  const auto stay_a = builder.add_activity("a.surface", DurationRange::exactly(days(20)));
  const auto launch_b = builder.add_activity("b.launch", DurationRange::exactly(days(1)));
  const auto stay_b = builder.add_activity("b.surface", DurationRange::exactly(days(20)));
  const auto launch_c = builder.add_activity("c.launch", DurationRange::exactly(days(1)));
  const auto work_c = builder.add_activity("c.surface", DurationRange::exactly(days(5)));
  builder.follow(launch_a, stay_a).follow(launch_b, stay_b).follow(launch_c, work_c);
  builder.add_goal(launch_a.end()).add_goal(launch_b.end()).add_goal(launch_c.end());
  const auto pad = builder.add_disjunctive("pad", {.turnaround = days(10), .where = {}});
  builder.use(pad, launch_a, "heavy").use(pad, launch_b, "light").use(pad, launch_c, "heavy");
  builder.set_setup(pad, "heavy", "light", days(30)).set_setup(pad, "light", "heavy", days(40));
  const auto crew = builder.add_cumulative("crew", 3.0);
  builder.set_capacity(crew, utc("2030-03-01"), 5.0).use(crew, stay_a, 2.0).use(crew, stay_b, 3.0);
  const auto calendar = builder.add_calendar(
      "days", IntervalSet{{utc("2030-02-01"), utc("2030-02-04")}, {utc("2030-06-01"), utc("2030-06-10")}});
  builder.run_in(calendar, work_c);
  const auto whole = builder.add_activity("b.launch to surface", DurationRange::at_least(Duration{}));
  builder.cover(whole, launch_b, stay_b);
  const auto room = builder.add_disjunctive("room");
  builder.use(room, stay_a, "heavy").use(room, whole, "light");
  expect_same(R"(
horizon: {from: 2030-01-01, to: 2034-01-01}
time_step: 1 h
resources:
  - disjunctive:
      id: pad
      turnaround: 10 d
      setups: [{from: heavy, to: light, for: 30 d}, {from: light, to: heavy, for: 40 d}]
  - cumulative: {id: crew, capacity: 3, changes: [{from: 2030-03-01, capacity: 5}]}
  - calendar: {id: days, open: [{from: 2030-02-01, to: 2030-02-04}, {from: 2030-06-01, to: 2030-06-10}]}
  - disjunctive: {id: room}
missions:
  - id: a
    launcher: heavy
    profile:
      - launch: {for: 1 d, uses: [{resource: pad}]}
      - surface: {for: 20 d, uses: [{resource: crew, amount: 2}, {resource: room}]}
  - id: b
    launcher: light
    uses: [{resource: room, to: surface}]
    profile:
      - launch: {for: 1 d, uses: [{resource: pad}]}
      - surface: {for: 20 d, uses: [{resource: crew, amount: 3}]}
  - id: c
    profile:
      - launch: {for: 1 d, uses: [{resource: pad, as: heavy}]}
      - surface: {for: 5 d, uses: [{resource: days}]}
)",
              builder.build());
}

TEST_CASE(
    "model: the shipped scenario with shared resources is solved, and no pad, antenna or day is shared twice",
    "[scenario]") {
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/shared-resources.yaml");
  const RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(check_against_roadmap(scenario.roadmap, answer).empty());
  const auto span = [&](std::size_t mission, std::size_t leg) {
    const ScheduledActivity& found =
        answer.schedule.activities[answer.model.activities[mission][leg].value().number];
    return Interval{found.start_date, found.end_date};
  };
  // Three launches on one pad, 60 days apart.
  for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 1}, {0, 3}, {1, 3}}) {
    const Interval first = std::min(span(a, 1), span(b, 1),
                                    [](const Interval& x, const Interval& y) { return x.from < y.from; });
    const Interval second = span(a, 1) == first ? span(b, 1) : span(a, 1);
    CHECK(second.from - first.to >= days(60));
  }
  // 2 kW and 7 kW are more than 8 kW until 2033.
  CHECK(span(2, 5).from >= utc("2033-01-01"));
  // Ten days on the surface inside one lunar day.
  CHECK(span(0, 5).from >= utc("2030-03-01"));
}
