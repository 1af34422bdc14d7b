#include <perilune/dynamics/orbit.hpp>

#include <cmath>
#include <numbers>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {
const Epoch departure = Epoch::parse("2031-03-01T06:00:00 TDB");
}

TEST_CASE("circular orbit: distance, speed and inclination are those asked for", "[dynamics]") {
  const State parking = circular_orbit(earth, {.altitude = 200_km, .inclination = 19.6_deg}, departure);
  CHECK(parking.epoch == departure);
  CHECK(parking.frame == earth_centred_icrf);
  CHECK(parking.position_m.norm() == Approx(earth_radius_m + 200e3).epsilon(1e-15));
  CHECK(parking.velocity_m_s.norm() ==
        Approx(std::sqrt(mu_earth_m3_s2 / (earth_radius_m + 200e3))).epsilon(1e-15));
  CHECK(std::abs(parking.position_m.dot(parking.velocity_m_s)) < 1e-3);
  const ClassicalElements elements =
      elements_from_state({parking.position_m, parking.velocity_m_s}, mu_earth_m3_s2);
  CHECK(elements.inclination_rad == Approx(19.6 * std::numbers::pi / 180.0).epsilon(1e-14));
  CHECK(elements.eccentricity < 1e-15);
}

TEST_CASE("circular orbit: node and place on it", "[dynamics]") {
  const State polar = circular_orbit(
      moon, {.altitude = 100_km, .inclination = 90_deg, .node = 30_deg, .argument_of_latitude = 90_deg},
      departure);
  CHECK(polar.frame == moon_centred_icrf);
  CHECK(polar.position_m.z() == Approx(moon_radius_m + 100e3).epsilon(1e-15));
  const double speed_m_s = polar.velocity_m_s.norm();
  CHECK(polar.velocity_m_s.x() == Approx(-speed_m_s * std::cos(std::numbers::pi / 6.0)).epsilon(1e-14));
  CHECK(polar.velocity_m_s.y() == Approx(-speed_m_s * 0.5).epsilon(1e-14));
}

TEST_CASE("circular orbit: what is none is refused", "[dynamics]") {
  CHECK_THROWS_AS(circular_orbit(earth, {}, departure), InvalidArgument);
  CHECK_THROWS_AS(circular_orbit(earth, {.altitude = -1_km}, departure), InvalidArgument);
  CHECK_THROWS_AS(circular_orbit(earth, {.altitude = 200_km, .inclination = 181_deg}, departure),
                  InvalidArgument);
  CHECK_THROWS_AS(circular_orbit(earth, {.altitude = 200_km, .axes = Axes::itrf}, departure),
                  InvalidArgument);
  CHECK_THROWS_AS(circular_orbit(jupiter, {.altitude = 200_km}, departure), InvalidArgument);
}
