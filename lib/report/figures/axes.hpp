#pragma once

#include <string>
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

struct TimeTick {
  Epoch epoch;
  std::string label;
};

/// Round instants of UTC inside the span, at most `most` of them: years, quarters, months, days or hours
/// apart, whichever come closest; each with the part of the date that changes.
std::vector<TimeTick> round_instants(Interval span, int most);

/// Lines from `top` to `bottom` at the round instants, with their labels below `bottom`.
void draw_time_axis(SvgPicture& picture, const TimeAxis& axis, double top, double bottom, int most);

/// "2031-03-01 06:00 UTC".
std::string minute_text(Epoch epoch);

}  // namespace perilune::detail
