#include <algorithm>
#include <string>
#include <utility>
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

TEST_CASE("model: optional missions, a choice, needs and modes are those of the builder", "[scenario]") {
  ScheduleBuilder builder(horizon, Duration::hours(1));
  const auto launch_a = builder.add_activity("a.launch", DurationRange::exactly(days(1)));
  const auto heavy = builder.add_mode(launch_a, {"heavy", DurationRange::exactly(days(1)), 0.0, 60.0, {}});
  const auto light = builder.add_mode(launch_a, {"light", DurationRange::exactly(days(3)), 0.0, 45.0, {}});
  const auto land_a = builder.add_activity("a.descend", DurationRange::exactly(days(2)));
  const auto launch_b = builder.add_activity("b.launch", DurationRange::exactly(days(1)));
  builder.add_mode(launch_b, {{}, DurationRange::exactly(days(1)), 0.0, 40.0, {}});
  const auto launch_c = builder.add_activity("c.launch", DurationRange::exactly(days(1)));
  builder.add_mode(launch_c, {{}, DurationRange::exactly(days(1)), 0.0, 10.0, {}});
  builder.choose_window(
      launch_c,
      {{{utc("2030-03-01"), utc("2030-03-02")}, {}, 0.0, 0.0, {}, {}},
       {{utc("2030-05-01"), utc("2030-05-02")}, DurationRange::exactly(days(4)), 0.0, -8.0, {}, {}}});
  builder.follow(launch_a, land_a);
  builder.add_goal(land_a.end()).add_goal(launch_b.end()).add_goal(launch_c.end());
  builder.make_optional(launch_a).make_optional(land_a).together({launch_a, land_a});
  builder.make_optional(launch_b).together({launch_b});
  builder.make_optional(launch_c).together({launch_c});
  builder.need(launch_c, launch_a, "c flies only with a");
  builder.take_place({launch_a, launch_b}, 1, 1, std::nullopt, "exactly 1 of a and b flies");
  const auto pad = builder.add_disjunctive("pad");
  builder.use(pad, launch_a, "light", light).use(pad, launch_c, "");
  builder.add_budget("spring", Measure::cost, {launch_a, launch_b, launch_c},
                     {{{utc("2030-01-01"), utc("2030-04-01")}, 50.0}});
  builder.minimise(
      {Aim::absence(launch_a, 100.0), Aim::absence(launch_b, 100.0), Aim::absence(launch_c, 100.0)},
      "missions left out");
  builder.minimise({Aim::total_cost()}, "cost");
  static_cast<void>(heavy);
  expect_same(R"(
horizon: {from: 2030-01-01, to: 2034-01-01}
time_step: 1 h
resources: [{disjunctive: {id: pad}}]
choices: [{id: lander, missions: [a, b]}]
budgets: [{id: spring, periods: [{from: 2030-01-01, to: 2030-04-01, limit: 50}]}]
objectives: [{left_out: {weight: 100}}, {cost: {}}]
missions:
  - id: a
    profile:
      - launch:
          for: 1 d
          modes: [{id: heavy, cost: 60}, {id: light, cost: 45, for: 3 d, uses: [{resource: pad}]}]
      - descend: {for: 2 d}
  - id: b
    profile:
      - launch: {for: 1 d, cost: 40}
  - id: c
    optional: yes
    needs: [a]
    profile:
      - launch:
          for: 1 d
          cost: 10
          uses: [{resource: pad}]
          window: [{from: 2030-03-01, to: 2030-03-02}, {from: 2030-05-01, to: 2030-05-02, for: 4 d, cost: -8}]
)",
              builder.build());
}

TEST_CASE("model: lateness, mass by a date, crew days and milestones are the objectives of the builder",
          "[scenario]") {
  ScheduleBuilder builder(horizon, Duration::hours(1));
  const auto cargo = builder.add_activity("cargo.launch", DurationRange::exactly(days(30)));
  const auto crew = builder.add_activity("crew.launch", DurationRange::exactly(days(30)));
  const auto stay = builder.add_activity("crew.surface", DurationRange::between(days(10), days(90)));
  const auto rover = builder.add_activity("rover.launch", DurationRange::exactly(days(30)));
  builder.follow(crew, stay);
  builder.add_goal(cargo.end()).add_goal(crew.end()).add_goal(rover.end());
  const auto pad = builder.add_disjunctive("pad");
  builder.use(pad, cargo, "").use(pad, crew, "").use(pad, rover, "");
  const auto people = builder.add_cumulative("people", 3.0);
  builder.use(people, stay, 3.0);
  builder.minimise(
      {Aim::lateness(cargo.end(), utc("2030-02-10"), 2.0), Aim::lateness(rover.end(), utc("2030-02-01"))},
      "lateness");
  builder.minimise({Aim::delivered(cargo.end(), utc("2030-04-01"), 3000.0),
                    Aim::delivered(rover.end(), utc("2030-04-01"), 200.0)},
                   "delivered mass");
  builder.minimise({Aim::date_of(crew.end())}, "people land");
  builder.minimise({Aim::crew_days(stay, 3.0)}, "crew days");
  expect_same(R"(
horizon: {from: 2030-01-01, to: 2034-01-01}
time_step: 1 h
resources:
  - disjunctive: {id: pad}
  - cumulative: {id: people, capacity: 3}
objectives:
  - lateness: {}
  - delivered_mass: {by: 2030-04-01}
  - {title: people land, milestones: {mission: crew}}
  - crew_days: {resource: people}
missions:
  - id: cargo
    delivers: 3000 kg
    due: {date: 2030-02-10, weight: 2}
    profile:
      - launch: {for: 30 d, uses: [{resource: pad}]}
  - id: crew
    profile:
      - launch: {for: 30 d, uses: [{resource: pad}]}
      - surface: {for: [10 d, 90 d], uses: [{resource: people, amount: 3}]}
  - id: rover
    delivers: 200 kg
    due: {date: 2030-02-01}
    profile:
      - launch: {for: 30 d, uses: [{resource: pad}]}
)",
              builder.build());
}

TEST_CASE("model: costs in millions are counted as well as costs in ones", "[scenario]") {
  // Three missions of 250 million each and 500 million a year: the third waits for the next year.
  const Scenario scenario = parse_scenario("costs.yaml", R"(perilune: 1
name: costs
time_scale: UTC
horizon: {from: 2030-01-01, to: 2034-01-01}
time_step: 1 h
budgets: [{id: exploration, yearly: 500000000}]
objectives: [{makespan: {}}, {cost: {}}]
missions:
  - {id: a, profile: [{launch: {for: 1 d, cost: 250000000}}]}
  - {id: b, profile: [{launch: {for: 1 d, cost: 250000000}}]}
  - {id: c, profile: [{launch: {for: 1 d, cost: 250000000}}]}
)");
  const RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.schedule.makespan == 24 * 366);
  const ObjectiveLevel& cost = answer.model.problem.objective.at(1);
  CHECK(static_cast<double>(answer.schedule.objective.at(1).value) * cost.unit == 750e6);
}

TEST_CASE("model: an objective beyond what can be counted is an error with its place", "[scenario]") {
  std::string text = R"(perilune: 1
name: large
time_scale: UTC
horizon: {from: 2030-01-01, to: 2050-01-01}
objectives: [{lateness: {}}]
missions:
)";
  for (int i = 0; i < 99; ++i) {
    text +=
        "  - {id: m" + std::to_string(i) + ", due: {date: 2030-02-01}, profile: [{launch: {for: 1 d}}]}\n";
  }
  // Beyond 2^31, and not beyond what can be counted.
  CHECK(schedule_roadmap(parse_scenario("large.yaml", text).roadmap).schedule.status ==
        ScheduleStatus::optimal);
  text += "  - {id: dear, due: {date: 2030-02-01, weight: 1e12}, profile: [{launch: {for: 1 d}}]}\n";
  const Scenario scenario = parse_scenario("large.yaml", text);
  try {
    schedule_roadmap(scenario.roadmap);
    FAIL("it was scheduled");
  } catch (const ScenarioError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics()[0].code == "objective-too-large");
    CHECK(error.diagnostics()[0].where.line == 5);
  }
}

TEST_CASE("model: who flies only with a superseded mission is told so, and may stay at home", "[scenario]") {
  const std::string text = R"(perilune: 1
name: needs
time_scale: UTC
horizon: {from: 2030-01-01, to: 2034-01-01}
missions:
  - {id: relay, status: superseded, profile: [{launch: {for: 1 d}}]}
  - id: lander
    needs: [relay]
    profile:
      - launch: {for: 1 d}
)";
  const Scenario scenario = parse_scenario("needs.yaml", text);
  const RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  CHECK(answer.schedule.status == ScheduleStatus::infeasible);
  CHECK(std::any_of(answer.warnings.begin(), answer.warnings.end(), [](const Diagnostic& warning) {
    return warning.code == "superseded-predecessor" && warning.where.line == 8;
  }));
  REQUIRE(answer.schedule.conflict);
  const auto lines = conflict_text(answer.model.problem, *answer.schedule.conflict);
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("relay is superseded and never flies (needs.yaml:6:");
  }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("lander flies only with relay (needs.yaml:8:");
  }));

  std::string may_stay = text;
  may_stay.insert(may_stay.find("    needs"), "    optional: yes\n");
  const RoadmapSchedule without = schedule_roadmap(parse_scenario("needs.yaml", may_stay).roadmap);
  CHECK(without.schedule.status == ScheduleStatus::optimal);
  CHECK(without.left_out == std::vector<std::size_t>{1});
}

TEST_CASE(
    "model: of a choice one of which is superseded the other one flies, and two are too many to ask for",
    "[scenario]") {
  const std::string text = R"(perilune: 1
name: choice
time_scale: UTC
horizon: {from: 2030-01-01, to: 2034-01-01}
choices:
  - {id: lander, missions: [old, new]}
missions:
  - {id: old, status: superseded, profile: [{launch: {for: 1 d}}]}
  - {id: new, profile: [{launch: {for: 1 d}}]}
)";
  const auto is_told = [](const Diagnostic& warning) {
    return warning.code == "superseded-predecessor" && warning.where.line == 6;
  };
  const RoadmapSchedule answer = schedule_roadmap(parse_scenario("choice.yaml", text).roadmap);
  CHECK(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.left_out.empty());
  CHECK(std::any_of(answer.warnings.begin(), answer.warnings.end(), is_told));

  std::string both = text;
  both.insert(both.find("}\nmissions"), ", at_least: 2, at_most: 2");
  const RoadmapSchedule refused = schedule_roadmap(parse_scenario("choice.yaml", both).roadmap);
  CHECK(refused.schedule.status == ScheduleStatus::infeasible);
  REQUIRE(refused.schedule.conflict);
  const auto lines = conflict_text(refused.model.problem, *refused.schedule.conflict);
  REQUIRE(lines.size() == 2);
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("old is superseded and never flies (choice.yaml:8:");
  }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("exactly 2 of old and new fly (choice.yaml:6:");
  }));
}

TEST_CASE("model: where nothing fits, the lines in conflict are named, and the smallest change that helps",
          "[scenario]") {
  const Scenario scenario = parse_scenario("conflict.yaml", R"(perilune: 1
name: conflict
time_scale: UTC
horizon: {from: 2030-01-01, to: 2034-01-01}
time_step: 1 h
resources: [{disjunctive: {id: pad, turnaround: 30 d}}]
missions:
  - id: a
    profile: [{launch: {for: 1 d, window: {from: 2030-02-01, to: 2030-02-02}, uses: [{resource: pad}]}}]
  - id: b
    profile: [{launch: {for: 1 d, window: {from: 2030-02-20, to: 2030-02-21}, uses: [{resource: pad}]}}]
)");
  RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::infeasible);
  REQUIRE(answer.schedule.conflict.has_value());
  CHECK(answer.schedule.conflict->irreducible);
  std::vector<std::string> lines = conflict_text(answer.model.problem, *answer.schedule.conflict);
  std::sort(lines.begin(), lines.end());
  CHECK(lines == std::vector<std::string>{
                     "a.launch starts in its window, 2030-02-01T00:00:00 UTC to 2030-02-02T00:00:00 UTC "
                     "(conflict.yaml:9:43)",
                     "b.launch starts in its window, 2030-02-20T00:00:00 UTC to 2030-02-21T00:00:00 UTC "
                     "(conflict.yaml:11:43)",
                     "pad serves one activity at a time, 30 d apart (conflict.yaml:6:32)"});
  add_relaxations(answer);
  // From the end of the last hour in b's window, 20 February 23 h, back over 30 days and the day of the
  // launch is 20 January 23 h: 265 h before a's window opens.
  REQUIRE(answer.relaxations.size() >= 2);
  CHECK(answer.relaxations[0] ==
        "would hold if a.launch may start 265 h (11.0 d) earlier (conflict.yaml:9:43)");
  CHECK(answer.relaxations[1] ==
        "would hold if b.launch may start 265 h (11.0 d) later (conflict.yaml:11:43)");
}
