// Calendars and clock readings, shared by the sources of this layer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <perilune/time/epoch.hpp>

namespace perilune::detail {

inline constexpr std::int64_t ns_per_second = 1'000'000'000;
inline constexpr std::int64_t ns_per_day = 86'400 * ns_per_second;
inline constexpr std::int64_t tt_minus_tai_ns = 32'184'000'000;
inline constexpr int mjd_of_2000_01_01 = 51544;

/// A date of the proleptic Gregorian calendar.
struct CivilDate {
  std::int64_t year = 2000;
  int month = 1;  ///< 1 to 12
  int day = 1;    ///< 1 to 31
};

constexpr bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

/// Days since 2000-01-01.
constexpr std::int64_t day_number(CivilDate date) {
  // Years begin in March here, so that the leap day is the last of its year.
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = (date.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  constexpr std::int64_t days_from_0000_03_01_to_2000_01_01 = 730425;
  return era * 146097 + day_of_era - days_from_0000_03_01_to_2000_01_01;
}

constexpr CivilDate civil_date(std::int64_t day_number_2000) {
  const std::int64_t days = day_number_2000 + 730425;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

/// What a calendar and clock of some scale show.
struct Reading {
  std::int64_t day = 0;  ///< days since 2000-01-01
  std::int64_t ns = 0;   ///< of that day: below 86400 s, or 86401 s on a UTC day with a leap second
};

/// What the clock of `scale` shows at an instant; empty in UTC and UT1 before 1972.
std::optional<Reading> reading_of(Epoch epoch, TimeScale scale, std::int64_t ut1_minus_utc_ns);

/// When the clock of `scale` shows this; empty in UTC and UT1 before 1972, and out of the range of Epoch. A
/// reading of UT1 that occurs twice (around a leap second, UT1-UTC being held) is the later one.
std::optional<Epoch> epoch_at(Reading reading, TimeScale scale, std::int64_t ut1_minus_utc_ns);

/// Nanoseconds of a day: 86401 s for a UTC day that ends in a leap second.
std::int64_t day_length_ns(std::int64_t day, TimeScale scale);

/// The day number of 1972-01-01.
std::int64_t utc_first_day();

/// @throws InvalidArgument unless |ut1_minus_utc_s| < 1
std::int64_t ut1_minus_utc_ns(double ut1_minus_utc_s, std::string_view where);

/// @throws InvalidArgument that says that UTC and UT1 begin in 1972
[[noreturn]] void throw_before_utc(std::string_view where, TimeScale scale);

}  // namespace perilune::detail
