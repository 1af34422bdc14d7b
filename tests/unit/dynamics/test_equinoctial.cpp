#include <cmath>
#include <random>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/equinoctial.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double pi = 3.14159265358979323846;
}

TEST_CASE("equinoctial: there and back on any orbit, either set", "[dynamics][property]") {
  std::mt19937_64 generator(5);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  for (int i = 0; i < 1000; ++i) {
    const PositionVelocity state{{4e7 * unit(generator), 4e7 * unit(generator), 4e7 * unit(generator)},
                                 {9e3 * unit(generator), 9e3 * unit(generator), 9e3 * unit(generator)}};
    const bool retrograde = i % 2 == 0;
    const EquinoctialElements elements = equinoctial_from_state(state, mu_earth_m3_s2, retrograde);
    const PositionVelocity back = state_from_equinoctial(elements, mu_earth_m3_s2);
    CAPTURE(i);
    CHECK((back.position_m - state.position_m).norm() < 1e-11 * state.position_m.norm());
    CHECK((back.velocity_m_s - state.velocity_m_s).norm() < 1e-11 * state.velocity_m_s.norm());
  }
}

TEST_CASE("equinoctial: as its definition by the classical elements has it", "[dynamics][unit]") {
  const double a_m = 9e6, e = 0.3, i = 1.9, node = 0.7, argument = 2.1, nu = 0.4;
  const PositionVelocity state = state_from_elements({a_m, e, i, node, argument, nu}, mu_earth_m3_s2);
  const EquinoctialElements direct = equinoctial_from_state(state, mu_earth_m3_s2, false);
  CHECK(direct.semilatus_rectum_m == Approx(a_m * (1.0 - e * e)));
  CHECK(direct.f == Approx(e * std::cos(argument + node)));
  CHECK(direct.g == Approx(e * std::sin(argument + node)));
  CHECK(direct.h == Approx(std::tan(i / 2.0) * std::cos(node)));
  CHECK(direct.k == Approx(std::tan(i / 2.0) * std::sin(node)));
  CHECK(std::remainder(direct.true_longitude_rad - node - argument - nu, 2.0 * pi) ==
        Approx(0.0).margin(1e-12));
  const EquinoctialElements other = equinoctial_from_state(state, mu_earth_m3_s2, true);
  CHECK(other.f == Approx(e * std::cos(argument - node)));
  CHECK(other.g == Approx(e * std::sin(argument - node)));
  CHECK(other.h == Approx(std::cos(node) / std::tan(i / 2.0)));
  CHECK(equinoctial_from_state(state, mu_earth_m3_s2).retrograde);  // inclined by more than 90 deg
}

TEST_CASE("equinoctial: circular and equatorial orbits are ordinary ones; what is no orbit is refused",
          "[dynamics][errors]") {
  const double speed_m_s = std::sqrt(mu_earth_m3_s2 / 7e6);
  const PositionVelocity forward{{7e6, 0, 0}, {0, speed_m_s, 0}}, backward{{7e6, 0, 0}, {0, -speed_m_s, 0}};
  const EquinoctialElements elements = equinoctial_from_state(forward, mu_earth_m3_s2);
  CHECK(std::hypot(elements.f, elements.g) < 1e-14);
  CHECK(std::hypot(elements.h, elements.k) == 0.0);
  CHECK_NOTHROW(equinoctial_from_state(backward, mu_earth_m3_s2));
  CHECK_THROWS_AS(equinoctial_from_state(backward, mu_earth_m3_s2, false), InvalidArgument);
  CHECK_THROWS_AS(equinoctial_from_state({{7e6, 0, 0}, {1.0, 0, 0}}, mu_earth_m3_s2), InvalidArgument);
  CHECK_THROWS_AS(state_from_equinoctial({}, mu_earth_m3_s2), InvalidArgument);
}
