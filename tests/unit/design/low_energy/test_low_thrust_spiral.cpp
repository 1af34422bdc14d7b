#include <perilune/design/low_energy/low_thrust_spiral.hpp>

#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("low-thrust spiral: Kechichian's example, and the plane spiral is the difference of speeds",
          "[design]") {
  // 7,000 to 42,166 km and 28.5 deg with mu 398,601 km^3/s^2: 5.78378 km/s; at a constant 3.5e-7 km/s^2 it
  // takes 191.263 d. An engine of very high specific impulse keeps the acceleration constant.
  const LowThrustSpiral spiral = estimate_spiral(398601e9, 7000e3, 42166e3, 28.5 * 0.017453292519943295,
                                                 1000_kg, 0.35_N, Duration::seconds(1e9));
  CHECK(std::abs(spiral.delta_v_m_s - 5783.78) < 0.05);
  CHECK(std::abs(spiral.duration.days() - 191.263) < 0.01);

  const LowThrustSpiral plane =
      estimate_spiral(mu_moon_m3_s2, 20000e3, 1837.4e3, 0.0, 500_kg, 0.1_N, Duration::seconds(1600.0));
  CHECK(std::abs(plane.delta_v_m_s -
                 (std::sqrt(mu_moon_m3_s2 / 1837.4e3) - std::sqrt(mu_moon_m3_s2 / 20000e3))) < 1e-9);
  // Rocket equation: m0/m1 = exp(delta_v / (g Isp)).
  CHECK(std::abs(500.0 / (500.0 - plane.propellant_kg) - std::exp(plane.delta_v_m_s / (9.80665 * 1600.0))) <
        1e-12);
  CHECK(plane.thrust_over_pull < 0.05);
}

TEST_CASE("low-thrust spiral: everything that cannot be is named at once", "[design]") {
  try {
    estimate_spiral(-1.0, 7000e3, 0.0, 3.0, 0_kg, 0.1_N, Duration::seconds(1600.0));
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("mu_m3_s2 is -1") != std::string::npos);
    CHECK(text.find("to_m is 0") != std::string::npos);
    CHECK(text.find("plane_change_rad is 3") != std::string::npos);
    CHECK(text.find("mass is 0") != std::string::npos);
  }
}
