#pragma once

#include <perilune/campaign/scenario.hpp>
#include <perilune/roadmap/roadmap.hpp>

namespace perilune {

/// The roadmap of a scenario as `plan` first schedules it, before any launch window is known: to the minute;
/// a lift-off whose flight is to be designed is followed by the injection within 12 min to 3 h, that by the
/// flight and that by the capture, without a gap; a way home may last as long as its flight and its entry. So
/// a schedule that nobody flies finds the same contradictions between missions as one that is flown.
///
/// @param scenario  with its rotations (`with_rotations`)
/// @throws InvalidArgument naming a launch site that nobody knows
///
/// Checked in: tests/scenarios/test_campaigns.cpp
Roadmap with_flight_limits(const Scenario& scenario);

}  // namespace perilune
