#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// How something meets the Moon.
struct LunarImpact {
  State state;               ///< moon-centred icrf
  SurfacePoint place;        ///< Mean-Earth axes
  double speed_m_s = 0.0;    ///< relative to the turning ground
  double angle_rad = 0.0;    ///< of that velocity below the horizontal, 0 to pi/2
  double azimuth_rad = 0.0;  ///< of the motion over the ground, from north through east
  std::string report() const;
};

/// What a state on the ground, or anywhere about the Moon, is as an impact: place, speed, angle.
LunarImpact impact_of(const State& state, const Ephemeris& ephemeris = Ephemeris::embedded());

/// How far a place is from another along the great circle between them [rad].
double arc_between_rad(const SurfacePoint& a, const SurfacePoint& b);

struct ImpactOptions {
  std::optional<StandardForces> forces = {};  ///< default: `lunar_orbit_forces()`
  double relative_tolerance = 1e-12;
  /// Of the ground where the impact is looked for, above the sphere of 1737.4 km.
  Length ground_height = {};
};

/// Follows a flight until it meets the ground of the Moon.
/// @return nothing if it does not within that time
/// @throws InvalidArgument if the time is not positive, DataError outside the ephemeris
///
/// Checked in: tests/validation/design/test_flown_impacts.cpp (Longjiang-2's crater)
std::optional<LunarImpact> predict_impact(const State& initial, Duration within,
                                          const ImpactOptions& options = {},
                                          const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
