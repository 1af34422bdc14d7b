#pragma once

#include <string>

#include <perilune/campaign/campaign.hpp>
#include <perilune/report/risk.hpp>

namespace perilune::detail {

/// What a planner asks first, below the picture of the schedule: when each phase is complete and whether that
/// is by its target, when each milestone is reached, and what the last one waits for step by step.
/// @param risk  how sure the dates are; may be null
std::string schedule_tables(const Campaign& campaign, const RiskTables* risk);

}  // namespace perilune::detail
