#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "flight_shadows.hpp"
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

std::string_view fill_of(const detail::FlightShadow& shadow) {
  if (shadow.what == "earth-hidden") return colour::vermilion;
  return shadow.what.ends_with("umbra") && !shadow.what.ends_with("penumbra") ? colour::black : colour::grey;
}

Interval span_of(const Trajectory& trajectory) {
  return {std::min(trajectory.begin(), trajectory.end()), std::max(trajectory.begin(), trajectory.end())};
}

std::string sum_text(const IntervalSet& set) {
  if (set.empty()) return "never";
  const std::string times = set.size() == 1 ? std::string("once") : concat(set.size(), " times");
  return concat(times, ", ", fixed(set.total().minutes(), 1), " min");
}

}  // namespace

std::vector<detail::FlightShadow> detail::flight_shadows(const FlownFlight& flight,
                                                         const Ephemeris& ephemeris) {
  if (!flight.trajectory || flight.trajectory->begin() == flight.trajectory->end()) return {};
  const Interval within = span_of(*flight.trajectory);
  const AccessPoint craft = AccessPoint::spacecraft(flight.mission, *flight.trajectory);
  const std::array<BodyId, 1> the_moon = {moon};
  const auto of = [&](BodyId body, ShadowKind kind) {
    return shadow(craft, body, kind, within, {}, ephemeris);
  };
  return {
      {"earth-penumbra", "Earth's penumbra", of(earth, ShadowKind::penumbra)},
      {"earth-umbra", "Earth's umbra", of(earth, ShadowKind::umbra)},
      {"moon-penumbra", "Moon's penumbra", of(moon, ShadowKind::penumbra)},
      {"moon-umbra", "Moon's umbra", of(moon, ShadowKind::umbra)},
      {"earth-hidden", "Earth behind the Moon",
       line_of_sight(craft, AccessPoint::body(earth), the_moon, within, {}, ephemeris).complement(within)}};
}

std::optional<Figure> shadow_figure(const FlownFlight& flight, const Ephemeris& ephemeris) {
  const std::vector<detail::FlightShadow> strips = detail::flight_shadows(flight, ephemeris);
  if (strips.empty()) return std::nullopt;
  const Interval within = span_of(*flight.trajectory);
  const double bottom = top + row_height * static_cast<double>(strips.size());
  SvgPicture picture(width, bottom + 24.0, "Shadows over " + flight.mission,
                     concat("When the craft is in shadow or cannot see the Earth, from ",
                            detail::minute_text(within.from), " to ", detail::minute_text(within.to)));
  const TimeAxis x{within, left, right};
  detail::draw_time_axis(picture, x, top, bottom, 12);
  detail::announce_time(picture, x, top, bottom, detail::TimeReach::part);
  const auto row_top = [](std::size_t row) {
    return top + (row_height - strip_height) / 2 + row_height * static_cast<double>(row);
  };
  for (std::size_t row = 0; row < strips.size(); ++row) {
    const detail::FlightShadow& strip = strips[row];
    const double y = row_top(row);
    label(picture, left - 10, y + 8, strip.title, {.anchor = "end"});
    label(picture, left - 10, y + 19, sum_text(strip.set), {.anchor = "end", .size = 10});
  }
  detail::begin_time(picture, x, top, bottom);
  for (std::size_t row = 0; row < strips.size(); ++row) {
    const detail::FlightShadow& strip = strips[row];
    detail::draw_strip_frame(picture, {x, within, row_top(row), strip_height});
    detail::draw_strip(picture, {x, within, row_top(row), strip_height}, strip.set, strip.what, strip.title,
                       fill_of(strip));
  }
  detail::end_time(picture);
  return Figure{"shadow-" + safe_file_name(flight.mission), "Shadows over " + flight.mission,
                "When Earth or Moon hide some of the Sun (penumbra) or all of it (umbra), and when the Moon "
                "hides the centre of the Earth.",
                std::move(picture)};
}

}  // namespace perilune
