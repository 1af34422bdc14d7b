#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/burns/lunar_flight.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"
#include "support/translunar_requests.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

TranslunarRequest polar_request() {
  TranslunarRequest request;
  request.site = wenchang();
  request.earliest = Epoch::parse("2026-08-11T00:00:00 UTC");
  request.stage = InjectionStage{{Force::from_si(176e3), 443_s}, 27000_kg};
  return request;
}

LunarArrival orbiter() {
  LunarArrival arrival;
  arrival.mass = 8200_kg;
  arrival.engine = {3000_N, 310_s};
  return arrival;
}

struct Reached {
  double periapsis_altitude_m, apoapsis_altitude_m, inclination_rad, mass_kg;
};

/// One propagator, all manoeuvres, from the parking orbit to the last cutoff.
Reached flown_alone(const FlightPlan& plan) {
  Propagator<StandardForces> propagator(translunar_forces());
  for (const Manoeuvre& manoeuvre : plan.manoeuvres) propagator.add_manoeuvre(manoeuvre);
  const Trajectory flight = propagator.propagate(plan.start, plan.end);
  CHECK(flight.stop_reason() == StopReason::end_time);
  CHECK(flight.manoeuvres().size() == plan.manoeuvres.size());
  const ClassicalElements orbit = selenographic_elements(flight.end_state());
  return {orbit.semi_major_axis_m * (1.0 - orbit.eccentricity) - moon_radius_m,
          orbit.semi_major_axis_m * (1.0 + orbit.eccentricity) - moon_radius_m, orbit.inclination_rad,
          flight.end_state().mass_kg};
}

}  // namespace

TEST_CASE("lunar flight: from the parking orbit to capture in one propagation, the targets are met",
          "[design][unit]") {
  LunarArrival arrival = orbiter();
  const double apolune_m = GENERATE(200e3, 8600e3);
  arrival.burns = {
      {.periapsis_altitude = 200_km, .apoapsis_altitude = Length::from_si(apolune_m), .inclination = 90_deg}};
  const LunarFlight flight = design_lunar_flight(polar_request(), arrival);
  INFO(flight.report());
  REQUIRE(flight.converged());
  CHECK(flight.plan.manoeuvres.size() == 3);
  const Reached reached = flown_alone(flight.plan);
  CHECK(std::abs(reached.periapsis_altitude_m - 200e3) < 100.0);
  CHECK(std::abs(reached.apoapsis_altitude_m - apolune_m) < 100.0);
  CHECK(std::abs(reached.inclination_rad - 90 * deg) < 0.01 * deg);
  CHECK(reached.mass_kg == Approx(8200.0 - flight.burns[0].propellant_kg).epsilon(1e-6));
  CHECK(flight.loss_m_s() ==
        Approx(flight.transfer.injection_loss_m_s + flight.burns[0].loss_m_s()).epsilon(1e-12));
}

TEST_CASE("lunar flight: capture, lowering of both apsides, and a change of plane follow each other",
          "[design][unit]") {
  LunarArrival arrival = orbiter();
  arrival.burns = {
      {.name = "capture", .periapsis_altitude = 200_km, .apoapsis_altitude = 5000_km, .inclination = 90_deg},
      {.name = "circularisation", .passage = 2, .periapsis_altitude = 200_km, .apoapsis_altitude = 200_km},
      {.name = "plane", .place = BurnPlace::ascending_node, .inclination = 88_deg},
      {.name = "descent orbit",
       .place = BurnPlace::descending_node,
       .periapsis_altitude = 15_km,
       .apoapsis_altitude = 200_km}};
  const LunarFlight flight = design_lunar_flight(polar_request(), arrival);
  INFO(flight.report());
  REQUIRE(flight.converged());
  // A circle turned by d costs 2 v sin(d / 2).
  const double v_m_s = std::sqrt(mu_moon_m3_s2 / (moon_radius_m + 200e3));
  CHECK(flight.burns[2].impulsive_delta_v_m_s == Approx(2.0 * v_m_s * std::sin(1.0 * deg)).epsilon(2e-2));
  const Reached reached = flown_alone(flight.plan);
  CHECK(std::abs(reached.periapsis_altitude_m - 15e3) < 200.0);
  CHECK(std::abs(reached.apoapsis_altitude_m - 200e3) < 200.0);
  CHECK(std::abs(reached.inclination_rad - flight.burns[3].inclination_rad) < 0.01 * deg);
  CHECK(std::abs(flight.burns[2].inclination_rad - 88 * deg) < 1e-4 * deg);
}

TEST_CASE("lunar flight: a craft heavier than what the injection leaves is refused", "[design][errors]") {
  LunarArrival arrival = orbiter();
  arrival.mass = 20000_kg;
  CHECK_THROWS_WITH(design_lunar_flight(polar_request(), arrival), ContainsSubstring("within what is left"));
}

TEST_CASE("lunar flight: seeded requests of all kinds meet their targets, flown by one propagator",
          "[design][property]") {
  // The first of the thousand that tests/validation/design/test_many_transfers.cpp flies.
  int flown = 0;
  for (const test::WantedFlight& wanted : test::wanted_flights(8)) {
    TranslunarRequest request = wanted.request;
    request.stage = wanted.stage;
    const LunarFlight flight = design_lunar_flight(request, wanted.arrival);
    INFO(flight.report());
    if (!test::in_reach(wanted, flight.transfer)) continue;
    REQUIRE(flight.converged());
    test::check_targets(test::flown_misses(wanted, flight));
    ++flown;
  }
  CHECK(flown >= 5);
}
