#include <perilune/dynamics/spherical_harmonics.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/frames/moon_axes.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

template <class Model>
Vector3<double> acceleration(Model model, BodyId center, const Eigen::Vector3d& position_m) {
  EnvironmentLayout layout(center);
  model.bind(layout);
  EnvironmentSource source(layout, Ephemeris::embedded(), start, start.tdb());
  Environment<double> environment;
  const double now[1] = {0.0};
  source.fill(now, {&environment, 1});
  model.accelerate_center(environment);
  return model.acceleration_m_s2(BasicState<double>{position_m, {}}, environment);
}

}  // namespace

TEST_CASE("spherical harmonics: the field of the Moon turns with its principal axes", "[dynamics]") {
  const Eigen::Vector3d r_moon_sc_icrf_m(1.2e6, -0.8e6, 1.1e6);
  const Eigen::Matrix3d R_pa_icrf = moon_pa_from_icrf(start).R;
  const detail::HarmonicSeries series(embedded_moon_gravity(), 20, 20);
  const Eigen::Vector3d in_axes = series.acceleration_m_s2(Vector3<double>(R_pa_icrf * r_moon_sc_icrf_m));
  const Eigen::Vector3d expected = R_pa_icrf.transpose() * in_axes;
  const Eigen::Vector3d found =
      acceleration(forces(spherical_harmonics(moon, {.degree = 20})), moon, r_moon_sc_icrf_m);
  CHECK((found - expected).norm() < 1e-14 * expected.norm());
  // The axes are not ICRF's: without the rotation it would be another acceleration.
  CHECK((expected - Eigen::Vector3d(series.acceleration_m_s2(Vector3<double>(r_moon_sc_icrf_m)))).norm() >
        1e-5 * expected.norm());
}

TEST_CASE("spherical harmonics: the zonal term of degree 2 of the Earth is its point mass and J2",
          "[dynamics]") {
  // The pole of j2 is that of IAU 2000B, to 5e-9 rad.
  const double mu = embedded_earth_gravity().mu_m3_s2;
  for (const Eigen::Vector3d& r :
       {Eigen::Vector3d(7e6, 1e5, 2e6), Eigen::Vector3d(0.0, 0.0, -7e6), Eigen::Vector3d(-3e7, 2e7, 1e7)}) {
    const Vector3<double> field =
        acceleration(forces(spherical_harmonics(earth, {.degree = 2, .order = 0})), earth, r);
    const Vector3<double> parts =
        acceleration(forces(point_mass(earth, {.mu_m3_s2 = mu}), j2(earth, {.mu_m3_s2 = mu})), earth, r);
    CHECK((field - parts).norm() < 1e-11 * field.norm());
  }
}

TEST_CASE("spherical harmonics: what a body does to another centre is subtracted", "[dynamics]") {
  const Eigen::Vector3d r_moon_sc_m(2e6, 3e5, -1e5);
  const Eigen::Vector3d r_earth_moon_m = Ephemeris::embedded().position_m(moon, earth, start);
  const auto model = [] {
    return forces(spherical_harmonics(earth, {.degree = 10}), spherical_harmonics(moon, {.degree = 10}));
  };
  const Vector3<double> about_moon = acceleration(model(), moon, r_moon_sc_m);
  const Vector3<double> about_earth = acceleration(model(), earth, r_earth_moon_m + r_moon_sc_m);
  // Seen from the Earth and from the Moon the accelerations differ by that of the Moon relative to the Earth.
  const detail::HarmonicSeries earth_series(embedded_earth_gravity(), 10, 10);
  const double mu = embedded_earth_gravity().mu_m3_s2 + embedded_moon_gravity().mu_m3_s2;
  const Eigen::Vector3d between = about_earth - about_moon;
  const Eigen::Vector3d kepler = -mu / std::pow(r_earth_moon_m.norm(), 3) * r_earth_moon_m;
  CHECK((between - kepler).norm() < 2e-6 * kepler.norm());  // flattening of both: J2 (R/r)^2 = 3e-7 and less
  CHECK((between - kepler).norm() > 1e-9 * kepler.norm());
}

TEST_CASE("spherical harmonics: the same at run time, Earth and Moon at once", "[dynamics]") {
  const Eigen::Vector3d r(2e6, 3e5, -1e5);
  const auto of_moon = spherical_harmonics(moon, {.degree = 30});
  const auto of_earth = spherical_harmonics(earth, {.degree = 8, .order = 4});
  CHECK(of_moon.body() == moon);
  CHECK(of_moon.degree() == 30);
  CHECK(of_moon.order() == 30);
  CHECK(of_earth.order() == 4);
  CHECK(spherical_harmonics(moon).degree() == 150);
  CHECK(spherical_harmonics(earth).degree() == 90);
  StandardForces at_run_time;
  at_run_time.add(of_moon).add(point_mass(sun)).add(of_earth);
  CHECK(at_run_time.fields().size() == 2);
  CHECK_FALSE(at_run_time.empty());
  const Vector3<double> a = acceleration(at_run_time, moon, r);
  const Vector3<double> b = acceleration(forces(of_moon, point_mass(sun), of_earth), moon, r);
  CHECK((a - b).norm() <= 1e-15 * a.norm());
  static_assert(detail::StandardModel<decltype(forces(of_moon, point_mass(sun)))>::value);
}

TEST_CASE("spherical harmonics: a body cannot attract twice", "[dynamics]") {
  const auto bound = [](auto model) {
    EnvironmentLayout layout(moon);
    model.bind(layout);
  };
  const std::string mend =
      " is in the model twice. spherical_harmonics(moon) has the point mass and all terms of its field in "
      "it: use "
      "it alone, or point_mass(moon) with j2 and without it";
  CHECK_THROWS_WITH(bound(forces(point_mass(moon), spherical_harmonics(moon, {.degree = 2}))),
                    "forces: the point mass of moon" + mend);
  CHECK_THROWS_AS(bound(forces(spherical_harmonics(moon, {.degree = 2}), point_mass(moon))), InvalidArgument);
  CHECK_THROWS_WITH(bound(forces(spherical_harmonics(earth, {.degree = 2}), j2(earth))),
                    Catch::Matchers::StartsWith("forces: the flattening of earth is in the model twice"));
  CHECK_THROWS_AS(
      bound(forces(spherical_harmonics(moon, {.degree = 2}), spherical_harmonics(moon, {.degree = 3}))),
      InvalidArgument);
  CHECK_THROWS_AS(bound(forces(point_mass(sun), point_mass(sun))), InvalidArgument);
  CHECK_NOTHROW(bound(forces(point_mass(earth), j2(earth), spherical_harmonics(moon, {.degree = 2}))));
  StandardForces at_run_time;
  at_run_time.add(spherical_harmonics(moon, {.degree = 2})).add(point_mass(moon));
  CHECK_THROWS_AS(bound(at_run_time), InvalidArgument);
  CHECK_THROWS_AS(at_run_time.add(spherical_harmonics(moon, {.degree = 3})), InvalidArgument);
}

TEST_CASE("spherical harmonics: other bodies, and degrees that the field does not have, are refused",
          "[dynamics]") {
  CHECK_THROWS_WITH(spherical_harmonics(mars),
                    "spherical_harmonics(mars): fields of the earth and the moon alone can be used. Take "
                    "point_mass(mars)");
  CHECK_THROWS_WITH(spherical_harmonics(moon, {.degree = 151}),
                    Catch::Matchers::ContainsSubstring("has degree 2 to 150"));
  CHECK_THROWS_AS(spherical_harmonics(earth, {.degree = 20, .order = 21}), InvalidArgument);
  CHECK_THROWS_AS(spherical_harmonics(mars, {}, embedded_moon_gravity()), InvalidArgument);
}

TEST_CASE("spherical harmonics: a field of one's own", "[dynamics]") {
  GravityField field = embedded_moon_gravity();
  field.mu_m3_s2 *= 2.0;
  const Eigen::Vector3d r(2e6, 3e5, -1e5);
  const Vector3<double> a = acceleration(forces(spherical_harmonics(moon, {.degree = 5}, field)), moon, r);
  const Vector3<double> b = acceleration(forces(spherical_harmonics(moon, {.degree = 5})), moon, r);
  CHECK((a - 2.0 * b).norm() < 1e-15 * a.norm());
}
