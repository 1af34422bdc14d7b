#pragma once

#include <perilune/access/access_point.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Where a target stands for an observer, as it is seen: the light left it earlier (light time), and the
/// observer's motion tilts it (aberration).
struct ApparentDirection {
  Eigen::Vector3d icrf = Eigen::Vector3d::UnitX();  ///< unit vector towards the target, axes icrf
  double range_m = 0.0;                             ///< that the light has come [m]
  double light_time_s = 0.0;
};

/// The direction in which an observer sees a target:
///
///     d = r_target(t - |d| / c) - r_observer(t),   seen along  d + |d| v_observer / c
///
/// barycentric, axes icrf. First order in v/c: 0.0005 arcsec at the Earth's speed. Light is not bent.
/// @throws DataError outside the ephemeris
ApparentDirection apparent_direction(const AccessPoint& observer, const AccessPoint& target, Epoch epoch,
                                     const Ephemeris& ephemeris = Ephemeris::embedded());

/// The same in a site's sky.
/// @throws InvalidArgument if the observer is no site
///
/// Checked in: tests/validation/access/test_lunar_sky.cpp
AzimuthElevation apparent_azimuth_elevation(const AccessPoint& site, const AccessPoint& target, Epoch epoch,
                                            const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
