#pragma once

#include <Eigen/Core>
#include <span>

#include "hermite.hpp"

namespace perilune::detail {

/// The polynomials of degree n - 1 through the values, and through the slopes, of all n nodes, at `t_s`.
inline HermiteValue lagrange_at(std::span<const HermiteNode> nodes, double t_s) {
  HermiteValue at{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  for (const HermiteNode& i : nodes) {
    double weight = 1.0;
    for (const HermiteNode& j : nodes) {
      if (&i != &j) weight *= (t_s - j.t_s) / (i.t_s - j.t_s);
    }
    at.value += weight * i.value;
    at.slope += weight * i.slope;
  }
  return at;
}

}  // namespace perilune::detail
