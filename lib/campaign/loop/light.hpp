#pragma once

#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// When a site is lit: the middle of the Sun's disc stands above its horizon. From the cache, if it is known.
IntervalSet lit(const LunarSite& site, Interval within, const ContentCache& cache,
                const Ephemeris& ephemeris);

/// When a site sees the centre of the Earth above its horizon. From the cache, if it is known.
IntervalSet earth_in_view(const LunarSite& site, Interval within, const ContentCache& cache,
                          const Ephemeris& ephemeris);

/// When a touch-down at the site is lit as the landing asks for: the Sun high enough for long enough.
IntervalSet lit_landings(const LunarSite& site, const LegPlan& leg, Interval within,
                         const ContentCache& cache, const Ephemeris& ephemeris);

/// Landings whose sites are dark when they should be lit: a cut for each, which forbids the whole stretch of
/// landings that are as dark.
/// @throws InvalidArgument if a landing wants light at a site that nobody has described
std::vector<Cut> dark_landings(const Scenario& scenario, const RoadmapSchedule& answer,
                               const ContentCache& cache, const Ephemeris& ephemeris);

}  // namespace perilune::detail
