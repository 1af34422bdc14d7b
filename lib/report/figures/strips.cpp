#include "strips.hpp"

#include <algorithm>
#include <optional>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

/// What of a stretch the axis shows.
std::optional<Interval> shown(const StripRow& row, Interval stretch) {
  const Interval part{std::max({stretch.from, row.x.span.from, row.within.from}),
                      std::min({stretch.to, row.x.span.to, row.within.to})};
  if (part.empty()) return std::nullopt;
  return part;
}

}  // namespace

void draw_strip(SvgPicture& picture, const StripRow& row, const IntervalSet& set, std::string_view what,
                std::string_view tip, std::string_view fill, std::string_view with) {
  const auto is_shown = [&](Interval stretch) { return shown(row, stretch).has_value(); };
  if (std::none_of(set.begin(), set.end(), is_shown)) return;
  picture.group({{"class", fill == colour::black ? "ink-fill" : ""},
                 {"data-what", what},
                 {"data-with", with},
                 {"fill", fill}},
                tip);
  for (const Interval& stretch : set) {
    const auto part = shown(row, stretch);
    if (!part) continue;
    const double from_x = row.x(part->from);
    picture.rect(from_x, row.top, std::max(row.x(part->to) - from_x, 0.8), row.height,
                 {{"class", "stretch"},
                  {"data-from", stretch.from.iso8601(TimeScale::utc, 0)},
                  {"data-to", stretch.to.iso8601(TimeScale::utc, 0)}});
  }
  picture.end_group();
}

void draw_strip_frame(SvgPicture& picture, const StripRow& row) {
  const double from_x = row.x(row.within.from);
  picture.rect(from_x, row.top, row.x(row.within.to) - from_x, row.height,
               {{"class", "grid"}, {"fill", "none"}, {"stroke", colour::faint}});
}

}  // namespace perilune::detail
