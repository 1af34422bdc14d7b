#include <perilune/dynamics/force_model.hpp>

#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// A force of a user's: no base class, no registration.
struct SolarPush {
  double acceleration = 1e-7;
  int place = 0;

  void bind(EnvironmentLayout& layout) { place = layout.add(sun); }

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state, const Environment<T>& environment) const {
    return (state.position_m - environment.position_m(place)).normalized() * T(acceleration);
  }
};

/// One that needs no world, and returns Eigen's vector.
struct Drift {
  Eigen::Vector3d acceleration_m_s2(const BasicState<double>& state) const {
    return Eigen::Vector3d(0.0, 0.0, 1e-9 * state.mass_kg);
  }
};

struct NoForce {};

template <class Model>
Vector3<double> acceleration(Model model, const BasicState<double>& state) {
  const Epoch epoch = Epoch::parse("2026-08-20 TDB");
  EnvironmentLayout layout(earth);
  model.bind(layout);
  EnvironmentSource source(layout, Ephemeris::embedded(), epoch, epoch.tdb());
  Environment<double> environment;
  const double now[1] = {0.0};
  source.fill(now, {&environment, 1});
  model.accelerate_center(environment);
  return model.acceleration_m_s2(state, environment);
}

const BasicState<double> somewhere{{1e8, -5e7, 2e7}, {100.0, 900.0, 30.0}, 5.0};

}  // namespace

static_assert(ForceFor<SolarPush, double> && ForceFor<Drift, double> && ForceFor<PointMass, double>);
static_assert(ForceFor<SolarPush, long double>);
static_assert(!ForceFor<NoForce, double>);

TEST_CASE("forces: the whole is the sum of the parts, users' own among them", "[dynamics]") {
  const Vector3<double> gravity = acceleration(forces(point_mass(earth), point_mass(sun)), somewhere);
  const Vector3<double> push = acceleration(forces(SolarPush()), somewhere);
  const Vector3<double> drift = acceleration(forces(Drift()), somewhere);
  const Vector3<double> all =
      acceleration(forces(point_mass(earth), SolarPush(), point_mass(sun), Drift()), somewhere);
  CHECK(push.norm() == Approx(1e-7));
  CHECK(drift == Vector3<double>(0.0, 0.0, 5e-9));
  CHECK((all - (gravity + push + drift)).norm() <= 1e-15 * gravity.norm());
}

TEST_CASE("forces: the small forces, too, give the same put together at run time", "[dynamics]") {
  using namespace perilune::literals;
  const auto sunlight = solar_radiation_pressure({.area = 10_m2});
  const BasicState<double> low{{6.4e6, -2e6, 1e6}, {1000.0, 6000.0, 4000.0}, 500.0};
  StandardForces at_run_time;
  at_run_time.add(point_mass(earth)).add(solid_tides(earth)).add(solid_tides(moon)).add(sunlight);
  at_run_time.add(relativity()).add(drag({.area = 10_m2}));
  const auto compiled = forces(point_mass(earth), solid_tides(earth), solid_tides(moon), sunlight,
                               relativity(), drag({.area = 10_m2}));
  static_assert(detail::StandardModel<std::remove_const_t<decltype(compiled)>>::value);
  const Vector3<double> a = acceleration(at_run_time, low);
  CHECK((a - acceleration(compiled, low)).norm() <= 1e-15 * a.norm());
  CHECK((a - acceleration(forces(point_mass(earth)), low)).norm() > 1e-7 * a.norm());
  CHECK_THROWS_AS(at_run_time.add(sunlight), InvalidArgument);
  CHECK_THROWS_AS(at_run_time.add(solid_tides(earth)), InvalidArgument);
  CHECK_THROWS_AS(at_run_time.add(relativity()), InvalidArgument);
  CHECK_THROWS_AS(at_run_time.add(drag({.area = 1_m2})), InvalidArgument);
}

TEST_CASE("forces: put together at run time they give the same", "[dynamics]") {
  StandardForces at_run_time;
  at_run_time.add(point_mass(earth)).add(point_mass(moon)).add(point_mass(sun)).add(j2(earth));
  const Vector3<double> a = acceleration(at_run_time, somewhere);
  const Vector3<double> b =
      acceleration(forces(point_mass(earth), point_mass(moon), point_mass(sun), j2(earth)), somewhere);
  CHECK((a - b).norm() <= 1e-15 * a.norm());
}

TEST_CASE("forces: the same built-in force twice is refused", "[dynamics]") {
  StandardForces model;
  model.add(point_mass(moon)).add(j2(earth));
  CHECK_THROWS_WITH(model.add(point_mass(moon)),
                    "forces: the point mass of moon is given twice. Each body attracts once");
  CHECK_THROWS_AS(model.add(j2(earth)), InvalidArgument);
}

TEST_CASE("forces: more bodies than an environment holds are refused", "[dynamics]") {
  EnvironmentLayout layout(earth);
  for (int i = 0; i < EnvironmentLayout::most_bodies; ++i) CHECK(layout.add(BodyId{-1 - i}) == i);
  CHECK(layout.add(BodyId{-1}) == 0);
  CHECK_THROWS_AS(layout.add(BodyId{-100}), InvalidArgument);
}
