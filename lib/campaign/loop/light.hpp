#pragma once

#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

namespace perilune::detail {

/// Landings whose sites are dark when they should be lit: a cut for each, which forbids the whole stretch of
/// landings that are as dark.
/// @throws InvalidArgument if a landing wants light at a site that nobody has described
std::vector<Cut> dark_landings(const Scenario& scenario, const RoadmapSchedule& answer,
                               const Ephemeris& ephemeris);

}  // namespace perilune::detail
