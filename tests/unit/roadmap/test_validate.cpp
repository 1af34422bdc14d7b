#include <perilune/roadmap/validate.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "sample_roadmap.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::at;
using perilune::test::sample_roadmap;
using perilune::test::utc;

namespace {

const Duration minute = Duration::minutes(1);

/// All that `validate` finds, rendered without the source's lines.
std::string found(const Roadmap& roadmap) {
  std::string out;
  for (const Diagnostic& diagnostic : validate(roadmap, minute)) out += render(diagnostic, {});
  return out;
}

Activity& activity(Roadmap& roadmap, std::size_t mission, std::size_t index) {
  return roadmap.missions[mission].activities[index];
}

Precedence waits_for(const char* mission, int line) {
  Precedence precedence;
  precedence.mission = {mission, at(line)};
  precedence.where = at(line);
  return precedence;
}

}  // namespace

TEST_CASE("validate: a sound roadmap has no diagnostics", "[roadmap]") {
  CHECK(found(sample_roadmap()).empty());
}

TEST_CASE("validate: a time step of zero is refused", "[roadmap]") {
  CHECK_THROWS_AS(validate(sample_roadmap(), Duration{}), InvalidArgument);
}

TEST_CASE("validate: an empty horizon, and dates outside of it", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.horizon = {utc("2031-01-01 UTC"), utc("2030-01-01 UTC")};
  CHECK(found(roadmap).find("moon.yaml:2:5: error[empty-horizon]: the horizon ends before it begins: "
                            "2031-01-01T00:00:00 UTC to 2030-01-01T00:00:00 UTC\n") != std::string::npos);

  roadmap = sample_roadmap();
  activity(roadmap, 0, 0).actual_start = utc("2029-12-31T23:59:59 UTC");
  CHECK(found(roadmap) ==
        "moon.yaml:11:5: error[date-outside-horizon]: the actual date of relay.launch, 2029-12-31T23:59:59 "
        "UTC, is "
        "outside the horizon\n"
        "      = the horizon is 2030-01-01T00:00:00 UTC to 2036-01-01T00:00:00 UTC\n"
        "      = help: widen the horizon\n");
}

TEST_CASE("validate: ids that are missing or given twice", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.phases[1].id = "recon";
  roadmap.missions[1].phase = "recon";
  roadmap.missions[2].id = "";
  activity(roadmap, 1, 3).id = "descend";
  activity(roadmap, 1, 0).milestones = {{"ready", at(21)}};
  activity(roadmap, 1, 1).milestones = {{"ready", at(22)}};
  CHECK(found(roadmap) ==
        "moon.yaml:4:5: error[duplicate-id]: a second phase has the id 'recon'\n"
        "      = help: ids are how others speak of it: give each its own\n"
        "moon.yaml:22:5: error[duplicate-id]: mission 'lander' reaches the milestone 'ready' twice\n"
        "      = help: name the two moments differently\n"
        "moon.yaml:26:5: error[duplicate-id]: a second activity of 'lander' has the id 'descend'\n"
        "      = help: give it an id of its own\n"
        "moon.yaml:30:5: error[missing-id]: a mission has no id\n"
        "      = help: every one needs an id of its own\n");
}

TEST_CASE("validate: names that nothing has, each with the nearest that something has", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[0].phase = {"recom", at(10)};
  Precedence& waits = roadmap.missions[1].after[0];
  waits.milestone = {"operationel", at(24)};
  waits.activity = {"lunch", at(24)};
  roadmap.missions[1].after.push_back(waits_for("rely", 40));
  Precedence by_activity = waits_for("relay", 41);
  by_activity.after_activity = {"captuer", at(41)};
  roadmap.missions[1].after.push_back(by_activity);
  CHECK(found(roadmap) ==
        "moon.yaml:10:5: error[unknown-phase]: there is no phase 'recom'\n"
        "      = expected one of: recon, landing\n"
        "      = help: did you mean 'recon'?\n"
        "moon.yaml:24:5: error[unknown-activity]: there is no activity 'lunch' in mission 'lander'\n"
        "      = expected one of: prepare, launch, descend, surface\n"
        "      = help: did you mean 'launch'?\n"
        "moon.yaml:24:5: error[unknown-milestone]: there is no milestone 'operationel' in mission 'relay'\n"
        "      = expected one of: operational\n"
        "      = help: did you mean 'operational'?\n"
        "moon.yaml:40:5: error[unknown-mission]: there is no mission 'rely'\n"
        "      = expected one of: relay, lander, probe\n"
        "      = help: did you mean 'relay'?\n"
        "moon.yaml:41:5: error[unknown-activity]: there is no activity 'captuer' in mission 'relay'\n"
        "      = expected one of: launch, transfer, capture, operate\n"
        "      = help: did you mean 'capture'?\n");
  CHECK(validate(roadmap, minute)[0].length == 5);  // the whole name is underlined
}

TEST_CASE("validate: phases that are parts of themselves or end before they begin", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.phases[0].parent = {"landing", at(3)};
  roadmap.phases[1].to = utc("2030-12-31 UTC");
  CHECK(found(roadmap) ==
        "moon.yaml:3:5: error[phase-circle]: phase 'recon' is a part of itself, by way of 'landing'\n"
        "      = help: a parent has to be a larger phase\n"
        "moon.yaml:4:5: error[phase-circle]: phase 'landing' is a part of itself, by way of 'recon'\n"
        "      = help: a parent has to be a larger phase\n"
        "moon.yaml:4:5: error[dates-reversed]: phase 'landing' ends on 2030-12-31T00:00:00 UTC, before it "
        "begins on "
        "2031-01-01T00:00:00 UTC\n"
        "      = help: swap the dates\n");
}

TEST_CASE("validate: a mission without activities, unless it is superseded", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[2].activities.clear();
  roadmap.missions[2].lost_on.reset();
  CHECK(found(roadmap) ==
        "moon.yaml:30:5: error[no-activities]: mission 'probe' has no activities: there is nothing to "
        "schedule\n"
        "      = help: give it at least a launch, or the status 'superseded'\n");
  roadmap.missions[2].status = MissionStatus::superseded;
  CHECK(found(roadmap).empty());
}

TEST_CASE("validate: durations and lags that are negative or the wrong way round", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  activity(roadmap, 1, 0).duration = DurationRange::exactly(Duration::days(-3));
  activity(roadmap, 1, 2).duration = DurationRange::between(Duration::days(3), Duration::days(2));
  activity(roadmap, 1, 3).max_gap = Duration::hours(-1);
  roadmap.missions[1].after[0].lag = DurationRange::between(Duration::days(-1), Duration::days(-2));
  CHECK(found(roadmap) ==
        "moon.yaml:21:5: error[negative-duration]: the duration of lander.prepare is negative: -3 d\n"
        "      = help: a duration is zero or more\n"
        "moon.yaml:24:5: error[maximum-below-minimum]: the lag of 'lander' after 'relay' is at least -1 d "
        "and at most "
        "-2 d\n"
        "      = help: swap the two, or drop one\n"
        "moon.yaml:25:5: error[maximum-below-minimum]: the duration of lander.descend is at least 3 d and at "
        "most 2 d\n"
        "      = help: swap the two, or drop one\n"
        "moon.yaml:26:5: error[negative-duration]: the longest gap before lander.surface is negative: -1 h\n"
        "      = help: zero lets it follow at once\n");
}

TEST_CASE("validate: windows that are reversed, too short or never open", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  std::vector<Window>& windows = activity(roadmap, 1, 1).windows;
  windows.push_back({{utc("2031-03-02 UTC"), utc("2031-03-01 UTC")}, at(50)});
  windows.push_back({{utc("2031-04-01T00:00:10 UTC"), utc("2031-04-01T00:01:09.5 UTC")}, at(51)});
  windows.push_back({{utc("2036-01-01 UTC"), utc("2036-02-01 UTC")}, at(52)});
  CHECK(found(roadmap) ==
        "moon.yaml:50:5: error[dates-reversed]: a window of lander.launch closes before it opens: "
        "2031-03-02T00:00:00 "
        "UTC to 2031-03-01T00:00:00 UTC\n"
        "      = help: swap the dates\n"
        "moon.yaml:51:5: error[window-too-short]: a window of lander.launch is shorter than the time step of "
        "1 min: "
        "2031-04-01T00:00:10.000 UTC to 2031-04-01T00:01:09.500 UTC\n"
        "      = help: make it longer, or the time step shorter\n"
        "moon.yaml:52:5: warning[window-outside-horizon]: a window of lander.launch is outside the horizon: "
        "2036-01-01T00:00:00 UTC to 2036-02-01T00:00:00 UTC\n"
        "      = the horizon is 2030-01-01T00:00:00 UTC to 2036-01-01T00:00:00 UTC\n"
        "      = help: it is never used: widen the horizon, or drop it\n");
  windows = {windows.back()};
  CHECK(found(roadmap) ==
        "moon.yaml:52:5: error[window-outside-horizon]: a window of lander.launch is outside the horizon: "
        "2036-01-01T00:00:00 UTC to 2036-02-01T00:00:00 UTC\n"
        "      = the horizon is 2030-01-01T00:00:00 UTC to 2036-01-01T00:00:00 UTC\n"
        "      = help: it has no other: widen the horizon, or give it a window inside\n");
}

TEST_CASE("validate: actual dates that contradict each other, the status or the windows", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  activity(roadmap, 0, 2).actual_start = utc("2030-03-19 UTC");
  CHECK(found(roadmap) ==
        "moon.yaml:13:5: error[dates-reversed]: relay.capture started on 2030-03-19T00:00:00 UTC, earlier "
        "than what "
        "came before it in its mission, on 2030-03-20T00:31:28 UTC\n"
        "      = help: the activities of a mission follow each other: correct a date or the order\n");

  roadmap = sample_roadmap();
  activity(roadmap, 0, 0).actual_start.reset();
  activity(roadmap, 0, 2).actual_start.reset();
  CHECK(found(roadmap) ==
        "moon.yaml:10:5: error[missing-date]: mission 'relay' has the status 'flown', but none of its "
        "activities says "
        "when it started\n"
        "      = help: give at least one of them its actual date\n");

  roadmap = sample_roadmap();
  activity(roadmap, 0, 0).windows = {{{utc("2030-03-21 UTC"), utc("2030-03-22 UTC")}, at(11)}};
  CHECK(found(roadmap) ==
        "moon.yaml:11:5: warning[started-outside-window]: relay.launch started on 2030-03-20T00:31:28 UTC, "
        "in none of "
        "its windows\n"
        "      = help: the actual date counts; correct it or the windows\n");

  roadmap = sample_roadmap();
  roadmap.as_of = utc("2030-03-22 UTC");
  roadmap.missions.pop_back();
  CHECK(found(roadmap) ==
        "moon.yaml:13:5: error[date-in-future]: the actual date of relay.capture, 2030-03-24T16:46:00 UTC, "
        "is after "
        "the day of the roadmap, 2030-03-22T00:00:00 UTC\n"
        "      = help: what is still to come has windows or no date at all\n");
  roadmap.as_of = utc("2036-01-01 UTC");
  roadmap.as_of_where = at(2);
  CHECK(found(roadmap).starts_with("moon.yaml:2:5: error[date-outside-horizon]: the day of the roadmap, "));
}

TEST_CASE("validate: the date of a loss that comes too early, or of no loss", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  roadmap.missions[2].lost_on = utc("2030-08-15 UTC");
  CHECK(found(roadmap) ==
        "moon.yaml:30:5: error[dates-reversed]: mission 'probe' was lost on 2030-08-15T00:00:00 UTC, before "
        "its last "
        "actual date, 2030-08-16T08:57:00 UTC\n"
        "      = help: correct one of the dates\n");
  roadmap.missions[2].status = MissionStatus::flown;
  CHECK(
      found(roadmap) ==
      "moon.yaml:30:5: warning[unused-date]: mission 'probe' has a date of loss, but its status is 'flown'\n"
      "      = help: the date is not used: set the status to 'lost', or drop it\n");
}

TEST_CASE("validate: who waits for what was lost or superseded is warned: no schedule will have it",
          "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  Precedence landed = waits_for("probe", 60);
  landed.milestone = "landed";
  Precedence launched = waits_for("probe", 61);
  launched.milestone = "launched";
  Precedence in_place = waits_for("probe", 62);
  Precedence braking_begun = waits_for("probe", 63);
  braking_begun.after_activity = "capture";
  braking_begun.kind = PrecedenceKind::start_to_start;
  roadmap.missions[1].after = {landed, launched, in_place, braking_begun};
  CHECK(
      found(roadmap) ==
      "moon.yaml:60:5: warning[lost-predecessor]: 'lander' waits for the milestone 'landed' of 'probe', but "
      "'probe' "
      "was lost before that\n"
      "      = it completed: launch, transfer\n"
      "      = help: name another mission or an event that was reached, or drop the requirement\n"
      "moon.yaml:62:5: warning[lost-predecessor]: 'lander' waits for the end of probe.descend, but 'probe' "
      "was lost "
      "before that\n"
      "      = it completed: launch, transfer\n"
      "      = help: name another mission or an event that was reached, or drop the requirement\n");

  roadmap = sample_roadmap();
  roadmap.missions[0].status = MissionStatus::superseded;
  CHECK(found(roadmap) ==
        "moon.yaml:24:5: warning[superseded-predecessor]: 'lander' waits for the milestone 'operational' of "
        "'relay', "
        "but 'relay' is superseded and never flies\n"
        "      = help: name the mission that took its place, or drop the requirement\n");
  roadmap.missions[1].status = MissionStatus::superseded;  // what never flies may wait for what never flies
  CHECK(found(roadmap).empty());
}

TEST_CASE("validate: a requirement that names too much, or the start of a moment", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  Precedence& waits = roadmap.missions[1].after[0];
  waits.after_activity = "capture";
  CHECK(
      found(roadmap) ==
      "moon.yaml:24:5: error[activity-and-milestone]: 'lander' waits for the activity 'capture' and for the "
      "milestone 'operational' in one requirement\n"
      "      = help: name one of the two, or make two requirements of it\n");
  waits.after_activity = "";
  waits.kind = PrecedenceKind::start_to_finish;
  CHECK(found(roadmap) ==
        "moon.yaml:24:5: error[milestone-has-no-start]: a milestone is a moment: it has no start for SF\n"
        "      = help: use FS or FF, or name an activity instead of a milestone\n");
}

TEST_CASE("validate: circles of waiting are named activity by activity, each of them", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  Mission first;
  first.id = "first";
  first.where = at(70);
  Activity launch;
  launch.kind = ActivityKind::launch;
  launch.duration = DurationRange::exactly(Duration::days(2));
  first.activities = {launch};
  Mission second = first;
  second.id = "second";
  first.after = {waits_for("second", 71)};
  second.after = {waits_for("first", 72)};
  second.after[0].lag = DurationRange::at_least(Duration::days(10));
  roadmap.missions.push_back(first);
  roadmap.missions.push_back(second);
  Precedence itself = waits_for("lander", 27);
  itself.activity = "launch";
  roadmap.missions[1].after.push_back(itself);
  CHECK(
      found(roadmap) ==
      "moon.yaml:27:5: error[precedence-cycle]: these wait for each other, each for the one before: "
      "lander.launch -> "
      "lander.descend -> lander.launch\n"
      "      = lander.launch lasts at least 1 h\n"
      "      = lander.descend follows lander.launch in its mission\n"
      "      = lander.descend lasts at least 1 d\n"
      "      = the start of lander.launch waits for the end of lander.descend, at least 0 s "
      "(moon.yaml:27:5)\n"
      "      = help: drop one of these requirements, or turn one round\n"
      "moon.yaml:71:5: error[precedence-cycle]: these wait for each other, each for the one before: "
      "first.launch -> "
      "second.launch -> first.launch\n"
      "      = first.launch lasts at least 2 d\n"
      "      = the start of second.launch waits for the end of first.launch, at least 10 d (moon.yaml:72:5)\n"
      "      = second.launch lasts at least 2 d\n"
      "      = the start of first.launch waits for the end of second.launch, at least 0 s (moon.yaml:71:5)\n"
      "      = help: drop one of these requirements, or turn one round\n");
}

TEST_CASE("validate: a circle of length zero or less is none: two may begin together", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  Precedence together = waits_for("lander", 80);
  together.kind = PrecedenceKind::start_to_start;
  together.after_activity = "prepare";
  roadmap.missions[1].after.push_back(together);
  CHECK(found(roadmap).empty());
  // Later by at least -50 d than what comes a month after it.
  Precedence earlier = waits_for("lander", 81);
  earlier.after_activity = "launch";
  earlier.lag = DurationRange::at_least(Duration::days(-50));
  roadmap.missions[1].after.push_back(earlier);
  CHECK(found(roadmap).empty());
}

TEST_CASE("validate: circles are found however long they are in years", "[roadmap]") {
  // 40 missions of 20 years each: 800 years, more than 64 bits of nanoseconds hold.
  Roadmap roadmap = sample_roadmap();
  roadmap.missions.clear();
  for (int i = 0; i < 40; ++i) {
    Mission mission;
    mission.id = detail::concat("m", i);
    mission.activities.emplace_back();
    mission.activities[0].duration = DurationRange::exactly(Duration::days(20 * 365.25));
    if (i > 0) mission.after = {waits_for(detail::concat("m", i - 1).c_str(), 100 + i)};
    roadmap.missions.push_back(mission);
  }
  CHECK(validate(roadmap, minute).empty());
  roadmap.missions[0].after = {waits_for("m39", 100)};
  const std::vector<Diagnostic> diagnostics = validate(roadmap, minute);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == "precedence-cycle");
  CHECK(diagnostics[0].where.line == 100);
  CHECK(diagnostics[0].notes.size() == 80);
}
