#include <perilune/scheduling/roadmap_schedule.hpp>

#include <algorithm>
#include <functional>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"
#include "unit/roadmap/sample_roadmap.hpp"

using namespace perilune;
using perilune::test::at;
using perilune::test::sample_roadmap;
using perilune::test::utc;

namespace {

const ScheduledActivity& scheduled(const RoadmapSchedule& answer, std::size_t mission, std::size_t activity) {
  return answer.schedule.activities.at(answer.model.activities.at(mission).at(activity).value().number);
}

std::vector<std::string> texts(const RoadmapSchedule& answer) {
  return conflict_text(answer.model.problem, answer.schedule.conflict.value());
}

Duration days(double count) {
  return Duration::days(count);
}

}  // namespace

TEST_CASE("roadmap schedule: the flown keep their dates, the planned follow, the lost end with their loss",
          "[scheduling]") {
  const Roadmap roadmap = sample_roadmap();
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  // Flown: launch and capture on their dates to the second, and 40 minutes of launch from there.
  CHECK(scheduled(answer, 0, 0).start_date == utc("2030-03-20T00:31:28 UTC"));
  CHECK(scheduled(answer, 0, 0).end_date == utc("2030-03-20T01:11:28 UTC"));
  CHECK(scheduled(answer, 0, 1).start_date == utc("2030-03-20T01:11:28 UTC"));
  CHECK(scheduled(answer, 0, 1).end_date == utc("2030-03-24T01:11:28 UTC"));
  CHECK(scheduled(answer, 0, 2).start_date == utc("2030-03-24T16:46:00 UTC"));
  // All of it has happened, with a date or without; the past has no slack.
  CHECK(scheduled(answer, 0, 1).happened);
  CHECK(scheduled(answer, 0, 1).slack == Duration{});
  CHECK(scheduled(answer, 0, 3).happened);
  CHECK_FALSE(scheduled(answer, 0, 3).critical);
  CHECK_FALSE(scheduled(answer, 1, 0).happened);
  // Planned: the launch waits for its window and its phase; the preparation is ready long before.
  CHECK(scheduled(answer, 1, 0).start_date == utc("2030-01-01 UTC"));
  CHECK(scheduled(answer, 1, 1).start_date == utc("2031-02-01 UTC"));
  CHECK(scheduled(answer, 1, 3).end_date == utc("2031-02-02T01:00:00 UTC") + days(100));
  // Lost: nothing after the loss.
  CHECK(scheduled(answer, 2, 2).end_date == utc("2030-08-19T11:57:00 UTC"));
  CHECK_FALSE(answer.model.activities[2][3].has_value());
  CHECK(answer.slips.empty());
  CHECK(answer.warnings.empty());
  // The makespan is that of the last mission to be in place, not of the last work to end.
  CHECK(answer.model.problem.grid.epoch(answer.schedule.makespan) == utc("2031-02-02T01:00:00 UTC"));
}

TEST_CASE("roadmap schedule: a mission in place after its phase is a warning with the slip", "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[1].activities[1].windows[0].span = {utc("2031-08-01 UTC"), utc("2031-08-08 UTC")};
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.slips.size() == 1);
  CHECK(answer.slips[0].mission == 1);
  CHECK(answer.slips[0].phase == 0);  // of the parent phase
  CHECK(answer.slips[0].target == utc("2031-06-30 UTC"));
  CHECK(answer.slips[0].slip == utc("2031-08-02T01:00:00 UTC") - utc("2031-06-30 UTC"));
  REQUIRE(answer.warnings.size() == 1);
  CHECK(render(answer.warnings[0], {}) ==
        "moon.yaml:20:5: warning[phase-slip]: 'lander' is in place on 2031-08-02T01:00:00 UTC, 33.0 d after "
        "the end of the phase 'recon' on 2031-06-30T00:00:00 UTC\n"
        "      = help: the dates of a phase are targets: move the target, or what holds the mission back\n");
}

TEST_CASE("roadmap schedule: no launch before its phase, nothing planned before the day of the roadmap",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[1].activities[1].windows.clear();
  RoadmapSchedule answer = schedule_roadmap(roadmap);
  CHECK(scheduled(answer, 1, 0).start_date == utc("2030-01-01 UTC"));
  CHECK(scheduled(answer, 1, 1).start_date == utc("2031-01-01 UTC"));
  const Requirement& phase =
      answer.model.problem.requirements[scheduled(answer, 1, 1).start_binding.requirement];
  CHECK(phase.text ==
        "lander.launch starts on or after the beginning of the phase 'landing', 2031-01-01T00:00:00 UTC");
  CHECK(phase.where == at(4));

  roadmap.as_of = utc("2031-05-01T00:00:30 UTC");
  answer = schedule_roadmap(roadmap);
  CHECK(scheduled(answer, 1, 0).start_date == utc("2031-05-01T00:01:00 UTC"));
  // A preparation that has begun is not begun again.
  roadmap.missions[1].activities[0].actual_start = utc("2031-04-20T08:30:15 UTC");
  answer = schedule_roadmap(roadmap);
  CHECK(scheduled(answer, 1, 0).start_date == utc("2031-04-20T08:30:15 UTC"));
  CHECK(scheduled(answer, 1, 1).start_date == utc("2031-05-20T08:30:15 UTC"));
}

TEST_CASE("roadmap schedule: superseded missions take no part", "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[1].status = MissionStatus::superseded;
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  CHECK_FALSE(answer.model.activities[1][0].has_value());
  CHECK(answer.schedule.activities.size() == 7);
}

TEST_CASE("roadmap schedule: who waits for what was given up or lost is a conflict of two lines",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[0].status = MissionStatus::superseded;
  RoadmapSchedule answer = schedule_roadmap(roadmap);
  CHECK(answer.schedule.status == ScheduleStatus::infeasible);
  const std::vector<std::string> found = texts(answer);
  REQUIRE(found.size() == 2);
  CHECK(std::count(found.begin(), found.end(), "relay is superseded and never flies (moon.yaml:10:5)") == 1);
  CHECK(std::count(found.begin(), found.end(),
                   "lander.launch waits for relay to reach 'operational' (moon.yaml:24:5)") == 1);
  CHECK(answer.schedule.conflict->irreducible);
  add_relaxations(answer);
  // Nobody else waits for it: either of the two would do.
  CHECK(answer.relaxations.size() == 2);
  CHECK(answer.warnings.size() == 1);

  // Whoever may be left out is.
  roadmap.missions[1].optional = true;
  answer = schedule_roadmap(roadmap);
  CHECK(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.left_out == std::vector<std::size_t>{1});

  roadmap = sample_roadmap();
  roadmap.missions[1].after[0].mission = Reference("probe", at(24));
  roadmap.missions[1].after[0].milestone = Reference("landed");
  roadmap.missions[1].after.push_back(roadmap.missions[1].after[0]);  // and for another event of it
  roadmap.missions[1].after[1].milestone = {};
  roadmap.missions[1].after[1].after_activity = Reference("capture", at(25));
  const std::vector<std::string> lost = texts(schedule_roadmap(roadmap));
  REQUIRE(lost.size() == 2);
  CHECK(std::any_of(lost.begin(), lost.end(), [](const std::string& line) {
    return line == "probe was lost before the end of probe.descend (moon.yaml:30:5)" ||
           line == "probe was lost before the end of probe.capture (moon.yaml:30:5)";
  }));
}

TEST_CASE("roadmap schedule: a conflict is told in the words of the roadmap, with its lines",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[1].after[0].lag = DurationRange::at_least(days(400));
  roadmap.missions[1].activities[1].max_gap = days(30);
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  CHECK(answer.schedule.status == ScheduleStatus::infeasible);
  CHECK(answer.slips.empty());
  CHECK(texts(answer) ==
        std::vector<std::string>{
            "relay.capture started on 2030-03-24T16:46:00 UTC (moon.yaml:13:5)",
            "lander.launch starts at least 400 d after relay reaches 'operational' (moon.yaml:24:5)",
            "lander.launch starts in its window, 2031-02-01T00:00:00 UTC to 2031-02-08T00:00:00 UTC "
            "(moon.yaml:23:5)",
        });
}

TEST_CASE("roadmap schedule: two dates of one flight that its limits do not allow are a conflict of facts",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[0].activities[2].actual_start = utc("2030-03-23T01:11:27 UTC");  // a second short of 3 d
  roadmap.missions[0].activities[1].duration = DurationRange::at_least(days(3));
  roadmap.missions[0].activities[1].max_gap = Duration{};
  CHECK(schedule_roadmap(roadmap).schedule.status == ScheduleStatus::infeasible);
  roadmap.missions[0].activities[2].actual_start = utc("2030-03-23T01:11:28 UTC");
  CHECK(schedule_roadmap(roadmap).schedule.status == ScheduleStatus::optimal);
}

TEST_CASE("roadmap schedule: errors of the roadmap are thrown all at once, with its warnings",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[1].phase = {"lannding", at(20)};
  roadmap.missions[1].after[0].mission = {"realy", at(24)};
  try {
    schedule_roadmap(roadmap);
    FAIL("a roadmap with errors was scheduled");
  } catch (const ScenarioError& error) {
    REQUIRE(error.diagnostics().size() == 2);
    CHECK(error.diagnostics()[0].code == "unknown-phase");
    CHECK(error.diagnostics()[1].code == "unknown-mission");
  }
}

TEST_CASE("roadmap schedule: the second auditor catches what breaks the roadmap, one by one",
          "[scheduling]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.as_of = utc("2030-12-01 UTC");
  roadmap.missions[1].activities[1].max_gap = days(40);
  const RoadmapSchedule sound = schedule_roadmap(roadmap);
  REQUIRE(check_against_roadmap(roadmap, sound).empty());
  struct Mutation {
    const char* name;
    std::size_t mission;
    std::size_t activity;
    const char* start;
    const char* end;
    const char* fault;
  };
  const auto mutations = {
      Mutation{"a flown start is moved", 0, 0, "2030-03-20T00:31:00 UTC", "2030-03-20T01:11:00 UTC",
               "relay.launch does not start on its actual date"},
      Mutation{"it starts in no window", 1, 1, "2031-02-08 UTC", "2031-02-08T01:00:00 UTC",
               "lander.launch starts in none of its windows"},
      Mutation{"it is too short", 1, 2, "2031-02-01T01:00:00 UTC", "2031-02-02T00:59:00 UTC",
               "lander.descend is shorter than 1 d"},
      Mutation{"it is too long", 1, 2, "2031-02-01T01:00:00 UTC", "2031-02-02T01:01:00 UTC",
               "lander.descend is longer than 1 d"},
      Mutation{"it starts before the one before has ended", 1, 2, "2031-02-01 UTC", "2031-02-02 UTC",
               "the gap before lander.descend is shorter than 0 s"},
      Mutation{"the gap is too long", 1, 0, "2030-12-01 UTC", "2030-12-22T23:59:59 UTC",
               "the gap before lander.launch is longer than 40 d"},
      Mutation{"it starts before the day of the roadmap", 1, 0, "2030-11-30T23:59:59 UTC",
               "2030-12-30T23:59:59 UTC", "lander.prepare starts before the day of the roadmap"},
      Mutation{"it starts before its phase", 1, 1, "2030-12-31T23:59:59 UTC", "2031-01-01T00:59:59 UTC",
               "lander.launch starts before its phase"},
      Mutation{"it ends after the horizon", 1, 3, "2035-09-24 UTC", "2036-01-02 UTC",
               "lander.surface is outside the horizon"},
      Mutation{"a lost mission goes on", 2, 2, "2030-08-16T08:57:00 UTC", "2030-09-01 UTC",
               "probe.capture does not end with the loss of its mission"},
      Mutation{"what is waited for ends later", 0, 2, "2031-03-01 UTC", "2031-03-01T00:20:00 UTC",
               "the lag from the end of relay.capture to the start of lander.launch is shorter than 0 s"},
  };
  for (const Mutation& mutation : mutations) {
    CAPTURE(mutation.name);
    RoadmapSchedule wrong = sound;
    ScheduledActivity& activity =
        wrong.schedule.activities[wrong.model.activities[mutation.mission][mutation.activity]->number];
    activity.start_date = utc(mutation.start);
    activity.end_date = utc(mutation.end);
    const std::vector<std::string> faults = check_against_roadmap(roadmap, wrong);
    CAPTURE(faults);
    CHECK(std::find(faults.begin(), faults.end(), mutation.fault) != faults.end());
  }
  RoadmapSchedule wrong = sound;
  wrong.model.activities[1][2].reset();
  CHECK_FALSE(check_against_roadmap(roadmap, wrong).empty());
}

TEST_CASE("roadmap schedule: random roadmaps, with dates to the second, hold to the nanosecond",
          "[scheduling][property]") {
  // `schedule_roadmap` throws if either auditor objects; about half of these roadmaps can be scheduled.
  test::Dice dice(20300101);
  const Epoch from = utc("2030-01-01 UTC");
  const auto seconds = [&](int first, int last) { return Duration::seconds(dice.roll(first, last)); };
  const auto range = [&](int first, int last) {
    const Duration min = seconds(first, last);
    if (dice.chance(30)) return DurationRange::at_least(min);
    return DurationRange::between(min, min + seconds(0, dice.chance(50) ? 0 : 400));
  };
  int optimal = 0;
  for (int turn = 0; turn < 3000; ++turn) {
    CAPTURE(turn);
    Roadmap roadmap;
    roadmap.horizon = {from, from + Duration::hours(2)};
    if (dice.chance(30)) roadmap.as_of = from + seconds(0, 900);
    const int missions = dice.roll(1, 4);
    for (int m = 0; m < missions; ++m) {
      Mission mission;
      mission.id = detail::concat("m", m);
      const bool is_flown = !roadmap.as_of && dice.chance(40);
      mission.status = is_flown ? MissionStatus::flown : MissionStatus::planned;
      const int activities = dice.roll(1, 4);
      const Epoch launched = from + seconds(0, 3000);
      for (int a = 0; a < activities; ++a) {
        Activity activity;
        activity.id = detail::concat("a", a);
        activity.duration = range(0, 600);
        if (dice.chance(40)) activity.max_gap = seconds(0, dice.chance(50) ? 0 : 900);
        if (is_flown && a == 0) activity.actual_start = launched;
        if (is_flown && a == 2 && dice.chance(50)) activity.actual_start = launched + seconds(300, 2400);
        if (dice.chance(30)) {
          for (int w = dice.roll(1, 4); w > 0; --w) {
            const Epoch opens = from + seconds(0, 6000);
            activity.windows.push_back({{opens, opens + seconds(60, 600)}, {}});
          }
        }
        mission.activities.push_back(activity);
      }
      if (m > 0 && dice.chance(60)) {
        Precedence waits;
        waits.mission = detail::concat("m", dice.roll(0, m - 1));
        waits.kind = static_cast<PrecedenceKind>(dice.roll(0, 3));
        waits.lag = range(-300, 600);
        mission.after.push_back(waits);
      }
      roadmap.missions.push_back(mission);
    }
    RoadmapSchedule answer;
    try {
      answer = schedule_roadmap(roadmap);
    } catch (const ScenarioError&) {
      continue;  // dates of one flight in the wrong order
    }
    optimal += answer.schedule.status == ScheduleStatus::optimal ? 1 : 0;
  }
  CHECK(optimal > 1200);
  CHECK(optimal < 2800);
}
