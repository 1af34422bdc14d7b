// The campaign loop with burns of finite length.
#include <cmath>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/burns/lunar_flight.hpp>

#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;

namespace {

/// scenarios/orbiter-burns.yaml with a shorter season.
Scenario orbiter() {
  Scenario scenario = test::season("orbiter", "2028-02-01 UTC", "2028-03-01 UTC");
  Launcher launcher;
  launcher.id = "rocket";
  launcher.capability = {{-2.0e6, 8200.0}};
  launcher.stage_dry_mass = Mass::from_si(5000.0);
  launcher.stage_exhaust_speed = Speed::from_si(442.0 * 9.80665);
  launcher.stage_thrust = Force::from_si(176e3);
  scenario.catalog.launchers = {launcher};
  Craft orbiter = test::craft("orbiter", 3500.0, 310.0);
  orbiter.thrust = Force::from_si(3000.0);
  scenario.catalog.craft = {orbiter};

  Mission mission;
  mission.id = "orbiter";
  mission.launcher = "rocket";
  mission.activities = test::way_to_lunar_orbit();
  scenario.roadmap.missions = {mission};

  MissionPlan plan = test::flown_by("orbiter", mission, Mass::from_si(500.0));
  plan.delta_v_reserve = 0.03;
  plan.legs[1].delta_v = Speed::from_si(30.0);
  plan.legs[2].most_delta_v = Speed::from_si(870.0);
  scenario.plans = {plan};
  return scenario;
}

Scenario impulsive_orbiter() {
  Scenario scenario = orbiter();
  scenario.catalog.launchers[0].stage_thrust.reset();
  scenario.catalog.craft[0].thrust.reset();
  return scenario;
}

const FlownMission& only(const Campaign& campaign) {
  REQUIRE(campaign.loop().missions.size() == 1);
  return campaign.loop().missions.front();
}

const FlownLeg& capture_of(const FlownMission& flown) {
  for (const FlownLeg& leg : flown.legs) {
    if (leg.kind == ActivityKind::capture) return leg;
  }
  throw InvalidArgument("no capture");
}

}  // namespace

TEST_CASE("loop: with thrusts stated, injection and capture are burns, and their losses go into the masses",
          "[campaign]") {
  const Campaign campaign = plan(orbiter());
  CHECK(campaign.loop().status == LoopStatus::converged);
  const FlownMission& flown = only(campaign);
  REQUIRE(flown.targets_met);
  REQUIRE(flown.transfer.injection_burn);
  REQUIRE(flown.transfer.capture);
  const OrbitBurn& burn = *flown.transfer.capture;
  const FlownLeg& leg = capture_of(flown);
  CHECK(leg.delta_v_m_s == burn.delta_v_m_s);
  CHECK(leg.loss_m_s == burn.loss_m_s());
  // Robbins' (mu/r^3) t^2 / 24 of the impulse, for arcs below a radian to a third.
  const double r = moon_radius_m + 200e3, t = burn.burn.duration->seconds();
  const double robbins_m_s = burn.impulsive_delta_v_m_s * mu_moon_m3_s2 / (r * r * r) * t * t / 24.0;
  CHECK(leg.loss_m_s > 0.3 * robbins_m_s);
  CHECK(leg.loss_m_s < 1.3 * robbins_m_s);
  CHECK(leg.propellant_kg ==
        Approx(leg.mass_after_kg * std::expm1(1.03 * leg.delta_v_m_s / (310.0 * 9.80665))).epsilon(1e-9));

  // One propagator, from the parking orbit to the cutoff.
  FlightPlan whole = flight_plan(flown.transfer);
  whole.manoeuvres.push_back(
      MassDrop{.name = "separation",
               .start = flown.transfer.injection.epoch + Duration::minutes(10.0),
               .mass = Mass::from_si(flown.transfer.injection.mass_kg - burn.ignition.mass_kg)});
  whole.manoeuvres.push_back(burn.burn);
  whole.end = burn.cutoff.epoch;
  const State end = fly(whole).end_state().in(moon_centred_icrf);
  CHECK((end.position_m - burn.cutoff.position_m).norm() < 10.0);
  CHECK(std::abs(end.position_m.norm() - r) < 5e3);
  CHECK(end.velocity_m_s.norm() == Approx(std::sqrt(mu_moon_m3_s2 / r)).epsilon(2e-3));

  const FlownMission before = only(plan(impulsive_orbiter()));
  CHECK_FALSE(before.transfer.injection_burn);
  CHECK_FALSE(before.transfer.capture);
  CHECK(flown.launch_mass_kg > before.launch_mass_kg);
}

TEST_CASE("loop: a capture that only the impulse could afford is cut, with what is missing", "[campaign]") {
  const FlownMission impulsive = only(plan(impulsive_orbiter()));
  const double impulse_m_s = capture_of(impulsive).delta_v_m_s;
  // The same window with burns; between the two costs lies the limit.
  Scenario scenario = orbiter();
  const double limit_m_s = impulse_m_s + 2.0;
  for (LegPlan& leg : scenario.plans[0].legs) {
    if (leg.most_delta_v) leg.most_delta_v = Speed::from_si(limit_m_s);
  }
  const LoopLog log = plan(scenario).loop();
  INFO(log.report());
  std::vector<Cut> dear;
  for (const Cut& cut : log.cuts()) {
    if (cut.kind == CutKind::delta_v) dear.push_back(cut);
  }
  REQUIRE_FALSE(dear.empty());
  for (const Cut& cut : dear) {
    CHECK(cut.mission == "orbiter");
    CHECK(cut.unit == "m/s");
    CHECK(cut.missing > 0.0);
    CHECK(cut.missing < 60.0);
    CHECK(cut.reason.find("the capture costs") != std::string::npos);
  }
  // What the loop kept is within the limit.
  for (const FlownMission& flown : log.missions) {
    if (log.status == LoopStatus::converged) CHECK(capture_of(flown).delta_v_m_s <= limit_m_s);
  }
}
