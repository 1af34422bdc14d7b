#pragma once

#include <perilune/campaign/risk.hpp>

namespace perilune::detail {

/// The campaign's problem, in which each launch at risk has, after its own windows, those up to
/// `RiskPlan::later_windows_until`.
ScheduleProblem with_later_windows(const Campaign& campaign, const CampaignRisk& risk,
                                   const CampaignRiskOptions& options);

}  // namespace perilune::detail
