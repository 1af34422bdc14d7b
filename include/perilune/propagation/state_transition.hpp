#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <perilune/propagation/matrix6.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

namespace detail {
class TransitionRecorder;
}

/// A trajectory and its derivatives: how the state at any epoch of it depends on the initial state (the
/// state-transition matrix) and on parameters of the forces. States are position [m] and velocity [m/s], in
/// the frame of the trajectory. A value, as the trajectory is.
///
/// Between the steps the matrices come from the continuous extension of the integrator, at the ends of the
/// flight from the integration itself.
class StateTransition {
 public:
  const Trajectory& trajectory() const { return trajectory_; }
  const State& end_state() const { return trajectory_.end_state(); }

  /// State-transition matrix: d state(end) / d state(begin).
  Matrix6 matrix() const { return matrix(trajectory_.end()); }
  /// d state(epoch) / d state(begin).
  /// @throws InvalidArgument for an epoch outside the trajectory, or inside one made without dense output
  Matrix6 matrix(Epoch epoch) const;
  /// d state(to) / d state(from): between any two epochs of the trajectory, in either order.
  Matrix6 matrix(Epoch from, Epoch to) const;

  /// Names of the parameters that were asked for, in that order.
  const std::vector<std::string>& parameters() const { return parameters_; }
  /// d state(end) / d parameter, in SI units of the parameter.
  /// @throws InvalidArgument if it was not asked for
  Vector6 sensitivity(std::string_view parameter) const { return sensitivity(parameter, trajectory_.end()); }
  /// d state(epoch) / d parameter.
  Vector6 sensitivity(std::string_view parameter, Epoch epoch) const;

 private:
  friend class detail::TransitionRecorder;
  StateTransition(Trajectory trajectory, std::vector<std::string> parameters)
      : trajectory_(std::move(trajectory)), parameters_(std::move(parameters)) {}

  struct Step {
    double t0 = 0.0;
    double h = 0.0;
    int degree = 0;
    std::size_t first = 0;  // of its coefficients
  };
  Vector6 column(std::size_t number, Epoch epoch) const;
  std::size_t place(std::string_view parameter) const;

  Trajectory trajectory_;
  std::vector<std::string> parameters_;
  std::size_t columns_ = 6;
  Matrix6 to_output_ = Matrix6::Identity();
  std::vector<double> end_;  // columns at the end, axes ICRF
  std::vector<Step> steps_;
  std::vector<double> coefficients_;  // of the alternating Newton form, as `DenseStep` has it
};

namespace detail {

/// Keeps what a `StateTransition` will hold, beside the flight recorder.
class TransitionRecorder {
 public:
  explicit TransitionRecorder(std::size_t columns) : columns_(columns) {}

  /// Takes the columns of a step's polynomial in.
  template <class Dense>
  void add(const Dense& dense) {
    steps_.push_back({dense.t0, dense.h, dense.degree, coefficients_.size()});
    for (int i = 0; i <= dense.degree; ++i) {
      coefficients_.insert(coefficients_.end(), dense.coefficient[i] + 6,
                           dense.coefficient[i] + 6 + 6 * columns_);
    }
  }

  /// @param end  columns where the flight ended
  StateTransition finish(Trajectory trajectory, std::vector<std::string> parameters, const double* end);

 private:
  std::size_t columns_;
  std::vector<StateTransition::Step> steps_;
  std::vector<double> coefficients_;
};

}  // namespace detail
}  // namespace perilune
