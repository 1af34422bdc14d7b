#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/stop_reason.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

namespace detail {

/// Elapsed seconds of TT since a start and the epochs they belong to.
class ElapsedClock {
 public:
  explicit ElapsedClock(Epoch start) : start_(start) {}

  Epoch start() const { return start_; }
  double elapsed_s(Epoch epoch) const { return (epoch - start_).seconds(); }
  /// The epoch, to the nanosecond.
  Epoch epoch(double elapsed_s) const { return start_ + Duration::seconds(elapsed_s); }

 private:
  Epoch start_;
};

class FlightRecorder;

}  // namespace detail

/// What a propagation came to: why it stopped, what it cost, the events met, and the states on the way. A
/// value, independent of the propagator that made it.
///
/// States are given in the frame of the initial state if its axes are inertial (icrf, eme2000), else in icrf
/// about the same centre.
class Trajectory {
 public:
  StopReason stop_reason() const { return stop_reason_; }
  const State& begin_state() const { return begin_; }
  /// Where the propagation stopped; integrated, not interpolated.
  const State& end_state() const { return end_; }
  Epoch begin() const { return begin_.epoch; }
  Epoch end() const { return end_.epoch; }

  /// The state at an epoch inside the trajectory, both ends included: by the continuous extension of the
  /// integrator. At the instant of an impulse or a drop of mass on the way it is the state after it.
  /// @throws InvalidArgument for an epoch outside, and for one inside if the trajectory was made without
  /// dense output
  State at(Epoch epoch) const;
  /// Whether `at` answers for this epoch as far as time goes.
  bool covers(Epoch epoch) const;

  /// Events met, in the order in which the propagation met them.
  const std::vector<EventRecord>& events() const { return events_; }

  /// Manoeuvres flown, in order of their ends.
  const std::vector<ManoeuvreRecord>& manoeuvres() const { return manoeuvres_; }

  /// Epochs at which the steps begin and end, in the order flown; only the two ends without dense output.
  std::vector<Epoch> step_epochs() const;

  std::int64_t steps() const { return steps_; }
  std::int64_t rejected_steps() const { return rejected_; }
  /// Evaluations of all forces together.
  std::int64_t rhs_evaluations() const { return rhs_evaluations_; }

  /// A few lines for people: from when to when, why it stopped, events, cost.
  std::string report() const;

 private:
  friend class detail::FlightRecorder;
  explicit Trajectory(detail::ElapsedClock clock) : clock_(clock) {}

  detail::ElapsedClock clock_;
  State begin_;
  State end_;
  double end_elapsed_s_ = 0.0;
  Eigen::Matrix3d to_output_ = Eigen::Matrix3d::Identity();  // R_output_icrf
  StopReason stop_reason_ = StopReason::end_time;
  std::int64_t steps_ = 0;
  std::int64_t rejected_ = 0;
  std::int64_t rhs_evaluations_ = 0;
  std::vector<EventRecord> events_;
  double mass_kg_at(double t) const;

  std::vector<DenseStep<double, 6>> dense_;
  std::vector<DenseStep<double, 1>> masses_;  // where the mass changes; it stays as it is until the next
  std::vector<ManoeuvreRecord> manoeuvres_;
};

}  // namespace perilune
