#include <perilune/roadmap/mission.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("roadmap: every kind and status is read back from its own name", "[roadmap]") {
  for (const std::string& name : activity_kind_names()) {
    CAPTURE(name);
    REQUIRE(parse_activity_kind(name).has_value());
    CHECK(to_text(*parse_activity_kind(name)) == name);
  }
  for (const std::string& name : mission_status_names()) {
    CAPTURE(name);
    REQUIRE(parse_mission_status(name).has_value());
    CHECK(to_text(*parse_mission_status(name)) == name);
  }
  for (const std::string& name : precedence_kind_names()) {
    CAPTURE(name);
    REQUIRE(parse_precedence_kind(name).has_value());
    CHECK(to_text(*parse_precedence_kind(name)) == name);
  }
}

TEST_CASE("roadmap: names of kinds are exact, and what C++ cannot spell is still 'return'", "[roadmap]") {
  CHECK(parse_activity_kind("launch") == ActivityKind::launch);
  CHECK(parse_activity_kind("return") == ActivityKind::return_to_earth);
  CHECK(to_text(ActivityKind::other) == "other");
  CHECK(parse_activity_kind("Launch") == std::nullopt);
  CHECK(parse_mission_status("superseded") == MissionStatus::superseded);
  CHECK(parse_mission_status("") == std::nullopt);
  CHECK(parse_precedence_kind("SF") == PrecedenceKind::start_to_finish);
  CHECK(parse_precedence_kind("fs") == std::nullopt);
}

TEST_CASE("roadmap: an activity without an id is called by its kind", "[roadmap]") {
  Activity activity;
  activity.kind = ActivityKind::capture;
  CHECK(activity_id(activity) == "capture");
  activity.id = "first-burn";
  CHECK(activity_id(activity) == "first-burn");
}

TEST_CASE("roadmap: a set of intervals becomes one window for each", "[roadmap]") {
  const Epoch day = Epoch::parse("2030-01-01 UTC");
  const Interval early{day, day + Duration::hours(2)};
  const Interval late{day + Duration::hours(5), day + Duration::hours(6)};
  const std::vector<Window> windows = to_windows(IntervalSet{late, early}, {"moon.yaml", 7, 3});
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].span == early);
  CHECK(windows[1].span == late);
  CHECK(windows[1].where.line == 7);
}
