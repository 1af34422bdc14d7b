// The smaller campaigns that ship: what each is there to show.
#include <algorithm>
#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
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
  // What the file calls the plan before is that plan, and the run says what has become of it.
  for (const char* id : {"luna-26", "luna-27", "luna-28"}) {
    CAPTURE(id);
    const Mission& known = mission(before, id);
    const auto& planned = known.activities[*find_activity(known, "launch")].planned;
    REQUIRE(planned.has_value());
    CHECK(abs(launch(before, as_was, id) - planned->from) <= tick);
  }
  const std::string text = campaign.report();
  CAPTURE(text);
  CHECK(text.find("luna-26.launch  2027-01-01  2027-01-01  stays\n") != std::string::npos);
  CHECK(text.find("luna-27.launch  2028-01-01  2028-09-01  244 d later, waits for luna-25, which is lost, "
                  "through landing-repeat\n") != std::string::npos);
  CHECK(text.find("luna-28.launch  2030-01-01  2030-01-01  stays, waits for luna-25, which is lost, through "
                  "luna-27 and landing-repeat\n") != std::string::npos);
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

namespace {

const Campaign& artemis() {
  static const Campaign campaign = [] {
    enter_checkout();
    return plan(load_scenario("scenarios/artemis-gateway.yaml"));
  }();
  return campaign;
}

const FlownMission& flown_of(const Campaign& campaign, const std::string& id) {
  const auto& all = campaign.loop().missions;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const FlownMission& one) { return one.mission == id; });
  REQUIRE(found != all.end());
  return *found;
}

const Trajectory& trajectory_of(const Campaign& campaign, const std::string& name) {
  const auto& all = campaign.flights();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const FlownFlight& one) { return one.mission == name; });
  REQUIRE(found != all.end());
  REQUIRE(found->trajectory);
  return *found->trajectory;
}

double apart_m(const State& a, const State& b) {
  return (a.in(moon_centred_icrf).position_m - b.in(moon_centred_icrf).position_m).norm();
}

}  // namespace

TEST_CASE(
    "artemis-gateway: the crew lands only when the station and the lander are there, and nobody is short",
    "[scenario]") {
  const Campaign& campaign = artemis();
  REQUIRE(campaign.schedule().schedule.status == ScheduleStatus::optimal);
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  CHECK(scheduled(roadmap, answer, "artemis-4", "launch").from >=
        scheduled(roadmap, answer, "gateway-core", "commission").to);
  CHECK(scheduled(roadmap, answer, "lander-4", "to-low-orbit").from >=
        scheduled(roadmap, answer, "artemis-4", "dock").to);
  CHECK(scheduled(roadmap, answer, "artemis-4", "return").from >=
        scheduled(roadmap, answer, "lander-4", "to-halo-orbit").to);
  REQUIRE(campaign.station());
  CHECK(campaign.station()->history.problems.empty());
}

TEST_CASE("artemis-gateway: crew and lander fly to one halo orbit, down, up and home within NASA's budget",
          "[scenario]") {
  const Campaign& campaign = artemis();
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  const FlownMission &crew = flown_of(campaign, "artemis-4"), &lander = flown_of(campaign, "lander-4");
  for (const FlownMission* flown : {&crew, &lander}) {
    CAPTURE(flown->mission);
    CHECK(flown->targets_met);
    REQUIRE(flown->transfer.flyby);
    CHECK(flown->transfer.flyby->total_m_s() <= 450.0);
    CHECK(flown->transfer.flyby->total_m_s() > 300.0);
    CHECK(std::abs(flown->transfer.perilune_altitude_m - 100e3) < 10.0);
  }
  REQUIRE(crew.home);
  REQUIRE(crew.home->way_down);
  CHECK(crew.home->total_m_s() <= 450.0);
  CHECK(crew.home->total_m_s() > 300.0);
  REQUIRE(lander.low_orbits.size() == 2);
  CHECK(lander.low_orbits.front().direction == LowOrbitDirection::down);
  CHECK(lander.low_orbits.front().flight.total_m_s() <= 740.0);
  CHECK(lander.low_orbits.back().direction == LowOrbitDirection::up);
  CHECK(lander.low_orbits.back().flight.total_m_s() <= 850.0);

  // The schedule has the flights' dates.
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const auto leg = [&](const char* whose, const char* which) {
    return scheduled(roadmap, campaign.schedule(), whose, which);
  };
  CHECK(abs(leg("artemis-4", "transfer").to - crew.transfer.flyby->insertion.epoch) <= tick);
  CHECK(abs(leg("artemis-4", "return").from - crew.home->departure_epoch()) <= tick);
  CHECK(abs(leg("artemis-4", "return").to - crew.home->landing) <= tick);
  CHECK(abs(leg("lander-4", "to-low-orbit").from - lander.low_orbits.front().departure()) <= tick);
  CHECK(abs(leg("lander-4", "to-low-orbit").to - lander.low_orbits.front().arrival()) <= tick);
  CHECK(abs(leg("lander-4", "to-halo-orbit").to - lander.low_orbits.back().arrival()) <= tick);

  // What each leg costs is what its burns do, and propellant follows from the last leg back.
  double spent_m_s = 0.0;
  for (const FlownLeg& one : crew.legs) spent_m_s += one.delta_v_m_s;
  CHECK(spent_m_s == Approx(crew.transfer.flyby->total_m_s() + crew.home->total_m_s()).epsilon(1e-9));
  CHECK(crew.launch_mass_kg > 16500.0);
  CHECK(crew.launch_mass_kg < 16500.0 + 8600.0);
}

TEST_CASE("artemis-gateway: whoever is in the halo orbit is where the others are", "[scenario]") {
  const Campaign& campaign = artemis();
  const FlownMission &crew = flown_of(campaign, "artemis-4"), &lander = flown_of(campaign, "lander-4");
  // Once in the orbit, the crew coasts past the place from which the lander leaves, at that moment.
  const Trajectory& arrival = trajectory_of(campaign, "artemis-4");
  const State& leaves = lander.low_orbits.front().flight.high;
  REQUIRE(arrival.covers(leaves.epoch));
  CHECK(apart_m(arrival.at(leaves.epoch), leaves) < 300e3);  // coasting for days, nobody keeps the orbit
  // Each flight as one trajectory with its burns: into the orbit, down to 100 km, to the entry.
  CHECK(apart_m(arrival.at(crew.transfer.flyby->insertion.epoch), crew.transfer.flyby->insertion) < 2e3);
  CHECK(arrival.manoeuvres().size() == 2);
  const Trajectory& down = trajectory_of(campaign, "lander-4_to-low-orbit");
  CHECK(down.manoeuvres().size() == 2);
  const double low_m = down.end_state().in(moon_centred_icrf).position_m.norm() - radius_m(moon);
  CHECK(std::abs(low_m - 100e3) < 20e3);  // an orbit later: the field bends it
  const Trajectory& up = trajectory_of(campaign, "lander-4_to-halo-orbit");
  const FlownLowOrbit& rise = lander.low_orbits.back();
  CHECK(apart_m(up.at(rise.arrival()), rise.flight.high) < 1e3);
  const Trajectory& home = trajectory_of(campaign, "artemis-4_home");
  const State entry = home.end_state().in(earth_centred_icrf);
  CHECK(std::abs(entry.position_m.norm() - radius_m(earth) - skip_entry().altitude.si()) < 3e3);
  const double angle_rad = std::asin(entry.position_m.normalized().dot(entry.velocity_m_s.normalized()));
  CHECK(std::abs(angle_rad - skip_entry().angle.si()) < 1e-3);
}
