#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Rotation between the axes of two frames at an instant; their origins are not looked at.
/// @param orientation  of the Earth, for `itrf` and for sites on the Earth
/// @throws InvalidArgument for `vnc` and `ric`, which belong to a state (perilune/frames/orbit_axes.hpp)
/// @throws DataError outside the span of the ephemeris, for axes that need it
Rotation rotation(const Frame& from, const Frame& to, Epoch epoch,
                  const Ephemeris& ephemeris = Ephemeris::embedded(),
                  const EarthOrientation& orientation = {});

/// The same by the axes alone. @throws InvalidArgument for `site` as well, which needs a place
Rotation rotation(Axes from, Axes to, Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded(),
                  const EarthOrientation& orientation = {});

/// The same point and motion in another frame: other origin, other axes. Velocities in turning axes are
/// relative to these. Geometric: no light time, no aberration; Newtonian: lengths and times of the geocentre
/// and of the barycentre are not told apart (1e-8).
///
/// @throws as `rotation`
///
/// Checked in: tests/unit/frames/test_transform.cpp, tests/validation/frames/
PositionVelocity transformed(const PositionVelocity& state, const Frame& from, const Frame& to, Epoch epoch,
                             const Ephemeris& ephemeris = Ephemeris::embedded(),
                             const EarthOrientation& orientation = {});

}  // namespace perilune
