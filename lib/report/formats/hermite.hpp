#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>

namespace perilune::detail {

/// A point to interpolate through: time and what holds there.
struct HermiteNode {
  double t_s = 0.0;
  Eigen::Vector3d value;
  Eigen::Vector3d slope;
};

struct HermiteValue {
  Eigen::Vector3d value;
  Eigen::Vector3d slope;
};

/// The polynomial of degree 2n - 1 that has value and slope of all n <= 16 nodes, at `t_s`: divided
/// differences on nodes taken twice. Source: Stoer, Bulirsch, Introduction to Numerical Analysis,
/// section 2.1.5.
inline HermiteValue hermite_at(std::span<const HermiteNode> nodes, double t_s) {
  constexpr std::size_t most = 32;
  const std::size_t count = 2 * nodes.size();
  std::array<double, most> z{};
  std::array<Eigen::Vector3d, most> c;
  for (std::size_t i = 0; i < count; ++i) {
    z[i] = nodes[i / 2].t_s;
    c[i] = nodes[i / 2].value;
  }
  for (std::size_t i = count - 1; i > 0; --i) {
    const bool twice = i % 2 == 1;
    c[i] = twice ? nodes[i / 2].slope : Eigen::Vector3d((c[i] - c[i - 1]) / (z[i] - z[i - 1]));
  }
  for (std::size_t order = 2; order < count; ++order) {
    for (std::size_t i = count - 1; i >= order; --i) c[i] = (c[i] - c[i - 1]) / (z[i] - z[i - order]);
  }
  HermiteValue at{c[count - 1], Eigen::Vector3d::Zero()};
  for (std::size_t i = count - 1; i-- > 0;) {
    at.slope = at.slope * (t_s - z[i]) + at.value;
    at.value = at.value * (t_s - z[i]) + c[i];
  }
  return at;
}

}  // namespace perilune::detail
