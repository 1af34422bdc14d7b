#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace perilune {

/// How instants are written: which clock a date is read on.
///
/// | scale | is |
/// |---|---|
/// | TAI | atomic time: seconds as on the geoid |
/// | TT  | TAI + 32.184 s: terrestrial time |
/// | TDB | TT + at most 2 ms, periodic: the argument of the ephemerides |
/// | UTC | TAI - whole seconds, by the leap-second table: civil time, from 1972-01-01 on |
/// | UT1 | the Earth's rotation: UTC + (UT1-UTC), which the caller gives; 0 by default |
enum class TimeScale { tai, tt, tdb, utc, ut1 };

/// "TAI", "TT", "TDB", "UTC", "UT1": how texts spell it.
std::string_view to_text(TimeScale scale);

/// The scale of exactly that name.
std::optional<TimeScale> time_scale_of(std::string_view name);

/// All names, in the order of the enumeration.
std::span<const std::string> time_scale_names();

}  // namespace perilune
