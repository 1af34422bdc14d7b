#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/design/correction.hpp>
#include <perilune/propagation/matrix6.hpp>

namespace perilune {

using ShootingState = Vector6;  ///< position and velocity, or any six like them

/// Where an arc ends, and how that depends on where and when it began and ended.
struct ShootingArcEnd {
  ShootingState state = ShootingState::Zero();
  Matrix6 transition = Matrix6::Identity();             ///< d end / d begin
  ShootingState rate_at_begin = ShootingState::Zero();  ///< derivative of the state by time; looked at only
  ShootingState rate_at_end = ShootingState::Zero();    ///< if times are free
};

/// Flies from a node's state at `from` to `until`, in the unit of time of the nodes. Nothing: no such arc.
using ShootingArc =
    std::function<std::optional<ShootingArcEnd>(const ShootingState& state, double from, double until)>;

/// A place on the way: a guess, of which what is not fixed will be changed.
struct ShootingNode {
  double time = 0.0;
  ShootingState state = ShootingState::Zero();
  bool position_fixed = false;
  bool velocity_fixed = false;
  bool time_fixed = true;
  bool impulse = false;  ///< the velocity may jump here: the arc that arrives need only meet the position
};

/// A condition at one node besides continuity.
struct ShootingCondition {
  std::string name;
  std::size_t node = 0;
  double tolerance = 1.0;
  /// Residual, and its gradient by the six of the state and the time.
  struct Value {
    using Gradient = Eigen::Matrix<double, 7, 1, Eigen::DontAlign>;
    double residual = 0.0;
    Gradient gradient = Gradient::Zero();
  };
  std::function<Value(const ShootingState& state, double time)> function;
};

struct ShootingOptions {
  double position_scale = 1.0;  ///< a change of the variables that matters
  double velocity_scale = 1.0;
  double time_scale = 1.0;
  double position_tolerance = 1e-10;  ///< of continuity
  double velocity_tolerance = 1e-10;
  CorrectionOptions correction = {};
};

struct ShootingResult {
  std::vector<ShootingNode> nodes;
  /// Velocity after less velocity before, at each node marked as an impulse, in their order.
  std::vector<Eigen::Vector3d> impulses;
  CorrectionResult correction;  ///< status, reason, residuals by name, log
};

/// A trajectory through nodes that were only guessed: all of them are moved, by the smallest change, until
/// each arc ends where the next one begins and all conditions hold. What single shooting cannot do because
/// errors grow e-fold on the way, this can: each arc is short.
///
/// @throws InvalidArgument with fewer than two nodes, times that do not rise, a condition on a node that is
/// not there, or as `correct`
///
/// Source: Keller, Numerical Methods for Two-Point Boundary-Value Problems, 1968; Howell and Pernicka,
/// Celestial Mechanics 41, 1988.
/// Checked in: tests/unit/design/test_multiple_shooting.cpp
ShootingResult shoot(const std::vector<ShootingNode>& nodes, const ShootingArc& arc,
                     const std::vector<ShootingCondition>& conditions = {},
                     const ShootingOptions& options = {});

}  // namespace perilune
