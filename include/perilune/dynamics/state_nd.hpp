#pragma once

#include <Eigen/Core>

namespace perilune {

/// A spacecraft in the units and the turning axes of a three- or four-body model: all numbers without unit.
/// The origin is the centre of mass of the two bodies, the large one is at (-mu, 0, 0), the small one at (1 -
/// mu, 0, 0); both rest.
struct StateNd {
  double time_nd = 0.0;
  Eigen::Vector3d position_nd = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_nd = Eigen::Vector3d::Zero();
};

}  // namespace perilune
