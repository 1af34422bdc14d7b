#include <perilune/dynamics/solid_tides.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/bodies/gravity_field.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/harmonic_series.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

struct Scene {
  SolidTides force;
  EnvironmentLayout layout;
  Environment<double> environment;

  Scene(BodyId body, BodyId center, SolidTidesOptions options = {}) : force(body, options), layout(center) {
    force.bind(layout);
  }
  void place(BodyId body, const Vector3<double>& position_m) {
    environment.positions_m[static_cast<std::size_t>(layout.add(body))] = position_m;
  }
  Vector3<double> at(const Vector3<double>& position_m) {
    Environment<double> now = environment;
    force.accelerate_center(now);
    return force.acceleration_m_s2(BasicState<double>{position_m, {}}, now) - now.center_acceleration_m_s2;
  }
};

const Vector3<double> moon_there(2.1e8, -2.9e8, 1.2e8);
const Vector3<double> sun_there(-0.4e11, 1.35e11, 0.58e11);

/// Changes of the normalised coefficients of degree 2 by one body: IERS Conventions 2010, eq. 6.6.
///
///     dC(2,m) - i dS(2,m) = k2/5 (mu_d / mu) (R / d)^3 P(2,m)(sin phi) exp(-i m lambda)
GravityField tidal_field(double k2) {
  double c[3] = {}, s[3] = {};
  for (const auto& [d, mu] : {std::pair{moon_there, mu_moon_m3_s2}, std::pair{sun_there, mu_sun_m3_s2}}) {
    const double distance_m = d.norm(), sine = d.z() / distance_m, cosine = std::sqrt(1.0 - sine * sine);
    const double longitude = std::atan2(d.y(), d.x());
    const double legendre[3] = {std::sqrt(5.0) * (1.5 * sine * sine - 0.5), std::sqrt(15.0) * sine * cosine,
                                std::sqrt(15.0) / 2.0 * cosine * cosine};
    const double factor = k2 / 5.0 * (mu / mu_earth_m3_s2) * std::pow(earth_gravity_radius_m / distance_m, 3);
    for (int m = 0; m < 3; ++m) {
      c[m] += factor * legendre[m] * std::cos(m * longitude);
      s[m] += factor * legendre[m] * std::sin(m * longitude);
    }
  }
  GravityField field{.name = "tide",
                     .degree = 2,
                     .order = 2,
                     .mu_m3_s2 = mu_earth_m3_s2,
                     .reference_radius_m = earth_gravity_radius_m,
                     .c = {c[0], c[1], c[2]},
                     .s = {s[0], s[1], s[2]}};
  return field;
}

}  // namespace

TEST_CASE("solid tides: what the coefficients of the IERS Conventions make of a field", "[dynamics]") {
  const double k2 = 0.3;
  Scene scene(earth, earth, {.k2 = k2});
  scene.place(moon, moon_there);
  scene.place(sun, sun_there);
  const detail::HarmonicSeries series(tidal_field(k2), 2, 2);
  for (const Vector3<double>& r :
       {Vector3<double>(7e6, 1e6, -2e6), Vector3<double>(0.0, 0.0, 6.6e6), Vector3<double>(-3e7, 2e7, 1e7)}) {
    const Vector3<double> expected = series.disturbance_m_s2(r);
    CAPTURE(r, expected);
    CHECK((scene.at(r) - expected).norm() < 1e-12 * expected.norm());
  }
}

TEST_CASE("solid tides: a satellite at 1000 km feels a ten-millionth of its weight", "[dynamics]") {
  // The size that Montenbruck and Gill's figure 3.1 has for it: 1e-7 of the central term and less.
  Scene scene(earth, earth);
  scene.place(moon, moon_there);
  scene.place(sun, sun_there);
  const double ratio = scene.at({7.378e6, 0.0, 0.0}).norm() / (mu_earth_m3_s2 / std::pow(7.378e6, 2));
  CHECK(ratio > 1e-8);
  CHECK(ratio < 2e-7);
}

TEST_CASE("solid tides: the Moon's are raised by the Earth and the Sun, about any centre", "[dynamics]") {
  Scene about_moon(moon, moon);
  about_moon.place(earth, -moon_there);
  about_moon.place(sun, sun_there - moon_there);
  Scene about_earth(moon, earth);
  about_earth.place(moon, moon_there);
  about_earth.place(earth, {});
  about_earth.place(sun, sun_there);
  const Vector3<double> r(1.8e6, 3e5, -2e5);
  const Vector3<double> a = about_moon.at(r);
  // k2 mu_e R^5 / (d^3 r^4) times 1.5 to 4.5.
  const double unit = 0.02416 * mu_earth_m3_s2 * std::pow(1.738e6, 5) /
                      (std::pow(moon_there.norm(), 3) * std::pow(r.norm(), 4));
  CHECK(a.norm() > 1.0 * unit);
  CHECK(a.norm() < 4.6 * unit);
  // About the Earth the Moon's bulge pulls the Earth, too, a little.
  const Vector3<double> there = about_earth.at(moon_there + r);
  CAPTURE((there - a).norm() / a.norm());
  CHECK((there - a).norm() < 1e-6 * a.norm());
  CHECK((there - a).norm() > 0.0);
}

TEST_CASE("solid tides: refused for other bodies and numbers", "[dynamics]") {
  CHECK_THROWS_WITH(solid_tides(mars), Contains("solid_tides(mars)") && Contains("solid_tides(earth)"));
  CHECK_THROWS_WITH(solid_tides(moon, {.k2 = -0.1}), Contains("k2 is -0.1"));
  CHECK_THROWS_AS(solid_tides(earth, {.k2 = std::nan("")}), InvalidArgument);
}
