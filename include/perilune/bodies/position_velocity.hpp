#pragma once

#include <Eigen/Core>

namespace perilune {

/// Three components over any scalar: a number, a pack of numbers or a dual number.
template <class T>
using Vector3 = Eigen::Matrix<T, 3, 1>;

/// Where a point is and how it moves, relative to a centre and in axes that the context names.
struct PositionVelocity {
  Eigen::Vector3d position_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
};

}  // namespace perilune
