#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "contours.hpp"
#include "offered_windows.hpp"

namespace perilune {
namespace {

using detail::ColourBands;
using detail::concat;
using detail::Grid;
using detail::LinearScale;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 60.0;
constexpr double right = 1000.0;
constexpr double panel_height = 250.0;
constexpr double panel_gap = 66.0;
/// A column is no wider than this to each side, so that days without a flight stay empty.
const Duration half_a_column = Duration::hours(12.6);

template <class Value>
Grid grid_of(const Porkchop& chart, const Value& value) {
  Grid grid{chart.departures.size(), chart.times_of_flight.size(), {}};
  for (const auto& point : chart.points)
    grid.values.push_back(point ? value(*point) : std::numeric_limits<double>::quiet_NaN());
  return grid;
}

double lowest(const Grid& grid, double so_far) {
  for (const double value : grid.values)
    if (value < so_far) so_far = value;
  return so_far;
}

double highest(const Grid& grid, double so_far) {
  for (const double value : grid.values)
    if (value > so_far) so_far = value;
  return so_far;
}

Grid totals(const Porkchop& chart) {
  return grid_of(chart, [](const PorkchopPoint& point) { return point.total_delta_v_m_s(); });
}

class PorkchopPicture {
 public:
  PorkchopPicture(const OfferedWindows& offers, const FlownMission* flown,
                  const std::vector<Porkchop>& charts)
      : offers_(offers), flown_(flown), charts_(charts), bands_(bands()) {}

  SvgPicture draw() {
    const double height = 30.0 + static_cast<double>(charts_.size()) * (panel_height + panel_gap) + 4.0;
    SvgPicture picture(width, height, "Flights of " + offers_.mission + " by departure and time of flight",
                       "Two maps, one for each daily opportunity: injection and insertion as colour, C3 and "
                       "speed of arrival as lines");
    double top = 30.0;
    for (const Porkchop& chart : charts_) {
      draw_panel(picture, chart, top);
      top += panel_height + panel_gap;
    }
    draw_legend(picture);
    return picture;
  }

 private:
  ColourBands bands() const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Porkchop& chart : charts_) {
      const Grid grid = totals(chart);
      low = lowest(grid, low);
      high = highest(grid, high);
    }
    return low <= high ? ColourBands(low, high) : ColourBands(0.0, 1.0);
  }

  /// Both panels have the same time below them.
  Interval span() const {
    std::optional<Interval> all;
    for (const Porkchop& chart : charts_) {
      for (const Epoch departure : chart.departures) {
        if (!all) all = Interval{departure, departure};
        all->from = std::min(all->from, departure);
        all->to = std::max(all->to, departure);
      }
    }
    const Interval found = all.value_or(offers_.profile.horizon);
    return {found.from - half_a_column, found.to + half_a_column};
  }

  void draw_panel(SvgPicture& picture, const Porkchop& chart, double top) {
    const double bottom = top + panel_height;
    const std::vector<Duration>& times = chart.times_of_flight;
    const double step_d = times.size() > 1 ? (times[1] - times[0]).days() : 0.1;
    const TimeAxis x{span(), left, right};
    const LinearScale y{times.front().days() - step_d / 2, times.back().days() + step_d / 2, bottom, top};
    const bool north = chart.opportunity == DailyOpportunity::northbound;
    picture.text(left, top - 8,
                 concat("lift-off before the Moon is passed going ", north ? "north" : "south", ", from ",
                        offers_.profile.site.name),
                 {{"font-weight", "bold"}});
    detail::draw_time_axis(picture, x, top, bottom, 12);
    for (const double days : detail::round_numbers(y.low, y.high, 8)) {
      picture.line(left, y(days), right, y(days), {{"class", "grid"}, {"stroke", colour::faint}});
      picture.text(left - 6, y(days) + 4, fixed(days, 1), {{"text-anchor", "end"}});
    }
    picture.text(left - 44, top - 8, "days", {});
    picture.clip(left, top, right - left, panel_height);
    draw_cells(picture, chart, x, y, step_d);
    draw_lines(picture, chart, x, y);
    draw_limits(picture, chart, x, y);
    draw_chosen(picture, chart, x, y);
    picture.end_clip();
    picture.rect(left, top, right - left, panel_height,
                 {{"class", "ink-line"}, {"fill", "none"}, {"stroke", colour::grey}});
  }

  void draw_cells(SvgPicture& picture, const Porkchop& chart, const TimeAxis& x, const LinearScale& y,
                  double step_d) {
    const std::size_t rows = chart.times_of_flight.size();
    for (std::size_t i = 0; i < chart.departures.size(); ++i) {
      const Epoch here = chart.departures[i];
      const auto edge = [&](std::size_t neighbour, Duration side) {
        const bool near = neighbour < chart.departures.size() &&
                          abs(chart.departures[neighbour] - here) < 2.0 * half_a_column;
        return x(near ? here + (chart.departures[neighbour] - here) * 0.5 : here + side);
      };
      const double from_x = edge(i - 1, -half_a_column), to_x = edge(i + 1, half_a_column);
      picture.group({{"data-departure", here.iso8601(TimeScale::utc, 0)}});
      for (std::size_t row = 0; row < rows;) {
        const auto& point = chart.at(i, row);
        if (!point) {
          ++row;
          continue;
        }
        const std::size_t band = bands_.band(point->total_delta_v_m_s());
        std::size_t last = row;
        while (last + 1 < rows && chart.at(i, last + 1) &&
               bands_.band(chart.at(i, last + 1)->total_delta_v_m_s()) == band)
          ++last;
        const double low_d = chart.times_of_flight[row].days(), high_d = chart.times_of_flight[last].days();
        const double y_top = y(high_d + step_d / 2), y_bottom = y(low_d - step_d / 2);
        picture.rect(from_x, y_top, to_x - from_x + 0.6, y_bottom - y_top + 0.6,
                     {{"class", "cell"},
                      {"data-d", concat(fixed(low_d, 4), " ", fixed(high_d, 4))},
                      {"data-m-s", concat(detail::round_text(bands_.edges()[band]), " ",
                                          detail::round_text(bands_.edges()[band + 1]))},
                      {"fill", bands_.colour(band)}});
        row = last + 1;
      }
      picture.end_group();
    }
  }

  struct LineStyle {
    std::string_view stroke;
    std::string_view dashes;
    std::string_view paper;  ///< behind the label
  };

  void draw_level(SvgPicture& picture, const Porkchop& chart, const Grid& grid, double level,
                  const std::string& label, const LineStyle& style, const TimeAxis& x, const LinearScale& y) {
    for (const detail::ContourLine& line : detail::contour_lines(grid, level)) {
      std::vector<std::pair<double, double>> points;
      for (const auto& [column, row] : line)
        points.emplace_back(x(departure(chart, column)), y(days(chart, row)));
      picture.polyline(points,
                       {{"stroke", style.stroke}, {"stroke-width", 1.3}, {"stroke-dasharray", style.dashes}});
      if (points.size() < 4) continue;
      const auto& [label_x, label_y] = points[points.size() / 2];
      picture.text(label_x, label_y + 3.5, label,
                   {{"fill", style.stroke},
                    {"stroke", style.paper},
                    {"stroke-width", 3.0},
                    {"paint-order", "stroke"},
                    {"text-anchor", "middle"},
                    {"font-size", "10"}});
    }
  }

  static Epoch departure(const Porkchop& chart, double column) {
    const auto i = std::min(static_cast<std::size_t>(column), chart.departures.size() - 1);
    const std::size_t next = std::min(i + 1, chart.departures.size() - 1);
    return chart.departures[i] +
           (chart.departures[next] - chart.departures[i]) * (column - static_cast<double>(i));
  }

  static double days(const Porkchop& chart, double row) {
    const auto j = std::min(static_cast<std::size_t>(row), chart.times_of_flight.size() - 1);
    const std::size_t next = std::min(j + 1, chart.times_of_flight.size() - 1);
    return chart.times_of_flight[j].days() +
           (chart.times_of_flight[next] - chart.times_of_flight[j]).days() * (row - static_cast<double>(j));
  }

  void draw_lines(SvgPicture& picture, const Porkchop& chart, const TimeAxis& x, const LinearScale& y) {
    const Grid c3 = grid_of(chart, [](const PorkchopPoint& point) { return point.c3_m2_s2 * 1e-6; });
    const Grid speed = grid_of(chart, [](const PorkchopPoint& point) { return point.v_infinity_m_s * 1e-3; });
    const double infinity = std::numeric_limits<double>::infinity();
    const double least_c3 = lowest(c3, infinity), most_c3 = highest(c3, -infinity);
    if (!(least_c3 <= most_c3)) return;
    for (const double level : detail::round_numbers(least_c3, most_c3, 7))
      draw_level(picture, chart, c3, level, detail::round_text(level), {"#000000", "", "#ffffff"}, x, y);
    for (const double level : detail::round_numbers(lowest(speed, infinity), highest(speed, -infinity), 7))
      draw_level(picture, chart, speed, level, detail::round_text(level), {"#ffffff", "5 3", "#000000"}, x,
                 y);
  }

  /// What the mission allows: times of flight, and the cost of either burn.
  void draw_limits(SvgPicture& picture, const Porkchop& chart, const TimeAxis& x, const LinearScale& y) {
    for (const Duration limit : {offers_.profile.time_of_flight_min, offers_.profile.time_of_flight_max}) {
      picture.line(left, y(limit.days()), right, y(limit.days()),
                   {{"stroke", colour::vermilion}, {"stroke-width", 1.6}});
    }
    const LineStyle style{colour::vermilion, "", "#ffffff"};
    if (const auto& most = offers_.profile.most_insertion_delta_v) {
      draw_level(picture, chart,
                 grid_of(chart, [](const PorkchopPoint& point) { return point.insertion_delta_v_m_s; }),
                 most->si(), concat("insertion ", fixed(most->si(), 0), " m/s"), style, x, y);
    }
    if (const auto& most = offers_.profile.most_injection_delta_v) {
      draw_level(picture, chart,
                 grid_of(chart, [](const PorkchopPoint& point) { return point.injection_delta_v_m_s; }),
                 most->si(), concat("injection ", fixed(most->si(), 0), " m/s"), style, x, y);
    }
  }

  void draw_chosen(SvgPicture& picture, const Porkchop& chart, const TimeAxis& x, const LinearScale& y) {
    const LaunchWindow& window = offers_.windows[*offers_.chosen];
    if (window.opportunity != chart.opportunity) return;
    const bool flown = flown_ && flown_->targets_met;
    const Epoch lift_off = flown ? flown_->transfer.lift_off : window.lift_off;
    const Duration time = flown ? flown_->transfer.time_of_flight() : window.time_of_flight;
    std::string tip =
        concat("chosen: lift-off ", detail::minute_text(lift_off), ", ", fixed(time.days(), 2), " d");
    if (flown) {
      tip += concat("; flown in full: C3 ", fixed(flown_->transfer.c3_m2_s2 * 1e-6, 3),
                    " km^2/s^2, arrival at ", fixed(flown_->transfer.arrival.v_infinity_m_s * 1e-3, 3),
                    " km/s, injection ", fixed(flown_->transfer.injection_delta_v_m_s, 1), " m/s");
    }
    picture.circle(x(lift_off), y(time.days()), 6.0,
                   {{"class", "chosen"},
                    {"data-lift-off", lift_off.iso8601(TimeScale::utc, 0)},
                    {"data-time-of-flight-d", fixed(time.days(), 4)},
                    {"fill", colour::orange},
                    {"stroke", "#000000"},
                    {"stroke-width", 1.8}},
                   tip);
  }

  void draw_legend(SvgPicture& picture) const {
    const double x = right + 18, top = 30.0,
                 band_height = std::min(22.0, 220.0 / static_cast<double>(bands_.count()));
    const auto say = [&](double y, std::string_view text) {
      picture.text(x, y, text, {{"font-size", "10"}});
    };
    say(top - 10, "total, m/s");
    for (std::size_t k = 0; k < bands_.count(); ++k) {
      const double y = top + static_cast<double>(bands_.count() - 1 - k) * band_height;
      picture.rect(x, y, 16, band_height, {{"fill", bands_.colour(k)}});
    }
    for (std::size_t k = 0; k <= bands_.count(); ++k) {
      picture.text(x + 21, top + static_cast<double>(bands_.count() - k) * band_height + 4,
                   detail::round_text(bands_.edges()[k]), {{"font-size", "10"}});
    }
    const double y = top + 300;
    picture.rect(x, y - 6, 24, 12, {{"fill", "#868379"}});
    picture.line(x, y, x + 24, y, {{"stroke", "#000000"}, {"stroke-width", 1.3}});
    say(y + 18, "C3, km^2/s^2");
    picture.rect(x, y + 34, 24, 12, {{"fill", "#868379"}});
    picture.line(x, y + 40, x + 24, y + 40,
                 {{"stroke", "#ffffff"}, {"stroke-width", 1.3}, {"stroke-dasharray", "5 3"}});
    say(y + 58, "arrival, km/s");
    picture.line(x, y + 80, x + 24, y + 80, {{"stroke", colour::vermilion}, {"stroke-width", 1.6}});
    say(y + 98, "limits");
    picture.circle(x + 8, y + 120, 6.0,
                   {{"fill", colour::orange}, {"stroke", "#000000"}, {"stroke-width", 1.8}});
    say(y + 140, "chosen");
  }

  const OfferedWindows& offers_;
  const FlownMission* flown_;
  const std::vector<Porkchop>& charts_;
  ColourBands bands_;
};

}  // namespace

std::optional<Figure> porkchop_figure(const Campaign& campaign, const std::string& mission,
                                      const Ephemeris& ephemeris) {
  const LoopLog& log = campaign.loop();
  const auto offers = std::find_if(log.offers.begin(), log.offers.end(),
                                   [&](const OfferedWindows& each) { return each.mission == mission; });
  if (offers == log.offers.end()) return std::nullopt;
  const std::vector<Porkchop> charts = detail::porkchops(*offers, ephemeris);
  const bool any = std::any_of(charts.begin(), charts.end(),
                               [](const Porkchop& chart) { return !chart.departures.empty(); });
  if (!any) return std::nullopt;
  const auto flown = std::find_if(log.missions.begin(), log.missions.end(),
                                  [&](const FlownMission& each) { return each.mission == mission; });
  return Figure{
      "porkchop-" + safe_file_name(mission), "Departures of " + mission,
      "What the flight costs by departure (across) and time of flight (up): the colour is injection "
      "and insertion together, by the fast model; black lines are C3 of the injection, white ones "
      "the speed of arrival at the Moon, red ones what the mission allows. The dot is the flight "
      "that was chosen, as flown in the full model.",
      PorkchopPicture(*offers, flown == log.missions.end() ? nullptr : &*flown, charts).draw()};
}

}  // namespace perilune
