#pragma once

#include <string>
#include <vector>

#include <perilune/campaign/scenario.hpp>
#include <perilune/station/station.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// A scenario with the missions that its crew rotation asks for, in place of the rotation: named missions
/// with lift-off windows, legs and waits like any other, and a crew of the station for each. A scenario
/// without a rotation comes back as it is.
///
/// The seats home of a crew are those of the smaller of the craft that fly its ascent and its return; a crew
/// whose mission has no way home has none.
///
/// Checked in: tests/unit/campaign/test_generated_flights.cpp
Scenario with_rotations(Scenario scenario);

/// How much of one commodity a station takes from outside, with all its processes at work [kg].
struct Demand {
  std::string commodity;
  std::vector<double> total_kg;  ///< since the beginning, at each of `DemandCurve::epochs`
};
struct DemandCurve {
  std::vector<Epoch> epochs;
  std::vector<Demand> demands;
};

/// What a station would take of some commodities if they were always at hand: it is lived through with an
/// endless store of each, full, beside its own, so that recovery, plants that fade, leaks and upkeep are all
/// counted, and what is made has the room that it has.
DemandCurve demand_of(Station station, const std::vector<std::string>& commodities, Interval span);

/// A scenario with the cargo flights that its station needs, in place of `Resupply`, and their deliveries.
/// Rotations have to be there already. Crews and elements come on the days of a schedule; then, in order of
/// time: on the day on which one more day would leave less than the reserve, a flight must have arrived. It
/// brings what lasts longest, all commodities ending together, as far as payload and room in the stores go.
/// The reserve is what is taken over that time at the rate of the days to come, of those before or of the
/// day itself, whichever is more; whoever is there last counts as if they stayed on, so that it holds to the
/// last day.
///
/// Where a store is too small to hold the reserve, or nothing stores a commodity, no flight helps; that is
/// left to `reserve_gaps`. If the schedule has no activities, the scenario comes back without cargo
/// flights.
/// @param answer  of a roadmap that begins with the missions of this one
Scenario with_resupply(Scenario scenario, const RoadmapSchedule& answer);

/// The reserve of a station's plan plus this is what cargo flights are planned with: crews that come some
/// days off their day do not eat into the reserve.
inline constexpr double resupply_margin_days = 10.0;

}  // namespace perilune
