#pragma once

#include <filesystem>
#include <optional>

#include <perilune/campaign/flown.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/plan.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// What the loop ends with.
struct LoopResult {
  LoopLog log;
  RoadmapSchedule schedule;  ///< of the last turn
  std::optional<GrownStation> station;
  std::vector<FlownFlight> flights;  ///< of the designed missions, in the order of the roadmap
};

/// Windows, schedule, flights, station; what does not hold becomes a cut, and the schedule is made anew.
LoopResult run_loop(const Scenario& scenario, const PlanOptions& options, const ContentCache& cache,
                    const Ephemeris& ephemeris);

}  // namespace perilune::detail
