#pragma once

#include <optional>

#include <Eigen/Core>

#include <perilune/bodies/position_velocity.hpp>

namespace perilune {

/// Where an approach hyperbola would pass its body if the body did not attract: the B-plane goes through the
/// body's centre, across the incoming asymptote S. Its axes are T = S x pole (in the plane across the pole)
/// and R = S x T (away from the pole's side).
struct BPlane {
  double b_t_m = 0.0;                           ///< component of the miss vector B along T [m]
  double b_r_m = 0.0;                           ///< along R: negative on the side of the pole [m]
  double v_infinity_m_s = 0.0;                  ///< speed far away [m/s]
  double periapsis_m = 0.0;                     ///< distance of the periapsis from the centre [m]
  double inclination_rad = 0.0;                 ///< of the hyperbola to the plane across the pole, 0 to pi
  double time_to_periapsis_s = 0.0;             ///< negative behind it [s]
  double declination_rad = 0.0;                 ///< of S, above the plane across the pole
  Eigen::Vector3d s = Eigen::Vector3d::Zero();  ///< incoming asymptote: direction of the arriving motion
  Eigen::Vector3d t = Eigen::Vector3d::Zero();
  Eigen::Vector3d r = Eigen::Vector3d::Zero();

  double b_m() const { return Eigen::Vector2d(b_t_m, b_r_m).norm(); }
};

/// The B-plane of a state relative to a body, in inertial axes.
///
/// With e and h the vectors of eccentricity and angular momentum and q = h x e / |h e|:
///
///     S = e/|e|^2 + sqrt(1 - 1/e^2) q,   |B| = h / v_inf,   B along S x h
///
/// @param pole  unit vector, e.g. the body's axis of spin, in the same axes
/// @return      nothing if the orbit is no hyperbola, or the asymptote is along the pole (no T)
/// @throws InvalidArgument if mu is not positive or the state moves straight through the centre
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 12.5 (Kizner 1961).
/// Checked in: tests/unit/design/test_b_plane.cpp
std::optional<BPlane> b_plane(const PositionVelocity& state, double mu_m3_s2, const Eigen::Vector3d& pole);

/// On which side of the body the approach passes: over the pole's side, or the other one.
enum class ArrivalBranch { north, south };

/// The point of the B-plane that leads to a periapsis and an inclination.
struct BPlaneAim {
  double b_t_m = 0.0;  ///< [m]
  double b_r_m = 0.0;  ///< [m]
  /// How far the inclination that was asked for lies outside the reachable ones, |declination| to
  /// pi - |declination|: 0 if it is one of them; then the point is that of the nearest reachable one [rad]
  double unreachable_by_rad = 0.0;
  double inclination_rad = 0.0;  ///< that the point leads to
};

/// The aim for a given approach: |B|^2 = r_p^2 + 2 mu r_p / v_inf^2, and cos i = cos(angle of B from T)
/// cos(declination).
///
/// @param approach         its v_infinity and declination are looked at
/// @param periapsis_m      from the centre, > 0 [m]
/// @param inclination_rad  0 to pi
/// @throws InvalidArgument if one is out of range
BPlaneAim b_plane_aim(const BPlane& approach, double mu_m3_s2, double periapsis_m, double inclination_rad,
                      ArrivalBranch branch);

}  // namespace perilune
