#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/phasing/phasing_transfer.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

/// As Chang'e-1 flew in 2007: orbits of 16, 24 and 48 h, then 114 h to the Moon; 490 N.
PhasingRequest orbiter() {
  PhasingRequest request;
  request.site = xichang();
  request.earliest = Epoch::parse("2026-04-10 UTC");
  request.first_apogee_altitude = 51000_km;
  request.burns = {{.name = "into 24 h", .passage = 2, .opposite_altitude = 71000_km},
                   {.name = "into 48 h", .passage = 3, .opposite_altitude = 120000_km}};
  request.engine = {.thrust = 490_N, .specific_impulse = Duration::seconds(315.0)};
  request.mass = 2350_kg;
  request.time_of_flight = Duration::hours(114.0);
  request.perilune_altitude = 200_km;
  request.inclination = 90_deg;
  return request;
}

}  // namespace

TEST_CASE("phasing: three orbits about the Earth, and the perilune that was asked for", "[design][phasing]") {
  const PhasingRequest request = orbiter();
  const PhasingTransfer found = design_phasing_transfer(request);
  INFO(found.report());
  REQUIRE(found.status == PhasingStatus::converged);
  CHECK(found.lift_off >= request.earliest);
  CHECK(found.lift_off < request.earliest + Duration::days(1.0));
  REQUIRE(found.legs.size() == 3);
  CHECK(found.legs[0].apogee_altitude_m == Approx(71000e3).margin(20.0));
  CHECK(found.legs[1].apogee_altitude_m == Approx(120000e3).margin(20.0));
  CHECK(std::abs((found.time_of_flight() - request.time_of_flight).seconds()) < 1.0);

  // The plan alone, by one propagator in all forces, and on to where it really passes the Moon.
  FlightPlan until_near = found.plan;
  until_near.end = found.plan.end - Duration::hours(1.0);
  Propagator<StandardForces> propagator(translunar_forces());
  propagator.stop_at(perilune_passage());
  const State end = propagator.propagate(fly(until_near).end_state(), found.plan.end + Duration::hours(1.0))
                        .end_state()
                        .in(moon_centred_icrf);
  CHECK(std::abs(end.position_m.norm() - moon_radius_m - 200e3) < 100.0);
  CHECK(std::abs((end.epoch - found.perilune.epoch).seconds()) < 1.0);
  CHECK(std::abs(found.inclination_rad - 90.0 * deg) < 0.01 * deg);

  // The apogees are where the craft comes to: the next one after a burn, flown.
  Propagator<StandardForces> up(translunar_forces());
  up.stop_at(apogee_passage());
  const State apogee = up.propagate(found.legs[0].cutoff, Duration::days(1.0)).end_state();
  CHECK(apogee.position_m.norm() - earth_radius_m == Approx(71000e3).margin(30e3));

  // What a push along the velocity loses about the perigee, to second order in its length.
  for (const PhasingLeg& leg : found.legs) {
    const double perigee_m = leg.passage.position_m.norm();
    const double e = leg.passage.velocity_m_s.squaredNorm() * perigee_m / mu_earth_m3_s2 - 1.0;
    const double rate = leg.passage.velocity_m_s.norm() / perigee_m;
    const double arc = rate * leg.burn.duration->seconds();
    CHECK(leg.loss_m_s() ==
          Approx(leg.impulsive_delta_v_m_s * arc * arc / 24.0 * e / ((1.0 + e) * (1.0 + e))).epsilon(0.1));
  }
  CHECK(found.rocket_delta_v_m_s + found.craft_delta_v_m_s() ==
        Approx(found.direct_delta_v_m_s() + found.loss_m_s()).margin(25.0));
}

TEST_CASE("phasing: a ladder that is chosen is flown, and takes as long as it said", "[design][phasing]") {
  PhasingLadderRequest wanted;
  wanted.first_apogee_altitude = 51000_km;
  wanted.c3_m2_s2 = -1.9e6;
  wanted.burns = 3;
  wanted.engine = {.thrust = 490_N, .specific_impulse = Duration::seconds(315.0)};
  wanted.mass = 2350_kg;
  wanted.at_least = Duration::days(5.0);
  wanted.at_most = Duration::days(8.0);
  const PhasingLadder ladder = phasing_ladder(wanted);
  REQUIRE(ladder.burns.size() == 2);
  PhasingRequest request = orbiter();
  request.burns = ladder.burns;
  request.injection_passage = ladder.injection_passage;
  const PhasingTransfer found = design_phasing_transfer(request);
  INFO(found.report());
  REQUIRE(found.status == PhasingStatus::converged);
  const Duration flown = found.injection_epoch() - found.first_orbit.epoch;
  CHECK(std::abs((flown - ladder.duration).hours()) < 3.0);
  CHECK(found.loss_m_s() == Approx(ladder.estimated_loss_m_s).epsilon(0.1));
  const double longest = found.legs[0].burn.duration->seconds();
  CHECK(found.legs[1].burn.duration->seconds() == Approx(longest).epsilon(0.1));
}

TEST_CASE("phasing: what cannot be is said with its reason", "[design][phasing]") {
  PhasingRequest request = orbiter();
  request.azimuth = 94_deg;
  request.site = wenchang();  // 19.9 deg of inclination; the Moon is at 28 deg then
  request.earliest = Epoch::parse("2026-04-09 UTC");
  const PhasingTransfer beyond = design_phasing_transfer(request);
  INFO(beyond.report());
  CHECK(beyond.status == PhasingStatus::unreachable_moon);
  CHECK(beyond.unreachable_by_rad > 0.5 * deg);

  request = orbiter();
  request.burns[1].opposite_altitude = 60000_km;  // lower than before
  const PhasingTransfer lower = design_phasing_transfer(request);
  CHECK(lower.status == PhasingStatus::no_ladder);
  CHECK_THAT(lower.stopped_at, Catch::Matchers::ContainsSubstring("'into 48 h'") &&
                                   Catch::Matchers::ContainsSubstring("60000 km are wanted"));

  request = orbiter();
  request.engine.thrust = 20_N;
  const PhasingTransfer weak = design_phasing_transfer(request);
  CHECK(weak.status == PhasingStatus::no_ladder);
  CHECK_THAT(weak.stopped_at, Catch::Matchers::ContainsSubstring("more than a quarter of the revolution"));

  request = orbiter();
  request.mass = 0_kg;
  request.injection_passage = 0;
  request.lift_off = request.earliest;
  CHECK_THROWS_WITH(design_phasing_transfer(request),
                    Catch::Matchers::ContainsSubstring("the mass is not above 0 kg") &&
                        Catch::Matchers::ContainsSubstring("injection_passage is 0") &&
                        Catch::Matchers::ContainsSubstring("lift_off and perilune are given together"));
}
