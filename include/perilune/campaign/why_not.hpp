#pragma once

#include <optional>
#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/core/diagnostic.hpp>

namespace perilune {

/// Why a plan does not hold, each cause by its name with the line that sets the limit, the amount that is
/// missing and the nearest change that would do. Nothing if it holds.
///
/// | code | says |
/// |---|---|
/// | too-heavy | no launch date is light enough for the launcher, or for the tanks of a craft |
/// | too-costly | no launch date is cheap enough |
/// | no-flight | there is no launch window, or the full model finds no flight on any date |
/// | before-its-phase | the last date to lift off is before the mission's phase begins |
/// | never-lit | the Sun never stands long enough above the site's horizon where the landing may be |
/// | outside-mask | it would on level ground, and the site's own mask hides it |
/// | no-way-home | people at the station without a seat home |
/// | starves | people run out of air, water or food |
/// | freezes | something that must stay warm has no power |
/// | overheats | more heat than the radiators shed |
/// | over-dose | a stay of more than anybody may have in a career |
/// | below-reserve | a stock would not last for the station's reserve |
/// | store-short | a craft comes to take on what the stores do not hold |
///
/// Checked in: tests/unit/campaign/test_why_not.cpp
std::vector<Diagnostic> why_not(const Scenario& scenario, const LoopLog& log,
                                const std::optional<GrownStation>& station);

}  // namespace perilune
