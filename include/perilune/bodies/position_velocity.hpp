#pragma once

#include <Eigen/Core>

#include <perilune/bodies/vector3.hpp>

namespace perilune {

/// Where a point is and how it moves, relative to a centre and in axes that the context names.
struct PositionVelocity {
  Eigen::Vector3d position_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
};

}  // namespace perilune
