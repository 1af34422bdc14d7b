#pragma once

#include <perilune/bodies/position_velocity.hpp>

namespace perilune {

/// A Keplerian orbit by its classical elements, and a place on it. Angles refer to the x axis and the x-y
/// plane of the axes that the position is in.
///
/// Where an angle has no meaning, the convention of this library is: an equatorial orbit (inclination 0 or
/// pi) has its node on the x axis; a circular orbit has its periapsis at the node. The angles that are left
/// then count from there.
struct ClassicalElements {
  double semi_major_axis_m = 0.0;          ///< negative on a hyperbola [m]
  double eccentricity = 0.0;               ///< >= 0, not 1
  double inclination_rad = 0.0;            ///< 0 to pi
  double node_rad = 0.0;                   ///< right ascension of the ascending node, 0 to 2 pi
  double argument_of_periapsis_rad = 0.0;  ///< from the node in the direction of motion, 0 to 2 pi
  double true_anomaly_rad = 0.0;  ///< from the periapsis; on an ellipse 0 to 2 pi, on a hyperbola -pi to pi
};

/// Elements of the orbit through a state.
///
/// @param state      relative to the central body
/// @param mu_m3_s2   gravitational parameter of the central body, > 0 [m^3/s^2]
/// @throws InvalidArgument if mu is not positive, if the state is not finite, sits at the centre or moves
/// straight along its
///         position (no plane), or if the orbit is a parabola to within 1e-11 of its eccentricity (no
///         semi-major axis)
///
/// An orbit with an eccentricity below 1e-11 is taken as circular, one inclined by less than 1e-11 rad as
/// equatorial: the angles would be rounding errors.
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., algorithm 9; angles by atan2.
/// Checked in: tests/unit/dynamics/test_elements.cpp
ClassicalElements elements_from_state(const PositionVelocity& state, double mu_m3_s2);

/// Position and velocity of a place on an orbit, relative to the central body.
///
/// @throws InvalidArgument if an element is not finite, the eccentricity is negative or 1, the sign of the
/// semi-major axis
///         does not go with it, the inclination is outside 0 to pi, or a hyperbola never comes to the true
///         anomaly
PositionVelocity state_from_elements(const ClassicalElements& elements, double mu_m3_s2);

/// True anomaly from mean anomaly, by Kepler's equation E - e sin E = M, on a hyperbola e sinh F - F = M.
/// @param mean_anomaly_rad  any
/// @return                  in the same turn as the mean anomaly [rad]
/// @throws InvalidArgument if the eccentricity is negative or 1, or a value is not finite
double true_anomaly_rad(double mean_anomaly_rad, double eccentricity);

/// Mean anomaly from true anomaly: the way back.
/// @throws InvalidArgument as `true_anomaly_rad`, and if a hyperbola never comes to the true anomaly
double mean_anomaly_rad(double true_anomaly_rad, double eccentricity);

}  // namespace perilune
