#pragma once

#include <string>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/report/results.hpp>

namespace perilune {

/// The run as one page that needs nothing beside it: `report.html`.
///
/// It has what came of the scenario in numbers, the figures of `campaign_figures`, the tables of activities
/// and events, what cannot hold together if the schedule is infeasible, the warnings, and what made it. It
/// opens from disk, asks the network for nothing, and runs no script: its content policy allows its own
/// style, named by its SHA-256, and nothing else. Texts that people chose appear as text. Light or dark as
/// the reader's system, and made to be printed.
std::string report_html(const Campaign& campaign, const RunInfo& run,
                        const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
