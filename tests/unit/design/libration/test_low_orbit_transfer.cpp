#include <perilune/design/libration/low_orbit_transfer.hpp>

#include <cmath>
#include <iostream>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/nrho.hpp"

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("low orbit transfer: down from a near-rectilinear orbit and back within NASA's budget",
          "[design]") {
  const EphemerisOrbit orbit =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2026-01-05 UTC"), 4);
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  const Interval revolution{orbit.begin() + Duration::days(6.0), orbit.begin() + Duration::days(12.5)};
  for (const LowOrbitDirection direction : {LowOrbitDirection::down, LowOrbitDirection::up}) {
    LowOrbitTransferRequest request;
    request.direction = direction;
    const LowOrbitTransfer made = cheapest_low_orbit_transfer(orbit, revolution, 9, request);
    CAPTURE(made.report());
    REQUIRE(made.status == LowOrbitTransferStatus::converged);
    std::cout << (direction == LowOrbitDirection::down ? "down: " : "up: ") << made.report();
    // NASA's lunar study: 740 m/s down, 850 m/s up (100 km, any time of flight up to half a revolution).
    CHECK(made.total_m_s() < (direction == LowOrbitDirection::down ? 740.0 : 850.0));
    // From a parabola 676.7 m/s: the orbit is bound, with an apolune of 71,000 km: 26 m/s less, and a burn.
    CHECK(made.low_delta_v_m_s > 640.0);
    CHECK(std::abs(made.perilune.position_m.norm() - moon_radius_m - 100e3) < 10.0);
    // Flown the way it goes, by another integrator.
    const State& from = direction == LowOrbitDirection::down ? made.transfer : made.perilune;
    const State& to = direction == LowOrbitDirection::down ? made.perilune : made.transfer;
    CHECK(from.epoch < to.epoch);
    const Propagator<StandardForces> propagator(
        translunar_forces(), {.integrator = Integrator::gl_collocation_16, .relative_tolerance = 1e-13});
    const State there = propagator.propagate(from, to.epoch).end_state();
    CHECK((there.position_m - to.position_m).norm() < 50.0);
  }
}

TEST_CASE("low orbit transfer: an inclination is met, and costs more", "[design]") {
  const EphemerisOrbit orbit =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2026-01-05 UTC"), 3);
  LowOrbitTransferRequest request;
  request.burn = orbit.begin() + Duration::days(6.5);
  const LowOrbitTransfer any = design_low_orbit_transfer(orbit, request);
  REQUIRE(any.status == LowOrbitTransferStatus::converged);
  request.inclination = Angle::from_si(any.inclination_rad - 0.05);
  const LowOrbitTransfer turned = design_low_orbit_transfer(orbit, request);
  CAPTURE(any.report(), turned.report());
  REQUIRE(turned.status == LowOrbitTransferStatus::converged);
  CHECK(std::abs(selenographic_elements(turned.perilune).inclination_rad - any.inclination_rad + 0.05) <
        1e-4);
  CHECK(turned.total_m_s() > any.total_m_s());
}

TEST_CASE("low orbit transfer: what cannot be is refused", "[design]") {
  EphemerisOrbit none;
  LowOrbitTransferRequest request;
  request.altitude = Length::from_si(-1.0);
  try {
    design_low_orbit_transfer(none, request);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("did not converge") != std::string::npos);
    CHECK(text.find("altitude -0.001 km") != std::string::npos);
  }
}
