#include <algorithm>
#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"
#include "support/scheduled.hpp"

using namespace perilune;
using namespace perilune::test;

namespace {

const FlownMission& flown(const Campaign& campaign, const std::string& id) {
  const auto& all = campaign.loop().missions;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const FlownMission& one) { return one.mission == id; });
  REQUIRE(found != all.end());
  return *found;
}

/// The orbit that `comer` was captured into, flown here from the perilune of its arrival on: the burn for the
/// way home has to be at its place, with its velocity.
void check_leaves_orbit_of(const FlownMission& comer, const FlownMission& mission) {
  State craft = comer.transfer.perilune;
  craft.velocity_m_s *= std::sqrt(mu_moon_m3_s2 / craft.position_m.norm()) / craft.velocity_m_s.norm();
  PropagatorOptions how;
  how.relative_tolerance = 1e-12;
  how.max_steps = 10'000'000;
  how.dense_output = false;
  const State there = Propagator<StandardForces>(translunar_forces(), how)
                          .propagate(craft, mission.home->orbit.epoch)
                          .end_state();
  // Both at 1e-12 over weeks in a low orbit, with a stop on the way in one of them.
  CHECK((there.position_m - mission.home->orbit.position_m).norm() < 100.0);
  CHECK((there.velocity_m_s - mission.home->orbit.velocity_m_s).norm() < 0.1);
}

/// Flown again: it comes to the altitude and angle of a skip entry, and to its landing site.
void check_comes_home(const FlownMission& mission) {
  const ReturnFlight& home = *mission.home;
  CHECK(home.status == ReturnStatus::converged);
  const State entry = fly(home).end_state();
  CHECK(std::abs(entry.position_m.norm() - earth_radius_m - skip_entry().altitude.si()) < 1.0);
  const double angle_rad = std::asin(entry.position_m.normalized().dot(entry.velocity_m_s.normalized()));
  CHECK(std::abs(angle_rad - skip_entry().angle.si()) < 1e-4);
  // A kilometre on the ground.
  CHECK(std::abs(home.miss.downrange_rad) < 1.6e-4);
  CHECK(std::abs(home.miss.crossrange_rad) < 1.6e-4);
}

void check_schedule_keeps_to_it(const Campaign& campaign, const std::string& id) {
  const ReturnFlight& home = *flown(campaign, id).home;
  const Interval leg = scheduled(campaign, id, "return");
  CHECK(abs(leg.from - home.departure.epoch) <= Duration::minutes(1.0));
  CHECK(abs(leg.to - home.landing) <= Duration::minutes(1.0));
}

}  // namespace

TEST_CASE(
    "way home: the crew leaves from the orbit of the craft that its ship came to, and lands at its site",
    "[campaign]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/crewed-landing.yaml"));
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  const FlownMission& ship = flown(campaign, "mengzhou");
  REQUIRE(ship.home);
  check_leaves_orbit_of(flown(campaign, "lanyue"), ship);
  check_comes_home(ship);
  check_schedule_keeps_to_it(campaign, "mengzhou");
  // The limit of the scenario; no flight home from 200 km takes less than 800 m/s (Apollo: 0.8 to 1.0 km/s).
  CHECK(ship.home->burn_m_s() <= 950.0);
  CHECK(ship.home->burn_m_s() > 800.0);
  // What the leg costs is the burn and the corrections that are stated, and its propellant follows.
  const FlownLeg& leg = ship.legs.back();
  CHECK(leg.is_computed);
  CHECK(leg.delta_v_m_s == Approx(ship.home->burn_m_s() + 20.0));
  CHECK(leg.propellant_kg ==
        Approx(leg.mass_after_kg * std::expm1(1.03 * leg.delta_v_m_s / (315.0 * 9.80665))));
  REQUIRE(campaign.flights().size() == 3);
  // The ship is the second mission: its way home has a name of its own.
  CHECK(campaign.flights()[1].mission == "mengzhou");
  CHECK(campaign.flights()[2].mission == "mengzhou_home");
  CHECK(campaign.flights()[2].trajectory.value().begin_state().epoch == ship.home->departure.epoch);
  CHECK(flown(campaign, "lanyue").home == std::nullopt);
}

TEST_CASE("way home: a departure that the orbit's plane does not allow is a cut, and the crew waits",
          "[campaign]") {
  enter_checkout();
  Scenario scenario = load_scenario("scenarios/sample-return.yaml");
  const Campaign campaign = plan(scenario);
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  const FlownMission& mission = flown(campaign, "sample-return");
  REQUIRE(mission.home);
  check_leaves_orbit_of(mission, mission);
  check_comes_home(mission);
  check_schedule_keeps_to_it(campaign, "sample-return");

  // A limit that only a departure in the orbit's plane can keep.
  LegPlan& home = scenario.plans[0].legs.back();
  REQUIRE(home.is_designed);
  home.most_delta_v = Speed::from_si(815.0);
  const Campaign strict = plan(scenario);
  REQUIRE(strict.loop().status == LoopStatus::converged);
  CHECK(flown(strict, "sample-return").home->burn_m_s() <= 815.0);
  const std::vector<Cut> cuts = strict.loop().cuts();
  const auto cut =
      std::find_if(cuts.begin(), cuts.end(), [](const Cut& one) { return one.activity == "return"; });
  REQUIRE(cut != cuts.end());
  CHECK(cut->kind == CutKind::delta_v);
  CHECK(cut->missing > 0.0);
  CHECK(cut->where.line > 0);
  CHECK(scheduled(strict, "sample-return", "return").from >= cut->forbidden.to - Duration::minutes(1.0));
}
