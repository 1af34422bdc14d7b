#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>

#include "axes.hpp"
#include "place.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::LinearScale;
using detail::TimeAxis;
using Kind = CampaignMilestone::Kind;

constexpr double width = 1100.0;
constexpr double left = 230.0;
constexpr double right = 1085.0;
constexpr double top = 30.0;
constexpr double row_height = 46.0;
constexpr double bar_room = 32.0;  // of a row, for its highest bar
constexpr std::size_t bins = 80;
constexpr std::size_t most_rows = 30;
constexpr std::size_t most_bars = 12;
constexpr std::size_t longest_name = 34;

std::string shortened(const std::string& text) {
  const std::string shown = printable(text);
  if (shown.size() <= longest_name) return shown;
  std::size_t cut = longest_name - 1;
  while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0) == 0x80) --cut;  // a whole character
  return shown.substr(0, cut) + "\u2026";
}

std::string day_of(const std::optional<Epoch>& epoch) {
  return epoch ? epoch->iso8601(TimeScale::utc, 0) : std::string();
}

std::string percent(double share) {
  return concat(fixed(100.0 * share, 1), " %");
}

/// Milestones whose date is uncertain: phases, named milestones, and missions while there is room.
std::vector<std::size_t> shown_milestones(const RiskTables& risk) {
  std::vector<std::size_t> shown;
  for (const Kind kind : {Kind::phase, Kind::milestone, Kind::mission}) {
    for (std::size_t m = 0; m < risk.campaign.milestones.size(); ++m) {
      const bool known = !risk.answer.milestones[m].dates.empty();
      if (risk.campaign.milestones[m].kind == kind && known && shown.size() < most_rows) shown.push_back(m);
    }
  }
  std::sort(shown.begin(), shown.end());
  return shown;
}

/// All of the dates and plans of some milestones, and a little more.
Interval span_of(const RiskTables& risk, const std::vector<std::size_t>& shown) {
  Epoch from = risk.answer.milestones[shown.front()].dates.front(), to = from;
  const auto include = [&](const std::optional<Epoch>& epoch) {
    if (!epoch) return;
    from = std::min(from, *epoch);
    to = std::max(to, *epoch);
  };
  for (const std::size_t m : shown) {
    include(risk.answer.milestones[m].dates.front());
    include(risk.answer.milestones[m].dates.back());
    include(risk.planned(m));
    include(risk.campaign.milestones[m].target);
  }
  const Duration margin = std::max((to - from) * 0.02, Duration::days(1.0));
  return {from - margin, to + margin};
}

void upright(SvgPicture& picture, double x, double from_y, double to_y, std::string_view stroke,
             std::string_view dashes, double thick, std::string_view tip) {
  picture.group({}, tip);
  picture.line(x, from_y, x, to_y,
               {{"class", stroke == colour::black ? "ink-line" : "mark"},
                {"stroke", stroke},
                {"stroke-width", thick},
                {"stroke-dasharray", dashes}});
  picture.end_group();
}

/// How often each stretch of time has the date: bars, the highest as high as the row.
void draw_histogram(SvgPicture& picture, const std::vector<Epoch>& dates, const TimeAxis& x, double base) {
  std::vector<std::size_t> counts(bins, 0);
  for (const Epoch date : dates) {
    const double part = (date - x.span.from) / x.span.length();
    ++counts[std::min(static_cast<std::size_t>(part * bins), bins - 1)];
  }
  const auto most = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  const double bar = (x.end - x.begin) / bins;
  for (std::size_t k = 0; k < bins; ++k) {
    if (counts[k] == 0) continue;
    const double height = std::max(bar_room * static_cast<double>(counts[k]) / most, 1.0);
    picture.rect(x.begin + static_cast<double>(k) * bar, base - height, bar + 0.3, height,
                 {{"fill", colour::sky}}, concat(counts[k], " of ", dates.size(), " samples"));
  }
}

void draw_dates(SvgPicture& picture, const RiskTables& risk, std::size_t m, const TimeAxis& x, double y) {
  const MilestoneRisk& dates = risk.answer.milestones[m];
  const CampaignMilestone& milestone = risk.campaign.milestones[m];
  const double base = y + row_height - 4.0;
  const auto p50 = dates.quantile(0.5), p80 = dates.quantile(0.8), p95 = dates.quantile(0.95);
  picture.group({{"class", "milestone"},
                 {"data-kind", to_text(milestone.kind)},
                 {"data-name", milestone.name},
                 {"data-planned", day_of(risk.planned(m))},
                 {"data-p50", day_of(p50)},
                 {"data-p80", day_of(p80)},
                 {"data-p95", day_of(p95)}},
                concat(milestone.name, ": P50 ", p50 ? detail::minute_text(*p50) : "never"));
  draw_histogram(picture, dates.dates, x, base);
  for (const auto& [date, name] : {std::pair{p50, "P50"}, std::pair{p80, "P80"}, std::pair{p95, "P95"}}) {
    if (date)
      upright(picture, x(*date), base - bar_room, base, colour::blue, "", 2.0,
              concat(name, ": ", detail::minute_text(*date)));
  }
  if (const auto planned = risk.planned(m)) {
    upright(picture, x(*planned), base - bar_room, base, colour::black, "", 2.0,
            concat("planned: ", detail::minute_text(*planned)));
  }
  if (milestone.target) {
    upright(picture, x(*milestone.target), base - bar_room, base, colour::vermilion, "2 3", 2.0,
            concat("target: ", detail::minute_text(*milestone.target), ", kept with ",
                   percent(dates.probability_by(*milestone.target))));
  }
  picture.end_group();
}

void draw_dates_legend(SvgPicture& picture, double y) {
  picture.rect(left, y, 14, 12, {{"fill", colour::sky}});
  label(picture, left + 20, y + 11, "samples");
  double x = left + 100;
  const auto entry = [&](std::string_view stroke, std::string_view dashes, std::string_view text) {
    upright(picture, x, y - 2, y + 14, stroke, dashes, 2.0, text);
    label(picture, x + 8, y + 11, text);
    x += 40.0 + 7.0 * static_cast<double>(text.size());
  };
  entry(colour::black, "", "planned");
  entry(colour::blue, "", "P50, P80, P95");
  entry(colour::vermilion, "2 3", "target");
}

Figure dates_figure(const RiskTables& risk, const std::vector<std::size_t>& shown) {
  const double bottom = top + row_height * static_cast<double>(shown.size());
  SvgPicture picture(width, bottom + 56.0, "Dates of milestones",
                     concat("Distribution of the dates of ", shown.size(), " milestones in ",
                            risk.samples.size(), " samples"));
  const TimeAxis x{span_of(risk, shown), left, right};
  detail::draw_time_axis(picture, x, top, bottom, 12);
  detail::announce_time(picture, x, top, bottom);
  double y = top;
  for (const std::size_t m : shown) {
    label(picture, left - 10, y + 22, shortened(risk.campaign.milestones[m].name), {.anchor = "end"});
    const MilestoneRisk& dates = risk.answer.milestones[m];
    const double share = static_cast<double>(dates.dates.size()) /
                         static_cast<double>(std::max<std::size_t>(dates.samples, 1));
    label(picture, left - 10, y + 37, concat("reached in ", percent(share)), {.anchor = "end", .size = 10});
    y += row_height;
  }
  detail::begin_time(picture, x, top, bottom);
  y = top;
  for (const std::size_t m : shown) {
    draw_dates(picture, risk, m, x, y);
    y += row_height;
  }
  detail::end_time(picture);
  draw_dates_legend(picture, bottom + 30.0);
  return {"risk-dates", "Dates of milestones",
          concat("In how many of ", risk.samples.size(),
                 " samples each milestone comes when: phases, named milestones and missions. The bars of a "
                 "row are as high as its most frequent date allows."),
          std::move(picture)};
}

constexpr std::string_view line_colours[] = {colour::blue,   colour::vermilion, colour::green, colour::orange,
                                             colour::purple, colour::sky,       colour::black};

/// The share of samples in which the milestone has come, over time: a step for each date.
void draw_probability(SvgPicture& picture, const RiskTables& risk, std::size_t m, std::size_t number,
                      const TimeAxis& x, const LinearScale& y) {
  const MilestoneRisk& dates = risk.answer.milestones[m];
  std::vector<std::pair<double, double>> points{{x.begin, y(0.0)}};
  double share = 0.0;
  for (std::size_t i = 0; i < dates.dates.size(); ++i) {
    const double at = x(dates.dates[i]);
    points.emplace_back(at, y(share));
    share = static_cast<double>(i + 1) / static_cast<double>(dates.samples);
    points.emplace_back(at, y(share));
  }
  points.emplace_back(x.end, y(share));
  const std::string& name = risk.campaign.milestones[m].name;
  picture.group({{"class", "curve"},
                 {"data-curve", name},
                 {"data-strip", "probability"},
                 {"data-last", fixed(share, 6)},
                 {"data-low", fixed(y.low, 6)},
                 {"data-high", fixed(y.high, 6)},
                 {"data-begin", y.begin},
                 {"data-end", y.end}},
                concat(name, ": reached with ", percent(share)));
  picture.polyline(points, {{"stroke", line_colours[number % std::size(line_colours)]},
                            {"stroke-width", 1.8},
                            {"stroke-dasharray", number < std::size(line_colours) ? "" : "6 3"}});
  picture.end_group();
}

Figure probability_figure(const RiskTables& risk, std::vector<std::size_t> shown) {
  const auto is_mission = [&](std::size_t m) { return risk.campaign.milestones[m].kind == Kind::mission; };
  if (!std::all_of(shown.begin(), shown.end(), is_mission)) std::erase_if(shown, is_mission);
  shown.resize(std::min(shown.size(), 2 * std::size(line_colours)));
  constexpr double end = 830.0;  // names stand to the right
  const double bottom = top + std::max(260.0, 17.0 * static_cast<double>(shown.size()));
  SvgPicture picture(
      width, bottom + 30.0, "Probability over time",
      concat("With what probability each of ", shown.size(), " milestones is reached by when"));
  const TimeAxis x{span_of(risk, shown), 60.0, end};
  const LinearScale y{0.0, 1.0, bottom, top};
  detail::draw_time_axis(picture, x, top, bottom, 10);
  detail::announce_time(picture, x, top, bottom);
  for (const double value : detail::round_numbers(0.0, 1.0, 5)) {
    picture.line(x.begin, y(value), end, y(value), {{"class", "grid"}, {"stroke", colour::faint}});
    label(picture, x.begin - 6, y(value) + 4, concat(fixed(100.0 * value, 0), " %"), {.anchor = "end"});
  }
  detail::begin_time(picture, x, top, bottom);
  for (std::size_t i = 0; i < shown.size(); ++i) draw_probability(picture, risk, shown[i], i, x, y);
  detail::end_time(picture);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const double at = top + 10.0 + 17.0 * static_cast<double>(i);
    picture.line(end + 12, at - 4, end + 36, at - 4,
                 {{"stroke", line_colours[i % std::size(line_colours)]},
                  {"stroke-width", 2.0},
                  {"stroke-dasharray", i < std::size(line_colours) ? "" : "6 3"}});
    label(picture, end + 42, at, shortened(risk.campaign.milestones[shown[i]].name));
  }
  return {"risk-probability", "Probability over time",
          "The share of samples in which each milestone has been reached by a date.", std::move(picture)};
}

double draw_tornado(SvgPicture& picture, const RiskTables& risk, std::size_t m, double y, double most_days) {
  const LinearScale x{-most_days, most_days, left + 160.0, right - 60.0};
  std::vector<RiskTables::Driver> drivers = risk.drivers(m);
  drivers.resize(std::min(drivers.size(), most_bars));
  label(picture, 6, y + 14, shortened(risk.campaign.milestones[m].name), {.bold = true});
  picture.group({{"data-kind", to_text(risk.campaign.milestones[m].kind)},
                 {"data-name", risk.campaign.milestones[m].name}});
  y += 22.0;
  for (const RiskTables::Driver& driver : drivers) {
    const Duration swing = driver.swing;
    const double from_x = std::min(x(0.0), x(swing.days())), to_x = std::max(x(0.0), x(swing.days()));
    label(picture, x.begin - 10, y + 11, shortened(driver.name), {.anchor = "end"});
    picture.rect(
        from_x, y, std::max(to_x - from_x, 1.0), 13.0,
        {{"class", "driver"},
         {"data-risk-of", driver.name},
         {"data-swing-d", fixed(swing.days(), 3)},
         {"fill", swing > Duration{} ? colour::vermilion : colour::blue}},
        driver.where.line > 0 ? concat(driver.name, ", said in ", detail::place(driver.where)) : driver.name);
    label(picture, to_x + 5, y + 11, concat(fixed(swing.days(), 1), " d"), {.size = 11});
    y += 17.0;
  }
  picture.end_group();
  picture.line(x(0.0), y - 17.0 * static_cast<double>(drivers.size()) - 4, x(0.0), y,
               {{"class", "ink-line"}, {"stroke", colour::black}});
  return y + 12.0;
}

std::optional<Figure> tornado_figure(const RiskTables& risk, std::vector<std::size_t> shown) {
  const auto is_phase = [&](std::size_t m) { return risk.campaign.milestones[m].kind == Kind::phase; };
  if (std::any_of(shown.begin(), shown.end(), is_phase))
    std::erase_if(shown, [&](std::size_t m) { return !is_phase(m); });
  std::erase_if(shown, [&](std::size_t m) { return risk.drivers(m).empty(); });
  shown.resize(std::min<std::size_t>(shown.size(), 8));
  double most_days = 0.0, height = 10.0;
  for (const std::size_t m : shown) {
    for (const RiskTables::Driver& driver : risk.drivers(m))
      most_days = std::max(most_days, std::abs(driver.swing.days()));
    height += 34.0 + 17.0 * static_cast<double>(std::min(risk.drivers(m).size(), most_bars));
  }
  if (shown.empty()) return std::nullopt;
  SvgPicture picture(width, height, "What moves the milestones",
                     concat("Tornado charts of ", shown.size(), " milestones, the strongest risk first"));
  double y = 6.0;
  for (const std::size_t m : shown) y = draw_tornado(picture, risk, m, y, most_days);
  return Figure{
      "risk-drivers", "What moves the milestones",
      "By how many days a milestone is later (red) or earlier (blue) for each standard deviation of "
      "the time that a risk costs: the twelve strongest of each.",
      std::move(picture)};
}

}  // namespace

std::vector<Figure> risk_figures(const RiskTables& risk) {
  const std::vector<std::size_t> shown = shown_milestones(risk);
  if (shown.empty()) return {};
  std::vector<Figure> figures;
  figures.push_back(dates_figure(risk, shown));
  figures.push_back(probability_figure(risk, shown));
  if (auto drivers = tornado_figure(risk, shown)) figures.push_back(std::move(*drivers));
  return figures;
}

}  // namespace perilune
