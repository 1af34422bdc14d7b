#include "sample_roadmap.hpp"

#include <perilune/core/text.hpp>

namespace perilune::test {
namespace {

Activity activity(ActivityKind kind, DurationRange duration, int line) {
  Activity made;
  made.kind = kind;
  made.duration = duration;
  made.where = at(line);
  made.actual_where = at(line);
  return made;
}

Duration days(double count) {
  return Duration::days(count);
}

Mission relay() {
  Mission mission;
  mission.id = "relay";
  mission.phase = {"recon", at(10)};
  mission.status = MissionStatus::flown;
  mission.where = at(10);
  mission.activities = {activity(ActivityKind::launch, DurationRange::exactly(Duration::minutes(40)), 11),
                        activity(ActivityKind::transfer, DurationRange::between(days(4), days(6)), 12),
                        activity(ActivityKind::capture, DurationRange::exactly(Duration::minutes(20)), 13),
                        activity(ActivityKind::operate, DurationRange::at_least(days(1000)), 14)};
  mission.activities[0].actual_start = utc("2030-03-20T00:31:28 UTC");
  mission.activities[2].actual_start = utc("2030-03-24T16:46:00 UTC");
  mission.activities[2].milestones = {{"operational", at(13)}};
  return mission;
}

Mission lander() {
  Mission mission;
  mission.id = "lander";
  mission.phase = {"landing", at(20)};
  mission.where = at(20);
  mission.activities = {activity(ActivityKind::prepare, DurationRange::exactly(days(30)), 21),
                        activity(ActivityKind::launch, DurationRange::exactly(Duration::hours(1)), 22),
                        activity(ActivityKind::descend, DurationRange::exactly(days(1)), 25),
                        activity(ActivityKind::surface, DurationRange::exactly(days(100)), 26)};
  mission.activities[1].windows = {{{utc("2031-02-01 UTC"), utc("2031-02-08 UTC")}, at(23)}};
  Precedence waits;
  waits.mission = {"relay", at(24)};
  waits.milestone = {"operational", at(24)};
  waits.activity = {"launch", at(24)};
  waits.where = at(24);
  mission.after = {waits};
  return mission;
}

Mission probe() {
  Mission mission;
  mission.id = "probe";
  mission.status = MissionStatus::lost;
  mission.where = at(30);
  mission.activities = {activity(ActivityKind::launch, DurationRange::exactly(Duration::minutes(10)), 31),
                        activity(ActivityKind::transfer, DurationRange::between(days(4), days(6)), 32),
                        activity(ActivityKind::capture, DurationRange::at_least(Duration{}), 33),
                        activity(ActivityKind::descend, DurationRange::exactly(days(1)), 34)};
  mission.activities[0].actual_start = utc("2030-08-10T23:10:57 UTC");
  mission.activities[0].milestones = {{"launched", at(31)}};
  mission.activities[2].actual_start = utc("2030-08-16T08:57:00 UTC");
  mission.activities[3].milestones = {{"landed", at(34)}};
  mission.lost_on = utc("2030-08-19T11:57:00 UTC");
  return mission;
}

}  // namespace

Epoch utc(const char* text) {
  return Epoch::parse(text);
}

SourceLocation at(int line) {
  return {"moon.yaml", line, 5};
}

Roadmap sample_roadmap() {
  Roadmap roadmap;
  roadmap.horizon = {utc("2030-01-01 UTC"), utc("2036-01-01 UTC")};
  roadmap.horizon_where = at(2);
  Phase recon;
  recon.id = "recon";
  recon.to = utc("2031-06-30 UTC");
  recon.where = at(3);
  Phase landing;
  landing.id = "landing";
  landing.parent = {"recon", at(4)};
  landing.from = utc("2031-01-01 UTC");
  landing.where = at(4);
  roadmap.phases = {recon, landing};
  roadmap.missions = {relay(), lander(), probe()};
  return roadmap;
}

}  // namespace perilune::test
