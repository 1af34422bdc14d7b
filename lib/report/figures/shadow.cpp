#include <algorithm>
#include <array>
#include <string>

#include <perilune/access/access.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "strips.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 190.0;
constexpr double right = 1085.0;
constexpr double top = 20.0;
constexpr double row_height = 26.0;
constexpr double strip_height = 14.0;

struct Strip {
  std::string_view what;
  std::string_view title;
  std::string_view fill;
  IntervalSet set;
};

std::string sum_text(const IntervalSet& set) {
  if (set.empty()) return "never";
  const std::string times = set.size() == 1 ? std::string("once") : concat(set.size(), " times");
  return concat(times, ", ", fixed(set.total().minutes(), 1), " min");
}

}  // namespace

std::optional<Figure> shadow_figure(const FlownFlight& flight, const Ephemeris& ephemeris) {
  if (!flight.trajectory || flight.trajectory->begin() == flight.trajectory->end()) return std::nullopt;
  const Trajectory& trajectory = *flight.trajectory;
  const Interval within{std::min(trajectory.begin(), trajectory.end()),
                        std::max(trajectory.begin(), trajectory.end())};
  const AccessPoint craft = AccessPoint::spacecraft(flight.mission, trajectory);
  const std::array<BodyId, 1> the_moon = {moon};
  const std::array<Strip, 5> strips = {
      Strip{"earth-penumbra", "Earth's penumbra", colour::grey,
            shadow(craft, earth, ShadowKind::penumbra, within, {}, ephemeris)},
      Strip{"earth-umbra", "Earth's umbra", colour::black,
            shadow(craft, earth, ShadowKind::umbra, within, {}, ephemeris)},
      Strip{"moon-penumbra", "Moon's penumbra", colour::grey,
            shadow(craft, moon, ShadowKind::penumbra, within, {}, ephemeris)},
      Strip{"moon-umbra", "Moon's umbra", colour::black,
            shadow(craft, moon, ShadowKind::umbra, within, {}, ephemeris)},
      Strip{"earth-hidden", "Earth behind the Moon", colour::vermilion,
            line_of_sight(craft, AccessPoint::body(earth), the_moon, within, {}, ephemeris)
                .complement(within)}};
  const double bottom = top + row_height * static_cast<double>(strips.size());
  SvgPicture picture(width, bottom + 24.0, "Shadows over " + flight.mission,
                     concat("When the craft is in shadow or cannot see the Earth, from ",
                            detail::minute_text(within.from), " to ", detail::minute_text(within.to)));
  const TimeAxis x{within, left, right};
  detail::draw_time_axis(picture, x, top, bottom, 12);
  double y = top + (row_height - strip_height) / 2;
  for (const Strip& strip : strips) {
    label(picture, left - 10, y + 8, strip.title, {.anchor = "end"});
    label(picture, left - 10, y + 19, sum_text(strip.set), {.anchor = "end", .size = 10});
    picture.rect(left, y, right - left, strip_height,
                 {{"class", "grid"}, {"fill", "none"}, {"stroke", colour::faint}});
    detail::draw_strip(picture, {x, within, y, strip_height}, strip.set, strip.what, strip.title, strip.fill);
    y += row_height;
  }
  return Figure{"shadow-" + safe_file_name(flight.mission), "Shadows over " + flight.mission,
                "When Earth or Moon hide some of the Sun (penumbra) or all of it (umbra), and when the Moon "
                "hides the centre of the Earth.",
                std::move(picture)};
}

}  // namespace perilune
