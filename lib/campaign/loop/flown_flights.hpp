#pragma once

#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>

#include "reference_orbits.hpp"
#include "refly.hpp"

namespace perilune::detail {

/// What was flown, as trajectories with their events: out, between an orbit about a libration point and a low
/// one, and home. Those that do not come to their targets are left out.
std::vector<FlownFlight> flown_flights(const Scenario& scenario, const std::vector<DesignedMission>& designed,
                                       const std::vector<FlownMission>& missions, ReferenceOrbits& orbits,
                                       const Ephemeris& ephemeris);

}  // namespace perilune::detail
