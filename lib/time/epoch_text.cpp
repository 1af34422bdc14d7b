// Dates as texts: reading with a mend for everything that is wrong, and writing.
#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/julian_date.hpp>
#include <perilune/time/leap_seconds.hpp>

#include "calendar.hpp"

namespace perilune {
namespace {

using detail::CivilDate;
using detail::concat;
using detail::ns_per_day;
using detail::ns_per_second;

constexpr std::string_view range_text =
    "epochs go from 1707-09-22 to 2292-04-11, as nanoseconds in 64 bits allow";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What is wrong with a date; thrown and caught inside this file only.
struct BadDate {
  std::string code;
  std::string problem;
  std::string help;
};

[[noreturn]] void refuse(std::string problem, std::string help, std::string_view code = "bad-date") {
  throw BadDate{std::string(code), std::move(problem), std::move(help)};
}

std::string two_digits(int value) {
  return concat(value < 10 ? "0" : "", value);
}

std::string_view month_name(int month) {
  constexpr std::string_view names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
  return names[month - 1];
}

/// Reads a date from left to right. What it refuses it names with the mend.
class DateReader {
 public:
  DateReader(std::string_view text, std::optional<TimeScale> default_scale, double ut1_minus_utc_s)
      : whole_(trimmed(text)),
        rest_(whole_),
        default_scale_(default_scale),
        ut1_minus_utc_s_(ut1_minus_utc_s),
        ut1_minus_utc_ns_(detail::ut1_minus_utc_ns(ut1_minus_utc_s, "Epoch::parse")) {}

  Epoch read() {
    constexpr std::size_t longest = 64;
    if (whole_.empty()) {
      refuse("there is no date", "write a date with its time scale: 2031-03-01T06:00:00 TDB");
    }
    if (whole_.size() > longest) {
      refuse(concat("'", printable(whole_.substr(0, longest)), "...' is too long for a date"),
             "write a date with its time scale: 2031-03-01T06:00:00 TDB");
    }
    if (is_letter(rest_.front())) return julian();
    return calendar();
  }

 private:
  std::string shown() const { return concat("'", printable(whole_), "'"); }
  char peek(std::size_t ahead = 0) const { return ahead < rest_.size() ? rest_[ahead] : '\0'; }
  void skip(std::size_t count) { rest_.remove_prefix(count); }

  std::size_t digits_ahead() const {
    std::size_t count = 0;
    while (is_digit(peek(count))) ++count;
    return count;
  }

  int take_number(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) value = 10 * value + (rest_[i] - '0');
    skip(count);
    return value;
  }

  /// A field of two digits.
  int take_two(std::string_view what, std::string_view example) {
    const std::size_t count = digits_ahead();
    if (count == 0) refuse(concat("the ", what, " is missing in ", shown()), concat("write ", example));
    if (count != 2) {
      refuse(concat("'", rest_.substr(0, count), "' is no ", what, " in ", shown()),
             concat("write it with two digits, as in ", example));
    }
    return take_number(2);
  }

  Epoch calendar() {
    const std::int64_t day = date();
    const std::int64_t ns = has_time() ? time_of_day() : 0;
    const TimeScale scale = scale_at_end();
    if (second_ == 60) check_leap_second(day, ns, scale);
    if (day < detail::utc_first_day() && (scale == TimeScale::utc || scale == TimeScale::ut1)) {
      refuse_before_utc(scale);
    }
    const auto epoch = detail::epoch_at({day, ns}, scale, ut1_minus_utc_ns_);
    if (!epoch && (scale == TimeScale::utc || scale == TimeScale::ut1) && year_ < 1973)
      refuse_before_utc(scale);
    if (!epoch) refuse(concat("the date ", shown(), " is out of range"), std::string(range_text));
    return *epoch;
  }

  [[noreturn]] void refuse_before_utc(TimeScale scale) const {
    refuse(concat(shown(), " is before 1972-01-01, when ", to_text(scale), " as it is known here begins"),
           "name it in TAI, TT or TDB");
  }

  /// Days since 2000-01-01.
  std::int64_t date() {
    if (peek() == '-' || peek() == '+') {
      refuse(concat("the year of ", shown(), " has a sign"), "a year is written with four digits: 2031");
    }
    const std::size_t digits = digits_ahead();
    if (digits == 0) {
      refuse(concat(shown(), " is not a date"), "write a date with its time scale: 2031-03-01T06:00:00 TDB");
    }
    if (digits == 8) {
      refuse(concat("the date ", shown(), " has no hyphens"),
             concat("write ", rest_.substr(0, 4), "-", rest_.substr(4, 2), "-", rest_.substr(6, 2)));
    }
    if (peek(digits) == '/' || peek(digits) == '.') {
      refuse(concat("the date ", shown(), " is not written with hyphens"),
             "write year-month-day: 2031-03-01");
    }
    if (digits != 4) {
      refuse(concat("the year of ", shown(), " has ", digits, digits == 1 ? " digit" : " digits"),
             "a date begins with a year of four digits: 2031-03-01");
    }
    year_ = take_number(4);
    if (rest_.empty() || peek() == ' ') {
      refuse(concat(shown(), " is only a year"), concat("write year-month-day: ", year_text(), "-01-01"));
    }
    take_hyphen("year");
    if (digits_ahead() == 3) return day_of_year();
    return month_and_day();
  }

  std::string year_text() const {
    std::string digits = std::to_string(year_);
    return std::string(4 - digits.size(), '0') + digits;
  }

  void take_hyphen(std::string_view after) {
    if (peek() != '-') {
      refuse(concat("a hyphen is missing after the ", after, " in ", shown()),
             "write year-month-day: 2031-03-01");
    }
    skip(1);
  }

  std::int64_t day_of_year() {
    const int day = take_number(3);
    const int days = detail::is_leap_year(year_) ? 366 : 365;
    if (day < 1 || day > days) {
      refuse(concat("there is no day ", day, " of the year in ", shown()),
             concat(year_text(), " has the days 001 to ", days));
    }
    return detail::day_number({.year = year_}) + day - 1;
  }

  std::int64_t month_and_day() {
    const int month = take_two("month", "2031-03-01");
    if (month < 1 || month > 12) {
      refuse(concat("there is no month ", two_digits(month), " in ", shown()), "months go from 01 to 12");
    }
    if (rest_.empty() || peek() == ' ') {
      refuse(concat(shown(), " has no day"),
             concat("write year-month-day: ", year_text(), "-", two_digits(month), "-01"));
    }
    take_hyphen("month");
    const int day = take_two("day", "2031-03-01");
    const int days = detail::days_in_month(year_, month);
    if (month == 2 && day == 29 && days == 28) {
      refuse(concat("there is no February 29 in ", shown(), ": ", year_text(), " is no leap year"),
             concat("write ", year_text(), "-02-28 or ", year_text(), "-03-01"));
    }
    if (day < 1 || day > days) {
      refuse(concat("there is no day ", two_digits(day), " in ", month_name(month), " in ", shown()),
             concat(month_name(month), " has the days 01 to ", days));
    }
    return detail::day_number({.year = year_, .month = month, .day = day});
  }

  /// Whether a time of day follows, after a T or one blank.
  bool has_time() {
    if (peek() == 'T') {
      skip(1);
      return true;
    }
    if (peek() == 't' && is_digit(peek(1))) {
      refuse(concat("a small t stands before the time in ", shown()), "write a capital T");
    }
    if (peek() == ' ' && is_digit(peek(1))) {
      skip(1);
      return true;
    }
    return false;
  }

  void take_colon(std::string_view next, std::string_view example) {
    if (peek() != ':') {
      refuse(concat("the ", next, " are missing in ", shown()), concat("write ", example));
    }
    skip(1);
  }

  /// Nanoseconds of the day; 23:59:60 gives those of the leap second.
  std::int64_t time_of_day() {
    const int hour = take_two("hour", "06:00:00");
    if (hour == 24) {
      refuse(concat("there is no hour 24 in ", shown()), "the end of a day is 00:00:00 of the next day");
    }
    if (hour > 24) refuse(concat("there is no hour ", hour, " in ", shown()), "hours go from 00 to 23");
    take_colon("minutes", "06:00:00");
    const int minute = take_two("minute", "06:00:00");
    if (minute > 59)
      refuse(concat("there is no minute ", minute, " in ", shown()), "minutes go from 00 to 59");
    std::int64_t ns = 0;
    if (peek() == ':') {
      skip(1);
      second_ = take_two("second", "06:00:00");
      if (second_ > 60) {
        refuse(concat("there is no second ", second_, " in ", shown()), "seconds go from 00 to 59");
      }
      ns = fraction();
    } else if (peek() == '.' || peek() == ',') {
      refuse(concat("a minute has decimals in ", shown()), "write hours:minutes:seconds: 06:00:30");
    }
    return ((hour * 60 + minute) * 60 + second_) * ns_per_second + ns;
  }

  std::int64_t fraction() {
    if (peek() == ',') refuse(concat("a comma stands in ", shown()), "write decimals after a point");
    if (peek() != '.') return 0;
    skip(1);
    const std::size_t digits = digits_ahead();
    if (digits == 0) {
      refuse(concat("no decimals follow the point in ", shown()), "leave the point out, or write decimals");
    }
    if (digits > 9) {
      refuse(concat(shown(), " has ", digits, " decimals of a second"),
             "an epoch is exact to the nanosecond: write at most nine decimals");
    }
    std::int64_t ns = take_number(digits);
    for (std::size_t i = digits; i < 9; ++i) ns *= 10;
    return ns;
  }

  TimeScale scale_at_end() {
    if (peek() == 'Z') {
      skip(1);
      if (!rest_.empty()) {
        refuse(concat("'", printable(trimmed(rest_)), "' follows the Z in ", shown()),
               "Z names UTC and ends the date; leave one of the two out");
      }
      return TimeScale::utc;
    }
    if ((peek() == '+' || peek() == '-') && is_digit(peek(1))) {
      refuse(concat("the offset '", printable(rest_), "' stands in ", shown()),
             "local times are not read: subtract the offset and write UTC");
    }
    if (is_letter(peek())) {
      const std::string word(rest_);
      if (time_scale_of(word)) {
        refuse(concat("'", word, "' stands without a blank in ", shown()),
               concat("write a blank before ", word));
      }
    }
    if (!rest_.empty() && peek() != ' ') {
      refuse(concat("'", printable(rest_), "' follows the date in ", shown()),
             "a date ends with its time scale: 2031-03-01T06:00:00 TDB");
    }
    const std::string_view word = trimmed(rest_);
    if (word.empty()) {
      if (default_scale_) return *default_scale_;
      refuse(concat("the date ", shown(), " names no time scale"),
             concat("write one behind it: ", printable(whole_), " UTC (or TDB, TT, TAI, UT1)"),
             "missing-time-scale");
    }
    return named_scale(word);
  }

  TimeScale named_scale(std::string_view word) const {
    if (const auto scale = time_scale_of(word)) return *scale;
    const std::string_view first = word.substr(0, word.find(' '));
    if (first != word && time_scale_of(first)) {
      refuse(
          concat("'", printable(trimmed(word.substr(first.size()))), "' follows the time scale in ", shown()),
          "a date ends with its time scale");
    }
    constexpr std::pair<std::string_view, std::string_view> hints[] = {
        {"ET", "ephemeris time is TDB here: write TDB"},
        {"GMT", "write UTC"},
        {"UT", "write UTC, or UT1 for the Earth's rotation"},
        {"TDT", "it is called TT now: write TT"},
        {"GPS", "GPS time is TAI - 19 s: convert it and write TAI"},
        {"BDT", "BeiDou time is TAI - 33 s: convert it and write TAI"},
        {"CST", "local times are not read: subtract the offset and write UTC"},
        {"BJT", "local times are not read: subtract the offset and write UTC"},
        {"MSK", "local times are not read: subtract the offset and write UTC"},
    };
    std::string upper(word);
    for (char& c : upper) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    const std::string problem = concat("'", printable(word), "' is not a time scale in ", shown());
    if (time_scale_of(upper)) refuse(problem, concat("did you mean '", upper, "'?"), "unknown-time-scale");
    for (const auto& [name, hint] : hints) {
      if (upper == name) refuse(problem, std::string(hint), "unknown-time-scale");
    }
    if (const auto near = nearest_name(upper, time_scale_names())) {
      refuse(problem, concat("did you mean '", *near, "'?"), "unknown-time-scale");
    }
    refuse(problem, concat("expected one of: ", join(time_scale_names(), ", ")), "unknown-time-scale");
  }

  void check_leap_second(std::int64_t day, std::int64_t ns, TimeScale scale) const {
    if (scale != TimeScale::utc) {
      refuse(concat("there is no second 60 in ", shown()),
             concat("only UTC has leap seconds; in ", to_text(scale), " seconds go from 00 to 59"));
    }
    const bool last_minute = ns >= ns_per_day;
    if (last_minute && detail::day_length_ns(day, scale) > ns_per_day) return;
    refuse(concat("there is no second 60 in ", shown()),
           concat("seconds go from 00 to 59; a leap second is 23:59:60 UTC of a day that has one, the last "
                  "known being 2016-12-31"));
  }

  /// "JD 2460000.5 TDB" and "MJD 60000.0 TDB".
  Epoch julian() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" 0123456789"));
    const bool modified = word == "MJD";
    if (!modified && word != "JD") {
      refuse(concat(shown(), " is not a date"),
             "write a date with its time scale: 2031-03-01T06:00:00 TDB, or JD 2462926.75 TDB");
    }
    skip(word.size());
    rest_ = trimmed(rest_);
    const bool negative = peek() == '-';
    if (negative || peek() == '+') skip(1);
    const std::size_t whole_digits = digits_ahead();
    if (whole_digits == 0 || whole_digits > 7) {
      refuse(concat("no Julian day number of at most seven digits stands in ", shown()),
             concat("write ", modified ? "MJD 60000.0 TDB" : "JD 2460000.5 TDB"));
    }
    const double day = take_number(whole_digits);
    const double decimals = julian_decimals();
    const TimeScale scale = scale_at_end();
    const double sign = negative ? -1.0 : 1.0;
    constexpr double mjd_zero = 2400000.5;
    const JulianDate date{sign * day + (modified ? mjd_zero : 0.0), sign * decimals};
    const bool counted_from_1972 = scale == TimeScale::utc || scale == TimeScale::ut1;
    constexpr double jd_of_1972 = 2441317.5;
    if (counted_from_1972 && date.sum() < jd_of_1972) refuse_before_utc(scale);
    try {
      return epoch_of(date, scale, ut1_minus_utc_s_);
    } catch (const InvalidArgument&) {
      refuse(concat("the date ", shown(), " is out of range"),
             concat(range_text, modified ? " (MJD -55206 to 158296)" : " (JD 2344794 to 2558296)"));
    }
  }

  double julian_decimals() {
    if (peek() != '.') return 0.0;
    skip(1);
    const std::size_t digits = digits_ahead();
    if (digits == 0) {
      refuse(concat("no decimals follow the point in ", shown()), "leave the point out, or write decimals");
    }
    if (digits > 15) {
      refuse(concat(shown(), " has ", digits, " decimals of a day"),
             "fifteen decimals hold the nanosecond: write at most fifteen");
    }
    const double value = parse_number(concat("0.", rest_.substr(0, digits))).value_or(0.0);
    skip(digits);
    return value;
  }

  std::string_view whole_;
  std::string_view rest_;
  std::optional<TimeScale> default_scale_;
  double ut1_minus_utc_s_;
  std::int64_t ut1_minus_utc_ns_;
  int year_ = 0;
  int second_ = 0;
};

Epoch parsed_or_thrown(EpochParse parsed) {
  if (!parsed) throw InvalidArgument(concat("Epoch::parse: ", parsed.problem, ". Mend: ", parsed.help, "."));
  return *parsed.epoch;
}

std::string padded(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

EpochParse Epoch::try_parse(std::string_view text, std::optional<TimeScale> default_scale,
                            double ut1_minus_utc_s) {
  try {
    return {DateReader(text, default_scale, ut1_minus_utc_s).read(), {}, {}, {}};
  } catch (BadDate& bad) {
    return {{}, std::move(bad.code), std::move(bad.problem), std::move(bad.help)};
  }
}

Epoch Epoch::parse(std::string_view text) {
  return parsed_or_thrown(try_parse(text));
}

Epoch Epoch::parse(std::string_view text, TimeScale default_scale) {
  return parsed_or_thrown(try_parse(text, default_scale));
}

std::string Epoch::iso8601(TimeScale scale, int decimals, double ut1_minus_utc_s) const {
  if (decimals < 0 || decimals > 9) {
    throw InvalidArgument(
        concat("Epoch::iso8601: ", decimals, " decimals of a second are asked for; 0 to 9 can be written."));
  }
  auto reading =
      detail::reading_of(*this, scale, detail::ut1_minus_utc_ns(ut1_minus_utc_s, "Epoch::iso8601"));
  if (!reading) detail::throw_before_utc("Epoch::iso8601", scale);
  std::int64_t unit_ns = ns_per_second;
  for (int i = 0; i < decimals; ++i) unit_ns /= 10;
  std::int64_t ns = (reading->ns + unit_ns / 2) / unit_ns * unit_ns;
  std::int64_t day = reading->day;
  if (ns >= detail::day_length_ns(day, scale)) {
    ns = 0;
    ++day;
  }
  const CivilDate date = detail::civil_date(day);
  // In a leap second 23:59 has a second 60.
  const std::int64_t second_of_day = ns / ns_per_second;
  const std::int64_t minute_of_day = std::min<std::int64_t>(second_of_day / 60, 24 * 60 - 1);
  std::string text = concat(padded(date.year, 4), "-", two_digits(date.month), "-", two_digits(date.day), "T",
                            padded(minute_of_day / 60, 2), ":", padded(minute_of_day % 60, 2), ":",
                            padded(second_of_day - minute_of_day * 60, 2));
  if (decimals > 0) {
    text += concat(".", padded(ns % ns_per_second / unit_ns, static_cast<std::size_t>(decimals)));
  }
  return text;
}

std::string Epoch::to_text(TimeScale scale, int decimals, double ut1_minus_utc_s) const {
  return concat(iso8601(scale, decimals, ut1_minus_utc_s), " ", perilune::to_text(scale));
}

}  // namespace perilune
