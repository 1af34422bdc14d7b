#pragma once

#include <perilune/bodies/body.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// A circular orbit about a body.
struct CircularOrbit {
  Length altitude = {};             ///< above the sphere of the body (`radius_m`), > 0
  Angle inclination = {};           ///< to the x-y plane of `axes`, 0 to 180 deg
  Angle node = {};                  ///< of the ascending node, from the x axis
  Angle argument_of_latitude = {};  ///< of the spacecraft, from the node in the direction of motion
  Axes axes = Axes::icrf;  ///< inertial: icrf or eme2000; the x-y plane is the Earth's mean equator of 2000
};

/// The state on a circular orbit, as if the body were alone and a point.
///
///     circular_orbit(earth, {.altitude = 200_km, .inclination = 19.6_deg}, departure)
///
/// @throws InvalidArgument if the altitude is not positive, the inclination is outside 0 to 180 deg, the axes
/// turn, or
///         the body has no radius or gravitational parameter here
State circular_orbit(BodyId body, const CircularOrbit& orbit, Epoch epoch);

}  // namespace perilune
