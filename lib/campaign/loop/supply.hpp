#pragma once

#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

namespace perilune::detail {

/// What the station lacks although a later flight brings it: a cut for each, by which whoever needs it waits
/// for that flight.
std::vector<Cut> late_supplies(const Scenario& scenario, const RoadmapSchedule& answer,
                               const GrownStation& station);

}  // namespace perilune::detail
