#include <string>
#include <string_view>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "site_links.hpp"
#include "strips.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::SiteLink;
using detail::SiteLinks;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 210.0;
constexpr double right = 1085.0;
constexpr double top = 20.0;
constexpr double row_height = 26.0;
constexpr double strip_height = 14.0;

std::string_view fill_of(const SiteLink& link) {
  if (link.what == "sun") return colour::orange;
  if (link.what == "earth") return colour::blue;
  if (link.what == "ground-station") return colour::sky;
  if (link.what == "relay") return colour::green;
  return link.what == "through" ? colour::purple : colour::vermilion;
}

SvgPicture draw(const SiteLinks& links, const std::string& title) {
  const double bottom = top + row_height * static_cast<double>(links.links.size());
  SvgPicture picture(
      width, bottom + 24.0, title,
      concat("When the site sees the Sun, the Earth, ground stations and relays, from ",
             detail::minute_text(links.within.from), " to ", detail::minute_text(links.within.to)));
  const TimeAxis x{links.within, left, right};
  detail::draw_time_axis(picture, x, top, bottom, 14);
  detail::announce_time(picture, x, top, bottom, detail::TimeReach::part);
  const auto row_top = [](std::size_t row) {
    return top + (row_height - strip_height) / 2 + row_height * static_cast<double>(row);
  };
  for (std::size_t row = 0; row < links.links.size(); ++row) {
    const SiteLink& link = links.links[row];
    const double y = row_top(row);
    label(picture, left - 10, y + 8, link.title, {.anchor = "end"});
    label(picture, left - 10, y + 19,
          concat(fixed(100.0 * (link.set.total() / links.within.length()), 1), " %"),
          {.anchor = "end", .size = 10});
  }
  detail::begin_time(picture, x, top, bottom);
  for (std::size_t row = 0; row < links.links.size(); ++row) {
    const SiteLink& link = links.links[row];
    detail::draw_strip_frame(picture, {x, links.within, row_top(row), strip_height});
    detail::draw_strip(picture, {x, links.within, row_top(row), strip_height}, link.set, link.what,
                       link.title, fill_of(link), link.with);
  }
  detail::end_time(picture);
  return picture;
}

}  // namespace

std::optional<Figure> links_figure(const Campaign& campaign, const LunarSite& site,
                                   const Ephemeris& ephemeris) {
  const std::optional<SiteLinks> links = detail::site_links(campaign, site, ephemeris);
  if (!links) return std::nullopt;
  const std::string title = concat("Links of ", site.title.empty() ? site.id : site.title);
  return Figure{
      concat("links-", safe_file_name(site.id)), title,
      concat("The first fortnight at the site: when it sees the Sun and the Earth above the horizon that the "
             "scenario gives it; when a ground station and the site see each other (the site must stand as "
             "high over the station as 'least_elevation' says); and relays that operate then and were flown "
             "into "
             "an ellipse at most 500 days before, ",
             links->has_relays ? "followed from there in the full model." : "of which there are none."),
      draw(*links, title)};
}

}  // namespace perilune
