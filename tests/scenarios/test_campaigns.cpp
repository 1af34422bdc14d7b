// The smaller campaigns that ship: what each is there to show.
#include <algorithm>
#include <string>

#include <perilune/campaign/flight_limits.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

namespace {

Interval scheduled(const Roadmap& roadmap, const RoadmapSchedule& answer, const std::string& mission,
                   const std::string& activity) {
  const std::size_t m = find_mission(roadmap, mission).value();
  const std::size_t a = find_activity(roadmap.missions[m], activity).value();
  const ScheduledActivity& found = answer.schedule.activities[answer.model.activities[m][a]->number];
  return {found.start_date, found.end_date};
}

Mission& mission(Roadmap& roadmap, const std::string& id) {
  return roadmap.missions[find_mission(roadmap, id).value()];
}

const Duration tick = Duration::minutes(1.0);

}  // namespace

TEST_CASE("luna-25-failure: the flight hits the Moon, and the loss moves what was to build on the landing",
          "[scenario]") {
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/luna-25-failure.yaml");
  const Campaign campaign = plan(scenario);
  REQUIRE(campaign.flights().size() == 1);
  // 46.1 minutes after the ignition, as tests/validation/propagation/test_luna25.cpp has it for that place;
  // flown: 48.
  const Duration to_impact =
      campaign.flights()[0].trajectory.value().end() - Epoch::parse("2023-08-19T11:10:00 UTC");
  CHECK(std::abs(to_impact.seconds() / 60.0 - 46.1) < 0.1);

  // The plan before: Luna-25 lands on 21 August, and Luna-27 builds on that.
  Roadmap before = scenario.roadmap;
  Mission& luna_25 = mission(before, "luna-25");
  luna_25.status = MissionStatus::flown;
  luna_25.lost_on.reset();
  luna_25.activities[*find_activity(luna_25, "descend")].actual_start =
      Epoch::parse("2023-08-21T08:00:00 UTC");
  mission(before, "landing-repeat").status = MissionStatus::superseded;
  for (Precedence& waits : mission(before, "luna-27").after) {
    if (waits.mission.id == "landing-repeat") waits.mission = Reference("luna-25", waits.mission.where);
  }
  const RoadmapSchedule as_was = schedule_roadmap(before);
  const RoadmapSchedule as_is = schedule_roadmap(scenario.roadmap);
  REQUIRE(as_was.schedule.status == ScheduleStatus::optimal);
  REQUIRE(as_is.schedule.status == ScheduleStatus::optimal);
  const auto launch = [&](const Roadmap& roadmap, const RoadmapSchedule& answer, const char* id) {
    return scheduled(roadmap, answer, id, "launch").from;
  };
  CHECK(launch(before, as_was, "luna-26") == launch(scenario.roadmap, as_is, "luna-26"));
  // It was free to fly with its window; now: three years from 27 August 2023, a flight of 6 d and 2 h, two
  // years.
  CHECK(abs(launch(before, as_was, "luna-27") - Epoch::parse("2028-01-01 UTC")) <= tick);
  const Epoch later = Epoch::parse("2023-08-27 UTC") + Duration::days(3 * 365.25) + Duration::days(6.0) +
                      Duration::hours(2.0) + Duration::days(2 * 365.25);
  CHECK(abs(launch(scenario.roadmap, as_is, "luna-27") - later) <= 3 * tick);
  // Luna-28 has its own window long after: it stays.
  CHECK(launch(before, as_was, "luna-28") == launch(scenario.roadmap, as_is, "luna-28"));
}

TEST_CASE("ilrs-2021-plan: the same missions as today's roadmap, years earlier", "[scenario]") {
  enter_checkout();
  const Scenario then = load_scenario("scenarios/ilrs-2021-plan.yaml");
  const Scenario now = load_scenario("scenarios/ilrs-roadmap.yaml");
  const RoadmapSchedule answer = schedule_roadmap(then.roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  int shared = 0, slipped = 0;
  for (const Mission& old : then.roadmap.missions) {
    const auto position = find_mission(now.roadmap, old.id);
    if (!position) continue;
    ++shared;
    const Activity& launch = now.roadmap.missions[*position].activities.front();
    if (!launch.windows.empty() && find_activity(old, "launch") &&
        launch.windows.front().span.from > scheduled(then.roadmap, answer, old.id, "launch").from)
      ++slipped;
  }
  CHECK(shared >= 20);
  CHECK(slipped >= 6);
  CHECK(abs(scheduled(then.roadmap, answer, "luna-26", "launch").from - Epoch::parse("2022-01-01 UTC")) <=
        tick);
}

TEST_CASE("crewed-landing: the ship leaves when the lander is in orbit, and takes everybody home",
          "[campaign]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/crewed-landing.yaml"));
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  CHECK(scheduled(roadmap, answer, "mengzhou", "launch").from >=
        scheduled(roadmap, answer, "lanyue", "capture").to);
  CHECK(scheduled(roadmap, answer, "lanyue", "braking").from >=
        scheduled(roadmap, answer, "mengzhou", "dock").to);
  CHECK(scheduled(roadmap, answer, "mengzhou", "return").from >=
        scheduled(roadmap, answer, "lanyue", "ascend").to + Duration::days(1.0));
  // CMSA: 26 t and 21.6 to 22 t at launch, on a rocket that throws at least 27 t.
  REQUIRE(campaign.loop().missions.size() == 2);
  for (const FlownMission& flown : campaign.loop().missions) {
    CAPTURE(flown.mission, flown.launch_mass_kg);
    CHECK(flown.targets_met);
    CHECK(std::abs(flown.launch_mass_kg - (flown.mission == "lanyue" ? 26e3 : 21.8e3)) < 1.2e3);
  }
  // What meets in orbit is what was launched, less what was burnt on the way: nothing appears or is lost
  // where the two come together, and each goes on with the mass that it came with.
  double joint_kg = 0.0, launched_kg = 0.0, burnt_kg = 0.0;
  for (const FlownMission& flown : campaign.loop().missions) {
    const std::string last = flown.mission == "lanyue" ? "capture" : "dock";
    launched_kg += flown.launch_mass_kg;
    double mass_kg = flown.launch_mass_kg;
    for (const FlownLeg& leg : flown.legs) {
      CAPTURE(flown.mission, leg.activity);
      CHECK(leg.mass_before_kg == Approx(mass_kg).epsilon(1e-12));
      burnt_kg += leg.propellant_kg;
      mass_kg = leg.mass_after_kg;
      if (leg.activity == last) break;
      CHECK(leg.mass_after_kg == Approx(leg.mass_before_kg - leg.propellant_kg).epsilon(1e-12));
    }
    joint_kg += mass_kg;
  }
  CHECK(joint_kg == Approx(launched_kg - burnt_kg).epsilon(1e-12));
  CHECK(burnt_kg > 10e3);  // 0.9 km/s each
}

TEST_CASE("crewed-landing: a schedule that nobody flies finds that the crew would come too late",
          "[campaign]") {
  enter_checkout();
  std::string text = file_text("scenarios/crewed-landing.yaml");
  const std::string waits = "      - {mission: lanyue, milestone: in-orbit}";
  REQUIRE(text.find(waits) != std::string::npos);
  text.insert(text.find(waits),
              "      - {mission: lanyue, activity: launch, kind: SS, before: launch, lag: {min: 80 d}}\n");
  const Scenario scenario = parse_scenario("late-crew.yaml", text);
  // Lanyue waits in orbit for 60 d at most; but not if its lift-off may last for as long as it likes.
  CHECK(schedule_roadmap(scenario.roadmap).schedule.status == ScheduleStatus::optimal);
  const RoadmapSchedule answer = schedule_roadmap(with_flight_limits(scenario));
  CHECK(answer.schedule.status == ScheduleStatus::infeasible);
  REQUIRE(answer.schedule.conflict);
  const std::vector<std::string> lines = conflict_text(answer.model.problem, *answer.schedule.conflict);
  const auto names = [&](const std::string& what) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.starts_with(what); });
  };
  CHECK(names("mengzhou.launch starts at least 80 d after lanyue.launch starts"));
  CHECK(names("lanyue.braking starts at most 60 d after lanyue.capture ends"));
  CHECK(names("lanyue.launch lasts at most 3 h"));
}

TEST_CASE("relay-constellation: the lander comes when all relays work, and waits no longer than it may",
          "[campaign]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/relay-constellation.yaml"));
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  REQUIRE(campaign.loop().missions.size() == 4);
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  const Epoch landing = scheduled(roadmap, answer, "lander", "descend").from;
  CHECK(landing >= scheduled(roadmap, answer, "relay-3", "commission").to);
  CHECK(landing - scheduled(roadmap, answer, "lander", "capture").to <= Duration::days(60.0) + tick);
  for (const FlownMission& flown : campaign.loop().missions) CHECK(flown.targets_met);
}

TEST_CASE("spacenet-outpost: spare parts are used as the guide has it", "[scenario]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/spacenet-outpost.yaml"));
  REQUIRE(campaign.station());
  // 5 % a year of habitat and power unit, 10 t in all, from the landing to the end of the horizon.
  const Epoch landed =
      scheduled(campaign.scenario().roadmap, campaign.schedule(), "habitat-delivery", "descend").to;
  const double expected_kg = 0.05 * 10e3 * (Epoch::parse("2021-01-01 UTC") - landed).days() / 365.25;
  double used_kg = 0.0;
  for (const CommodityBalance& balance : campaign.station()->history.balances) {
    if (balance.commodity == "spares") used_kg = balance.used_kg;
    CHECK(balance.defect() < 1e-9);
  }
  CHECK(used_kg == Approx(expected_kg).epsilon(1e-6));
  CHECK(campaign.station()->history.problems.empty());
}

TEST_CASE(
    "artemis-gateway: the crew lands only when the station and the lander are there, and nobody is short",
    "[scenario]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/artemis-gateway.yaml"));
  REQUIRE(campaign.schedule().schedule.status == ScheduleStatus::optimal);
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  CHECK(scheduled(roadmap, answer, "artemis-4", "launch").from >=
        scheduled(roadmap, answer, "gateway-core", "commission").to);
  CHECK(scheduled(roadmap, answer, "lander-4", "descend").from >=
        scheduled(roadmap, answer, "artemis-4", "dock").to);
  CHECK(scheduled(roadmap, answer, "artemis-4", "return").from >=
        scheduled(roadmap, answer, "lander-4", "ascend").to);
  REQUIRE(campaign.station());
  CHECK(campaign.station()->history.problems.empty());
}
