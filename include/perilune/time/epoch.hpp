#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <perilune/time/duration.hpp>
#include <perilune/time/time_scale.hpp>

namespace perilune {

struct EpochParse;

/// Seconds in two doubles: `whole` is a whole number, `fraction` in [0, 1). Their sum in one double would
/// keep 1e-7 s of a date decades from J2000; apart they keep 1e-16 s.
struct TwoPartSeconds {
  double whole = 0.0;
  double fraction = 0.0;

  constexpr double sum() const { return whole + fraction; }
};

/// An instant: nanoseconds of TAI since J2000.0 TT (2000-01-01T12:00:00 TT = 11:59:27.816 TAI), in an int64.
/// Exact to compare, hash and step. It has no time scale: one is named where a text comes in or goes out.
/// From 1707-09-22 to 2292-04-11; arithmetic that would leave that range throws InvalidArgument and never
/// wraps.
///
/// Checked in: tests/unit/time/test_epoch.cpp, test_epoch_parse.cpp, test_leap_seconds.cpp
class Epoch {
 public:
  /// J2000.0 TT.
  constexpr Epoch() = default;

  /// Reads a date with its time scale: "2031-03-01T06:00:00 TDB", "2024-03-24T16:55:36.123Z" (Z is UTC),
  /// "2031-03-01 UTC" (midnight), "2024-084T16:55 UTC" (day of the year), "JD 2460000.5 TDB", "MJD 60000 TT".
  /// Up to nine decimals of a second. "23:59:60 UTC" is read on the days that have a leap second.
  /// @throws InvalidArgument with problem and mend, also where no time scale is named
  static Epoch parse(std::string_view text);
  /// A text without a time scale is read in `default_scale`.
  static Epoch parse(std::string_view text, TimeScale default_scale);
  /// The same with what is wrong as a value. Nothing is guessed.
  /// @param ut1_minus_utc_s  used for texts in UT1 only, |value| < 1 [s]
  static EpochParse try_parse(std::string_view text, std::optional<TimeScale> default_scale = {},
                              double ut1_minus_utc_s = 0.0);

  /// From nanoseconds of TAI since J2000.0 TT.
  static constexpr Epoch from_nanoseconds(std::int64_t ns_since_j2000) {
    Epoch made;
    made.ns_ = ns_since_j2000;
    return made;
  }
  /// From seconds of TDB since 2000-01-01T12:00:00 TDB, given as a sum of two so that none is lost; rounded
  /// to the nanosecond. @throws InvalidArgument if not finite or out of range
  static Epoch from_tdb_seconds(double s_since_j2000, double rest_s = 0.0);

  constexpr std::int64_t nanoseconds_since_j2000() const { return ns_; }

  /// Seconds of TDB since 2000-01-01T12:00:00 TDB, the ephemerides' time argument. The nearest double, so
  /// within 6e-8 s of a date in 2031: a Moon off by 0.06 mm. `tdb()` loses nothing.
  double tdb_seconds_since_j2000() const;
  TwoPartSeconds tdb() const;

  /// The date in a scale, with its name: "2024-03-24T16:55:36.123 UTC". Rounded, half up.
  /// @param decimals         of the second, 0 to 9
  /// @param ut1_minus_utc_s  used for UT1 only, |value| < 1 [s]
  /// @throws InvalidArgument in UTC or UT1 before 1972, or if `decimals` is out of range
  std::string to_text(TimeScale scale, int decimals = 3, double ut1_minus_utc_s = 0.0) const;
  /// The same without the scale's name.
  std::string iso8601(TimeScale scale, int decimals = 3, double ut1_minus_utc_s = 0.0) const;

  /// @throws InvalidArgument if the result is out of range; so the next ones
  constexpr Epoch& operator+=(Duration duration) { return *this = *this + duration; }
  constexpr Epoch& operator-=(Duration duration) { return *this = *this - duration; }
  friend constexpr Epoch operator+(Epoch epoch, Duration duration) {
    return from_nanoseconds(detail::checked_sum(epoch.ns_, duration.nanoseconds(), "Epoch + Duration"));
  }
  friend constexpr Epoch operator-(Epoch epoch, Duration duration) {
    return from_nanoseconds(
        detail::checked_difference(epoch.ns_, duration.nanoseconds(), "Epoch - Duration"));
  }
  friend constexpr Duration operator-(Epoch later, Epoch earlier) {
    return Duration::nanoseconds(detail::checked_difference(later.ns_, earlier.ns_, "Epoch - Epoch"));
  }
  friend constexpr auto operator<=>(Epoch, Epoch) = default;

 private:
  std::int64_t ns_ = 0;
};

/// What came of reading a date: the instant, or what is wrong with the text.
struct EpochParse {
  std::optional<Epoch> epoch;
  std::string code;     ///< bad-date, missing-time-scale or unknown-time-scale; empty if it was read
  std::string problem;  ///< in one line: "there is no month 13 in '2031-13-01'"
  std::string help;     ///< the mend: "months go from 01 to 12"

  explicit operator bool() const noexcept { return epoch.has_value(); }
};

/// J2000.0 TT, an instant: 2000-01-01T12:00:00 TT.
inline constexpr Epoch j2000{};

}  // namespace perilune

template <>
struct std::hash<perilune::Epoch> {
  std::size_t operator()(perilune::Epoch epoch) const noexcept {
    return std::hash<std::int64_t>()(epoch.nanoseconds_since_j2000());
  }
};
