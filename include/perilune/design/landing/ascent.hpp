#pragma once

#include <string_view>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/landing/thrust_arc.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// From the ground into an orbit.
struct AscentPlan {
  Length ground_radius = moon_radius_m * unit::metre;
  Speed ground_speed = {};                            ///< along the flight, inertial
  Length vertical_rise = 100.0 * unit::metre;         ///< straight up first; 0: none
  Length perilune_altitude = 15.0 * unit::kilometre;  ///< of the orbit: the engine stops here
  Length apolune_altitude = 180.0 * unit::kilometre;
};

enum class AscentStatus {
  in_orbit,
  too_weak,      ///< the thrust does not lift the mass
  not_converged  ///< no steering was found: propellant or thrust may not suffice
};

/// What an ascent takes.
struct LunarAscent {
  AscentStatus status = AscentStatus::not_converged;
  double duration_s = 0.0;
  double propellant_kg = 0.0;
  double delta_v_m_s = 0.0;              ///< by the rocket equation: gravity losses are in it
  double thrust_to_weight = 0.0;         ///< on the ground, in the Moon's gravity
  double downrange_m = 0.0;              ///< along the ground
  double vertical_rise_s = 0.0;          ///< of the duration
  double vertical_rise_speed_m_s = 0.0;  ///< at its end
  ThrustArc arc;                         ///< what follows the rise
};

/// The ascent of least propellant at full thrust: a vertical rise, then the arc of `optimal_thrust_arc` to
/// the perilune of the orbit.
///
/// @param mass  at lift-off
/// @throws InvalidArgument if a mass, thrust, specific impulse or radius is not positive and finite, the rise
/// is not below the perilune, or the apolune below it
///
/// Checked in: tests/validation/design/test_flown_landings.cpp
LunarAscent lunar_ascent(Mass mass, const Engine& engine, const AscentPlan& plan = {});

std::string_view to_text(AscentStatus status);

}  // namespace perilune
