#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>

#include "axes.hpp"
#include "contours.hpp"
#include "offered_windows.hpp"

namespace perilune {
namespace {

using detail::ColourBands;
using detail::concat;
using detail::OfferedState;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 70.0;
constexpr double right = 1085.0;
constexpr double row_height = 24.0;
constexpr double cell_height = 13.0;
constexpr double first_row = 34.0;

/// What a mission is offered on one day.
struct Day {
  std::size_t windows = 0;
  std::size_t refuted = 0;
  double cheapest_m_s = 0.0;
  std::string chosen;  ///< what to say of the window that the schedule took
};

/// By the day of lift-off: "2028-02-03".
using Days = std::map<std::string, Day>;

std::string day_of(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 10);
}

Epoch midnight(const std::string& day) {
  return Epoch::parse(day + "T00:00:00 UTC");
}

double total_m_s(const LaunchWindow& window) {
  return window.injection_delta_v_m_s + window.insertion_delta_v_m_s;
}

Days days_of(const OfferedWindows& offers, const std::vector<Cut>& cuts) {
  Days days;
  for (std::size_t w = 0; w < offers.windows.size(); ++w) {
    const LaunchWindow& window = offers.windows[w];
    Day& day = days[day_of(window.lift_off)];
    const double total = total_m_s(window);
    day.cheapest_m_s = day.windows == 0 ? total : std::min(day.cheapest_m_s, total);
    ++day.windows;
    const OfferedState state = detail::state_of(offers, w, cuts);
    if (state == OfferedState::refuted) ++day.refuted;
    if (state != OfferedState::chosen) continue;
    day.chosen = concat("chosen: lift-off ", detail::minute_text(window.lift_off), ", ",
                        fixed(window.time_of_flight.days(), 2), " d, injection ",
                        fixed(window.injection_delta_v_m_s, 0), " m/s, insertion ",
                        fixed(window.insertion_delta_v_m_s, 0), " m/s by the fast model");
  }
  return days;
}

/// Days one after another whose colour and state are the same.
struct Run {
  std::string first, last;
  std::size_t band = 0;
  bool refuted = false;
  std::size_t windows = 0;
  double cheapest_m_s = 0.0;
};

std::vector<Run> runs_of(const Days& days, const ColourBands& bands, const std::string& year) {
  std::vector<Run> runs;
  for (const auto& [date, day] : days) {
    if (date.substr(0, 4) != year) continue;
    const std::size_t band = bands.band(day.cheapest_m_s);
    const bool refuted = day.refuted == day.windows;
    const bool goes_on = !runs.empty() && runs.back().band == band && runs.back().refuted == refuted &&
                         (midnight(date) - midnight(runs.back().last)).days() < 1.5;
    if (!goes_on) runs.push_back({date, date, band, refuted, 0, day.cheapest_m_s});
    Run& run = runs.back();
    run.last = date;
    run.windows += day.windows;
    run.cheapest_m_s = std::min(run.cheapest_m_s, day.cheapest_m_s);
  }
  return runs;
}

class Calendar {
 public:
  explicit Calendar(const LoopLog& log) : log_(log), days_(days_of_all(log)), bands_(bands()) {}

  SvgPicture draw() {
    std::size_t rows = 0;
    for (std::size_t i = 0; i < log_.offers.size(); ++i) rows += 1 + years(i).size();
    const double bottom = first_row + static_cast<double>(rows) * row_height;
    SvgPicture picture(width, bottom + 76.0, "Launch windows",
                       concat("Calendar of the launch windows of ", log_.offers.size(),
                              " missions, a row for each year, coloured by what the cheapest flight costs"));
    detail::draw_months(picture, left, right, first_row - 8, bottom);
    double y = first_row;
    for (std::size_t i = 0; i < log_.offers.size(); ++i) {
      const OfferedWindows& offers = log_.offers[i];
      picture.rect(0, y + 2, width, row_height - 5, {{"class", "band"}, {"fill", "#eeeeee"}});
      picture.text(
          6, y + 15,
          concat(offers.mission, ": ", offers.windows.size(), " windows from ", offers.profile.site.name,
                 ", ", day_of(offers.profile.horizon.from), " to ", day_of(offers.profile.horizon.to)),
          {{"font-weight", "bold"}});
      y += row_height;
      for (const std::string& year : years(i)) {
        draw_year(picture, i, year, y);
        y += row_height;
      }
    }
    draw_legend(picture, bottom + 34.0);
    return picture;
  }

 private:
  static std::vector<Days> days_of_all(const LoopLog& log) {
    const std::vector<Cut> cuts = log.cuts();
    std::vector<Days> all;
    for (const OfferedWindows& offers : log.offers) all.push_back(days_of(offers, cuts));
    return all;
  }

  ColourBands bands() const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Days& days : days_) {
      for (const auto& [date, day] : days) {
        low = std::min(low, day.cheapest_m_s);
        high = std::max(high, day.cheapest_m_s);
      }
    }
    return {low, high, 6};
  }

  std::vector<std::string> years(std::size_t i) const {
    std::vector<std::string> all;
    for (const long long year : detail::years_of(log_.offers[i].profile.horizon))
      all.push_back(std::to_string(year));
    return all;
  }

  void draw_year(SvgPicture& picture, std::size_t i, const std::string& year, double y) const {
    const OfferedWindows& offers = log_.offers[i];
    const TimeAxis x = detail::year_axis(parse_integer(year).value_or(0), left, right);
    const double top = y + 6;
    picture.text(left - 8, top + 10, year, {{"text-anchor", "end"}});
    const double from_x = std::max(left, x(offers.profile.horizon.from));
    const double to_x = std::min(right, x(offers.profile.horizon.to));
    picture.rect(from_x, top, std::max(to_x - from_x, 1.0), cell_height,
                 {{"class", "grid"}, {"fill", "none"}, {"stroke", colour::faint}});
    picture.group({{"data-mission", offers.mission}});
    for (const Run& run : runs_of(days_[i], bands_, year)) {
      const double begin = x(midnight(run.first)), end = x(midnight(run.last) + Duration::days(1.0));
      picture.rect(begin, top, end - begin, cell_height,
                   {{"class", "days"},
                    {"data-from", run.first},
                    {"data-to", run.last},
                    {"data-windows", std::to_string(run.windows)},
                    {"data-cheapest-m-s", fixed(run.cheapest_m_s, 3)},
                    {"fill", bands_.colour(run.band)}},
                   concat(run.first, run.first == run.last ? "" : " to " + run.last, ": ", run.windows,
                          " windows, from ", fixed(run.cheapest_m_s, 0), " m/s"));
      if (run.refuted)
        picture.rect(begin, top + cell_height + 1, end - begin, 3.0, {{"fill", colour::vermilion}});
    }
    picture.end_group();
    for (const auto& [date, day] : days_[i]) {
      if (day.chosen.empty() || date.substr(0, 4) != year) continue;
      picture.circle(x(midnight(date) + Duration::hours(12.0)), top + cell_height / 2, 5.0,
                     {{"class", "chosen"},
                      {"data-mission", offers.mission},
                      {"data-day", date},
                      {"fill", colour::orange},
                      {"stroke", colour::black},
                      {"stroke-width", 1.5}},
                     day.chosen);
    }
  }

  void draw_legend(SvgPicture& picture, double y) const {
    const auto say = [&](double x, double at, std::string_view text, std::string_view anchor) {
      picture.text(x, at, text, {{"text-anchor", anchor}});
    };
    say(left, y + 11, "injection and insertion, m/s:", "start");
    double x = left + 200.0;
    const double step = std::min(56.0, 420.0 / static_cast<double>(bands_.count()));
    for (std::size_t k = 0; k < bands_.count(); ++k)
      picture.rect(x + static_cast<double>(k) * step, y, step, cell_height, {{"fill", bands_.colour(k)}});
    for (std::size_t k = 0; k <= bands_.count(); ++k)
      say(x + static_cast<double>(k) * step, y + cell_height + 14, detail::round_text(bands_.edges()[k]),
          "middle");
    x += 460.0;
    picture.circle(x, y + 6.5, 5.0,
                   {{"fill", colour::orange}, {"stroke", colour::black}, {"stroke-width", 1.5}});
    say(x + 12, y + 11, "chosen", "start");
    picture.rect(x + 80, y + 5, 20, 3.0, {{"fill", colour::vermilion}});
    say(x + 106, y + 11, "all windows of the day refuted", "start");
  }

  const LoopLog& log_;
  std::vector<Days> days_;
  ColourBands bands_;
};

}  // namespace

std::optional<Figure> windows_figure(const Campaign& campaign) {
  const LoopLog& log = campaign.loop();
  const bool any = std::any_of(log.offers.begin(), log.offers.end(),
                               [](const OfferedWindows& offers) { return !offers.windows.empty(); });
  if (!any) return std::nullopt;
  return Figure{"windows", "Launch windows",
                "A row for each year and mission: the days on which it can lift off, by what the cheapest "
                "flight of the day costs in the fast model. A red line below a day says that every window of "
                "it was tried in full and refuted; the dot is the day that the schedule took.",
                Calendar(log).draw()};
}

}  // namespace perilune
