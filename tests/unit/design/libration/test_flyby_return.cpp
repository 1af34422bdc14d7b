#include <perilune/design/libration/flyby_return.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"
#include "support/nrho.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const EphemerisOrbit& gateway_orbit() {
  static const EphemerisOrbit made =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2028-01-05 UTC"), 5);
  return made;
}

/// Home to the sea off San Diego, skipping.
FlybyReturnRequest to_the_pacific(const char* perilune) {
  FlybyReturnRequest request;
  request.home.site.name = "pacific";
  request.home.site.place = surface_point(32.0_deg, -118.0_deg);
  request.home.entry = skip_entry();
  request.home.departure = Epoch::parse(perilune);
  request.home.time_of_flight = Duration::days(4.5);
  request.home.any_orbit.perilune_altitude = 100_km;
  return request;
}

}  // namespace

TEST_CASE(
    "flyby return: home from a near-rectilinear orbit about as NASA's budget has it, and into the entry",
    "[design]") {
  const FlybyReturnRequest request = to_the_pacific("2028-01-28 UTC");
  const FlybyReturn made = design_flyby_return(gateway_orbit(), request);
  CAPTURE(made.report());
  REQUIRE(made.status == FlybyReturnStatus::converged);
  // NASA's lunar study: 450 m/s from the orbit to the way home; on the best of days.
  CHECK(made.total_m_s() < 480.0);
  CHECK(made.total_m_s() > 300.0);
  CHECK(made.perilune.epoch == made.home.departure.epoch);
  CHECK(std::abs(made.perilune.position_m.norm() - moon_radius_m - 100e3) < 100.0);

  // It starts on the orbit, and with the two impulses it comes to the entry: by another integrator.
  const State orbit = gateway_orbit().at(made.departure.epoch);
  CHECK((orbit.position_m - made.departure.position_m).norm() < 2.0);
  CHECK((orbit.velocity_m_s + made.departure_delta_v_m_s - made.departure.velocity_m_s).norm() < 1e-6);
  const Propagator<StandardForces> propagator(
      translunar_forces(), {.integrator = Integrator::gl_collocation_16, .relative_tolerance = 1e-13});
  State state = propagator.propagate(made.departure, made.perilune.epoch).end_state();
  CHECK((state.position_m - made.perilune.position_m).norm() < 1.0);
  state.velocity_m_s += made.flyby_delta_v_m_s;
  state = propagator.propagate(state, made.home.entry.epoch).end_state().in(earth_centred_icrf);
  CHECK(std::abs(state.position_m.norm() - earth_radius_m - skip_entry().altitude.si()) < 2e3);
  const double angle_rad = std::asin(state.position_m.normalized().dot(state.velocity_m_s.normalized()));
  CHECK(std::abs(angle_rad - skip_entry().angle.si()) < 5e-4);

  const Trajectory flown = fly(made);
  CHECK(flown.manoeuvres().size() == 2);
  CHECK(flown.end() == made.home.entry.epoch);
  const State entry = flown.end_state().in(earth_centred_icrf);
  CHECK(std::abs(entry.position_m.norm() - earth_radius_m - skip_entry().altitude.si()) < 2e3);
}

TEST_CASE("flyby return: conics tell what it comes to within 150 m/s", "[design]") {
  const auto orbit = [](Epoch epoch) { return gateway_orbit().at(epoch); };
  for (const char* perilune : {"2028-01-22 UTC", "2028-01-27 UTC", "2028-01-30 UTC"}) {
    const FlybyReturnRequest request = to_the_pacific(perilune);
    const FlybyReturn made = design_flyby_return(gateway_orbit(), request);
    const auto estimate = estimate_flyby_return(request, orbit);
    CAPTURE(perilune, made.report());
    REQUIRE(estimate);
    REQUIRE(made.status == FlybyReturnStatus::converged);
    CHECK(std::abs(estimate->total_m_s() - made.total_m_s()) < 150.0);
  }
}

TEST_CASE("flyby return: what cannot be is refused", "[design]") {
  FlybyReturnRequest request = to_the_pacific("2028-01-28 UTC");
  request.to_perilune_min = Duration::days(0.1);
  CHECK_THROWS_AS(design_flyby_return(gateway_orbit(), request), InvalidArgument);
  request = to_the_pacific("2029-01-28 UTC");  // long after the orbit's end
  CHECK_THROWS_AS(design_flyby_return(gateway_orbit(), request), InvalidArgument);
}
