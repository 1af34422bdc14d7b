// The rotations by seconds of TDB, so that a change of frame computes TDB - TT once.
#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune::detail {

Rotation moon_pa_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris);
Rotation moon_me_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris);
Rotation earth_moon_rotating_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris);

}  // namespace perilune::detail
