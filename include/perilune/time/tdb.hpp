#pragma once

#include <perilune/time/epoch.hpp>
#include <perilune/time/julian_date.hpp>

namespace perilune {

/// TDB - TT at the centre of the Earth [s], within about 10 us of any relativistic ephemeris and at most
/// 1.7 ms: the 787-term series of Fairhead and Bretagnon (1990) as ERFA's eraDtdb evaluates it. Its argument
/// should be TDB; TT is used, which changes it by less than 1e-12 s. The series (7 us) is summed at noons,
/// once in a thread; a polynomial of degree 5 in between leaves 4e-12 s.
///
/// At the geocentre the series does not depend on UT1.
///
/// Checked in: tests/unit/time/test_tdb.cpp
double tdb_minus_tt_s(Epoch epoch);

/// Where a clock stands on the Earth, for the terms of TDB - TT that depend on it (2 us).
struct ClockPlace {
  double east_longitude_rad = 0.0;
  double distance_from_axis_m = 0.0;      ///< distance from the Earth's spin axis
  double north_of_equator_plane_m = 0.0;  ///< distance north of the equator's plane
};

/// The same for a clock elsewhere on the Earth.
/// @param tdb           Julian date TDB (TT does as well)
/// @param ut1_fraction  fraction of the UT1 day, from midnight
double tdb_minus_tt_s(JulianDate tdb, double ut1_fraction, const ClockPlace& place);

}  // namespace perilune
