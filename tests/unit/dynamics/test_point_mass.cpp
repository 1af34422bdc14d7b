#include <perilune/dynamics/point_mass.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch noon = Epoch::parse("2031-03-01T12:00:00 TDB");

/// Acceleration by one force at one place and instant.
template <class Force>
Vector3<double> acceleration(Force force, BodyId center, const Vector3<double>& position_m) {
  EnvironmentLayout layout(center);
  force.bind(layout);
  EnvironmentSource source(layout, Ephemeris::embedded(), noon, noon.tdb());
  Environment<double> environment;
  const double now[1] = {0.0};
  source.fill(now, {&environment, 1});
  force.accelerate_center(environment);
  return force.acceleration_m_s2(BasicState<double>{position_m, {}}, environment) -
         environment.center_acceleration_m_s2;
}

}  // namespace

TEST_CASE("point mass: the central body attracts by mu / r^2", "[dynamics]") {
  const Vector3<double> r(3e6, -6e6, 2e6);
  const Vector3<double> a = acceleration(point_mass(earth), earth, r);
  CHECK((a + r * (mu_earth_m3_s2 / std::pow(r.norm(), 3))).norm() <= 4e-16 * a.norm());
}

TEST_CASE("point mass: another body's pull is that on the spacecraft less that on the centre", "[dynamics]") {
  // Formed in long double from the ephemeris's position; what is compared was formed in double.
  const Eigen::Vector3d q =
      Ephemeris::embedded().position_m(moon, earth, noon.tdb().whole, noon.tdb().fraction);
  for (const double share : {0.02, 0.5, 0.95, 1.02}) {
    const Eigen::Vector3d r = share * q + Eigen::Vector3d(1e6, 2e6, -5e5);
    long double direct_square = 0.0L, center_square = 0.0L;
    for (int n = 0; n < 3; ++n) {
      const long double d = static_cast<long double>(q[n]) - r[n];
      direct_square += d * d;
      center_square += static_cast<long double>(q[n]) * q[n];
    }
    const Vector3<double> a = acceleration(point_mass(moon), earth, r);
    for (int n = 0; n < 3; ++n) {
      const long double direct =
          (static_cast<long double>(q[n]) - r[n]) / (direct_square * std::sqrt(direct_square));
      const long double on_center =
          static_cast<long double>(q[n]) / (center_square * std::sqrt(center_square));
      const auto expected = static_cast<double>(mu_moon_m3_s2 * (direct - on_center));
      const auto size = static_cast<double>(mu_moon_m3_s2 / direct_square);
      CAPTURE(share, n);
      // The position of the Moon in the layout and from the ephemeris may differ by its rounding.
      CHECK(std::abs(a[n] - expected) <= 1e-13 * size);
    }
  }
}

TEST_CASE("point mass: seen from the other body the tide is the same", "[dynamics]") {
  // The acceleration of a spacecraft relative to the Earth less that of the Moon relative to the Earth is
  // that relative to the Moon, whichever way it is computed.
  const Eigen::Vector3d q =
      Ephemeris::embedded().position_m(moon, earth, noon.tdb().whole, noon.tdb().fraction);
  const Eigen::Vector3d from_moon(4e6, -3e6, 1e6);
  const auto total = [&](BodyId center, const Eigen::Vector3d& r) {
    return acceleration(point_mass(earth), center, r) + acceleration(point_mass(moon), center, r);
  };
  const Vector3<double> about_earth = total(earth, q + from_moon);
  const Vector3<double> about_moon = total(moon, from_moon);
  // The Moon's own acceleration about the Earth: the Earth's pull and what the Moon does to the Earth.
  const Eigen::Vector3d moons = -(mu_earth_m3_s2 + mu_moon_m3_s2) / std::pow(q.norm(), 3) * q;
  CHECK((about_earth - Vector3<double>(moons) - about_moon).norm() <= 1e-13 * about_moon.norm());
}

TEST_CASE("point mass: the parameter of the ephemeris unless another one is given", "[dynamics]") {
  CHECK(point_mass(moon).mu_m3_s2() == mu_moon_m3_s2);
  CHECK(point_mass(moon, {.mu_m3_s2 = 4902.800118e9}).mu_m3_s2() == 4902.800118e9);
  CHECK(point_mass(BodyId{-85}, {.mu_m3_s2 = 1.0}).body() == BodyId{-85});
}

TEST_CASE("point mass: a parameter that is none is refused", "[dynamics]") {
  CHECK_THROWS_AS(point_mass(earth, {.mu_m3_s2 = 0.0}), InvalidArgument);
  CHECK_THROWS_AS(point_mass(earth, {.mu_m3_s2 = -1.0}), InvalidArgument);
  CHECK_THROWS_AS(point_mass(earth, {.mu_m3_s2 = std::nan("")}), InvalidArgument);
  CHECK_THROWS_AS(point_mass(BodyId{-85}), InvalidArgument);
}
