#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/dynamics/state_nd.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/state_transition.hpp>
#include <perilune/propagation/stop_reason.hpp>

namespace perilune {

/// A function of the state of a three- or four-body model whose zeros are the event.
using EventFunctionNd = std::function<double(const StateNd&)>;

/// Something that can happen on the way: where a function of the state passes zero.
struct EventNd {
  std::string name;
  EventFunctionNd function;
  CrossingDirection direction = CrossingDirection::either;
  int count = 1;  ///< as a stop: at the how-manieth occurrence
};

/// The spacecraft passes a plane: x, y or z (0, 1, 2) equal to a value.
/// @throws InvalidArgument for another axis, or a value that is not finite
EventNd plane_crossing_nd(int axis, double value = 0.0,
                          CrossingDirection direction = CrossingDirection::either);

/// Closest approach to a place (rising), or farthest point from it (falling): an apsis about a body.
EventNd apsis_nd(const Eigen::Vector3d& place_nd, CrossingDirection direction = CrossingDirection::either);

/// The distance from a place passes a value, > 0: a body's surface, a sphere of influence.
/// @throws InvalidArgument if the distance is not positive and finite
EventNd distance_crossing_nd(const Eigen::Vector3d& place_nd, double distance_nd,
                             CrossingDirection direction = CrossingDirection::either);

/// An event that was met.
struct EventRecordNd {
  std::string name;
  StateNd state;
  int occurrence = 1;
  bool stopped = false;
};

namespace detail {
class RecorderNd;
}

/// What a propagation of a model without units came to. A value.
class TrajectoryNd {
 public:
  StopReason stop_reason() const { return stop_reason_; }
  const StateNd& begin_state() const { return begin_; }
  /// Where it stopped; integrated, not interpolated.
  const StateNd& end_state() const { return end_; }
  /// The state at a time of the trajectory, both ends included.
  /// @throws InvalidArgument for a time outside, or inside if it was made without dense output
  StateNd at(double time_nd) const;
  /// Events met, in the order in which the propagation met them.
  const std::vector<EventRecordNd>& events() const { return events_; }
  /// Times at which the steps begin and end, in the order flown; the two ends without dense output.
  std::vector<double> step_times_nd() const;
  std::int64_t steps() const { return steps_; }
  std::int64_t rejected_steps() const { return rejected_; }
  std::int64_t rhs_evaluations() const { return rhs_evaluations_; }

 private:
  friend class detail::RecorderNd;
  StateNd begin_;
  StateNd end_;
  StopReason stop_reason_ = StopReason::end_time;
  std::int64_t steps_ = 0;
  std::int64_t rejected_ = 0;
  std::int64_t rhs_evaluations_ = 0;
  std::vector<EventRecordNd> events_;
  std::vector<DenseStep<double, 6>> dense_;
};

/// A trajectory without units and how its end depends on its begin.
struct StateTransitionNd {
  TrajectoryNd trajectory;
  /// d state(end) / d state(begin), at fixed times.
  Matrix6 matrix = Matrix6::Identity();
  /// d state / d t at the end: what a later end would change.
  Vector6 end_rate = Vector6::Zero();

  const StateNd& end_state() const { return trajectory.end_state(); }
};

}  // namespace perilune
