#pragma once

#include <perilune/bodies/position_velocity.hpp>

namespace perilune {

/// Modified equinoctial elements: an orbit without the places where the classical angles lose their meaning.
/// Circular, equatorial, elliptic, parabolic and hyperbolic orbits are all alike. With the classical
/// elements:
///
///     p = a (1 - e^2)               f = e cos(omega + I node)     g = e sin(omega + I node)
///     h = tan^I(i/2) cos(node)      k = tan^I(i/2) sin(node)      L = I node + omega + nu
///
/// I = 1; -1 for the retrograde set, which is the one to take near inclination 180 deg.
struct EquinoctialElements {
  double semilatus_rectum_m = 0.0;  ///< p [m]
  double f = 0.0;                   ///< eccentricity vector, along the first axis of the orbit plane
  double g = 0.0;                   ///< along the second
  double h = 0.0;                   ///< tan(i/2) towards the node
  double k = 0.0;
  double true_longitude_rad = 0.0;  ///< L, -pi to pi
  bool retrograde = false;          ///< the set that is singular at 0 instead of 180 deg
};

/// @param retrograde  the set to use; default: the one that is farther from its singularity
/// @throws InvalidArgument if mu is not positive, the state is not finite or moves along its position, or a
/// set is singular there
///
/// Source: Walker, Ireland, Owens, Celestial Mechanics 36, 1985; Danielson, Semianalytic Satellite Theory,
/// section 2.1, for the retrograde set.
/// Checked in: tests/unit/dynamics/test_equinoctial.cpp
EquinoctialElements equinoctial_from_state(const PositionVelocity& state, double mu_m3_s2);
EquinoctialElements equinoctial_from_state(const PositionVelocity& state, double mu_m3_s2, bool retrograde);

/// @throws InvalidArgument if an element is not finite, p or mu is not positive, or a hyperbola never comes
/// to that longitude
PositionVelocity state_from_equinoctial(const EquinoctialElements& elements, double mu_m3_s2);

}  // namespace perilune
