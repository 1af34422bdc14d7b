#include <perilune/dynamics/elements.hpp>

#include <cmath>
#include <numbers>
#include <random>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double degree = pi / 180.0;

/// Rounding of a handful of trigonometric functions and products.
constexpr double rounding = 1e-14;

void check_same_state(const PositionVelocity& found, const PositionVelocity& expected, double tolerance) {
  CHECK((found.position_m - expected.position_m).norm() <= tolerance * expected.position_m.norm());
  CHECK((found.velocity_m_s - expected.velocity_m_s).norm() <= tolerance * expected.velocity_m_s.norm());
}

}  // namespace

TEST_CASE("elements: Vallado's example 2-5", "[dynamics]") {
  // Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., example 2-5, with the digits printed
  // there; tolerances are half of the last one.
  const PositionVelocity state{{6524834.0, 6862875.0, 6448296.0}, {4901.327, 5533.756, -1976.341}};
  const ClassicalElements elements = elements_from_state(state, 398600.4418e9);
  CHECK(std::abs(elements.semi_major_axis_m - 36127.343e3) < 30.0);
  CHECK(std::abs(elements.eccentricity - 0.832853) < 1e-6);
  CHECK(std::abs(elements.inclination_rad / degree - 87.870) < 1e-3);
  CHECK(std::abs(elements.node_rad / degree - 227.898) < 1e-3);
  CHECK(std::abs(elements.argument_of_periapsis_rad / degree - 53.38) < 1e-2);
  CHECK(std::abs(elements.true_anomaly_rad / degree - 92.335) < 1e-3);
}

TEST_CASE("elements: tracked orbits and their published states agree", "[dynamics]") {
  // Elements and states of the same orbits, from Bill Gray's collection of tracked orbits (km, km/s; see
  // tests/validation/propagation/README.md): printed to 1 m and 1 mm/s.
  struct Tracked {
    double a_km, e, i_deg, node_deg, argument_deg, mean_deg;
    Eigen::Vector3d position_km, velocity_km_s;
  };
  const Tracked queqiao_2{208452.2176,
                          0.96888026,
                          23.0998,
                          176.647854,
                          186.033193,
                          64.417218484,
                          {-291375.261, 31954.153, -6339.122},
                          {-0.885764, -0.128104, 0.076638}};
  const Tracked change_5{203486.4145,
                         0.9681122,
                         21.29848854,
                         2.20020643,
                         227.66196617,
                         38.2048999,
                         {174362.194, 119244.818, 43844.034},
                         {0.836188, 0.953101, 0.358781}};
  for (const Tracked& orbit : {queqiao_2, change_5}) {
    const ClassicalElements elements{.semi_major_axis_m = orbit.a_km * 1e3,
                                     .eccentricity = orbit.e,
                                     .inclination_rad = orbit.i_deg * degree,
                                     .node_rad = orbit.node_deg * degree,
                                     .argument_of_periapsis_rad = orbit.argument_deg * degree,
                                     .true_anomaly_rad = true_anomaly_rad(orbit.mean_deg * degree, orbit.e)};
    const PositionVelocity state = state_from_elements(elements, mu_earth_m3_s2);
    CHECK((state.position_m - orbit.position_km * 1e3).norm() < 1.0);
    CHECK((state.velocity_m_s - orbit.velocity_km_s * 1e3).norm() < 1e-3);
  }
}

TEST_CASE("elements: a state survives the way through elements and back", "[dynamics][property]") {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 2000; ++i) {
    ClassicalElements elements;
    const bool hyperbola = i % 3 == 0;
    elements.eccentricity = hyperbola ? 1.02 + 3.0 * unit(random) : 0.98 * unit(random);
    elements.semi_major_axis_m = (hyperbola ? -1.0 : 1.0) * (7e6 + 4e8 * unit(random));
    elements.inclination_rad = pi * unit(random);
    elements.node_rad = 2 * pi * unit(random);
    elements.argument_of_periapsis_rad = 2 * pi * unit(random);
    const double furthest = hyperbola ? 0.95 * std::acos(-1.0 / elements.eccentricity) : pi;
    elements.true_anomaly_rad = furthest * (2.0 * unit(random) - 1.0);
    CAPTURE(i, elements.eccentricity, elements.inclination_rad, elements.true_anomaly_rad);
    const PositionVelocity state = state_from_elements(elements, mu_earth_m3_s2);
    const ClassicalElements found = elements_from_state(state, mu_earth_m3_s2);
    // The semi-major axis is a difference of two energies: near the parabola it loses what they cancel.
    check_same_state(state_from_elements(found, mu_earth_m3_s2), state, 1e-11);
    CHECK(std::abs(found.eccentricity - elements.eccentricity) < 1e-13 * (1.0 + elements.eccentricity));
    CHECK(std::abs(found.inclination_rad - elements.inclination_rad) < 1e-12);
  }
}

TEST_CASE("elements: circular and equatorial orbits have the angles of the convention", "[dynamics]") {
  const double a_m = 7e6;
  const double node = 1.0;
  const double latitude = 2.0;

  SECTION("circular and inclined: periapsis at the node") {
    const PositionVelocity state = state_from_elements(
        {.semi_major_axis_m = a_m, .inclination_rad = 0.5, .node_rad = node, .true_anomaly_rad = latitude},
        mu_earth_m3_s2);
    const ClassicalElements found = elements_from_state(state, mu_earth_m3_s2);
    CHECK(found.argument_of_periapsis_rad == 0.0);
    CHECK(found.node_rad == Approx(node).epsilon(rounding));
    CHECK(found.true_anomaly_rad == Approx(latitude).epsilon(rounding));
  }
  SECTION("eccentric and equatorial: node on the x axis") {
    const PositionVelocity state = state_from_elements({.semi_major_axis_m = a_m,
                                                        .eccentricity = 0.3,
                                                        .node_rad = node,
                                                        .argument_of_periapsis_rad = 0.25,
                                                        .true_anomaly_rad = latitude},
                                                       mu_earth_m3_s2);
    const ClassicalElements found = elements_from_state(state, mu_earth_m3_s2);
    CHECK(found.inclination_rad == 0.0);
    CHECK(found.node_rad == 0.0);
    CHECK(found.argument_of_periapsis_rad == Approx(node + 0.25).epsilon(1e-13));
    CHECK(found.true_anomaly_rad == Approx(latitude).epsilon(1e-13));
  }
  SECTION("retrograde in the equator: angles count in the direction of motion") {
    const PositionVelocity state{{a_m, 0.0, 0.0}, {0.0, -std::sqrt(mu_earth_m3_s2 / a_m), 0.0}};
    const ClassicalElements found = elements_from_state(state, mu_earth_m3_s2);
    CHECK(found.inclination_rad == Approx(pi).epsilon(rounding));
    CHECK(found.true_anomaly_rad == 0.0);
    check_same_state(state_from_elements(found, mu_earth_m3_s2), state, rounding);
    ClassicalElements later = found;
    later.true_anomaly_rad = 0.5 * pi;
    CHECK(state_from_elements(later, mu_earth_m3_s2).position_m.y() == Approx(-a_m).epsilon(rounding));
  }
  SECTION("circular and equatorial: only the true longitude is left") {
    const PositionVelocity state =
        state_from_elements({.semi_major_axis_m = a_m, .true_anomaly_rad = latitude}, mu_earth_m3_s2);
    const ClassicalElements found = elements_from_state(state, mu_earth_m3_s2);
    CHECK(found.node_rad == 0.0);
    CHECK(found.argument_of_periapsis_rad == 0.0);
    CHECK(found.true_anomaly_rad == Approx(latitude).epsilon(rounding));
  }
}

TEST_CASE("elements: mean and true anomaly undo each other and satisfy Kepler's equation",
          "[dynamics][property]") {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 5000; ++i) {
    const bool hyperbola = i % 4 == 0;
    const double e = hyperbola    ? 1.0001 + 5.0 * unit(random)
                     : i % 4 == 1 ? 1.0 - std::pow(10.0, -6 * unit(random))
                                  : unit(random);
    const double mean = hyperbola ? 200.0 * (unit(random) - 0.5) : 40.0 * (unit(random) - 0.5);
    if (e == 1.0) continue;
    const double nu = true_anomaly_rad(mean, e);
    CAPTURE(i, e, mean, nu);
    // Near the asymptote, and near the periapsis of a long ellipse, the anomaly that is given has fewer
    // digits in the one that is looked for: by the derivative of one by the other.
    const double r = std::abs(1.0 - e * e) / (1.0 + e * std::cos(nu));
    const double derivative = r * r / std::sqrt(std::abs(1.0 - e * e));
    CHECK(std::abs(mean_anomaly_rad(nu, e) - mean) <=
          1e-14 * (1.0 + std::abs(mean) + 10.0 * derivative * (1.0 + std::abs(nu))));
    if (!hyperbola) CHECK(std::abs(nu - mean) <= pi);
  }
}

TEST_CASE("elements: what is no Keplerian orbit is refused", "[dynamics]") {
  const double mu = mu_earth_m3_s2;
  const PositionVelocity parabola{{7e6, 0.0, 0.0}, {0.0, std::sqrt(2.0 * mu / 7e6), 0.0}};
  CHECK_THROWS_WITH(elements_from_state(parabola, mu),
                    Catch::Matchers::ContainsSubstring("the orbit is a parabola"));
  CHECK_THROWS_AS(elements_from_state({{7e6, 0.0, 0.0}, {1000.0, 0.0, 0.0}}, mu), InvalidArgument);
  CHECK_THROWS_AS(elements_from_state({{0.0, 0.0, 0.0}, {1000.0, 0.0, 0.0}}, mu), InvalidArgument);
  CHECK_THROWS_AS(elements_from_state({{7e6, 0.0, std::nan("")}, {0.0, 7500.0, 0.0}}, mu), InvalidArgument);
  CHECK_THROWS_AS(elements_from_state({{7e6, 0.0, 0.0}, {0.0, 7500.0, 0.0}}, 0.0), InvalidArgument);

  CHECK_THROWS_AS(state_from_elements({.semi_major_axis_m = 7e6, .eccentricity = 1.0}, mu), InvalidArgument);
  CHECK_THROWS_AS(state_from_elements({.semi_major_axis_m = 7e6, .eccentricity = -0.1}, mu), InvalidArgument);
  CHECK_THROWS_AS(state_from_elements({.semi_major_axis_m = -7e6, .eccentricity = 0.5}, mu), InvalidArgument);
  CHECK_THROWS_AS(state_from_elements({.semi_major_axis_m = 7e6, .eccentricity = 1.5}, mu), InvalidArgument);
  CHECK_THROWS_WITH(state_from_elements({.semi_major_axis_m = 7e6, .inclination_rad = 28.5}, mu),
                    Catch::Matchers::ContainsSubstring("Was it given in degrees?"));
  CHECK_THROWS_WITH(
      state_from_elements({.semi_major_axis_m = -7e6, .eccentricity = 1.5, .true_anomaly_rad = 3.0}, mu),
      Catch::Matchers::ContainsSubstring("never comes to the true anomaly"));
  CHECK_THROWS_AS(true_anomaly_rad(0.1, 1.0), InvalidArgument);
  CHECK_THROWS_AS(true_anomaly_rad(std::nan(""), 0.1), InvalidArgument);
  CHECK_THROWS_AS(mean_anomaly_rad(3.0, 1.5), InvalidArgument);
}
