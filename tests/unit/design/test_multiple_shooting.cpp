#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/design/lambert.hpp>
#include <perilune/design/multiple_shooting.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

using Matrix6 = Eigen::Matrix<double, 6, 6>;

/// Two-body motion with mu = 1 and its variations, by Runge and Kutta's classical rule.
struct Variations {
  ShootingState y;
  Matrix6 phi;
};

Variations rate(const Variations& v) {
  const Eigen::Vector3d r = v.y.head<3>();
  const double r2 = r.squaredNorm(), r3 = r2 * std::sqrt(r2);
  Matrix6 A = Matrix6::Zero();
  A.topRightCorner<3, 3>().setIdentity();
  A.bottomLeftCorner<3, 3>() = 3.0 / (r3 * r2) * r * r.transpose() - Eigen::Matrix3d::Identity() / r3;
  Variations out;
  out.y << v.y.tail<3>(), -r / r3;
  out.phi = A * v.phi;
  return out;
}

std::optional<ShootingArcEnd> kepler_arc(const ShootingState& state, double from, double until) {
  Variations v{state, Matrix6::Identity()};
  constexpr int steps = 200;
  const double h = (until - from) / steps;
  const auto plus = [&v](const Variations& k, double f) {
    return Variations{v.y + f * k.y, v.phi + f * k.phi};
  };
  ShootingArcEnd end;
  end.rate_at_begin = rate(v).y;
  for (int i = 0; i < steps; ++i) {
    const Variations k1 = rate(v), k2 = rate(plus(k1, h / 2)), k3 = rate(plus(k2, h / 2)),
                     k4 = rate(plus(k3, h));
    v.y += h / 6 * (k1.y + 2 * k2.y + 2 * k3.y + k4.y);
    v.phi += h / 6 * (k1.phi + 2 * k2.phi + 2 * k3.phi + k4.phi);
  }
  end.state = v.y;
  end.transition = v.phi;
  end.rate_at_end = rate(v).y;
  return end;
}

ShootingNode node(double time, const Eigen::Vector3d& r, const Eigen::Vector3d& v) {
  ShootingNode made;
  made.time = time;
  made.state << r, v;
  return made;
}

}  // namespace

TEST_CASE("shoot: nodes off a transfer between fixed ends come to Lambert's solution", "[design][unit]") {
  const Eigen::Vector3d r1(1.0, 0.0, 0.0), r2(-0.8, 1.2, 0.3);
  const double time = 2.5;
  std::vector<ShootingNode> nodes;
  for (int i = 0; i <= 4; ++i) {  // on a straight line at a constant pace
    nodes.push_back(node(time * i / 4.0, r1 + (r2 - r1) * i / 4.0 + Eigen::Vector3d(0, 0.3, 0) * (i % 4 > 0),
                         (r2 - r1) / time + Eigen::Vector3d(0, 0.5, 0)));
  }
  nodes.front().position_fixed = nodes.back().position_fixed = true;
  const ShootingResult result = shoot(nodes, kepler_arc);
  INFO(result.correction.report());
  REQUIRE(result.correction.status == CorrectionStatus::converged);
  const LambertSolution lambert = solve_lambert({r1, r2, time, 1.0});
  CHECK((result.nodes.front().state.tail<3>() - lambert.v1_m_s).norm() < 1e-7);  // the rule's own error
  CHECK((result.nodes.back().state.tail<3>() - lambert.v2_m_s).norm() < 1e-7);
}

TEST_CASE("shoot: a free time and a condition: to a place with an energy that is asked for",
          "[design][unit]") {
  const Eigen::Vector3d r1(1.0, 0.0, 0.0);
  std::vector<ShootingNode> nodes{node(0.0, r1, {0.0, 1.15, 0.0}), node(1.5, {0.2, 1.2, 0.0}, {-1, 0.3, 0}),
                                  node(3.0, {-1.2, 0.9, 0.0}, {-0.6, -0.6, 0})};
  nodes[0].position_fixed = true;
  nodes[1].time_fixed = nodes[2].time_fixed = false;
  nodes[2].position_fixed = true;
  const ShootingCondition energy{"energy", 0, 1e-12, [](const ShootingState& y, double) {
                                   ShootingCondition::Value value;
                                   value.residual =
                                       0.5 * y.tail<3>().squaredNorm() - 1.0 / y.head<3>().norm() + 0.3;
                                   value.gradient.segment<3>(3) = y.tail<3>();
                                   return value;
                                 }};
  const ShootingResult result = shoot(nodes, kepler_arc, {energy});
  INFO(result.correction.report());
  REQUIRE(result.correction.status == CorrectionStatus::converged);
  const LambertSolution check =
      solve_lambert({r1, nodes[2].state.head<3>(), result.nodes[2].time - result.nodes[0].time, 1.0});
  CHECK((result.nodes[0].state.tail<3>() - check.v1_m_s).norm() < 1e-7);
  CHECK(0.5 * check.v1_m_s.squaredNorm() - 1.0 == Approx(-0.3).margin(1e-7));
}

TEST_CASE("shoot: an impulse is the jump of the velocity at its node", "[design][unit]") {
  const Eigen::Vector3d r0(1.0, 0.0, 0.0), r1(0.0, 1.1, 0.0), r2(-1.0, 0.0, 0.2);
  std::vector<ShootingNode> nodes{node(0.0, r0, {0.0, 1.0, 0.0}), node(1.6, r1, {-1.0, 0.0, 0.0}),
                                  node(3.2, r2, {0.0, -1.0, 0.0})};
  for (ShootingNode& each : nodes) each.position_fixed = true;
  nodes[1].impulse = true;
  const ShootingResult result = shoot(nodes, kepler_arc);
  REQUIRE(result.correction.status == CorrectionStatus::converged);
  REQUIRE(result.impulses.size() == 1);
  const Eigen::Vector3d expected =
      solve_lambert({r1, r2, 1.6, 1.0}).v1_m_s - solve_lambert({r0, r1, 1.6, 1.0}).v2_m_s;
  CHECK((result.impulses[0] - expected).norm() < 1e-7);
}

TEST_CASE("shoot: refuses nodes that are no way", "[design][errors]") {
  const ShootingNode one = node(0.0, {1, 0, 0}, {0, 1, 0});
  CHECK_THROWS_AS(shoot({one}, kepler_arc), InvalidArgument);
  CHECK_THROWS_AS(shoot({one, one}, kepler_arc), InvalidArgument);
  CHECK_THROWS_AS(shoot({one, node(1.0, {0, 1, 0}, {-1, 0, 0})}, kepler_arc, {{"nowhere", 7, 1.0, {}}}),
                  InvalidArgument);
}
