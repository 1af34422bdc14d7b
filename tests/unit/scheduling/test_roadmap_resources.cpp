#include <perilune/scheduling/roadmap_schedule.hpp>

#include <algorithm>
#include <functional>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

Epoch utc(const char* text) {
  return Epoch::parse(std::string(text) + " UTC");
}
Duration days(double count) {
  return Duration::days(count);
}

template <class Data>
Resource resource(const char* id, Data data) {
  Resource made;
  made.id = id;
  made.data = std::move(data);
  return made;
}

/// `count` missions of one leg of ten days, each asking for the resource by `use`.
Roadmap legs_sharing(int count, Resource resource, ResourceUse use) {
  Roadmap roadmap;
  roadmap.horizon = {utc("2030-01-01"), utc("2032-01-01")};
  roadmap.time_step = Duration::hours(1);
  use.resource = Reference(resource.id);
  for (int m = 0; m < count; ++m) {
    Mission mission;
    mission.id = detail::concat("m", m);
    Activity activity;
    activity.id = "work";
    activity.duration = DurationRange::exactly(days(10));
    activity.uses = {use};
    mission.activities = {activity};
    roadmap.missions.push_back(mission);
  }
  roadmap.resources = {std::move(resource)};
  return roadmap;
}

/// Moves one activity by so much, and says what the auditor finds.
std::vector<std::string> faults_if_moved(const Roadmap& roadmap, RoadmapSchedule answer, std::size_t mission,
                                         Duration by) {
  ScheduledActivity& moved =
      answer.schedule.activities.at(answer.model.activities.at(mission).at(0).value().number);
  moved.start_date = moved.start_date + by;
  moved.end_date = moved.end_date + by;
  return check_against_roadmap(roadmap, answer);
}

bool names(const std::vector<std::string>& faults, const char* part) {
  return std::any_of(faults.begin(), faults.end(),
                     [&](const std::string& fault) { return fault.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("roadmap resources: a pad, with its turnaround, makes legs wait; a day too early is caught",
          "[scheduling]") {
  const Roadmap roadmap = legs_sharing(3, resource("pad", DisjunctiveResource{days(5), {}}), {});
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  // Three times ten days, five days apart.
  CHECK(answer.schedule.makespan == 24 * (3 * 10 + 2 * 5));
  const auto last = std::max_element(
      answer.schedule.activities.begin(), answer.schedule.activities.end(),
      [](const ScheduledActivity& a, const ScheduledActivity& b) { return a.start < b.start; });
  const auto mission = static_cast<std::size_t>(last - answer.schedule.activities.begin());
  CHECK(faults_if_moved(roadmap, answer, mission, Duration{}).empty());
  CHECK(names(faults_if_moved(roadmap, answer, mission, -Duration::nanoseconds(1)), "'pad'"));
  CHECK(faults_if_moved(roadmap, answer, mission, days(1)).empty());
}

TEST_CASE("roadmap resources: the turnaround of a pad counts from a launch that happened to the second",
          "[scheduling]") {
  Roadmap roadmap = legs_sharing(2, resource("pad", DisjunctiveResource{days(5), {}}), {});
  roadmap.missions[0].status = MissionStatus::flown;
  roadmap.missions[0].activities[0].actual_start = utc("2030-03-20T00:31:28");
  roadmap.missions[0].activities[0].actual_end = utc("2030-03-30T00:31:28");
  roadmap.as_of = utc("2030-03-30T00:31:28");
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.schedule.activities[1].start_date == utc("2030-04-04T01:00:00"));
  CHECK(names(faults_if_moved(roadmap, answer, 1, -Duration::minutes(29)), "'pad'"));
}

TEST_CASE("roadmap resources: a capacity that grows lets more legs run; one too many is caught",
          "[scheduling]") {
  CumulativeResource crew{ResourceAmount::count(3.0), {}};
  crew.changes.push_back({utc("2030-01-21"), ResourceAmount::count(6.0)});
  ResourceUse use;
  use.amount = ResourceAmount::count(3.0);
  const Roadmap roadmap = legs_sharing(4, resource("crew", crew), use);
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.schedule.makespan == 24 * 30);  // one, one, then two side by side
  const auto first = std::min_element(
      answer.schedule.activities.begin(), answer.schedule.activities.end(),
      [](const ScheduledActivity& a, const ScheduledActivity& b) { return a.start < b.start; });
  const auto mission = static_cast<std::size_t>(first - answer.schedule.activities.begin());
  CHECK(names(faults_if_moved(roadmap, answer, mission, Duration::hours(1)), "'crew'"));
}

TEST_CASE("roadmap resources: a stock is filled before it is drawn from, by steps and by days",
          "[scheduling]") {
  // Two legs bring 100 kg each at their end, 10 days each; one draws 15 kg a day for 10 days, and 20 kg are
  // lost a day from 2030-02-01 on.
  ResourceUse brings;
  brings.at_end = ResourceAmount::parse("100 kg");
  ReservoirResource stock;
  stock.initial = ResourceAmount::parse("0 kg");
  stock.highest = ResourceAmount::parse("150 kg");
  Roadmap roadmap = legs_sharing(3, resource("oxygen", stock), brings);
  ResourceUse draws;
  draws.resource = "oxygen";
  draws.per_day = ResourceAmount::parse("-15 kg");
  roadmap.missions[2].activities[0].uses = {draws};
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  // The second 100 kg come when there is room for them: 50 kg of the first are gone 3 1/3 days after day 10.
  // The level is looked at on whole ticks, and what flows in a tick counts from the next on: so the drawing
  // begins one tick before the first 100 kg are there.
  CHECK(answer.schedule.makespan == 24 * 20 - 1);
  CHECK(names(faults_if_moved(roadmap, answer, 2, -Duration::hours(1)), "below"));
  CHECK(names(faults_if_moved(roadmap, answer, 2, days(5)), "above"));
}

TEST_CASE("roadmap resources: a leg fits into one stretch of its calendar", "[scheduling]") {
  CalendarResource calendar;
  calendar.open.push_back({{utc("2030-02-01"), utc("2030-02-08")}, {}});
  calendar.open.push_back({{utc("2030-03-01"), utc("2030-03-15")}, {}});
  const Roadmap roadmap = legs_sharing(1, resource("days", calendar), {});
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.schedule.activities[0].start_date == utc("2030-03-01"));
  CHECK(names(faults_if_moved(roadmap, answer, 0, days(5)), "'days'"));
}

TEST_CASE("roadmap resources: random roadmaps that share pads, crews and stocks hold by the roadmap itself",
          "[scheduling][property]") {
  // `schedule_roadmap` throws if either auditor objects.
  test::Dice dice(20310101);
  int optimal = 0;
  for (int turn = 0; turn < 150; ++turn) {
    CAPTURE(turn);
    Roadmap roadmap;
    const Epoch from = utc("2030-01-01");
    roadmap.horizon = {from, from + Duration::hours(3)};
    roadmap.time_step = Duration::minutes(dice.roll(1, 3));
    const auto seconds = [&](int first, int last) { return Duration::seconds(dice.roll(first, last)); };
    DisjunctiveResource pad{seconds(0, 300), {}};
    if (dice.chance(50)) pad.setups.push_back({"a", "b", seconds(0, 900), {}});
    roadmap.resources.push_back(resource("pad", pad));
    CumulativeResource crew{ResourceAmount::count(3.0), {}};
    if (dice.chance(50)) crew.changes.push_back({from + seconds(0, 5000), ResourceAmount::count(2.0)});
    roadmap.resources.push_back(resource("crew", crew));
    ReservoirResource stock;
    stock.initial = ResourceAmount::parse("2 kg");
    if (dice.chance(50)) stock.highest = ResourceAmount::parse("4 kg");
    roadmap.resources.push_back(resource("stock", stock));
    for (int m = 0; m < 3; ++m) {
      Mission mission;
      mission.id = detail::concat("m", m);
      mission.launcher = dice.chance(50) ? "a" : "b";
      for (int a = 0; a < 2; ++a) {
        Activity activity;
        activity.id = detail::concat("a", a);
        activity.duration = DurationRange::exactly(seconds(60, 1500));
        ResourceUse use;
        if (dice.chance(60)) {
          use.resource = "pad";
          activity.uses.push_back(use);
        }
        if (dice.chance(60)) {
          use.resource = "crew";
          use.amount = ResourceAmount::count(dice.roll(1, 2));
          activity.uses.push_back(use);
          use.amount.reset();
        }
        if (dice.chance(60)) {
          use.resource = "stock";
          use.at_start = ResourceAmount::parse(dice.chance(50) ? "-1 kg" : "1 kg");
          activity.uses.push_back(use);
        }
        mission.activities.push_back(activity);
      }
      if (dice.chance(30)) {
        ResourceUse whole;
        whole.resource = "crew";
        mission.uses.push_back(whole);
      }
      roadmap.missions.push_back(mission);
    }
    const RoadmapSchedule answer = schedule_roadmap(roadmap);
    optimal += answer.schedule.status == ScheduleStatus::optimal ? 1 : 0;
  }
  CHECK(optimal > 75);
  CHECK(optimal < 150);
}
