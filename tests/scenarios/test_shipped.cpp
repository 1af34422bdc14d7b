#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <perilune/scenario/load.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
namespace fs = std::filesystem;

namespace {

const Mission& mission(const Scenario& scenario, const std::string& id) {
  const auto found = std::find_if(scenario.roadmap.missions.begin(), scenario.roadmap.missions.end(),
                                  [&](const Mission& m) { return m.id == id; });
  REQUIRE(found != scenario.roadmap.missions.end());
  return *found;
}

}  // namespace

TEST_CASE("shipped scenarios: each reads without an error or a warning and teaches in its first lines",
          "[scenario]") {
  enter_checkout();
  int found = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path().generic_string());
    const ScenarioCheck check = check_scenario(entry.path());
    CHECK(check.rendered == "");
    REQUIRE(check.scenario.has_value());
    CHECK(check.scenario->path == entry.path().generic_string());
    CHECK(check.scenario->files.size() == 1);
    CHECK(file_text(entry.path()).starts_with("# "));
    ++found;
  }
  CHECK(found >= 2);
}

TEST_CASE("shipped scenarios: every figure says where it comes from", "[scenario]") {
  enter_checkout();
  for (const fs::directory_entry& entry : fs::directory_iterator("scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    for (const Mission& flown : load_scenario(entry.path()).roadmap.missions) {
      CAPTURE(entry.path().generic_string(), flown.id);
      CHECK_FALSE(flown.source.empty());
    }
  }
}

TEST_CASE("shipped scenarios: arrivals holds the tracked orbits as they were published", "[scenario]") {
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/arrivals.yaml");
  CHECK(scenario.time_scale == TimeScale::utc);
  REQUIRE(scenario.flights.size() == 2);
  const Flight& queqiao = scenario.flights[0];
  CHECK(queqiao.mission == "queqiao-2");
  CHECK(queqiao.from.epoch == Epoch::parse("2024-03-22T00:00:00 TT"));
  CHECK(queqiao.from.frame.center == earth);
  CHECK(queqiao.from.frame.axes == Axes::eme2000);
  const auto& elements = std::get<TrackedElements>(queqiao.from.orbit);
  CHECK(elements.semi_major_axis.si() == 208452217.6);
  CHECK(elements.eccentricity == 0.96888026);
  CHECK(elements.inclination.in(unit::degree) == Approx(23.0998).epsilon(1e-15));
  CHECK(elements.mean_anomaly.in(unit::degree) == Approx(64.417218484).epsilon(1e-15));
  CHECK(queqiao.forces.size() == 4);
  CHECK(std::get<FlightEvent>(queqiao.until).kind == FlightEventKind::periapsis);
  CHECK(std::get<FlightEvent>(queqiao.until).body == moon);
  CHECK(queqiao.longest == Duration::days(6));
  REQUIRE(queqiao.events.size() == 1);
  CHECK(queqiao.events[0].altitude == 440.0 * unit::kilometre);
  CHECK(scenario.flights[1].mission == "change-5");
  CHECK(scenario.flights[1].from.epoch == Epoch::parse("2020-11-25T00:00:00 TT"));
}

TEST_CASE("shipped scenarios: the precursors have their statuses, dates and requirements", "[scenario]") {
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/ilrs-precursors.yaml");
  CHECK(scenario.roadmap.phases.size() == 3);
  CHECK(scenario.roadmap.missions.size() == 8);
  CHECK(mission(scenario, "luna-25").status == MissionStatus::lost);
  CHECK(mission(scenario, "luna-25").lost_on == Epoch::parse("2023-08-19T11:58:00 UTC"));
  CHECK(mission(scenario, "change-6").launch_mass == 8350.0 * unit::kilogram);
  CHECK(mission(scenario, "change-6").activities[0].actual_start == Epoch::parse("2024-05-03T09:27:29 UTC"));
  CHECK(mission(scenario, "change-6").activities[0].site == "wenchang");
  CHECK(mission(scenario, "change-7").status == MissionStatus::unconfirmed);
  const Mission& change_8 = mission(scenario, "change-8");
  REQUIRE(change_8.after.size() == 2);
  CHECK(change_8.after[0].mission.id == "change-7");
  CHECK(change_8.after[0].milestone.id == "landed");
  CHECK(change_8.after[0].lag.min == Duration::days(365.25));
  CHECK_FALSE(change_8.after[0].lag.max.has_value());
  CHECK(change_8.after[1].activity.id == "descend");
  CHECK(change_8.activities[1].max_gap == Duration::days(30));
  CHECK(change_8.activities[2].duration.max == Duration::days(6));
  REQUIRE(change_8.activities[1].windows.size() == 1);
  CHECK(change_8.activities[1].windows[0].span.to == Epoch::parse("2030-01-01 UTC"));
}

TEST_CASE(
    "shipped scenarios: the precursors can be scheduled, and the missions that slipped out of the 2021 "
    "phases are named",
    "[scenario]") {
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/ilrs-precursors.yaml");
  const RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  std::vector<std::string> slipped;
  for (const PhaseSlip& slip : answer.slips) slipped.push_back(scenario.roadmap.missions[slip.mission].id);
  CHECK(slipped == std::vector<std::string>{"change-7", "luna-26", "luna-27a", "luna-27b"});
}

TEST_CASE("docs: every scenario shown in docs/scenarios.md reads without a word", "[scenario][docs]") {
  enter_checkout();
  const std::string page = file_text("docs/scenarios.md");
  const std::string begin = "```yaml\n";
  int found = 0;
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    const std::string text = page.substr(at, page.find("```", at) - at);
    CHECK(check_scenario_text("docs/scenarios.md", text).rendered == "");
    ++found;
  }
  CHECK(found == 6);
}

TEST_CASE("docs: the message shown in docs/scenarios.md is the one that is printed", "[scenario][docs]") {
  enter_checkout();
  const std::string page = file_text("docs/scenarios.md");
  const std::size_t begin = page.find("scenarios/bad/unknown-key.yaml:");
  REQUIRE(begin != std::string::npos);
  const std::string shown = page.substr(begin, page.find("```", begin) - begin);
  CHECK(file_text("scenarios/bad/unknown-key.txt").find(shown) != std::string::npos);
}
