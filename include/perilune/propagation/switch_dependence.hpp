#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <Eigen/Core>

#include <perilune/core/dual.hpp>
#include <perilune/dynamics/steering.hpp>
#include <perilune/propagation/event_slope.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>
#include <perilune/propagation/matrix6.hpp>

namespace perilune::detail {

/// How the forces of an arc depend on the initial state and on parameters other than by the state: because
/// an event moved the time of a switch, the mass differs at a given time, and so does what a steering by the
/// axes of its ignition knows.
/// @tparam columns  of derivatives: by the six components of the initial state, then by the parameters
template <int columns>
struct ArcDependence {
  using Row = Eigen::Matrix<double, 1, columns, Eigen::RowMajor | Eigen::DontAlign>;
  using Columns = Eigen::Matrix<double, 6, columns, Eigen::DontAlign>;

  Row mass_kg = Row::Zero();           ///< at a given time
  Row ignition_s = Row::Zero();        ///< time of the last ignition
  Columns ignition = Columns::Zero();  ///< state at that, relative to the steering's body
  /// Of a linear tangent steering, on that state.
  SteeringLaw::Axes<Dual<double, 7>> axes = {};

  /// What the direction of the push owes to the ignition. @param s  seconds since then
  Eigen::Matrix<double, 3, columns, Eigen::DontAlign> turned(const Steering& steering, double s) const {
    using Scalar = Dual<double, 7>;  // six of the state, then s
    const Scalar tangent =
        Scalar(steering.tangent) + Scalar(steering.tangent_rate_per_s) * Scalar::variable(s, 6);
    const Vector3<Scalar> push = (axes.horizontal + tangent * axes.up).normalized();
    Eigen::Matrix<double, 3, columns, Eigen::DontAlign> made;
    for (int n = 0; n < 3; ++n) {
      const Eigen::Map<const Eigen::Matrix<double, 1, 6>> by_state(push[n].derivative.data());
      made.row(n) = by_state * ignition - push[n].derivative[6] * ignition_s;
    }
    return made;
  }
};

/// How a flight moves at an instant.
struct FlightRate {
  Vector6 state = Vector6::Zero();  ///< velocity and acceleration
  double mass_kg_s = 0.0;
};

/// Carries derivatives across switches whose times depend on the state. A switch at the zero of g(x, t)
/// comes later by
///
///     dt = -(dg/dx dx) / (dg/dx x' + dg/dt)
///
/// and leaves, at the time at which it would have been, P (dx + x'_before dt) - x'_after dt, with P what the
/// switch itself does (an impulse in axes that turn with the orbit). What follows it at a fixed distance (a
/// cutoff, a manoeuvre after it) moves by the same dt. The mass is carried as a seventh component. An event
/// that is only touched has no derivative: it comes out infinite. Switches of one instant have one cause.
///
/// Source: Hiskens, Pai, IEEE Trans. Circuits and Systems I 47 (2000), whose saltation matrix this is.
/// Checked in: tests/unit/propagation/test_state_transition.cpp, against flights
template <int columns>
class SwitchDependence {
 public:
  using Row = typename ArcDependence<columns>::Row;
  using Columns = typename ArcDependence<columns>::Columns;

  const ArcDependence<columns>& arc() const { return arc_; }

  /// @param slope      of the event that was met, if one was
  /// @param found      the state that the switches found; `left`: that they left, with what they did to it
  /// @param body       of the engine's steering: where it is about the centre, and how it moves there
  /// @param derivatives  of the state, which are carried across
  void cross(const SwitchCause& cause, const EventSlope& slope, const FlownPoint& left,
             const FlightRate& before, const FlightRate& after, const Thrusting* engine, const Vector6& body,
             const Vector6& body_rate, Columns& derivatives) {
    const Row later_s = shift(cause, slope, before, derivatives);
    Columns there = derivatives + before.state * later_s;
    there = (left.jump * there + left.jump_by_time * later_s).eval();
    if (cause.ignites && engine != nullptr) {
      arc_.ignition_s = later_s;
      arc_.ignition = there - body_rate * later_s;
      if (engine->law.steering.kind == Steering::Kind::linear_tangent)
        arc_.axes = axes_of(*engine, left, body);
    }
    derivatives = there - after.state * later_s;
    arc_.mass_kg =
        (left.mass_part * (arc_.mass_kg + before.mass_kg_s * later_s) - after.mass_kg_s * later_s).eval();
  }

 private:
  Row shift(const SwitchCause& cause, const EventSlope& slope, const FlightRate& before,
            const Columns& derivatives) {
    if (cause.number == 0) return Row::Zero();
    if (shifts_.size() <= cause.number) shifts_.resize(cause.number + 1);
    std::optional<Row>& known = shifts_[cause.number];
    if (known) return *known;
    const EventSlope g = cause.empty_tanks ? EventSlope{.by_mass = 1.0} : slope;
    const double rate = g.by_state.dot(before.state) + g.by_mass * before.mass_kg_s + g.by_time;
    known = -(g.by_state.transpose() * derivatives + g.by_mass * arc_.mass_kg) / rate;
    return *known;
  }

  static SteeringLaw::Axes<Dual<double, 7>> axes_of(const Thrusting& engine, const FlownPoint& point,
                                                    const Vector6& body) {
    using Scalar = Dual<double, 7>;
    Vector3<Scalar> r, v;
    for (int n = 0; n < 3; ++n) {
      r[n] = Scalar::variable(point.y[n] - body[n], n);
      v[n] = Scalar::variable(point.y[n + 3] - body[n + 3], n + 3);
    }
    return SteeringLaw::axes(engine.law.steering, r, v);
  }

  ArcDependence<columns> arc_;
  std::vector<std::optional<Row>> shifts_;  // by number of the cause
};

}  // namespace perilune::detail
