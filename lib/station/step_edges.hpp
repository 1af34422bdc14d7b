#pragma once

#include <vector>

#include <perilune/station/station.hpp>

namespace perilune::detail {

struct StationStep {
  Interval span;
  bool begins_year = false;  ///< whether it begins with a calendar year of UTC
};

/// The steps in which nothing comes, goes, or changes its slope: cut at every such instant, at the turns of
/// the years, and so that none is longer than `max_step`.
std::vector<StationStep> station_steps(const Station& station, Interval span, Duration max_step);

}  // namespace perilune::detail
