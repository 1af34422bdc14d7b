#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/dual.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/drag.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/j2.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/relativity.hpp>
#include <perilune/dynamics/solar_radiation_pressure.hpp>
#include <perilune/dynamics/solid_tides.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

/// A world for the tests: the bodies of a layout at made-up places, axes turned.
template <class T>
Environment<T> world(const EnvironmentLayout& layout) {
  Environment<T> made;
  for (int place = 0; place < layout.size(); ++place) {
    if (layout.body(place) == layout.center()) continue;
    const T k(static_cast<double>(place));
    made.positions_m[static_cast<std::size_t>(place)] = {T(3.1e8) + k * T(1e10), T(-2.2e8), T(0.7e8)};
  }
  made.earth_pole = {T(0.6), T(0.0), T(0.8)};
  made.moon_axes = {{T(0.6), T(0.8), T(0.0)}, {T(-0.8), T(0.6), T(0.0)}, {T(0.0), T(0.0), T(1.0)}};
  made.earth_axes = made.moon_axes;
  return made;
}

/// Partial derivatives of the acceleration by position, [component][by].
template <class T, class Model>
std::array<std::array<T, 3>, 3> partials(const Model& model, const EnvironmentLayout& layout,
                                         const Vector3<double>& at_m) {
  using D = Dual<T, 3>;
  Environment<D> environment = world<D>(layout);
  model.accelerate_center(environment);
  BasicState<D> state;
  for (int i = 0; i < 3; ++i) state.position_m[i] = D::variable(T(at_m[i]), i);
  const Vector3<D> a = model.acceleration_m_s2(state, environment);
  return {a.x().derivative, a.y().derivative, a.z().derivative};
}

template <class Model>
Vector3<long double> acceleration(const Model& model, const EnvironmentLayout& layout,
                                  const Vector3<long double>& at_m) {
  Environment<long double> environment = world<long double>(layout);
  model.accelerate_center(environment);
  BasicState<long double> state;
  state.position_m = at_m;
  return model.acceleration_m_s2(state, environment);
}

/// Largest difference of the partials from central differences, over the largest of them.
template <class Model>
double worst_difference(Model model, BodyId center, const Vector3<double>& at_m) {
  EnvironmentLayout layout(center);
  model.bind(layout);
  const auto exact = partials<double>(model, layout, at_m);
  const long double step_m = 1e-5L * at_m.norm();
  long double largest = 0.0L, worst = 0.0L;
  for (int j = 0; j < 3; ++j) {
    const auto difference = [&](long double h) {
      Vector3<long double> below(at_m.x(), at_m.y(), at_m.z()), above = below;
      below[j] -= h;
      above[j] += h;
      return (acceleration(model, layout, above) - acceleration(model, layout, below)) / (2.0L * h);
    };
    const Vector3<long double> numeric = (4.0L * difference(step_m) - difference(2.0L * step_m)) / 3.0L;
    for (int i = 0; i < 3; ++i) {
      const double partial = exact[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      largest = std::max(largest, std::abs(numeric[i]));
      worst = std::max(worst, std::abs(numeric[i] - partial));
    }
  }
  return static_cast<double>(worst / largest);
}

// Differences of long doubles: 1e-19 of the acceleration, over 1e-5 of the distance.
constexpr double tolerance = 1e-11;

}  // namespace

TEST_CASE("force partials: a point mass has its closed form", "[dynamics]") {
  EnvironmentLayout layout(earth);
  auto model = forces(point_mass(earth));
  model.bind(layout);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  for (int n = 0; n < 20; ++n) {
    const Vector3<double> r(1e8 * unit(random), 1e8 * unit(random), 1e8 * unit(random));
    const double d = r.norm();
    const auto found = partials<double>(model, layout, r);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        // mu / r^5 (3 r r^T - r^2 I)
        const double closed =
            mu_earth_m3_s2 / (d * d * d) * (3.0 * r[i] * r[j] / (d * d) - (i == j ? 1.0 : 0.0));
        CHECK(std::abs(found[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] - closed) <
              1e-14 * mu_earth_m3_s2 / (d * d * d));
      }
    }
  }
}

TEST_CASE("force partials: every force has those of its differences", "[dynamics]") {
  const Vector3<double> near_moon(1.2e6, -0.9e6, 1.4e6), near_earth(-4.1e6, 5.0e6, 3.2e6),
      far(1.1e8, -2.3e8, 0.4e8);
  CHECK(worst_difference(forces(point_mass(moon), point_mass(earth), point_mass(sun)), moon, near_moon) <
        tolerance);
  CHECK(worst_difference(forces(point_mass(moon), point_mass(earth), point_mass(sun)), earth, far) <
        tolerance);
  CHECK(worst_difference(forces(point_mass(earth), j2(earth)), earth, near_earth) < tolerance);
  CHECK(worst_difference(forces(spherical_harmonics(moon, {.degree = 30})), moon, near_moon) < tolerance);
  CHECK(worst_difference(forces(point_mass(earth), solar_radiation_pressure({.area = 4_m2})), earth, far) <
        tolerance);
  CHECK(worst_difference(forces(point_mass(earth), solid_tides(earth)), earth, near_earth) < tolerance);
  CHECK(worst_difference(forces(spherical_harmonics(earth, {.degree = 20}), point_mass(moon)), earth,
                         near_earth) < tolerance);
  CHECK(worst_difference(forces(solar_radiation_pressure({.area = Area::from_si(4.0)})), earth, far) <
        tolerance);
  CHECK(worst_difference(forces(solid_tides(earth)), earth, near_earth) < tolerance);
  CHECK(worst_difference(forces(solid_tides(moon), point_mass(moon)), earth, far) < tolerance);
  CHECK(worst_difference(forces(relativity()), earth, near_earth) < tolerance);
  CHECK(worst_difference(forces(drag({.area = Area::from_si(4.0)})), earth, near_earth) < tolerance);
}

TEST_CASE("force partials: gravity has no divergence and no curl", "[dynamics][property]") {
  EnvironmentLayout layout(moon);
  auto model = forces(spherical_harmonics(moon, {.degree = 40}), point_mass(earth), point_mass(sun));
  model.bind(layout);
  const auto a = partials<long double>(model, layout, {0.3e6, -1.1e6, 1.5e6});
  const long double size = std::abs(a[0][0]) + std::abs(a[1][1]) + std::abs(a[2][2]);
  CHECK(std::abs(a[0][0] + a[1][1] + a[2][2]) < 1e-16L * size);
  CHECK(std::abs(a[0][1] - a[1][0]) < 1e-16L * size);
  CHECK(std::abs(a[0][2] - a[2][0]) < 1e-16L * size);
  CHECK(std::abs(a[1][2] - a[2][1]) < 1e-16L * size);
}

TEST_CASE("force partials: the acceleration is linear in gravitational parameters and J2", "[dynamics]") {
  EnvironmentLayout layout(earth);
  auto model =
      forces(point_mass(earth), j2(earth), spherical_harmonics(moon, {.degree = 4}), point_mass(sun));
  model.bind(layout);
  using D = Dual<double, 4>;
  std::vector<D> parameters;
  for (const ForceParameter& parameter : layout.parameters()) {
    parameters.push_back(D::variable(parameter.value, static_cast<int>(parameters.size())));
  }
  REQUIRE(layout.parameters().size() == 4);
  CHECK(layout.parameters()[1].name == "j2 earth");
  CHECK(layout.parameter_place("mu moon") == 2);
  CHECK_THROWS_AS(layout.parameter_place("mu mars"), InvalidArgument);
  CHECK_THROWS_AS(layout.add_parameter("mu moon", 1.0), InvalidArgument);

  const Vector3<double> at_m(2.9e8, -2.1e8, 0.8e8);
  Environment<D> environment = world<D>(layout);
  environment.parameters = parameters.data();
  model.accelerate_center(environment);
  BasicState<D> state;
  state.position_m = {D(at_m.x()), D(at_m.y()), D(at_m.z())};
  const Vector3<D> found = model.acceleration_m_s2(state, environment);

  // A change of one parameter by a tenth changes the acceleration by a tenth of the parameter times the
  // partial.
  const auto with = [&](int changed, double factor) {
    std::vector<double> values;
    for (const ForceParameter& parameter : layout.parameters()) values.push_back(parameter.value);
    values[static_cast<std::size_t>(changed)] *= factor;
    Environment<double> there = world<double>(layout);
    there.parameters = values.data();
    model.accelerate_center(there);
    BasicState<double> plain;
    plain.position_m = at_m;
    return model.acceleration_m_s2(plain, there);
  };
  for (int k = 0; k < 4; ++k) {
    const Vector3<double> change = with(k, 1.1) - with(k, 1.0);
    const double value = layout.parameters()[static_cast<std::size_t>(k)].value;
    const auto index = static_cast<std::size_t>(k);
    const Vector3<double> partial(found.x().derivative[index], found.y().derivative[index],
                                  found.z().derivative[index]);
    CAPTURE(k, change, partial);
    CHECK((change - 0.1 * value * partial).norm() < 1e-11 * with(k, 1.0).norm());
    CHECK(partial.norm() > 0.0);
  }
}
