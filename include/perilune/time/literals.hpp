#pragma once

#include <perilune/time/duration.hpp>

/// Durations as they are typed: `using namespace perilune::literals;` then `4.5_d`, `30_min`, `2_s`.
/// Lengths, masses and the rest live in perilune/units/literals.hpp.
namespace perilune::literals {

/// Defines one literal for numbers with and without a decimal point.
#define PERILUNE_TIME_LITERAL(suffix, unit_ns)                                                 \
  constexpr Duration operator""_##suffix(long double value) {                                  \
    return Duration::nanoseconds(                                                              \
        detail::rounded_nanoseconds(static_cast<double>(value), unit_ns, "literal", #suffix)); \
  }                                                                                            \
  constexpr Duration operator""_##suffix(unsigned long long value) {                           \
    return Duration::nanoseconds(                                                              \
        detail::rounded_nanoseconds(static_cast<double>(value), unit_ns, "literal", #suffix)); \
  }

PERILUNE_TIME_LITERAL(d, 86'400'000'000'000)
PERILUNE_TIME_LITERAL(h, 3'600'000'000'000)
PERILUNE_TIME_LITERAL(min, 60'000'000'000)
PERILUNE_TIME_LITERAL(s, 1'000'000'000)
PERILUNE_TIME_LITERAL(ms, 1'000'000)
PERILUNE_TIME_LITERAL(us, 1'000)

#undef PERILUNE_TIME_LITERAL

/// Whole nanoseconds.
constexpr Duration operator""_ns(unsigned long long value) {
  if (value > 9'223'372'036'854'775'807ULL) detail::throw_time_overflow("literal ns");
  return Duration::nanoseconds(static_cast<std::int64_t>(value));
}

}  // namespace perilune::literals
