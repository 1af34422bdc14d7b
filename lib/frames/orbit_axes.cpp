#include <perilune/frames/orbit_axes.hpp>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// A vector that changes, as a direction: unit vector and its rate.
struct Direction {
  Eigen::Vector3d unit;
  Eigen::Vector3d rate;
};

Direction direction_of(const Eigen::Vector3d& vector, const Eigen::Vector3d& rate) {
  const double length = vector.norm();
  const Eigen::Vector3d unit = vector / length;
  return {unit, (rate - unit * unit.dot(rate)) / length};
}

Direction cross(const Direction& a, const Direction& b) {
  return {a.unit.cross(b.unit), a.rate.cross(b.unit) + a.unit.cross(b.rate)};
}

Rotation rows(const Direction& x, const Direction& y, const Direction& z) {
  Rotation rotation;
  rotation.R << x.unit.transpose(), y.unit.transpose(), z.unit.transpose();
  rotation.Rdot << x.rate.transpose(), y.rate.transpose(), z.rate.transpose();
  return rotation;
}

/// r x v and its rate, if they span a plane.
Direction orbit_normal(const PositionVelocity& inertial, const Eigen::Vector3d& acceleration_m_s2,
                       std::string_view where) {
  const Eigen::Vector3d& r = inertial.position_m;
  const Eigen::Vector3d& v = inertial.velocity_m_s;
  const Eigen::Vector3d h = r.cross(v);
  constexpr double least_sine = 1e-12;  // below it the rounding of r x v is as large as the vector
  if (!(h.norm() > least_sine * r.norm() * v.norm())) {
    throw InvalidArgument(detail::concat(
        where, ": position and velocity span no plane: r = (", r.x(), ", ", r.y(), ", ", r.z(), ") m, v = (",
        v.x(), ", ", v.y(), ", ", v.z(),
        ") m/s. These axes need an orbit; pass the state relative to the body that is orbited."));
  }
  return direction_of(h, r.cross(acceleration_m_s2));
}

}  // namespace

Rotation ric_rotation(const PositionVelocity& inertial, const Eigen::Vector3d& acceleration_m_s2) {
  const Direction z = orbit_normal(inertial, acceleration_m_s2, "ric axes");
  const Direction x = direction_of(inertial.position_m, inertial.velocity_m_s);
  return rows(x, cross(z, x), z);
}

Rotation vnc_rotation(const PositionVelocity& inertial, const Eigen::Vector3d& acceleration_m_s2) {
  const Direction y = orbit_normal(inertial, acceleration_m_s2, "vnc axes");
  const Direction x = direction_of(inertial.velocity_m_s, acceleration_m_s2);
  return rows(x, y, cross(x, y));
}

Eigen::Matrix3d ric_matrix(const PositionVelocity& inertial) {
  return ric_rotation(inertial, Eigen::Vector3d::Zero()).R;
}

Eigen::Matrix3d vnc_matrix(const PositionVelocity& inertial) {
  return vnc_rotation(inertial, Eigen::Vector3d::Zero()).R;
}

}  // namespace perilune
