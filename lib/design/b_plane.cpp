#include <perilune/design/b_plane.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

std::optional<BPlane> b_plane(const PositionVelocity& state, double mu_m3_s2, const Eigen::Vector3d& pole) {
  const Eigen::Vector3d& r = state.position_m;
  const Eigen::Vector3d& v = state.velocity_m_s;
  if (!(mu_m3_s2 > 0.0)) {
    throw InvalidArgument(detail::concat("b_plane: mu_m3_s2 is ", mu_m3_s2, ", not above 0"));
  }
  const Eigen::Vector3d h = r.cross(v);
  const double h_norm = h.norm();
  if (!(h_norm > 0.0)) {
    throw InvalidArgument("b_plane: the state moves along its position, or is not finite: it has no plane");
  }
  const double distance_m = r.norm();
  const double v_infinity_squared = v.squaredNorm() - 2.0 * mu_m3_s2 / distance_m;
  if (!(v_infinity_squared > 0.0)) return {};
  BPlane plane;
  plane.v_infinity_m_s = std::sqrt(v_infinity_squared);
  const double a_m = mu_m3_s2 / v_infinity_squared;  // of the semi-major axis, without its sign
  const Eigen::Vector3d e_vector = v.cross(h) / mu_m3_s2 - r / distance_m;
  const double b_m = h_norm / plane.v_infinity_m_s;
  const double e = std::hypot(1.0, b_m / a_m);
  plane.periapsis_m = b_m * b_m / (a_m * (e + 1.0));
  const Eigen::Vector3d unit_h = h / h_norm;
  const Eigen::Vector3d unit_e = e_vector.normalized();
  plane.s = (unit_e / e + b_m / (a_m * e) * unit_h.cross(unit_e)).normalized();
  const Eigen::Vector3d across = plane.s.cross(pole);
  const double cosine = across.norm();
  if (!(cosine > 1e-12)) return {};
  plane.t = across / cosine;
  plane.r = plane.s.cross(plane.t);
  plane.declination_rad = std::atan2(plane.s.dot(pole), cosine);
  const Eigen::Vector3d b_vector_m = b_m * plane.s.cross(unit_h);
  plane.b_t_m = b_vector_m.dot(plane.t);
  plane.b_r_m = b_vector_m.dot(plane.r);
  plane.inclination_rad = std::atan2(unit_h.cross(pole).norm(), unit_h.dot(pole));
  // Kepler's equation of the hyperbola, e sinh F - F = M, with e sinh F = r.v / sqrt(mu a).
  const double e_sinh = r.dot(v) / std::sqrt(mu_m3_s2 * a_m);
  plane.time_to_periapsis_s = -(e_sinh - std::asinh(e_sinh / e)) * a_m / plane.v_infinity_m_s;
  return plane;
}

BPlaneAim b_plane_aim(const BPlane& approach, double mu_m3_s2, double periapsis_m, double inclination_rad,
                      ArrivalBranch branch) {
  constexpr double pi = 3.14159265358979323846;
  if (!(periapsis_m > 0.0) || !(inclination_rad >= 0.0 && inclination_rad <= pi) || !(mu_m3_s2 > 0.0)) {
    throw InvalidArgument(detail::concat("b_plane_aim: periapsis_m ", periapsis_m, " m and mu_m3_s2 ",
                                         mu_m3_s2, " have to be above 0, inclination_rad ", inclination_rad,
                                         " rad between 0 and pi"));
  }
  const double v2 = approach.v_infinity_m_s * approach.v_infinity_m_s;
  const double b_m = periapsis_m * std::sqrt(1.0 + 2.0 * mu_m3_s2 / (periapsis_m * v2));
  const double least = std::abs(approach.declination_rad);
  BPlaneAim aim;
  aim.inclination_rad = std::clamp(inclination_rad, least, pi - least);
  aim.unreachable_by_rad = std::abs(inclination_rad - aim.inclination_rad);
  const double cosine =
      std::clamp(std::cos(aim.inclination_rad) / std::cos(approach.declination_rad), -1.0, 1.0);
  const double sine = std::sqrt((1.0 - cosine) * (1.0 + cosine));
  aim.b_t_m = b_m * cosine;
  aim.b_r_m = branch == ArrivalBranch::south ? b_m * sine : -b_m * sine;
  return aim;
}

}  // namespace perilune
