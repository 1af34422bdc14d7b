#include <perilune/dynamics/j2.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/frames/transform.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double mu = 398600.4415e9;
constexpr double radius = 6378136.3;

Environment<double> upright() {
  Environment<double> environment;
  environment.earth_pole = {0.0, 0.0, 1.0};
  return environment;
}

/// Potential of J2 alone, for an Earth with its pole along z.
double potential(const Eigen::Vector3d& r) {
  const double distance = r.norm();
  const double sine = r.z() / distance;
  return -mu * earth_j2 * radius * radius / std::pow(distance, 3) * 0.5 * (3.0 * sine * sine - 1.0);
}

}  // namespace

TEST_CASE("j2: the acceleration is the gradient of the potential", "[dynamics]") {
  EarthJ2 force = j2(earth, {.mu_m3_s2 = mu, .reference_radius_m = radius});
  EnvironmentLayout layout(earth);
  force.bind(layout);
  for (const Eigen::Vector3d& r : {Eigen::Vector3d(7e6, 0, 0), Eigen::Vector3d(1e6, -2e6, 7e6),
                                   Eigen::Vector3d(0, 0, -8e6), Eigen::Vector3d(-5e6, 4e6, 3e6)}) {
    const Vector3<double> a = force.acceleration_m_s2(BasicState<double>{r, {}}, upright());
    for (int n = 0; n < 3; ++n) {
      const double step =
          100.0;  // m: differences of fourth order are good to 1e-9 of the largest component here
      const Eigen::Vector3d e = step * Eigen::Vector3d::Unit(n);
      const double slope =
          (8.0 * (potential(r + e) - potential(r - e)) - (potential(r + 2 * e) - potential(r - 2 * e))) /
          (12.0 * step);
      CHECK(std::abs(a[n] - slope) < 2e-9 * a.norm());
    }
  }
}

TEST_CASE("j2: the pole is the Earth's of date, not the ICRF's", "[dynamics]") {
  // Against the celestial intermediate pole that the ITRF rotation uses (IAU 2006/2000A): the difference of
  // IAU 2000B and of the interpolation are 1 milliarcsecond each, 5e-9 rad.
  const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  EnvironmentLayout layout(earth);
  layout.add_earth_pole();
  EnvironmentSource source(layout, Ephemeris::embedded(), start, start.tdb());
  for (const double elapsed_s : {0.0, 40000.0, 86400.0, 1e6, -3e5, 2.5e6, 2.6e6}) {
    Environment<double> environment;
    source.fill({&elapsed_s, 1}, {&environment, 1});
    const Eigen::Matrix3d R =
        rotation(Axes::icrf, Axes::itrf, start + Duration::seconds(elapsed_s), Ephemeris::embedded()).R;
    const Eigen::Vector3d expected = R.row(2).transpose();
    CHECK((Eigen::Vector3d(environment.earth_pole) - expected).norm() < 1e-8);
    CHECK((expected - Eigen::Vector3d::UnitZ()).norm() > 2e-3);  // precession since 2000
  }
}

TEST_CASE("j2: far from the Earth, seen from the Moon, hardly anything of it is left", "[dynamics]") {
  // It acts on the Moon as on what is near it: 1.2e-9 m/s^2 on each, the difference a hundredth at 4000 km.
  EarthJ2 force = j2(earth);
  EnvironmentLayout layout(moon);
  force.bind(layout);
  Environment<double> environment = upright();
  environment.positions_m[0] = {3.844e8, 0.0, 0.0};
  force.accelerate_center(environment);
  const Vector3<double> direct =
      force.acceleration_m_s2(BasicState<double>{{4e6, 0.0, 0.0}, {}}, environment);
  CHECK(direct.norm() > 1e-9);
  CHECK((direct - environment.center_acceleration_m_s2).norm() < 0.05 * direct.norm());
}

TEST_CASE("j2: other bodies and impossible figures are refused", "[dynamics]") {
  CHECK_THROWS_WITH(j2(moon),
                    "j2(moon): only the Earth's J2 is built in. Use j2(earth), or a force of your own");
  CHECK_THROWS_AS(j2(earth, {.j2 = std::nan("")}), InvalidArgument);
  CHECK_THROWS_AS(j2(earth, {.reference_radius_m = 0.0}), InvalidArgument);
  CHECK_THROWS_AS(j2(earth, {.mu_m3_s2 = -1.0}), InvalidArgument);
}
