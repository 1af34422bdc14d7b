#pragma once

#include <perilune/time/epoch.hpp>

namespace perilune {

/// TAI - UTC at an instant [s]. During a leap second it is still the old value.
///
/// From 1972-01-01 by the embedded IERS table. Past `leap_second_table_expiry()` the last value is kept: an
/// assumption, wrong by one second for each leap second that is announced after the table was made. None is
/// expected before 2035, when the rules change.
///
/// @throws InvalidArgument before 1972-01-01T00:00:00 UTC: the seconds of UTC had another length then
///
/// Source: IERS leap-seconds.list through Debian's tzdata, lib/time/data/leap_seconds.inc.
/// Checked in: tests/unit/time/test_leap_seconds.cpp
int tai_minus_utc_s(Epoch epoch);

/// Midnight UTC up to which the table is known to be complete: 2027-06-28.
Epoch leap_second_table_expiry();

/// The first instant that UTC names here: 1972-01-01T00:00:00 UTC.
Epoch utc_begin();

}  // namespace perilune
