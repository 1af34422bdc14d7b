#pragma once

#include <perilune/frames/rotation.hpp>

namespace perilune {

// Axes that a trajectory carries with it. They belong to one state: position and velocity relative to the
// body that is orbited, in non-turning axes ("inertial" below). For directions (a burn, a covariance) the
// matrix is all one needs; the velocity of something relative to turning axes needs their rate, and that the
// acceleration.

/// Rotation from the state's axes to radial, in-track, cross-track: x outward from the body, z along r x v,
/// y = z cross x, forward. CCSDS calls it RTN.
/// @throws InvalidArgument if position and velocity are parallel or zero
Eigen::Matrix3d ric_matrix(const PositionVelocity& inertial);

/// Rotation to velocity, normal, co-normal: x along the velocity, y along r x v, z = x cross y, which is
/// outward on a circular orbit.
/// @throws InvalidArgument if position and velocity are parallel or zero
Eigen::Matrix3d vnc_matrix(const PositionVelocity& inertial);

/// The same with their rates, from the acceleration of the state in its own axes [m/s^2].
Rotation ric_rotation(const PositionVelocity& inertial, const Eigen::Vector3d& acceleration_m_s2);
Rotation vnc_rotation(const PositionVelocity& inertial, const Eigen::Vector3d& acceleration_m_s2);

}  // namespace perilune
