// Forces are templates over the scalar: on packs they do what they do on each lane's double.
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/j2.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>
#include <perilune/dynamics/standard_forces.hpp>

#include <cmath>

#include "support/catch.hpp"

using namespace perilune;

namespace {

template <class T>
Environment<T> world() {
  Environment<T> environment;
  environment.positions_m[1] = {T(3.1e8), T(-2.0e8), T(0.9e8)};
  environment.positions_m[2] = {T(1.1e11), T(-0.9e11), T(0.4e11)};
  environment.earth_pole = {T(0.001), T(-0.002), T(std::sqrt(1.0 - 5e-6))};
  environment.moon_axes = {{T(0.6), T(0.8), T(0.0)}, {T(-0.8), T(0.6), T(0.0)}, {T(0.0), T(0.0), T(1.0)}};
  return environment;
}

template <class T>
BasicState<T> near_the_moon() {
  BasicState<T> state;
  state.position_m = Vector3<T>(T(3.1e8), T(-2.0e8), T(0.9e8));
  return state;
}

template <int N>
void check_lanes() {
  using P = simd::pack<double, N>;
  ForceModel model(point_mass(earth), j2(earth), spherical_harmonics(moon, {.degree = 20}));
  EnvironmentLayout layout(earth);
  model.bind(layout);

  Environment<P> environment = world<P>();
  BasicState<P> state = near_the_moon<P>();
  const auto offset = [](int lane) { return Vector3<double>(1.8e6 + 2e5 * lane, -4e4 * lane, 1e5 * lane); };
  for (int i = 0; i < 3; ++i) {
    P steps;
    for (int lane = 0; lane < N; ++lane) steps.set(lane, offset(lane)[i]);
    state.position_m[i] += steps;
  }
  model.accelerate_center(environment);
  const Vector3<P> together = model.acceleration_m_s2(state, environment);
  for (int lane = 0; lane < N; ++lane) {
    Environment<double> one = world<double>();
    BasicState<double> alone = near_the_moon<double>();
    alone.position_m += offset(lane);
    model.accelerate_center(one);
    const Vector3<double> expected = model.acceleration_m_s2(alone, one);
    const Vector3<double> made(together.x()[lane], together.y()[lane], together.z()[lane]);
    CAPTURE(N, lane);
    CHECK((made - expected).norm() < 1e-14 * expected.norm());
  }
}

}  // namespace

TEST_CASE("forces: a pack of states is accelerated as its members are", "[dynamics]") {
  check_lanes<2>();
  check_lanes<4>();
  check_lanes<8>();
}

TEST_CASE("forces: sunlight, tides, drag and relativity of a pack, some lanes in the dark", "[dynamics]") {
  using P = simd::pack<double, 4>;
  ForceModel model(point_mass(earth), point_mass(moon), solid_tides(earth), solid_tides(moon),
                   solar_radiation_pressure({.area = Area::from_si(20.0)}),
                   drag({.area = Area::from_si(20.0)}), relativity());
  EnvironmentLayout layout(earth);
  model.bind(layout);
  REQUIRE(layout.body(2) == sun);
  Environment<P> environment = world<P>();
  const Vector3<double> away = (-1.0 * world<double>().positions_m[2]).normalized();
  const Vector3<double> aside = away.cross({0.0, 0.0, 1.0}).normalized();
  // The umbra, the penumbra, full light, and the day side.
  const Vector3<double> places[4] = {6.7e6 * away, 2e7 * away + 6.38e6 * aside, 2e7 * away + 9e6 * aside,
                                     -6.6e6 * away};
  BasicState<P> state;
  state.mass_kg = P(500.0);
  for (int i = 0; i < 3; ++i) {
    for (int lane = 0; lane < 4; ++lane) {
      state.position_m[i].set(lane, places[lane][i]);
      state.velocity_m_s[i].set(lane, 7000.0 * aside[i]);
    }
  }
  model.accelerate_center(environment);
  const Vector3<P> together = model.acceleration_m_s2(state, environment);
  const P shares = std::get<4>(model.parts()).visible_share(state, environment);
  CHECK(shares[0] == 0.0);
  CHECK((shares[1] > 0.01 && shares[1] < 0.99));
  CHECK(shares[2] == 1.0);
  CHECK(shares[3] == 1.0);
  for (int lane = 0; lane < 4; ++lane) {
    Environment<double> one = world<double>();
    model.accelerate_center(one);
    const BasicState<double> alone{places[lane], 7000.0 * aside, 500.0};
    const Vector3<double> expected = model.acceleration_m_s2(alone, one);
    const Vector3<double> made(together.x()[lane], together.y()[lane], together.z()[lane]);
    CAPTURE(lane);
    CHECK((made - expected).norm() < 1e-14 * expected.norm());
  }
}

TEST_CASE("forces: built-in models serve packs", "[dynamics]") {
  using P = simd::pack<double, 8>;
  STATIC_REQUIRE(ForceFor<PointMass, P>);
  STATIC_REQUIRE(ForceFor<EarthJ2, P>);
  STATIC_REQUIRE(ForceFor<SphericalHarmonics, P>);
  STATIC_REQUIRE(EnvironmentForceFor<StandardForces, P>);
}
