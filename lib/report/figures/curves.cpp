#include "curves.hpp"

#include <algorithm>
#include <array>

#include <perilune/core/text.hpp>

#include "axes.hpp"

namespace perilune::detail {
namespace {

constexpr double width = 1100.0;
constexpr double left = 80.0;
constexpr double right = 900.0;
constexpr double strip_height = 110.0;
constexpr double strip_gap = 46.0;
constexpr double first_top = 24.0;
constexpr double name_height = 16.0;

constexpr std::array line_colours{colour::blue,   colour::vermilion, colour::green, colour::orange,
                                  colour::purple, colour::sky,       colour::black};

struct Range {
  double low = 0.0, high = 0.0;
};

Range range_of(const CurveStrip& strip) {
  Range range;
  for (const Curve& curve : strip.curves) {
    for (const auto& [epoch, value] : curve.points)
      range = {std::min(range.low, value), std::max(range.high, value)};
  }
  const double room = 0.05 * (range.high - range.low);
  if (room == 0.0) return {0.0, 1.0};
  return {range.low < 0.0 ? range.low - room : 0.0, range.high + room};
}

std::string_view stroke_of(const CurveStrip& strip, std::size_t curve) {
  return strip.curves[curve].limit ? colour::grey : line_colours[curve % line_colours.size()];
}

/// Limits are dashed, and so are curves for which no colour of their own is left.
std::string_view dashes_of(const CurveStrip& strip, std::size_t curve) {
  if (strip.curves[curve].limit) return "4 3";
  return curve < line_colours.size() ? "" : "9 2";
}

/// High enough for the names beside it.
double height_of(const CurveStrip& strip) {
  return std::max(strip_height, name_height * static_cast<double>(strip.curves.size()));
}

void draw_curve(SvgPicture& picture, const CurveStrip& strip, std::size_t number, const TimeAxis& x,
                const LinearScale& y) {
  const Curve& curve = strip.curves[number];
  if (curve.points.empty()) return;
  std::vector<std::pair<double, double>> points;
  for (const auto& [epoch, value] : curve.points) points.emplace_back(x(epoch), y(value));
  const std::string last = fixed(curve.points.back().second, 3);
  picture.group({{"class", "curve"},
                 {"data-curve", curve.name},
                 {"data-strip", strip.title},
                 {"data-last", last},
                 {"data-low", fixed(y.low, 6)},
                 {"data-high", fixed(y.high, 6)},
                 {"data-begin", y.begin},
                 {"data-end", y.end}},
                concat(curve.name, ", at the end ", last, " ", curve.unit));
  picture.polyline(points, {{"stroke", stroke_of(strip, number)},
                            {"stroke-width", curve.limit ? 1.0 : 1.5},
                            {"stroke-dasharray", dashes_of(strip, number)}});
  picture.end_group();
}

void draw_names(SvgPicture& picture, const CurveStrip& strip, double top) {
  double y = top + 12;
  for (std::size_t i = 0; i < strip.curves.size(); ++i) {
    picture.line(
        right + 12, y - 4, right + 34, y - 4,
        {{"stroke", stroke_of(strip, i)}, {"stroke-width", 2.0}, {"stroke-dasharray", dashes_of(strip, i)}});
    label(picture, right + 40, y, strip.curves[i].name);
    y += name_height;
  }
}

void draw_strip(SvgPicture& picture, const CurveStrip& strip, const std::vector<Trouble>& troubles,
                const TimeAxis& x, double top, double bottom) {
  const Range range = range_of(strip);
  const LinearScale y{range.low, range.high, bottom, top};
  draw_time_axis(picture, x, top, bottom, 10);
  for (const double value : round_numbers(y.low, y.high, 4)) {
    picture.line(left, y(value), right, y(value), {{"class", "grid"}, {"stroke", colour::faint}});
    label(picture, left - 5, y(value) + 4, round_text(value), {.anchor = "end"});
  }
  label(picture, left, top - 6, strip.title, {.bold = true});
  begin_time(picture, x, top, bottom);
  for (const Trouble& trouble : troubles) {
    const double from_x = x(trouble.span.from);
    picture.rect(from_x, top, std::max(x(trouble.span.to) - from_x, 1.5), bottom - top,
                 {{"class", "problem"}, {"fill", colour::vermilion}, {"fill-opacity", 0.12}}, trouble.tip);
  }
  for (std::size_t i = 0; i < strip.curves.size(); ++i) draw_curve(picture, strip, i, x, y);
  end_time(picture);
  draw_names(picture, strip, top);
}

}  // namespace

void step_to(Curve& curve, Epoch epoch, double value) {
  if (!curve.points.empty()) curve.points.emplace_back(epoch, curve.points.back().second);
  curve.points.emplace_back(epoch, value);
}

SvgPicture draw_curves(const std::string& title, const std::string& description, Interval span,
                       const std::vector<CurveStrip>& strips, const std::vector<Trouble>& troubles) {
  double whole = 0.0;
  for (const CurveStrip& strip : strips) whole += height_of(strip) + strip_gap;
  SvgPicture picture(width, whole + 40.0, title, description);
  const TimeAxis x{span, left, right};
  announce_time(picture, x, first_top, first_top + whole - strip_gap);
  double top = first_top;
  for (const CurveStrip& strip : strips) {
    draw_strip(picture, strip, troubles, x, top, top + height_of(strip));
    top += height_of(strip) + strip_gap;
  }
  return picture;
}

}  // namespace perilune::detail
