#pragma once

#include <string>
#include <vector>

#include <perilune/scheduling/roadmap_schedule.hpp>

namespace perilune::detail {

/// Adds what is wrong with a schedule by the resources of the roadmap. It shares nothing with what makes the
/// problem and with what solves it.
void audit_resources(const Roadmap& roadmap, const RoadmapSchedule& answer, std::vector<std::string>& faults);

}  // namespace perilune::detail
