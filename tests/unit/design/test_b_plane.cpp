#include <cmath>
#include <random>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/dynamics/elements.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double pi = 3.14159265358979323846;
const Eigen::Vector3d north(0.0, 0.0, 1.0);

ClassicalElements hyperbola(std::mt19937_64& generator) {
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  ClassicalElements elements;
  elements.eccentricity = 1.1 + 2.0 * unit(generator);
  elements.semi_major_axis_m = -(1e6 + 1e7 * unit(generator));
  elements.inclination_rad = 0.05 + 3.0 * unit(generator);
  elements.node_rad = 2.0 * pi * unit(generator);
  elements.argument_of_periapsis_rad = 2.0 * pi * unit(generator);
  elements.true_anomaly_rad = (2.0 * unit(generator) - 1.0) * 0.95 * std::acos(-1.0 / elements.eccentricity);
  return elements;
}

}  // namespace

TEST_CASE("b_plane: a straight pass beside a light body is its own miss vector", "[design][unit]") {
  // Northward of a body without weight, moving along x: T = S x pole = -y, R = S x T = -z.
  const auto plane = b_plane({{-1e9, 0.0, 5e6}, {1000.0, 0.0, 0.0}}, 1.0, north);
  REQUIRE(plane);
  CHECK((plane->t - Eigen::Vector3d(0, -1, 0)).norm() < 1e-12);
  CHECK((plane->r - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
  CHECK(plane->b_r_m == Approx(-5e6));
  CHECK(std::abs(plane->b_t_m) < 1e-3);
  CHECK(plane->periapsis_m == Approx(5e6));
  CHECK(plane->time_to_periapsis_s == Approx(1e6));
  CHECK(plane->inclination_rad == Approx(pi / 2.0));
}

TEST_CASE("b_plane: says the same of a hyperbola as its elements", "[design][property]") {
  std::mt19937_64 generator(11);
  for (int i = 0; i < 500; ++i) {
    const ClassicalElements elements = hyperbola(generator);
    CAPTURE(i, elements.eccentricity, elements.true_anomaly_rad);
    const auto plane = b_plane(state_from_elements(elements, mu_moon_m3_s2), mu_moon_m3_s2, north);
    REQUIRE(plane);
    const double a_m = -elements.semi_major_axis_m;
    CHECK(plane->periapsis_m == Approx(a_m * (elements.eccentricity - 1.0)).epsilon(1e-11));
    CHECK(plane->inclination_rad == Approx(elements.inclination_rad).epsilon(1e-11));
    CHECK(plane->v_infinity_m_s == Approx(std::sqrt(mu_moon_m3_s2 / a_m)).epsilon(1e-11));
    const double mean = mean_anomaly_rad(elements.true_anomaly_rad, elements.eccentricity);
    const double rate = std::sqrt(mu_moon_m3_s2 / (a_m * a_m * a_m));
    CHECK(plane->time_to_periapsis_s == Approx(-mean / rate).epsilon(1e-9).margin(1e-6));
    // Far out on the way in, the motion is along S, at the distance |B| from the centre.
    ClassicalElements far = elements;
    far.true_anomaly_rad = -std::acos(-1.0 / elements.eccentricity) + 1e-7;
    const PositionVelocity before = state_from_elements(far, mu_moon_m3_s2);
    CHECK((before.velocity_m_s.normalized() - plane->s).norm() < 1e-6);
  }
}

TEST_CASE("b_plane: the aim leads to the periapsis and the inclination, on the side asked for",
          "[design][property]") {
  std::mt19937_64 generator(12);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 500; ++i) {
    const auto plane =
        b_plane(state_from_elements(hyperbola(generator), mu_moon_m3_s2), mu_moon_m3_s2, north);
    const double inclination_rad = pi * unit(generator);
    const ArrivalBranch branch = i % 2 == 0 ? ArrivalBranch::north : ArrivalBranch::south;
    const BPlaneAim aim = b_plane_aim(*plane, mu_moon_m3_s2, 1.9e6, inclination_rad, branch);
    const double least = std::abs(plane->declination_rad);
    CAPTURE(i, inclination_rad, least);
    const bool reachable = inclination_rad >= least && inclination_rad <= pi - least;
    CHECK((aim.unreachable_by_rad == 0.0) == reachable);
    // Fly it: from far out on the asymptote that the aim names.
    const Eigen::Vector3d b_m = aim.b_t_m * plane->t + aim.b_r_m * plane->r;
    const double a_m = mu_moon_m3_s2 / (plane->v_infinity_m_s * plane->v_infinity_m_s);
    const double e = std::hypot(1.0, b_m.norm() / a_m);
    const Eigen::Vector3d unit_h = b_m.cross(plane->s).normalized();
    const Eigen::Vector3d unit_e = (plane->s + std::sqrt(e * e - 1.0) * plane->s.cross(unit_h)) / e;
    CHECK(a_m * (e - 1.0) == Approx(1.9e6).epsilon(1e-10));
    CHECK(std::acos(unit_h.z()) == Approx(aim.inclination_rad).margin(1e-7));
    CHECK(unit_e.norm() == Approx(1.0).epsilon(1e-12));
    if (reachable) CHECK((b_m.dot(north) > 0.0) == (branch == ArrivalBranch::north));
  }
}

TEST_CASE("b_plane: there is none of an ellipse, and none that the pole does not span", "[design][errors]") {
  CHECK_FALSE(b_plane({{2e6, 0, 0}, {0, 1000, 0}}, mu_moon_m3_s2, north));
  CHECK_THROWS_AS(b_plane({{2e6, 0, 0}, {5000, 0, 0}}, mu_moon_m3_s2, north), InvalidArgument);
  CHECK_THROWS_AS(b_plane_aim({}, mu_moon_m3_s2, -1.0, 0.0, ArrivalBranch::north), InvalidArgument);
}
