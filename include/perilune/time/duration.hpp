#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace perilune {

class Duration;

/// What came of reading a duration from a text: the duration, or what is wrong with the text.
struct DurationParse;

namespace detail {
/// Both throw InvalidArgument: a time that does not fit 64 bits of nanoseconds (292 years), or no number.
[[noreturn]] void throw_time_overflow(std::string_view where);
[[noreturn]] void throw_not_a_time(std::string_view where, double value, std::string_view unit);

constexpr std::int64_t checked_sum(std::int64_t a, std::int64_t b, std::string_view where) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw_time_overflow(where);
  return sum;
}
constexpr std::int64_t checked_difference(std::int64_t a, std::int64_t b, std::string_view where) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) throw_time_overflow(where);
  return difference;
}
constexpr std::int64_t checked_product(std::int64_t a, std::int64_t b, std::string_view where) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) throw_time_overflow(where);
  return product;
}

/// `value` units of `unit_ns` nanoseconds each, rounded to the nanosecond: whole units exactly, the rest
/// with an error below 0.51 ns, whatever the size of `value`.
constexpr std::int64_t rounded_nanoseconds(double value, std::int64_t unit_ns, std::string_view where,
                                           std::string_view unit) {
  constexpr double two_to_63 = 9223372036854775808.0;
  if (!(value > -two_to_63 && value < two_to_63)) throw_not_a_time(where, value, unit);
  const auto whole = static_cast<std::int64_t>(value);
  const double rest_ns = (value - static_cast<double>(whole)) * static_cast<double>(unit_ns);
  const auto rounded_rest = static_cast<std::int64_t>(rest_ns + (rest_ns < 0.0 ? -0.5 : 0.5));
  return checked_sum(checked_product(whole, unit_ns, where), rounded_rest, where);
}
}  // namespace detail

/// A length of time, in whole nanoseconds of a uniform scale (TAI, TT). Any between -292.2 and +292.2 years;
/// arithmetic that would leave that range throws InvalidArgument and never wraps. A day is 86400 s: there is
/// no leap second in a duration.
///
/// Checked in: tests/unit/time/test_duration.cpp
class Duration {
 public:
  constexpr Duration() = default;

  static constexpr Duration nanoseconds(std::int64_t count) {
    Duration made;
    made.ns_ = count;
    return made;
  }
  /// Rounded to the nanosecond. @throws InvalidArgument if not finite or beyond 292 years; so the next ones
  static constexpr Duration milliseconds(double value) { return from(value, 1'000'000, "milliseconds"); }
  static constexpr Duration seconds(double value) { return from(value, 1'000'000'000, "seconds"); }
  static constexpr Duration minutes(double value) { return from(value, 60'000'000'000, "minutes"); }
  static constexpr Duration hours(double value) { return from(value, 3'600'000'000'000, "hours"); }
  static constexpr Duration days(double value) { return from(value, 86'400'000'000'000, "days"); }

  /// Reads "4.5 d", "30 min", "8 yr", "18 mo": units as in `unit_table()`, a year being 365.25 d and a month
  /// 30.4375 d. Exact to the nanosecond however long.
  /// @throws InvalidArgument if the text is no time span or longer than 292 years
  static Duration parse(std::string_view text);
  static DurationParse try_parse(std::string_view text);

  constexpr std::int64_t nanoseconds() const { return ns_; }
  /// The nearest double: exact up to 104 days, then within 2^-53 of the value.
  constexpr double seconds() const { return in(1'000'000'000); }
  constexpr double minutes() const { return in(60'000'000'000); }
  constexpr double hours() const { return in(3'600'000'000'000); }
  constexpr double days() const { return in(86'400'000'000'000); }

  /// @throws InvalidArgument if the result does not fit; so the next ones
  constexpr Duration operator-() const { return Duration() - *this; }
  constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) { return *this = *this - other; }

  friend constexpr Duration operator+(Duration a, Duration b) {
    return nanoseconds(detail::checked_sum(a.ns_, b.ns_, "Duration + Duration"));
  }
  friend constexpr Duration operator-(Duration a, Duration b) {
    return nanoseconds(detail::checked_difference(a.ns_, b.ns_, "Duration - Duration"));
  }
  /// A whole number of times: exact.
  template <std::integral Integer>
  friend constexpr Duration operator*(Integer factor, Duration duration) {
    if constexpr (std::unsigned_integral<Integer> && sizeof(Integer) >= sizeof(std::int64_t)) {
      if (factor > static_cast<Integer>(INT64_MAX)) detail::throw_time_overflow("Integer * Duration");
    }
    return nanoseconds(
        detail::checked_product(static_cast<std::int64_t>(factor), duration.ns_, "Integer * Duration"));
  }
  template <std::integral Integer>
  friend constexpr Duration operator*(Duration duration, Integer factor) {
    return factor * duration;
  }
  /// Rounded to the nanosecond as far as 53 bits reach; exact where `factor` times the whole seconds is.
  friend constexpr Duration operator*(double factor, Duration duration) {
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t whole_s = duration.ns_ / second;
    const std::int64_t rest_ns = duration.ns_ % second;
    return nanoseconds(
        detail::checked_sum(detail::rounded_nanoseconds(factor * static_cast<double>(whole_s), second,
                                                        "double * Duration", "seconds"),
                            detail::rounded_nanoseconds(factor * static_cast<double>(rest_ns), 1,
                                                        "double * Duration", "nanoseconds"),
                            "double * Duration"));
  }
  friend constexpr Duration operator*(Duration duration, double factor) { return factor * duration; }
  /// How many times `b` fits into `a`, as a number; infinite or NaN if `b` is zero.
  friend constexpr double operator/(Duration a, Duration b) {
    return static_cast<double>(a.ns_) / static_cast<double>(b.ns_);
  }
  friend constexpr Duration operator/(Duration duration, double divisor) {
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t whole_s = duration.ns_ / second;
    const std::int64_t rest_ns = duration.ns_ % second;
    return nanoseconds(
        detail::checked_sum(detail::rounded_nanoseconds(static_cast<double>(whole_s) / divisor, second,
                                                        "Duration / double", "seconds"),
                            detail::rounded_nanoseconds(static_cast<double>(rest_ns) / divisor, 1,
                                                        "Duration / double", "nanoseconds"),
                            "Duration / double"));
  }
  friend constexpr auto operator<=>(Duration, Duration) = default;

 private:
  static constexpr Duration from(double value, std::int64_t unit_ns, std::string_view unit) {
    return nanoseconds(detail::rounded_nanoseconds(value, unit_ns, "Duration", unit));
  }
  /// Whole units and the rest apart, so that the sum is rounded once.
  constexpr double in(std::int64_t unit_ns) const {
    return static_cast<double>(ns_ / unit_ns) +
           static_cast<double>(ns_ % unit_ns) / static_cast<double>(unit_ns);
  }

  std::int64_t ns_ = 0;
};

constexpr Duration abs(Duration duration) {
  return duration < Duration() ? -duration : duration;
}

struct DurationParse {
  std::optional<Duration> duration;
  std::string code;     ///< as `QuantityParse::code`, or `out-of-range`; empty if it was read
  std::string problem;  ///< what is wrong, in one line
  std::string help;     ///< the mend

  explicit operator bool() const noexcept { return duration.has_value(); }
};

/// The duration exactly, in the largest unit (d, h, min) that holds it with at most three decimals, else in
/// seconds or a part of them: "4.5 d", "90 min" as "1.5 h", "86401 s", "250 ms", "0 s". `Duration::parse`
/// reads it back to the nanosecond.
std::string to_text(Duration duration);

}  // namespace perilune

template <>
struct std::hash<perilune::Duration> {
  std::size_t operator()(perilune::Duration duration) const noexcept {
    return std::hash<std::int64_t>()(duration.nanoseconds());
  }
};
