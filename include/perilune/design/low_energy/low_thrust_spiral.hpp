#pragma once

#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What a spiral between two circular orbits under a small constant thrust takes.
struct LowThrustSpiral {
  double delta_v_m_s = 0.0;
  double propellant_kg = 0.0;
  Duration duration;              ///< with the engine on all the time
  double thrust_over_pull = 0.0;  ///< acceleration at the end over gravity at the higher orbit: an estimate
                                  ///< is good while this is far below 1
};

/// Edelbaum's estimate: thrust is so small that the orbit stays circular, its yaw over a revolution such that
/// radius and inclination change together at least cost.
///
///     delta_v = sqrt(v0^2 + v1^2 - 2 v0 v1 cos(pi/2 di)),   v = sqrt(mu/r),   di at most 2 rad
///
/// Propellant and time follow from the rocket equation at constant thrust.
///
/// @param mu_m3_s2          of the body about which the spiral goes, > 0 [m^3/s^2]
/// @param from_m, to_m      radii of the orbits, > 0 [m]
/// @param plane_change_rad  0 to 2 rad
/// @throws InvalidArgument naming everything that cannot be
///
/// Source: Edelbaum, ARS Journal 31, 1961; Kechichian, Journal of Guidance, Control, and Dynamics 20, 1997
/// (its example is a test). Checked in: tests/unit/design/low_energy/test_low_thrust_spiral.cpp
LowThrustSpiral estimate_spiral(double mu_m3_s2, double from_m, double to_m, double plane_change_rad,
                                Mass mass, Force thrust, Duration specific_impulse);

}  // namespace perilune
