#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>

#include "axes.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::LinearScale;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 80.0;
constexpr double right = 900.0;
constexpr double strip_height = 110.0;
constexpr double strip_gap = 46.0;

constexpr std::array line_colours{colour::blue,   colour::vermilion, colour::green, colour::orange,
                                  colour::purple, colour::sky,       colour::black};

/// One line of a strip.
struct Curve {
  std::string name;
  std::string unit;
  std::function<double(const StationSample&)> value;
  bool limit = false;  ///< drawn dashed: what cannot be passed
};

/// Curves that share an axis.
struct Strip {
  std::string title;
  std::vector<Curve> curves;
};

std::vector<Strip> strips_of(const StationHistory& history) {
  std::vector<Strip> strips;
  strips.push_back({"people", {{"people", "", [](const StationSample& s) { return double{1} * s.people; }}}});
  strips.push_back({"electric power, kW",
                    {{"available", "kW", [](const StationSample& s) { return s.available_w * 1e-3; }},
                     {"used", "kW", [](const StationSample& s) { return s.used_w * 1e-3; }},
                     {"curtailed", "kW", [](const StationSample& s) { return s.curtailed_w * 1e-3; }}}});
  strips.push_back(
      {"batteries, kWh",
       {{"usable energy", "kWh", [](const StationSample& s) { return s.battery_j / 3.6e6; }},
        {"when full", "kWh", [](const StationSample& s) { return s.battery_capacity_j / 3.6e6; }, true}}});
  for (std::size_t i = 0; i < history.commodities.size(); ++i) {
    const bool stored = std::any_of(history.samples.begin(), history.samples.end(),
                                    [i](const StationSample& s) { return s.capacity_kg[i] > 0.0; });
    if (!stored) continue;
    strips.push_back({history.commodities[i] + ", kg",
                      {{history.commodities[i], "kg", [i](const StationSample& s) { return s.stock_kg[i]; }},
                       {"room", "kg", [i](const StationSample& s) { return s.capacity_kg[i]; }, true}}});
  }
  return strips;
}

double highest(const Strip& strip, const StationHistory& history) {
  double most = 0.0;
  for (const Curve& curve : strip.curves) {
    for (const StationSample& sample : history.samples) most = std::max(most, curve.value(sample));
  }
  return most > 0.0 ? 1.05 * most : 1.0;
}

std::string_view stroke_of(const Strip& strip, std::size_t curve) {
  return strip.curves[curve].limit ? colour::grey : line_colours[curve % line_colours.size()];
}

void draw_curve(SvgPicture& picture, const Curve& curve, const StationHistory& history, const TimeAxis& x,
                const LinearScale& y, std::string_view stroke) {
  std::vector<std::pair<double, double>> points;
  for (const StationSample& sample : history.samples)
    points.emplace_back(x(sample.epoch), y(curve.value(sample)));
  const std::string last = fixed(curve.value(history.samples.back()), 3);
  picture.group({{"class", "curve"},
                 {"data-curve", curve.name},
                 {"data-last", last},
                 {"data-low", fixed(y.low, 6)},
                 {"data-high", fixed(y.high, 6)},
                 {"data-begin", y.begin},
                 {"data-end", y.end}},
                concat(curve.name, ", at the end ", last, " ", curve.unit));
  picture.polyline(points, {{"stroke", stroke},
                            {"stroke-width", curve.limit ? 1.0 : 1.5},
                            {"stroke-dasharray", curve.limit ? "4 3" : "none"}});
  picture.end_group();
}

void draw_problems(SvgPicture& picture, const StationHistory& history, const TimeAxis& x, double top,
                   double bottom) {
  for (const StationProblem& problem : history.problems) {
    const double from_x = x(problem.span.from);
    picture.group({{"class", "problem"}},
                  concat(problem.what, ": ", to_text(problem.failure), ", ", problem.resource, ", from ",
                         detail::minute_text(problem.span.from)));
    picture.rect(from_x, top, std::max(x(problem.span.to) - from_x, 1.5), bottom - top,
                 {{"fill", colour::vermilion}, {"fill-opacity", 0.12}});
    picture.end_group();
  }
}

}  // namespace

Figure station_figure(const StationHistory& history) {
  const std::vector<Strip> strips = strips_of(history);
  const double height = static_cast<double>(strips.size()) * (strip_height + strip_gap) + 40.0;
  SvgPicture picture(
      width, height, "Station",
      concat("People, power, batteries and ", strips.size() - 3, " stores from ",
             detail::minute_text(history.span.from), " to ", detail::minute_text(history.span.to)));
  const TimeAxis x{history.span, left, right};
  double top = 24.0;
  detail::announce_time(picture, x, top,
                        top + static_cast<double>(strips.size()) * (strip_height + strip_gap) - strip_gap);
  for (const Strip& strip : strips) {
    const double bottom = top + strip_height;
    const LinearScale y{0.0, highest(strip, history), bottom, top};
    detail::draw_time_axis(picture, x, top, bottom, 10);
    for (const double value : detail::round_numbers(y.low, y.high, 4)) {
      picture.line(left, y(value), right, y(value), {{"class", "grid"}, {"stroke", colour::faint}});
      picture.text(left - 5, y(value) + 4, detail::round_text(value),
                   {{"class", "ink"}, {"fill", colour::black}, {"text-anchor", "end"}});
    }
    picture.text(left, top - 6, strip.title,
                 {{"class", "ink"}, {"fill", colour::black}, {"font-weight", "bold"}});
    detail::begin_time(picture, x, top, bottom);
    draw_problems(picture, history, x, top, bottom);
    for (std::size_t i = 0; i < strip.curves.size(); ++i)
      draw_curve(picture, strip.curves[i], history, x, y, stroke_of(strip, i));
    detail::end_time(picture);
    double label_y = top + 12;
    for (std::size_t i = 0; i < strip.curves.size(); ++i) {
      const std::string_view stroke = stroke_of(strip, i);
      picture.line(right + 12, label_y - 4, right + 34, label_y - 4,
                   {{"stroke", stroke}, {"stroke-width", 2.0}});
      picture.text(right + 40, label_y, strip.curves[i].name, {{"class", "ink"}, {"fill", colour::black}});
      label_y += 16;
    }
    top = bottom + strip_gap;
  }
  return {"station", "Station",
          "What is there over the years; dashed lines are what fits, red stretches what goes wrong.",
          std::move(picture)};
}

}  // namespace perilune
