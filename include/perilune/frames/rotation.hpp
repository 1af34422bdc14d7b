#pragma once

#include <Eigen/Core>

#include <perilune/bodies/position_velocity.hpp>

namespace perilune {

/// Turns coordinates from one set of axes to another: r_to = R r_from, with the rate of R, so that velocities
/// are right in turning axes: v_to = R v_from + Rdot r_from. Both axes have the same origin.
struct Rotation {
  Eigen::Matrix3d R = Eigen::Matrix3d::Identity();  ///< R_to_from
  Eigen::Matrix3d Rdot = Eigen::Matrix3d::Zero();   ///< its derivative by time [1/s]

  /// The way back: R and Rdot transposed.
  Rotation inverse() const { return {R.transpose(), Rdot.transpose()}; }

  /// How fast the `to` axes turn relative to the `from` axes, resolved in `to` [rad/s].
  Eigen::Vector3d rate_rad_s() const;

  PositionVelocity operator*(const PositionVelocity& from) const {
    return {R * from.position_m, R * from.velocity_m_s + Rdot * from.position_m};
  }

  /// One after the other, the right one first: R_c_b * R_b_a = R_c_a.
  friend Rotation operator*(const Rotation& second, const Rotation& first) {
    return {second.R * first.R, second.R * first.Rdot + second.Rdot * first.R};
  }
};

/// Turns the axes about x, y or z by an angle, in the sense of astronomy: R3(a) carries a vector at angle a
/// from the x axis, in the x-y plane, onto the x axis.
Eigen::Matrix3d R1(double angle_rad);
Eigen::Matrix3d R2(double angle_rad);
Eigen::Matrix3d R3(double angle_rad);

/// The same with their rates, for an angle that changes.
Rotation R1(double angle_rad, double rate_rad_s);
Rotation R2(double angle_rad, double rate_rad_s);
Rotation R3(double angle_rad, double rate_rad_s);

}  // namespace perilune
