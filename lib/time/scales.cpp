#include "calendar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/leap_seconds.hpp>
#include <perilune/time/tdb.hpp>
#include <perilune/time/time_scale.hpp>

namespace perilune {
namespace {

#include "data/leap_seconds.inc"

constexpr std::int64_t noon_ns = detail::ns_per_day / 2;

/// A day of the table from 2000-01-01, as everywhere in this layer.
constexpr std::int64_t day_of_mjd(int mjd) {
  return mjd - detail::mjd_of_2000_01_01;
}

/// TAI nanoseconds since J2000.0 TT of the midnight at which a row of the table begins.
constexpr std::int64_t begin_ns(const LeapSecond& row) {
  return day_of_mjd(row.utc_mjd) * detail::ns_per_day - noon_ns + detail::tt_minus_tai_ns +
         row.tai_minus_utc_s * detail::ns_per_second;
}

/// Whether the day before this row ends in a leap second. The first row only opens the table.
constexpr bool follows_leap_second(const LeapSecond* row) {
  return row != std::begin(leap_seconds);
}

/// The row in force on a UTC day, or none before 1972.
const LeapSecond* row_of_day(std::int64_t day) {
  const auto* after =
      std::upper_bound(std::begin(leap_seconds), std::end(leap_seconds), day,
                       [](std::int64_t d, const LeapSecond& row) { return d < day_of_mjd(row.utc_mjd); });
  return after == std::begin(leap_seconds) ? nullptr : std::prev(after);
}

/// The row in force at an instant, the old one during a leap second, or none before 1972.
const LeapSecond* row_at(Epoch epoch) {
  const auto* after =
      std::upper_bound(std::begin(leap_seconds), std::end(leap_seconds), epoch.nanoseconds_since_j2000(),
                       [](std::int64_t ns, const LeapSecond& row) { return ns < begin_ns(row); });
  return after == std::begin(leap_seconds) ? nullptr : std::prev(after);
}

/// The clock that shows 2000-01-01T12:00:00 plus `offset_ns` at J2000.0 TT. Cannot overflow.
detail::Reading shifted_reading(Epoch epoch, std::int64_t offset_ns) {
  const std::int64_t ns = epoch.nanoseconds_since_j2000();
  detail::Reading reading{ns / detail::ns_per_day, ns % detail::ns_per_day};
  reading.ns += noon_ns + offset_ns;  // both within a few days
  while (reading.ns < 0) {
    reading.ns += detail::ns_per_day;
    --reading.day;
  }
  while (reading.ns >= detail::ns_per_day) {
    reading.ns -= detail::ns_per_day;
    ++reading.day;
  }
  return reading;
}

/// The instant at which such a clock shows `reading`, if it is in range.
std::optional<Epoch> shifted_epoch(detail::Reading reading, std::int64_t offset_ns) {
  // Away from zero last, so that nothing overflows on the way to a result that fits.
  std::int64_t rest = reading.ns - noon_ns - offset_ns;
  std::int64_t days = reading.day;
  while (days < 0 && rest > 0) {
    ++days;
    rest -= detail::ns_per_day;
  }
  while (days > 0 && rest < 0) {
    --days;
    rest += detail::ns_per_day;
  }
  std::int64_t ns = 0;
  if (__builtin_mul_overflow(days, detail::ns_per_day, &ns) || __builtin_add_overflow(ns, rest, &ns))
    return {};
  return Epoch::from_nanoseconds(ns);
}

std::int64_t tdb_minus_tt_ns(Epoch epoch) {
  return std::llround(tdb_minus_tt_s(epoch) * 1e9);
}

}  // namespace

namespace detail {

std::optional<Reading> reading_of(Epoch epoch, TimeScale scale, std::int64_t ut1_minus_utc_ns) {
  switch (scale) {
    case TimeScale::tt:
      return shifted_reading(epoch, 0);
    case TimeScale::tai:
      return shifted_reading(epoch, -tt_minus_tai_ns);
    case TimeScale::tdb:
      return shifted_reading(epoch, tdb_minus_tt_ns(epoch));
    case TimeScale::utc:
    case TimeScale::ut1:
      break;
  }
  const LeapSecond* row = row_at(epoch);
  if (row == nullptr) return {};
  const std::int64_t offset = -tt_minus_tai_ns - row->tai_minus_utc_s * ns_per_second;
  if (scale == TimeScale::ut1) return shifted_reading(epoch, offset + ut1_minus_utc_ns);
  Reading reading = shifted_reading(epoch, offset);
  const LeapSecond* next = std::next(row);
  if (next != std::end(leap_seconds) && reading.day == day_of_mjd(next->utc_mjd)) {
    --reading.day;  // the leap second: 23:59:60 of the day before
    reading.ns += ns_per_day;
  }
  return reading;
}

std::optional<Epoch> epoch_at(Reading reading, TimeScale scale, std::int64_t ut1_minus_utc_ns) {
  switch (scale) {
    case TimeScale::tt:
      return shifted_epoch(reading, 0);
    case TimeScale::tai:
      return shifted_epoch(reading, -tt_minus_tai_ns);
    case TimeScale::tdb: {
      // TDB - TT changes by 3e-10 s a second: evaluated 2 ms beside the instant it is off by 1e-12 s.
      const auto about = shifted_epoch(reading, 0);
      return about ? shifted_epoch(reading, tdb_minus_tt_ns(*about)) : about;
    }
    case TimeScale::utc:
      break;
    case TimeScale::ut1: {
      reading.ns -= ut1_minus_utc_ns;
      if (reading.ns < 0 || reading.ns >= ns_per_day) {
        const std::int64_t step = reading.ns < 0 ? -1 : 1;
        reading = {reading.day + step, reading.ns - step * ns_per_day};
      }
      break;
    }
  }
  const LeapSecond* row = row_of_day(reading.day);
  if (row == nullptr) return {};
  return shifted_epoch(reading, -tt_minus_tai_ns - row->tai_minus_utc_s * ns_per_second);
}

std::int64_t day_length_ns(std::int64_t day, TimeScale scale) {
  if (scale != TimeScale::utc) return ns_per_day;
  const LeapSecond* next = row_of_day(day + 1);
  const bool leaps = next != nullptr && follows_leap_second(next) && day_of_mjd(next->utc_mjd) == day + 1;
  return leaps ? ns_per_day + ns_per_second : ns_per_day;
}

std::int64_t utc_first_day() {
  return day_of_mjd(leap_seconds[0].utc_mjd);
}

std::int64_t ut1_minus_utc_ns(double ut1_minus_utc_s, std::string_view where) {
  if (!(std::abs(ut1_minus_utc_s) < 1.0)) {
    throw InvalidArgument(concat(where, ": UT1-UTC is given as ", ut1_minus_utc_s,
                                 " s, but leap seconds keep it within 0.9 s. Pass it in seconds."));
  }
  return std::llround(ut1_minus_utc_s * 1e9);
}

void throw_before_utc(std::string_view where, TimeScale scale) {
  throw InvalidArgument(concat(where, ": ", to_text(scale),
                               " is known from 1972-01-01 on; seconds of UTC had another length before. Use "
                               "TAI, TT or TDB for earlier instants."));
}

}  // namespace detail

int tai_minus_utc_s(Epoch epoch) {
  const LeapSecond* row = row_at(epoch);
  if (row == nullptr) detail::throw_before_utc("tai_minus_utc_s", TimeScale::utc);
  return row->tai_minus_utc_s;
}

Epoch leap_second_table_expiry() {
  return *detail::epoch_at({day_of_mjd(leap_seconds_expire_utc_mjd), 0}, TimeScale::utc, 0);
}

Epoch utc_begin() {
  return Epoch::from_nanoseconds(begin_ns(leap_seconds[0]));
}

std::span<const std::string> time_scale_names() {
  static const std::array<std::string, 5> names = {"TAI", "TT", "TDB", "UTC", "UT1"};
  return names;
}

std::string_view to_text(TimeScale scale) {
  return time_scale_names()[static_cast<std::size_t>(scale)];
}

std::optional<TimeScale> time_scale_of(std::string_view name) {
  const auto names = time_scale_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return {};
  return static_cast<TimeScale>(found - names.begin());
}

}  // namespace perilune
