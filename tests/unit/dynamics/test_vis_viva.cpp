#include <perilune/dynamics/vis_viva.hpp>

#include <cmath>
#include <limits>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("vis-viva: escape speed is sqrt(2) times circular speed", "[dynamics][property]") {
  const double r_m = GENERATE(6.678e6, 4.2164e7, 3.844e8);
  const double circular_m_s = vis_viva_speed_m_s(mu_earth_m3_s2, r_m, r_m);
  const double escape_m_s = vis_viva_speed_m_s(mu_earth_m3_s2, r_m, infinity);
  CAPTURE(r_m, circular_m_s, escape_m_s);
  CHECK(std::abs(escape_m_s / circular_m_s - std::sqrt(2.0)) < 1e-15);
}

TEST_CASE("vis-viva: speed at perilune of a 200 x 1700 km orbit", "[dynamics]") {
  // Published 1.7991 km/s (FACTS: Chang'e-1's second orbit), to the last digit printed.
  const double a_m = moon_radius_m + 0.5 * (200e3 + 1700e3);
  CHECK(std::abs(vis_viva_speed_m_s(mu_moon_m3_s2, moon_radius_m + 200e3, a_m) - 1799.1) < 0.05);
}

TEST_CASE("vis-viva: a distance that the orbit never reaches is refused, with the mend", "[dynamics]") {
  CHECK_THROWS_WITH(
      vis_viva_speed_m_s(mu_earth_m3_s2, 7e6, 3e6),
      "vis_viva_speed_m_s: the orbit never reaches r_m = 7e+06 m: its apoapsis is at most 6e+06 m from the "
      "centre. Pass a distance in metres on the orbit; was one of the two given in kilometres?");
}

TEST_CASE("vis-viva: what is no orbit is refused", "[dynamics]") {
  CHECK_THROWS_AS(vis_viva_speed_m_s(0.0, 7e6, 7e6), InvalidArgument);
  CHECK_THROWS_AS(vis_viva_speed_m_s(not_a_number, 7e6, 7e6), InvalidArgument);
  CHECK_THROWS_AS(vis_viva_speed_m_s(mu_earth_m3_s2, -7e6, 7e6), InvalidArgument);
  CHECK_THROWS_AS(vis_viva_speed_m_s(mu_earth_m3_s2, not_a_number, 7e6), InvalidArgument);
  CHECK_THROWS_AS(vis_viva_speed_m_s(mu_earth_m3_s2, 7e6, 0.0), InvalidArgument);
  CHECK_THROWS_AS(vis_viva_speed_m_s(mu_earth_m3_s2, 7e6, not_a_number), InvalidArgument);
}
