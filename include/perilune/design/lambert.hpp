#pragma once

#include <string_view>
#include <vector>

#include <Eigen/Core>

namespace perilune {

/// Which way a transfer goes round from the first position to the second.
enum class LambertWay {
  short_way,  ///< the first arc is less than half a turn
  long_way,   ///< it is more than half a turn
};

/// Of the two orbits with the same number of whole revolutions, which one.
enum class LambertBranch {
  left,   ///< x below that of the shortest time: starts towards the apoapsis side
  right,  ///< x above it
};

/// Two positions and the time between them, about one centre.
struct LambertProblem {
  Eigen::Vector3d r1_m = Eigen::Vector3d::Zero();  ///< from the centre, inertial axes [m]
  Eigen::Vector3d r2_m = Eigen::Vector3d::Zero();  ///< in the same axes [m]
  double time_of_flight_s = 0.0;                   ///< > 0 [s]
  double mu_m3_s2 = 0.0;                           ///< of the centre, > 0 [m^3/s^2]
};

/// Which of the solutions.
struct LambertOptions {
  LambertWay way = LambertWay::short_way;
  int revolutions = 0;                          ///< whole turns before the arc, 0 to 1000
  LambertBranch branch = LambertBranch::right;  ///< looked at if there are whole turns
};

enum class LambertStatus {
  converged,
  too_fast,       ///< no orbit makes so many revolutions in that time
  not_converged,  ///< the iteration did not settle: not seen in the tests
};

/// The orbit through both positions.
struct LambertSolution {
  LambertStatus status = LambertStatus::not_converged;
  LambertWay way = LambertWay::short_way;
  int revolutions = 0;
  LambertBranch branch = LambertBranch::right;
  Eigen::Vector3d v1_m_s = Eigen::Vector3d::Zero();  ///< at the first position [m/s]
  Eigen::Vector3d v2_m_s = Eigen::Vector3d::Zero();  ///< at the second [m/s]
  int iterations = 0;
  /// The shortest time in which an orbit makes that many revolutions; 0 without whole revolutions [s]
  double shortest_time_s = 0.0;
};

/// The orbit that leads from one position to another in a given time (Lambert's problem), with any number of
/// whole revolutions, ellipses and hyperbolas alike.
///
/// With c the chord and s = (r1 + r2 + c) / 2, the time in units of sqrt(s^3 / 2 mu) depends on x and on
/// lambda = +-sqrt(1 - c/s) alone, and a = s / 2 (1 - x^2):
///
///     T(x) = ((psi + M pi) / sqrt(1 - x^2) - x + lambda y) / (1 - x^2),   y = sqrt(1 - lambda^2 (1 - x^2))
///
/// x is found by Householder's third-order iteration from Izzo's first guess (two to three steps), bracketed,
/// so that it cannot leave its branch. All differences are formed so that none cancels: lambda and
/// 1 - lambda^2 from half-angle vectors, T by Battin's hypergeometric series wherever psi is small.
///
/// @throws InvalidArgument if a value is not finite, a distance, the time or mu is not positive, revolutions
/// are out of range, or the two positions are in line with the centre (no plane: add a normal by moving one
/// of them)
///
/// Source: Izzo, Revisiting Lambert's problem, Celestial Mechanics and Dynamical Astronomy 121, 2015; Battin,
/// An Introduction to the Mathematics and Methods of Astrodynamics, section 7.
/// Checked in: tests/unit/design/test_lambert.cpp, tests/validation/design/test_lambert_cases.cpp
LambertSolution solve_lambert(const LambertProblem& problem, const LambertOptions& options = {});

/// All orbits of one way round with 0 to `most_revolutions` whole revolutions: first the direct one, then
/// left and right of each number that the time allows.
/// @throws InvalidArgument as `solve_lambert`
std::vector<LambertSolution> all_lambert_solutions(const LambertProblem& problem, LambertWay way,
                                                   int most_revolutions);

/// The way round that turns counterclockwise about an axis (prograde about a pole).
/// @throws InvalidArgument if the axis lies in the plane of the two positions, which tells nothing
LambertWay way_about(const Eigen::Vector3d& axis, const Eigen::Vector3d& r1_m, const Eigen::Vector3d& r2_m);

/// "converged", "too_fast", "not_converged".
std::string_view to_text(LambertStatus status);

}  // namespace perilune
