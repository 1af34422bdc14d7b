#include "axes.hpp"

#include <array>
#include <cmath>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

struct Calendar {
  long long year = 2000;
  int month = 1;
  int day = 1;
  int hour = 0;
};

std::string two_digits(long long number) {
  return concat(number < 10 ? "0" : "", number);
}

Calendar calendar_of(Epoch epoch) {
  const std::string text = epoch.iso8601(TimeScale::utc, 0);
  const auto number = [&](std::size_t from, std::size_t length) {
    return parse_integer(std::string_view(text).substr(from, length)).value_or(0);
  };
  return {number(0, 4), static_cast<int>(number(5, 2)), static_cast<int>(number(8, 2)),
          static_cast<int>(number(11, 2))};
}

Epoch epoch_of(const Calendar& date) {
  return Epoch::parse(concat(date.year, "-", two_digits(date.month), "-", two_digits(date.day), "T",
                             two_digits(date.hour), ":00:00 UTC"));
}

/// A distance between ticks.
struct Pace {
  enum class Unit { years, months, days, hours } unit;
  int count;
  double rough_days;
};

constexpr std::array paces{Pace{Pace::Unit::hours, 1, 1.0 / 24}, Pace{Pace::Unit::hours, 3, 0.125},
                           Pace{Pace::Unit::hours, 6, 0.25},     Pace{Pace::Unit::hours, 12, 0.5},
                           Pace{Pace::Unit::days, 1, 1.0},       Pace{Pace::Unit::days, 2, 2.0},
                           Pace{Pace::Unit::days, 5, 5.0},       Pace{Pace::Unit::days, 10, 10.0},
                           Pace{Pace::Unit::months, 1, 30.4},    Pace{Pace::Unit::months, 3, 91.3},
                           Pace{Pace::Unit::months, 6, 182.6},   Pace{Pace::Unit::years, 1, 365.25},
                           Pace{Pace::Unit::years, 2, 730.5},    Pace{Pace::Unit::years, 5, 1826.25},
                           Pace{Pace::Unit::years, 10, 3652.5},  Pace{Pace::Unit::years, 50, 18262.5}};

Pace pace_for(double days, int most) {
  for (const Pace& pace : paces) {
    if (days / pace.rough_days <= most) return pace;
  }
  return paces.back();
}

/// The last round instant at or before a date.
Calendar round_down(Calendar date, const Pace& pace) {
  if (pace.unit == Pace::Unit::years) return {date.year - date.year % pace.count, 1, 1, 0};
  if (pace.unit == Pace::Unit::months) return {date.year, date.month - (date.month - 1) % pace.count, 1, 0};
  if (pace.unit == Pace::Unit::days)
    return {date.year, date.month, date.day - (date.day - 1) % pace.count, 0};
  return {date.year, date.month, date.day, date.hour - date.hour % pace.count};
}

/// Days begin anew with each month, so that the 1st is always a tick.
Calendar next(const Calendar& date, const Pace& pace) {
  if (pace.unit == Pace::Unit::years) return {date.year + pace.count, 1, 1, 0};
  if (pace.unit == Pace::Unit::months) {
    const int month = date.month + pace.count;
    return month > 12 ? Calendar{date.year + 1, month - 12, 1, 0} : Calendar{date.year, month, 1, 0};
  }
  if (pace.unit == Pace::Unit::days) {
    const Calendar first{date.month == 12 ? date.year + 1 : date.year, date.month % 12 + 1, 1, 0};
    const Calendar later = calendar_of(epoch_of(date) + Duration::days(pace.count + 0.1));
    const bool crowded = later.month == date.month &&
                         (epoch_of(first) - epoch_of(later)).days() < 0.6 * pace.count && pace.count > 1;
    if (later.month != date.month || crowded) return first;
    return {later.year, later.month, later.day, 0};
  }
  return calendar_of(epoch_of(date) + Duration::hours(pace.count + 0.1));
}

std::string label_of(const Calendar& date, const Pace& pace) {
  const std::string day = concat(two_digits(date.month), "-", two_digits(date.day));
  if (pace.unit == Pace::Unit::years) return to_text(static_cast<double>(date.year));
  if (pace.unit == Pace::Unit::months) return concat(date.year, "-", two_digits(date.month));
  if (pace.unit == Pace::Unit::days) return day;
  return date.hour == 0 ? day : concat(two_digits(date.hour), ":00");
}

}  // namespace

std::vector<double> round_numbers(double low, double high, int most) {
  if (!(high > low) || most < 1) return {low};
  const double rough = (high - low) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> numbers;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1.0) {
    numbers.push_back(k * step + 0.0);  // no -0
  }
  return numbers;
}

std::string round_text(double value) {
  const double rounded = std::round(value * 1e6) / 1e6 + 0.0;
  const bool is_whole = rounded == std::floor(rounded) && std::abs(rounded) < 1e9;
  return is_whole ? fixed(rounded, 0) : to_text(rounded);  // 200000, not 2e+05
}

std::vector<TimeTick> round_instants(Interval span, int most) {
  const Pace pace = pace_for(span.length().days(), most);
  std::vector<TimeTick> ticks;
  for (Calendar date = round_down(calendar_of(span.from), pace);; date = next(date, pace)) {
    const Epoch epoch = epoch_of(date);
    if (epoch > span.to) return ticks;
    if (epoch >= span.from) ticks.push_back({epoch, label_of(date, pace)});
  }
}

void draw_time_axis(SvgPicture& picture, const TimeAxis& axis, double top, double bottom, int most) {
  picture.group({{"class", "axis"}, {"data-top", top}, {"data-bottom", bottom}});
  for (const TimeTick& tick : round_instants(axis.span, most)) {
    const double x = axis(tick.epoch);
    picture.line(x, top, x, bottom, {{"class", "grid"}, {"stroke", colour::faint}, {"stroke-width", 1.0}});
    picture.text(x, bottom + 15, tick.label, {{"text-anchor", "middle"}});
  }
  picture.end_group();
}

void announce_time(SvgPicture& picture, const TimeAxis& axis, double top, double bottom, TimeReach reach) {
  picture.attribute({"data-time-from", axis.span.from.iso8601(TimeScale::utc, 3)})
      .attribute({"data-time-to", axis.span.to.iso8601(TimeScale::utc, 3)})
      .attribute({"data-time-left", axis.begin})
      .attribute({"data-time-right", axis.end})
      .attribute({"data-time-top", top})
      .attribute({"data-time-bottom", bottom});
  if (reach == TimeReach::part) picture.attribute({"data-time-reach", "part"});
}

void begin_time(SvgPicture& picture, const TimeAxis& axis, double top, double bottom) {
  picture.clip(axis.begin, top, axis.end - axis.begin, bottom - top);
  picture.group({{"class", "time"}});
}

void end_time(SvgPicture& picture) {
  picture.end_group();
  picture.end_clip();
}

void draw_dot(SvgPicture& picture, double x, double y, double size, std::string_view fill) {
  picture.line(x, y, x, y,
               {{"class", fill == colour::black ? "ink-line" : ""},
                {"stroke", fill},
                {"stroke-width", size},
                {"stroke-linecap", "round"}});
}

void label(SvgPicture& picture, double x, double y, std::string_view text, const LabelStyle& style) {
  picture.text(x, y, text,
               {{"text-anchor", style.anchor},
                {"font-size", style.size == LabelStyle{}.size ? std::string() : to_text(style.size)},
                {"font-weight", style.bold ? "bold" : ""}});
}

TimeAxis year_axis(long long year, double begin, double end) {
  const Epoch from = epoch_of({year, 1, 1, 0});
  return {{from, from + Duration::days(366.0)}, begin, end};
}

std::vector<long long> years_of(Interval span) {
  std::vector<long long> years;
  const long long last = calendar_of(span.to - Duration::nanoseconds(1)).year;
  for (long long year = calendar_of(span.from).year; year <= last; ++year) years.push_back(year);
  return years;
}

void draw_months(SvgPicture& picture, double begin, double end, double top, double bottom) {
  constexpr std::string_view names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const TimeAxis x = year_axis(2001, begin, end);
  for (int month = 1; month <= 12; ++month) {
    const double at = x(epoch_of({2001, month, 1, 0}));
    picture.line(at, top, at, bottom, {{"class", "grid"}, {"stroke", colour::faint}});
    for (const double y : {top - 4, bottom + 13}) label(picture, at + 4, y, names[month - 1], {.size = 11});
  }
}

std::string minute_text(Epoch epoch) {
  std::string text = epoch.iso8601(TimeScale::utc, 0).substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

}  // namespace perilune::detail
