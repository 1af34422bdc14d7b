#pragma once

#include <string>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/risk.hpp>

namespace perilune {

/// The run as one page that needs nothing beside it: `report.html`.
///
/// It has what came of the scenario in numbers, the figures of `campaign_figures`, the tables of activities
/// and events, what cannot hold together if the schedule is infeasible, why the plan does not hold if it does
/// not, the warnings, and what made it. It opens from disk and asks the network for nothing; its content
/// policy allows its own style and its own script, each named by its SHA-256, and nothing else. All is
/// readable without the script. Texts that people chose appear as text. Light or dark as the reader's system,
/// and made to be printed.
///
/// @param risk  adds how sure the dates are; may be null
std::string report_html(const Campaign& campaign, const RunInfo& run,
                        const Ephemeris& ephemeris = Ephemeris::embedded(), const RiskTables* risk = nullptr);

}  // namespace perilune
