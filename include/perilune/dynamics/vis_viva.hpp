#pragma once

namespace perilune {

/// Speed on a Keplerian orbit, from the conservation of energy:
///
///     v = sqrt(mu * (2/r - 1/a))
///
/// @param mu_m3_s2  gravitational parameter of the central body, > 0 [m^3/s^2]
/// @param r_m       distance from the centre of the body, > 0 [m]
/// @param a_m       semi-major axis: negative on a hyperbola, infinite on a parabola [m]
/// @return          speed relative to the body [m/s]
/// @throws InvalidArgument if mu_m3_s2 or r_m is not positive, or if the orbit never reaches r_m
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., ch. 1.
/// Checked in: tests/unit/dynamics/test_vis_viva.cpp
double vis_viva_speed_m_s(double mu_m3_s2, double r_m, double a_m);

}  // namespace perilune
