#include <algorithm>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "axes.hpp"
#include "site_light.hpp"
#include "strips.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::Stay;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 70.0;
constexpr double right = 1085.0;
constexpr double top = 30.0;
constexpr double row_height = 33.0;
constexpr double strip_height = 9.0;

void draw_legend(SvgPicture& picture, double y) {
  struct Entry {
    std::string_view fill, text;
  };
  constexpr Entry entries[] = {{colour::orange, "Sun above the horizon"},
                               {colour::blue, "Earth above the horizon"},
                               {colour::black, "Earth before the Sun"},
                               {colour::vermilion, "activity at the site"}};
  double x = left;
  for (const Entry& entry : entries) {
    const bool ink = entry.fill == colour::black;
    picture.rect(x, y, 14, strip_height, {{"class", ink ? "ink-fill" : "key"}, {"fill", entry.fill}});
    label(picture, x + 20, y + 9, entry.text);
    x += 46.0 + 6.6 * static_cast<double>(entry.text.size());
  }
}

double share_of(const IntervalSet& set, Interval within) {
  return set.total() / within.length();
}

}  // namespace

std::optional<Figure> sky_figure(const Campaign& campaign, const LunarSite& site,
                                 const Ephemeris& ephemeris) {
  const std::optional<Interval> shown = detail::shown_span(campaign, site, ephemeris);
  if (!shown) return std::nullopt;
  const Interval within = *shown;
  const detail::SiteLight light = detail::site_light(site, within, ephemeris);
  const std::vector<Stay> stays = detail::stays_at(campaign, site);
  const std::vector<long long> years = detail::years_of(within);
  const double bottom = top + static_cast<double>(years.size()) * row_height;
  const std::string name = site.title.empty() ? site.id : site.title;
  const std::string shares =
      concat("the Sun ", fixed(100.0 * share_of(light.sun, within), 1), " % and the Earth ",
             fixed(100.0 * share_of(light.earth, within), 1), " % of the time");
  SvgPicture picture(width, bottom + 46.0, "Sky over " + name,
                     concat("When the site sees Sun and Earth, a row for each year: ", shares));
  picture.attribute({"data-sky-from", within.from.iso8601(TimeScale::utc, 0)})
      .attribute({"data-sky-to", within.to.iso8601(TimeScale::utc, 0)});
  detail::draw_months(picture, left, right, top - 8, bottom);
  for (const long long year : years) {
    const double y = top + static_cast<double>(year - years.front()) * row_height;
    const TimeAxis x = detail::year_axis(year, left, right);
    label(picture, left - 8, y + 14, std::to_string(year), {.anchor = "end"});
    const detail::StripRow row{x, within, y + 2, strip_height};
    detail::draw_strip(picture, row, light.sun, "sun", "Sun above the horizon", colour::orange);
    detail::draw_strip(picture, row, light.eclipse, "eclipse", "Earth before the Sun", colour::black);
    detail::draw_strip(picture, {x, within, y + 2 + strip_height + 1, strip_height}, light.earth, "earth",
                       "Earth above the horizon", colour::blue);
    for (const Stay& stay : stays) {
      detail::draw_strip(picture, {x, within, y + 2 + 2 * strip_height + 3, 3.0}, IntervalSet({stay.span}),
                         "activity", stay.name, colour::vermilion);
    }
  }
  draw_legend(picture, bottom + 24.0);
  return Figure{"sky-" + safe_file_name(site.id), "Sky over " + name,
                concat("A row for each year: ", shares,
                       ", above the horizon that the scenario gives the site (the middle of the Sun's disc, "
                       "the centre of the Earth). Eclipses of the Sun by the Earth lie on its stretches."),
                std::move(picture)};
}

}  // namespace perilune
