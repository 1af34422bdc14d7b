// Dates of a kernel's span for messages. JPL's long ephemerides reach beyond what an Epoch can hold.
#pragma once

#include <string>

namespace perilune::detail {

/// "2052-01-08T00:00:00 TDB", to the nearest second, in the proleptic Gregorian calendar; seconds past J2000
/// in figures if the date is absurd or not finite.
std::string tdb_calendar(double tdb_s);

}  // namespace perilune::detail
