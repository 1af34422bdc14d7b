#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/report/svg.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// Where a number of the data lies on the paper: from `low` at `begin` to `high` at `end`, straight.
struct LinearScale {
  double low = 0.0;
  double high = 1.0;
  double begin = 0.0;
  double end = 1.0;

  double operator()(double value) const { return begin + (value - low) / (high - low) * (end - begin); }
};

/// The same for instants.
struct TimeAxis {
  Interval span;
  double begin = 0.0;
  double end = 1.0;

  double operator()(Epoch epoch) const { return begin + (epoch - span.from) / span.length() * (end - begin); }
};

/// Round numbers (1, 2 or 5 times a power of ten apart) in [low, high], at most `most` of them.
std::vector<double> round_numbers(double low, double high, int most);

/// One of `round_numbers` as text, without what binary fractions add.
std::string round_text(double value);

struct TimeTick {
  Epoch epoch;
  std::string label;
};

/// Round instants of UTC inside the span, at most `most` of them: years, quarters, months, days or hours
/// apart, whichever come closest; each with the part of the date that changes.
std::vector<TimeTick> round_instants(Interval span, int most);

/// Lines from `top` to `bottom` at the round instants, with their labels below `bottom`.
void draw_time_axis(SvgPicture& picture, const TimeAxis& axis, double top, double bottom, int most);

/// What of the campaign a picture with one time across shows.
enum class TimeReach {
  campaign,  ///< all of it: years
  part,      ///< days or hours of it, too little to be seen among years
};

/// Tells the page's script that the picture has one time across, between `top` and `bottom`, so that all
/// such pictures can be moved and stretched together. What moves with it is drawn between `begin_time` and
/// `end_time`: shapes without text, cut at the ends of the axis and between two heights.
void announce_time(SvgPicture& picture, const TimeAxis& axis, double top, double bottom,
                   TimeReach reach = TimeReach::campaign);
void begin_time(SvgPicture& picture, const TimeAxis& axis, double top, double bottom);
void end_time(SvgPicture& picture);

/// A dot that keeps its size and its shape where time is stretched: a line without length, with a round end.
void draw_dot(SvgPicture& picture, double x, double y, double size, std::string_view fill);

/// How a text is set.
struct LabelStyle {
  std::string_view anchor = {};  ///< the start, or "middle", "end"
  double size = 12.0;
  bool bold = false;
};

/// A text in the colour of ink.
void label(SvgPicture& picture, double x, double y, std::string_view text, const LabelStyle& style = {});

/// 366 days from the first of January, so that the same day of all years has nearly the same place.
TimeAxis year_axis(long long year, double begin, double end);
/// The calendar years (UTC) that an interval has a part of.
std::vector<long long> years_of(Interval span);
/// Lines at the first of each month of a `year_axis`, with the months' names above and below.
void draw_months(SvgPicture& picture, double begin, double end, double top, double bottom);

/// "2031-03-01 06:00 UTC".
std::string minute_text(Epoch epoch);

}  // namespace perilune::detail
