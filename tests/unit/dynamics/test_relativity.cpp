#include <perilune/dynamics/relativity.hpp>

#include <limits>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

Vector3<double> acceleration(const BasicState<double>& state, BodyId center, RelativityOptions options = {}) {
  Relativity force = relativity(options);
  EnvironmentLayout layout(center);
  force.bind(layout);
  return force.acceleration_m_s2(state);
}

}  // namespace

TEST_CASE("relativity: on a circle it pushes outward by three times mu / (c^2 r) of the central term",
          "[dynamics]") {
  const double r_m = 7e6;
  const double v_m_s = std::sqrt(mu_earth_m3_s2 / r_m);
  const Vector3<double> a = acceleration({{r_m, 0.0, 0.0}, {0.0, v_m_s, 0.0}}, earth);
  const double central = mu_earth_m3_s2 / (r_m * r_m);
  const double c_square = speed_of_light_m_s * speed_of_light_m_s;
  CHECK(a.x() == Approx(3.0 * central * mu_earth_m3_s2 / (c_square * r_m)).epsilon(1e-14));
  CHECK(a.y() == 0.0);
}

TEST_CASE("relativity: turns the perihelion of Mercury by 42.98 arcsec a century", "[dynamics][validation]") {
  // The mean over a revolution of Gauss's equation for the periapsis, by Simpson's rule in the mean anomaly:
  // d omega / dt = (-(p / (mu e)) a_r cos f + ((p + r) / (h e)) a_t sin f ...) with the two parts of the
  // acceleration. Published: 42.98 (Clemence 1947; Nobili and Will, Nature 320, 1986: 42.98 with this
  // formula).
  const double a_m = 0.38709893 * astronomical_unit_m, e = 0.20563069;
  const double p_m = a_m * (1.0 - e * e), h = std::sqrt(mu_sun_m3_s2 * p_m);
  const double n = std::sqrt(mu_sun_m3_s2 / (a_m * a_m * a_m));
  const int count = 2000;
  double mean_rate = 0.0;
  for (int i = 0; i < count; ++i) {  // periodic: the trapezoid is exact; uniform in true anomaly
    const double f = 2.0 * 3.14159265358979323846 * i / count;
    const double r_m = p_m / (1.0 + e * std::cos(f));
    const double radial_m_s = mu_sun_m3_s2 / h * e * std::sin(f), across_m_s = h / r_m;
    const Vector3<double> a = acceleration({{r_m, 0.0, 0.0}, {radial_m_s, across_m_s, 0.0}}, sun);
    const double rate = (-p_m * std::cos(f) * a.x() + (p_m + r_m) * std::sin(f) * a.y()) / (h * e);
    const double dt_per_df = r_m * r_m / h;
    mean_rate += rate * dt_per_df * n / count;  // times 2 pi / count over the period 2 pi / n
  }
  const double century_s = 36525.0 * 86400.0;
  const double arcsec = mean_rate * century_s * 648000.0 / 3.14159265358979323846;
  CHECK(arcsec == Approx(42.98).margin(0.005));
}

TEST_CASE("relativity: wants a centre with gravity", "[dynamics]") {
  CHECK_THROWS_WITH(acceleration({{1e9, 0.0, 0.0}, {}}, solar_system_barycentre),
                    Contains("solar_system_barycentre") && Contains("Give mu_m3_s2"));
  CHECK_NOTHROW(acceleration({{1e9, 0.0, 0.0}, {}}, solar_system_barycentre, {.mu_m3_s2 = mu_sun_m3_s2}));
  CHECK_THROWS_AS(relativity({.mu_m3_s2 = -1.0}), InvalidArgument);
  CHECK_THROWS_AS(relativity({.mu_m3_s2 = std::numeric_limits<double>::infinity()}), InvalidArgument);
}
