#pragma once

#include <optional>

#include <Eigen/Core>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/vector3.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Which way a thrust pushes. Made by the functions below.
struct Steering {
  enum class Kind { inertial, vnc, linear_tangent };

  Kind kind = Kind::inertial;
  /// Unit vector of the push, in ICRF or vnc axes; for linear_tangent of its horizontal part: x ahead, y
  /// normal.
  Eigen::Vector3d direction = {1.0, 0.0, 0.0};
  /// The body whose orbit the axes belong to; none: the centre of integration. Not looked at for inertial.
  std::optional<BodyId> body = {};
  double tangent = 0.0;             ///< of the pitch at ignition, for linear_tangent
  double tangent_rate_per_s = 0.0;  ///< by which it changes

  friend bool operator==(const Steering&, const Steering&) = default;
};

/// A fixed direction in ICRF axes.
/// @param direction_icrf  of the push, any length but zero
/// @throws InvalidArgument if it is zero or not finite
Steering steered_inertially(const Eigen::Vector3d& direction_icrf);

/// A fixed direction in axes that turn with the orbit: x along the velocity, y along the angular momentum, z
/// = x cross y, which is outward on a circle (`vnc_matrix`). {-1, 0, 0} brakes.
/// @param body  whose orbit; default: the centre of integration
/// @throws InvalidArgument if it is zero or not finite
Steering steered_in_vnc(const Eigen::Vector3d& direction_vnc, std::optional<BodyId> body = {});

/// The linear tangent law, which is the best for a thrust in uniform gravity: in the axes that the orbit has
/// at ignition (horizontal: in the direction of motion; up: from the body), and that do not turn with it,
///
///     push along  horizontal + (tan(pitch) + rate t) up,     t seconds since ignition
///
/// To brake, `backward` turns the horizontal round.
/// @param pitch  above the horizontal at ignition, within 90 degrees
/// @throws InvalidArgument if the pitch is not within 90 degrees or the rate is not finite
/// Source: Bryson, Ho, Applied Optimal Control, 1975, section 2.4.
Steering steered_by_linear_tangent(Angle pitch, double tangent_rate_per_s, bool backward = false,
                                   std::optional<BodyId> body = {});

namespace detail {

/// A steering with what it has to know of its ignition.
struct SteeringLaw {
  Steering steering;
  Vector3<double> horizontal;  // of linear_tangent, at ignition
  Vector3<double> up;

  /// @param r, v  of the spacecraft relative to the steering's body, axes ICRF, at ignition
  /// @throws InvalidArgument if linear_tangent has no horizontal there
  static SteeringLaw at_ignition(const Steering& steering, const Vector3<double>& r,
                                 const Vector3<double>& v);

  /// The axes of linear_tangent at ignition.
  template <class T>
  struct Axes {
    Vector3<T> horizontal, up;
  };
  template <class T>
  static Axes<T> axes(const Steering& steering, const Vector3<T>& r, const Vector3<T>& v) {
    const Vector3<T> up = r.normalized();
    const Vector3<T> ahead = (v - up.dot(v) * up).normalized();
    return {T(steering.direction.x()) * ahead + T(steering.direction.y()) * up.cross(ahead), up};
  }

  /// Unit vector of the push, axes ICRF.
  template <class T>
  Vector3<T> direction(const Vector3<T>& r, const Vector3<T>& v, const T& since_ignition_s) const {
    const auto constant = [](const auto& a) { return Vector3<T>(T(a.x()), T(a.y()), T(a.z())); };
    switch (steering.kind) {
      case Steering::Kind::vnc: {
        const Vector3<T> along = v.normalized();
        const Vector3<T> normal = r.cross(v).normalized();
        return T(steering.direction.x()) * along + T(steering.direction.y()) * normal +
               T(steering.direction.z()) * along.cross(normal);
      }
      case Steering::Kind::linear_tangent: {
        const T tangent = T(steering.tangent) + T(steering.tangent_rate_per_s) * since_ignition_s;
        return (constant(horizontal) + tangent * constant(up)).normalized();
      }
      case Steering::Kind::inertial:
        break;
    }
    return constant(steering.direction);
  }
};

}  // namespace detail
}  // namespace perilune
