#include <perilune/time/duration.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/units/parse.hpp>

namespace perilune {

using detail::concat;

void detail::throw_time_overflow(std::string_view where) {
  throw InvalidArgument(
      concat(where,
             ": the result does not fit: a time is a 64-bit count of nanoseconds, so a duration "
             "is at most 292 years and an epoch lies between 1707-09-22 and 2292-04-11."));
}

void detail::throw_not_a_time(std::string_view where, double value, std::string_view unit) {
  throw InvalidArgument(concat(where, ": ", value, " ", unit,
                               " is no time that can be held: it must be finite and at most 292 years."));
}

DurationParse Duration::try_parse(std::string_view text) {
  QuantityParse parsed = try_parse_quantity(text, Dimension::time);
  if (!parsed) return {{}, std::move(parsed.code), std::move(parsed.problem), std::move(parsed.help)};
  // Whole units and decimals apart: a double would lose nanoseconds of a long time.
  const std::string_view number = split_quantity(text).number;
  const double unit_ns_exact = find_unit(parsed.quantity->unit)->si * 1e9;
  const auto unit_ns = static_cast<std::int64_t>(std::llround(unit_ns_exact));
  const bool plain = number.find_first_of("eE") == std::string_view::npos;
  const std::size_t point = plain ? number.find('.') : std::string_view::npos;
  try {
    if (!plain) return {Duration::from(parsed.quantity->value, unit_ns, "units"), {}, {}, {}};
    const std::string_view whole_text = number.substr(0, point);
    const bool has_whole = whole_text.find_first_of("0123456789") != std::string_view::npos;
    const auto whole = has_whole ? parse_integer(whole_text) : 0;
    if (!whole) detail::throw_time_overflow("Duration::parse");
    const std::string decimals = concat("0", point == std::string_view::npos ? "" : number.substr(point));
    const double rest = parse_number(decimals).value_or(0.0) * (number.front() == '-' ? -1.0 : 1.0);
    const auto whole_ns = detail::checked_product(*whole, unit_ns, "Duration::parse");
    const auto rest_ns = detail::rounded_nanoseconds(rest, unit_ns, "Duration::parse", "units");
    return {Duration::nanoseconds(detail::checked_sum(whole_ns, rest_ns, "Duration::parse")), {}, {}, {}};
  } catch (const InvalidArgument&) {
    return {{},
            "out-of-range",
            concat("'", printable(trimmed(text)), "' is longer than a duration can be"),
            "a duration is at most 292 years"};
  }
}

Duration Duration::parse(std::string_view text) {
  DurationParse parsed = try_parse(text);
  if (!parsed)
    throw InvalidArgument(concat("Duration::parse: ", parsed.problem, ". Mend: ", parsed.help, "."));
  return *parsed.duration;
}

std::string to_text(Duration duration) {
  struct Step {
    std::int64_t ns;
    std::string_view name;
  };
  constexpr Step large[] = {{86'400'000'000'000, "d"}, {3'600'000'000'000, "h"}, {60'000'000'000, "min"}};
  constexpr Step small[] = {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}};
  // Remainders instead of magnitudes, since the smallest integer has no opposite.
  const std::int64_t ns = duration.nanoseconds();
  const std::string_view sign = ns < 0 ? "-" : "";
  const auto magnitude = [](std::int64_t value) { return value < 0 ? -value : value; };
  const auto written = [&](const Step& step, std::int64_t parts_of_unit) {
    std::string decimals =
        std::to_string(parts_of_unit + magnitude(ns % step.ns) / (step.ns / parts_of_unit));
    decimals.front() = '.';
    while (decimals.back() == '0') decimals.pop_back();
    if (decimals == ".") decimals.clear();
    return concat(sign, magnitude(ns / step.ns), decimals, " ", step.name);
  };
  for (const Step& step : large) {
    if (ns / step.ns != 0 && ns % (step.ns / 1000) == 0) return written(step, 1000);
  }
  for (const Step& step : small) {
    if (ns / step.ns != 0) return written(step, step.ns);
  }
  return ns == 0 ? "0 s" : concat(ns, " ns");
}

}  // namespace perilune
