#include <perilune/time/julian_date.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "calendar.hpp"

namespace perilune {
namespace {

using detail::concat;

constexpr double jd_of_2000_01_01 = 2451544.5;

}  // namespace

JulianDate julian_date(Epoch epoch, TimeScale scale, double ut1_minus_utc_s) {
  const auto reading =
      detail::reading_of(epoch, scale, detail::ut1_minus_utc_ns(ut1_minus_utc_s, "julian_date"));
  if (!reading) detail::throw_before_utc("julian_date", scale);
  return {jd_of_2000_01_01 + static_cast<double>(reading->day),
          static_cast<double>(reading->ns) / static_cast<double>(detail::day_length_ns(reading->day, scale))};
}

Epoch epoch_of(JulianDate date, TimeScale scale, double ut1_minus_utc_s) {
  const std::int64_t dut1_ns = detail::ut1_minus_utc_ns(ut1_minus_utc_s, "epoch_of");
  constexpr double most_days = 1e7;
  if (!(std::abs(date.day) < most_days && std::abs(date.fraction) < most_days)) {
    throw InvalidArgument(concat("epoch_of: the Julian date ", date.day, " + ", date.fraction,
                                 " is out of range. Epochs go from JD 2344794 to JD 2558296 (1707-09-22 to "
                                 "2292-04-11); was a modified Julian date or a number of seconds passed?"));
  }
  const double from_2000 = date.day - jd_of_2000_01_01;
  const double whole = std::floor(from_2000) + std::floor(date.fraction);
  const double fraction = (from_2000 - std::floor(from_2000)) + (date.fraction - std::floor(date.fraction));
  detail::Reading reading{static_cast<std::int64_t>(whole + std::floor(fraction)), 0};
  const std::int64_t length_ns = detail::day_length_ns(reading.day, scale);
  reading.ns = std::llround((fraction - std::floor(fraction)) * static_cast<double>(length_ns));
  if (reading.ns >= length_ns) reading = {reading.day + 1, 0};
  if (reading.day < detail::utc_first_day() && (scale == TimeScale::utc || scale == TimeScale::ut1)) {
    detail::throw_before_utc("epoch_of", scale);
  }
  const auto epoch = detail::epoch_at(reading, scale, dut1_ns);
  if (!epoch) {
    throw InvalidArgument(concat("epoch_of: the Julian date ", date.day, " + ", date.fraction,
                                 " is out of range. Epochs go from JD 2344794 to JD 2558296 (1707-09-22 to "
                                 "2292-04-11)."));
  }
  return *epoch;
}

std::string julian_text(Epoch epoch, TimeScale scale, int decimals, double ut1_minus_utc_s) {
  if (decimals < 1 || decimals > 15) {
    throw InvalidArgument(concat("julian_text: ", decimals,
                                 " decimals of a day are asked for; 1 to 15 can be written, and 15 hold the "
                                 "nanosecond."));
  }
  const JulianDate date = julian_date(epoch, scale, ut1_minus_utc_s);
  // The day begins at noon here, so half a day moves from one part to the other.
  double day = std::floor(date.day);
  double fraction = date.fraction + 0.5;
  if (fraction >= 1.0) {
    fraction -= 1.0;
    day += 1.0;
  }
  std::string digits = fixed(fraction, decimals);
  if (digits.front() == '1') {  // rounded up to a whole day
    digits.front() = '0';
    day += 1.0;
  }
  return concat("JD ", fixed(day, 0), digits.substr(1), " ", to_text(scale));
}

}  // namespace perilune
