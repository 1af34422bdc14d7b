#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Where on an orbit a burn gives half of its delta-v.
enum class BurnPlace { periapsis, apoapsis, ascending_node, descending_node };

/// A burn about the Moon or the Earth that is to lead to an orbit: a capture, a lowering, a change of plane.
struct OrbitBurnRequest {
  std::string name = "burn";
  /// Coasting towards the place, with its mass; at least half the burn before it. Any frame.
  State before;
  BodyId body = moon;  ///< the Moon or the Earth
  BurnPlace place = BurnPlace::periapsis;
  int passage = 1;  ///< which passage of the place, from `before` on
  Engine engine;
  // Of the orbit at cutoff, osculating; altitudes above the body's sphere. What is not given stays: the
  // distance at which the burn takes place, the other apsis, the plane.
  std::optional<Length> periapsis_altitude = {};
  std::optional<Length> apoapsis_altitude = {};
  std::optional<Angle> inclination = {};  ///< to the Moon's equator (Mean-Earth axes), or the Earth's of date
  Duration longest_wait = Duration::days(30.0);  ///< for the place
};

enum class OrbitBurnStatus {
  converged,
  unreachable_inclination,  ///< the place is farther from the equator than the inclination
  no_passage,               ///< the place does not come, or comes too soon after `before`
  not_converged,
};

/// What a request came to.
struct OrbitBurn {
  OrbitBurnStatus status = OrbitBurnStatus::not_converged;
  FiniteBurn burn;  ///< with epoch, duration and steering: any propagator can fly it
  State ignition;   ///< centred on the body, icrf
  State cutoff;
  double delta_v_m_s = 0.0;            ///< Isp g0 ln(m_before / m_after)
  double impulsive_delta_v_m_s = 0.0;  ///< of an impulse at the place
  double propellant_kg = 0.0;
  // Of the orbit at cutoff, osculating.
  double periapsis_altitude_m = 0.0;
  double apoapsis_altitude_m = 0.0;
  double inclination_rad = 0.0;
  double unreachable_by_rad = 0.0;  ///< with `unreachable_inclination`
  CorrectionResult correction;

  /// Gravity and steering losses.
  double loss_m_s() const { return delta_v_m_s - impulsive_delta_v_m_s; }
  std::string report() const;
};

struct OrbitBurnOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  double relative_tolerance = 1e-12;
  double position_tolerance_m = 1.0;  ///< of the apsides
  double inclination_tolerance_rad = 1e-6;
};

/// Finds a burn of finite length in the full force model: ignition, duration, and a linear-tangent steering
/// (pitch, its rate, and an angle out of the plane) such that the orbit at cutoff is the wanted one. Of the
/// steerings that do, the one nearest to a push along the impulse that turns with the orbit.
///
/// Where an apsis is asked for at the place of the burn that lies elsewhere than the place, the burn is moved
/// away from it: that is dear. A near-circular orbit is met in all of its eccentricity; of an elliptic one
/// the apsides may turn by what the burn's length makes of them.
///
/// @throws InvalidArgument naming everything that cannot be: apsides inside the body or in the wrong order,
/// an engine without thrust, a body other than the Moon and the Earth
/// @throws DataError outside the span of the ephemeris
///
/// Source: the law of linear tangents: Bryson, Ho, Applied Optimal Control, 1975, section 2.4; losses:
/// Robbins, AIAA Journal 4, 1966.
/// Checked in: tests/unit/design/burns/test_orbit_burn.cpp
OrbitBurn design_orbit_burn(const OrbitBurnRequest& request, const OrbitBurnOptions& options = {},
                            const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(BurnPlace place);
std::string_view to_text(OrbitBurnStatus status);

}  // namespace perilune
