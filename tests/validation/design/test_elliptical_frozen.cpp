// Elliptical frozen orbits of the class of Queqiao-2's, flown for years in the full model.
#include <algorithm>
#include <cmath>

#include <perilune/design/lunar_orbits/elliptical_frozen.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double degree_rad = 0.017453292519943295;

LunarOrbitStart start_of(double node_deg) {
  LunarOrbitStart start;  // 200 x 16000 km, 62.4 deg
  start.epoch = Epoch::parse("2026-03-01 UTC");
  start.node = Angle::from_si(node_deg * degree_rad);
  return start;
}

}  // namespace

TEST_CASE("elliptical frozen orbit: where it is frozen, and how long a revolution takes", "[validation]") {
  // Queqiao-2: 200 x 16000 km inclined by 62.4 deg (CNSA); period 24.32 h (Kepler).
  const LunarOrbitStart start = start_of(90.0);
  CHECK(std::abs(frozen_inclination_rad(start.perilune_altitude, start.apolune_altitude) / degree_rad -
                 62.4) < 0.2);
  const LunarOrbitLife life = fly_lunar_orbit(state_of(start), Duration::days(60.0));
  CHECK(!life.impact);
  CHECK(std::abs(life.flown.seconds() / 3600.0 / life.revolutions - 24.32) < 0.4);
  CHECK(life.least_argument_rad > 75.0 * degree_rad);
  CHECK(life.largest_argument_rad < 105.0 * degree_rad);
}

TEST_CASE("elliptical frozen orbit: the node decides whether it meets the Moon", "[validation]") {
  // Twice a month the Earth's pull lowers the perilune; started at the wrong side of that, it is gone in
  // days.
  const LunarOrbitLife wrong = fly_lunar_orbit(state_of(start_of(0.0)), Duration::days(60.0));
  CHECK(wrong.impact);
  CHECK(wrong.flown < Duration::days(10.0));
  CHECK(wrong.least_perilune_m <= 0.0);
  CHECK_THROWS_WITH(fly_lunar_orbit(state_of(start_of(0.0)), Duration::days(-1.0)),
                    Catch::Matchers::ContainsSubstring("has to be positive"));
  LunarOrbitStart below = start_of(0.0);
  below.apolune_altitude = Length::from_si(100e3);
  CHECK_THROWS_WITH(state_of(below), Catch::Matchers::ContainsSubstring("200 x 100 km"));
}
