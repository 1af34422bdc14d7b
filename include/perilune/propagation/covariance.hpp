#pragma once

#include <span>
#include <string>

#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/state_transition.hpp>

namespace perilune {

/// How well a state is known: the covariance of its position [m] and velocity [m/s], along the axes of its
/// frame.
struct StateCovariance {
  State state;
  Matrix6 covariance = Matrix6::Zero();

  /// Standard deviation of the position along its worst direction [m], and of the velocity [m/s].
  double largest_position_sigma_m() const;
  double largest_velocity_sigma_m_s() const;
};

/// One standard deviation in each of three directions.
struct Sigmas {
  double position_m[3] = {0.0, 0.0, 0.0};
  double velocity_m_s[3] = {0.0, 0.0, 0.0};
};

/// A covariance given by standard deviations in axes that the state carries: radial, in-track, cross-track
/// (`Axes::ric`) or velocity, normal, co-normal (`Axes::vnc`) about the centre of its frame, or in its own.
/// The directions are those of the axes at the instant; their turning is left out, as it is in CCSDS
/// messages.
/// @throws InvalidArgument for other axes, or sigmas that are negative or not finite
StateCovariance covariance_from_sigmas(const State& state, const Sigmas& sigmas, Axes axes);

/// The covariance along such axes.
/// @throws InvalidArgument as `covariance_from_sigmas`
Matrix6 covariance_in(const StateCovariance& known, Axes axes);

/// A parameter of the forces and how well it is known.
struct ParameterSigma {
  std::string name;    ///< as `StateTransition::parameters` has it
  double sigma = 0.0;  ///< standard deviation, in SI units of the parameter
};

/// What becomes of a covariance along a flight, to first order:
///
///     P(epoch) = Phi P(begin) Phi^T + sum over parameters p of sigma_p^2 (dx/dp) (dx/dp)^T
///
/// The parameters are independent of each other and of the initial state, and are not estimated (consider
/// parameters).
///
/// @param initial  at the beginning of the flight, in its frame
/// @throws InvalidArgument if the initial state is of another epoch or frame than the flight's, if the
/// covariance is not symmetric or not finite, or as `StateTransition::matrix` and `sensitivity`
///
/// Source: Tapley, Schutz, Born, Statistical Orbit Determination, sections 4.6 and 6.4.
/// Checked in: tests/unit/propagation/test_covariance.cpp (against a thousand dispersed flights)
StateCovariance propagated(const StateCovariance& initial, const StateTransition& flown, Epoch epoch,
                           std::span<const ParameterSigma> parameters = {});

}  // namespace perilune
