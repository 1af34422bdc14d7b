// Two real arrivals at the Moon, from orbits that were fitted to optical tracking after the translunar
// injection. Sources and tolerances: README.md beside this file.
#include <cmath>
#include <numbers>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

struct TrackedOrbit {
  double a_km, e, inclination_deg, node_deg, argument_deg, mean_anomaly_deg;
  const char* epoch;
};

State state_of(const TrackedOrbit& orbit) {
  constexpr double degree = std::numbers::pi / 180.0;
  const ClassicalElements elements{
      .semi_major_axis_m = orbit.a_km * 1e3,
      .eccentricity = orbit.e,
      .inclination_rad = orbit.inclination_deg * degree,
      .node_rad = orbit.node_deg * degree,
      .argument_of_periapsis_rad = orbit.argument_deg * degree,
      .true_anomaly_rad = true_anomaly_rad(orbit.mean_anomaly_deg * degree, orbit.e)};
  const PositionVelocity state = state_from_elements(elements, mu_earth_m3_s2);
  return {Epoch::parse(orbit.epoch), earth_centred_eme2000, state.position_m, state.velocity_m_s, 1.0};
}

const TrackedOrbit queqiao_2{208452.2176, 0.96888026,   23.0998,        176.647854,
                             186.033193,  64.417218484, "2024-03-22 TT"};
const TrackedOrbit change_5{203486.4145,  0.9681122,  21.29848854,    2.20020643,
                            227.66196617, 38.2048999, "2020-11-25 TT"};

EventRecord perilune_of(const TrackedOrbit& orbit, Integrator integrator) {
  Propagator propagator(forces(point_mass(earth), j2(earth), point_mass(moon), point_mass(sun)),
                        {.integrator = integrator});
  propagator.stop_at(perilune_passage());
  const Trajectory flight = propagator.propagate(state_of(orbit), 6_d);
  REQUIRE(flight.stop_reason() == StopReason::event);
  return flight.events().back();
}

}  // namespace

TEST_CASE("arrivals: Queqiao-2 comes to its perilune as it did on 24 March 2024",
          "[validation][propagation]") {
  const Integrator integrator =
      GENERATE(Integrator::dop853, Integrator::rkn1210, Integrator::gl_collocation_8,
               Integrator::gl_collocation_16, Integrator::fehlberg78, Integrator::dopri5);
  const EventRecord perilune = perilune_of(queqiao_2, integrator);
  UNSCOPED_INFO(detail::concat(to_text(integrator), ": perilune at ", perilune.epoch.to_text(TimeScale::utc),
                               ", ", perilune.altitude_m * 1e-3, " km, ", perilune.speed_m_s * 1e-3,
                               " km/s"));
  CHECK(abs(perilune.epoch - Epoch::parse("2024-03-24T16:55:36 UTC")) < 30_s);
  CHECK(std::abs(perilune.altitude_m - 202e3) < 10e3);
  CHECK(std::abs(perilune.speed_m_s - 2405.7) < 10.0);
}

TEST_CASE("arrivals: Chang'e-5 comes to its perilune as it did on 28 November 2020",
          "[validation][propagation]") {
  const EventRecord perilune = perilune_of(change_5, Integrator::dop853);
  UNSCOPED_INFO(detail::concat("perilune at ", perilune.epoch.to_text(TimeScale::utc), ", ",
                               perilune.altitude_m * 1e-3, " km, ", perilune.speed_m_s * 1e-3, " km/s"));
  CHECK(abs(perilune.epoch - Epoch::parse("2020-11-28T13:10:42 UTC")) < 6_min);
  CHECK(std::abs(perilune.altitude_m - 390e3) < 100e3);
}

TEST_CASE("arrivals: the perilune's time does not depend on how the flight is stepped",
          "[validation][propagation]") {
  // The equations are the same, the steps are not: 1e-6 s is what an event is good for.
  const EventRecord reference = perilune_of(queqiao_2, Integrator::dop853);
  const auto perilune_with = [](const PropagatorOptions& options) {
    Propagator propagator(forces(point_mass(earth), j2(earth), point_mass(moon), point_mass(sun)), options);
    propagator.stop_at(perilune_passage());
    return propagator.propagate(state_of(queqiao_2), 6_d).events().back();
  };
  for (const PropagatorOptions& options :
       {PropagatorOptions{.relative_tolerance = 1e-13}, PropagatorOptions{.relative_tolerance = 1e-14},
        PropagatorOptions{.integrator = Integrator::fehlberg78},
        PropagatorOptions{.integrator = Integrator::dopri5}, PropagatorOptions{.max_step = 20_min}}) {
    const EventRecord perilune = perilune_with(options);
    const double apart_s = (perilune.epoch - reference.epoch).seconds();
    UNSCOPED_INFO(detail::concat("tolerance ", options.relative_tolerance, ", ", to_text(options.integrator),
                                 ": ", apart_s, " s, ", perilune.distance_m - reference.distance_m, " m"));
    CHECK(std::abs(apart_s) < 1e-6);
    CHECK(std::abs(perilune.distance_m - reference.distance_m) < 1e-2);
  }
}
