#include "tdb_calendar.hpp"

#include <cmath>
#include <cstdint>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

std::string two_digits(std::int64_t value) {
  return concat(value < 10 ? "0" : "", value);
}

}  // namespace

std::string tdb_calendar(double tdb_s) {
  constexpr double absurd_s = 3.2e11;  // ten thousand years
  if (!(std::abs(tdb_s) < absurd_s)) return concat(tdb_s, " s past J2000 TDB");
  const std::int64_t since_noon = std::llround(tdb_s);
  const std::int64_t since_midnight = since_noon + 43200;
  std::int64_t days = since_midnight / 86400;
  std::int64_t second = since_midnight % 86400;
  if (second < 0) {
    second += 86400;
    --days;
  }
  // Civil date from days, by eras of 400 years that start on 1 March. Source: Howard Hinnant,
  // chrono-compatible low-level date algorithms; 730425 days lie between 0000-03-01 and 2000-01-01.
  days += 730425;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return concat(year, "-", two_digits(month), "-", two_digits(day), "T", two_digits(second / 3600), ":",
                two_digits(second / 60 % 60), ":", two_digits(second % 60), " TDB");
}

}  // namespace perilune::detail
