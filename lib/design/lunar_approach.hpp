#pragma once

#include <algorithm>
#include <cmath>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/transfer_conic.hpp>

namespace perilune::detail {

/// What is wanted of an arrival at the Moon.
struct Arrival {
  double perilune_m = 0.0;
  double inclination_rad = 0.0;
  ArrivalBranch branch = ArrivalBranch::north;
};

/// The shortest coast from the insertion to the injection: a flight that needs a shorter one by the conics
/// may need none, or less, in the full model, and goes round once more.
inline constexpr double least_coast_s = 120.0;

/// Where the conic about the Earth has to lead: it does not know that the Moon attracts. The craft falls
/// towards the Moon and is at its perilune before the conic passes the Moon, which has gone on by then by
/// half a degree an hour; and the conic passes not through the Moon but B beside it.
struct LunarApproach {
  double head_start_s = 0.0;                         ///< from the perilune to the conic's passage
  Eigen::Vector3d miss_m = Eigen::Vector3d::Zero();  ///< B
};

/// @param v_infinity_m_s  of the conic, relative to the Moon
/// @param pole            unit vector of the Moon's axis of spin, in the same axes
inline LunarApproach lunar_approach(const Eigen::Vector3d& v_infinity_m_s, const Arrival& arrival,
                                    const Eigen::Vector3d& pole) {
  // Wider than the sphere of influence (66,000 km), so that what the Moon pulls the craft across its plane
  // before that is in it on the whole: lift-offs of the full model then lie evenly about this model's.
  constexpr double from_m = 110e6;
  constexpr double slowest_m_s = 500.0;
  BPlane plane;
  plane.v_infinity_m_s = std::max(slowest_m_s, v_infinity_m_s.norm());
  plane.s = v_infinity_m_s.normalized();
  plane.t = plane.s.cross(pole).normalized();
  plane.r = plane.s.cross(plane.t);
  plane.declination_rad = std::asin(std::clamp(plane.s.dot(pole), -1.0, 1.0));
  const BPlaneAim aim =
      b_plane_aim(plane, mu_moon_m3_s2, arrival.perilune_m, arrival.inclination_rad, arrival.branch);
  return {lunar_head_start_s(plane.v_infinity_m_s, arrival.perilune_m, from_m),
          aim.b_t_m * plane.t + aim.b_r_m * plane.r};
}

}  // namespace perilune::detail
