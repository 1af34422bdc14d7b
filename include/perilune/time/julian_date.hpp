#pragma once

#include <perilune/time/epoch.hpp>

namespace perilune {

/// A Julian date in two parts whose sum is meant. What this library makes has `day` ending in .5 (midnight)
/// and `fraction` in [0, 1): exact to 1e-11 s.
struct JulianDate {
  double day = 0.0;
  double fraction = 0.0;

  constexpr double sum() const { return day + fraction; }
};

/// The Julian date of an instant in a scale. In UTC it is SOFA's quasi-Julian date: a day with a leap second
/// has 86401 parts, so that no two instants share a date.
/// @param ut1_minus_utc_s  used for UT1 only, |value| < 1 [s]
/// @throws InvalidArgument in UTC or UT1 before 1972
JulianDate julian_date(Epoch epoch, TimeScale scale, double ut1_minus_utc_s = 0.0);

/// The instant of a Julian date, rounded to the nanosecond.
/// @throws InvalidArgument if the date is not finite or out of the range of Epoch, or in UTC or UT1 before
/// 1972
Epoch epoch_of(JulianDate date, TimeScale scale, double ut1_minus_utc_s = 0.0);

/// "JD 2460000.500000000 TDB": `Epoch::parse` reads it back, to the nanosecond with 15 decimals.
/// @param decimals  of the day, 1 to 15
std::string julian_text(Epoch epoch, TimeScale scale, int decimals = 9, double ut1_minus_utc_s = 0.0);

}  // namespace perilune
