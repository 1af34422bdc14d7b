#include <perilune/roadmap/lookup.hpp>

#include "sample_roadmap.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::sample_roadmap;
using perilune::test::utc;

TEST_CASE("lookup: items are found by their ids, and nothing by any other", "[roadmap]") {
  const Roadmap roadmap = sample_roadmap();
  CHECK(find_phase(roadmap, "landing") == 1U);
  CHECK(find_mission(roadmap, "probe") == 2U);
  CHECK(find_mission(roadmap, "prob") == std::nullopt);
  CHECK(find_activity(roadmap.missions[0], "capture") == 2U);
  CHECK(find_activity(roadmap.missions[0], "surface") == std::nullopt);
  CHECK(find_milestone(roadmap.missions[0], "operational") == 2U);
  CHECK(find_milestone(roadmap.missions[0], "landed") == std::nullopt);
  CHECK(event_name(roadmap, {1, 1, EventSide::end}) == "the end of lander.launch");
}

TEST_CASE("lookup: a lost mission did what started, and completed all but the last of that", "[roadmap]") {
  Mission probe = sample_roadmap().missions[2];
  CHECK(takes_place(probe, 1));  // no date of its own, but what follows has one
  CHECK(is_completed(probe, 1));
  CHECK(takes_place(probe, 2));
  CHECK_FALSE(is_completed(probe, 2));
  CHECK_FALSE(takes_place(probe, 3));
  probe.activities[2].actual_end = utc("2030-08-16T09:00:00 UTC");
  CHECK(is_completed(probe, 2));
  probe.status = MissionStatus::superseded;
  CHECK_FALSE(takes_place(probe, 0));
}

TEST_CASE("lookup: a mission is in place when the last step before its final work has ended", "[roadmap]") {
  const Roadmap roadmap = sample_roadmap();
  CHECK(in_place(roadmap.missions[0]) == 2U);  // capture, then operate
  CHECK(in_place(roadmap.missions[1]) == 2U);  // descend, then surface
  Mission sample_return = roadmap.missions[1];
  sample_return.activities.push_back({});
  sample_return.activities.back().kind = ActivityKind::return_to_earth;
  CHECK(in_place(sample_return) == 4U);  // the work on the surface is not its last step
  Mission only_work = roadmap.missions[1];
  only_work.activities.erase(only_work.activities.begin(), only_work.activities.begin() + 3);
  CHECK(in_place(only_work) == 0U);
  only_work.activities.clear();
  CHECK(in_place(only_work) == std::nullopt);
}

TEST_CASE("lookup: a phase inherits the dates that it does not have", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  const PhaseDates landing = phase_dates(roadmap, 1);
  CHECK(landing.from == utc("2031-01-01 UTC"));
  CHECK(landing.from_phase == 1);
  CHECK(landing.to == utc("2031-06-30 UTC"));
  CHECK(landing.to_phase == 0);  // of its parent
  CHECK(phase_dates(roadmap, 0).from == std::nullopt);
  roadmap.phases[0].parent = "landing";  // a circle of parents ends the search
  CHECK(phase_dates(roadmap, 0).from == utc("2031-01-01 UTC"));
}

TEST_CASE("lookup: a precedence ties the events that its kind names", "[roadmap]") {
  Roadmap roadmap = sample_roadmap();
  Precedence precedence;
  precedence.mission = "relay";
  const auto events = [&] { return find_events(roadmap, 1, precedence).value(); };
  // Neither activity nor milestone: from when the relay is in place to the lander's first activity.
  CHECK(events().before == RoadmapEvent{0, 2, EventSide::end});
  CHECK(events().after == RoadmapEvent{1, 0, EventSide::start});
  precedence.after_activity = "launch";
  precedence.activity = "descend";
  precedence.kind = PrecedenceKind::start_to_start;
  CHECK(events().before == RoadmapEvent{0, 0, EventSide::start});
  CHECK(events().after == RoadmapEvent{1, 2, EventSide::start});
  precedence.kind = PrecedenceKind::finish_to_finish;
  CHECK(events().before.side == EventSide::end);
  CHECK(events().after.side == EventSide::end);
  precedence.kind = PrecedenceKind::start_to_finish;
  CHECK(events().before.side == EventSide::start);
  CHECK(events().after.side == EventSide::end);
  precedence.activity = "dock";
  CHECK_FALSE(find_events(roadmap, 1, precedence).has_value());
  precedence.activity = "";
  precedence.mission = "realy";
  CHECK_FALSE(find_events(roadmap, 1, precedence).has_value());
}
