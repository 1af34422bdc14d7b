#include <perilune/dynamics/steering.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

Eigen::Vector3d unit_vector(const Eigen::Vector3d& direction, std::string_view who) {
  const double length = direction.norm();
  if (!(length > 0.0) || !std::isfinite(length)) {
    throw InvalidArgument(detail::concat(who, ": the direction is (", direction.x(), ", ", direction.y(),
                                         ", ", direction.z(),
                                         "). Give a vector that is finite and not zero; its "
                                         "length does not matter"));
  }
  return direction / length;
}

}  // namespace

Steering steered_inertially(const Eigen::Vector3d& direction_icrf) {
  return {.kind = Steering::Kind::inertial, .direction = unit_vector(direction_icrf, "steered_inertially")};
}

Steering steered_in_vnc(const Eigen::Vector3d& direction_vnc, std::optional<BodyId> body) {
  return {
      .kind = Steering::Kind::vnc, .direction = unit_vector(direction_vnc, "steered_in_vnc"), .body = body};
}

Steering steered_by_linear_tangent(Angle pitch, double tangent_rate_per_s, bool backward,
                                   std::optional<BodyId> body) {
  constexpr double right_angle_rad = 1.57079632679489661923;
  if (!(std::abs(pitch.si()) < right_angle_rad) || !std::isfinite(tangent_rate_per_s)) {
    throw InvalidArgument(detail::concat("steered_by_linear_tangent: the pitch is ", pitch.in(unit::degree),
                                         " deg and the rate ", tangent_rate_per_s,
                                         " 1/s. The pitch lies within 90 deg, and both are finite"));
  }
  return {.kind = Steering::Kind::linear_tangent,
          .direction = {backward ? -1.0 : 1.0, 0.0, 0.0},
          .body = body,
          .tangent = std::tan(pitch.si()),
          .tangent_rate_per_s = tangent_rate_per_s};
}

namespace detail {

SteeringLaw SteeringLaw::at_ignition(const Steering& steering, const Vector3<double>& r,
                                     const Vector3<double>& v) {
  SteeringLaw law{.steering = steering, .horizontal = {}, .up = {}};
  if (steering.kind != Steering::Kind::linear_tangent) return law;
  const Vector3<double> up = r.normalized();
  if (!((v - up.dot(v) * up).norm() > 1e-9 * v.norm())) {
    throw InvalidArgument(
        "steered_by_linear_tangent: the spacecraft does not move horizontally at ignition, so the law has no "
        "direction. Steer inertially");
  }
  const Axes<double> axes = SteeringLaw::axes<double>(steering, r, v);
  law.horizontal = axes.horizontal;
  law.up = axes.up;
  return law;
}

}  // namespace detail
}  // namespace perilune
