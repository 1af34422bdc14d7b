#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Where a powered flight starts or ends, in the plane of the flight. The body is a point mass; speeds are
/// inertial.
struct PlanarState {
  double radius_m = 0.0;              ///< from the centre of the body, > 0
  double vertical_speed_m_s = 0.0;    ///< upward
  double horizontal_speed_m_s = 0.0;  ///< in the direction of the flight
};

/// The lowest point of an orbit. @throws InvalidArgument unless 0 < perilune <= apolune radius and mu > 0
PlanarState planar_perilune(double perilune_radius_m, double apolune_radius_m,
                            double mu_m3_s2 = mu_moon_m3_s2);

/// A flight with the engine always at the same thrust from one height and velocity to another; how far it
/// goes downrange is free.
struct ThrustArcProblem {
  PlanarState start;
  PlanarState end;
  Mass mass = {};      ///< at the start, > 0
  Engine engine = {};  ///< as it burns all along
  double mu_m3_s2 = mu_moon_m3_s2;
};

struct ThrustArcPoint {
  double time_s = 0.0;
  double radius_m = 0.0;
  double downrange_rad = 0.0;  ///< angle at the centre from the start
  double vertical_speed_m_s = 0.0;
  double horizontal_speed_m_s = 0.0;
  double pitch_rad = 0.0;  ///< of the thrust above the horizontal in the direction of the flight, -pi to pi
  double mass_kg = 0.0;
};

enum class ThrustArcStatus {
  optimal,       ///< an extremal was found: see `switching_margin`
  not_converged  ///< none was: thrust or propellant may not suffice. `correction` tells the nearest
};

/// The steering that needs the least propellant, which at a constant thrust is the shortest.
struct ThrustArc {
  ThrustArcStatus status = ThrustArcStatus::not_converged;
  double duration_s = 0.0;
  double propellant_kg = 0.0;
  /// Least value along the arc of the switching function over its thrust term. Where it is positive
  /// everywhere, no throttling or coasting along the arc would save propellant. Negative at the start: a
  /// later ignition would.
  double switching_margin = 0.0;
  std::vector<ThrustArcPoint> points;  ///< evenly in time, from start to end
  CorrectionResult correction;         ///< of initial costates and duration, without units
};

/// The steering of least propellant between two states, by Pontryagin's principle: the thrust lies along the
/// primer vector (lambda_u, lambda_w), whose equations are
///
///     r' = u,  u' = w^2/r - mu/r^2 + (T/m) sin(pitch),  w' = -u w/r + (T/m) cos(pitch),  m' = -T/c
///     lambda_r' = lambda_u (w^2/r^2 - 2 mu/r^3) - lambda_w u w/r^2
///     lambda_u' = -lambda_r + lambda_w w/r,     lambda_w' = -2 lambda_u w/r + lambda_w u/r
///
/// Two initial costates (their common size does not matter) and the duration are corrected, with exact
/// derivatives by dual numbers, until radius and both speeds are met within 1 cm and 0.1 mm/s.
///
/// Not in the model: other bodies, the shape of the field, the turning of the body (give the end the speed
/// of the ground), a change of thrust along the way.
///
/// @param points  how many points to return, >= 2
/// @throws InvalidArgument if a radius, mass, thrust, specific impulse or mu is not positive and finite, or
/// points < 2
///
/// Source: Lawden, Optimal Trajectories for Space Navigation, ch. 3 and 5; Bryson and Ho, Applied Optimal
/// Control, section 2.7. Checked in: tests/validation/design/test_flown_landings.cpp (a descent solved by
/// others), tests/unit/design/test_landing.cpp (against steering laws that are not optimal)
ThrustArc optimal_thrust_arc(const ThrustArcProblem& problem, int points = 121);

std::string_view to_text(ThrustArcStatus status);

}  // namespace perilune
