#pragma once

#include <string_view>

#include <perilune/report/svg.hpp>
#include <perilune/time/interval_set.hpp>

#include "axes.hpp"

namespace perilune::detail {

/// Where a strip lies: a time axis, what of time it may show, and its place up and down.
struct StripRow {
  TimeAxis x;
  Interval within;
  double top = 0.0;
  double height = 8.0;
};

/// The stretches of a set as bars, as far as the axis and `within` reach. Their group carries `data-what` and
/// `data-with`, each of them `data-from` and `data-to` (UTC, to the second), whole even where the axis shows
/// only part.
/// @param with  whom the set is about, besides whose picture it is; may be empty
void draw_strip(SvgPicture& picture, const StripRow& row, const IntervalSet& set, std::string_view what,
                std::string_view tip, std::string_view fill, std::string_view with = {});

/// The room of a strip, as far as something is known: what is not filled in it does not hold.
void draw_strip_frame(SvgPicture& picture, const StripRow& row);

}  // namespace perilune::detail
