#pragma once

#include <variant>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>

#include "refly.hpp"

namespace perilune::detail {

/// The legs of a flight with their delta-v: of those that are designed as flown, of the others as stated.
/// What is flown after the arrival and is not known yet counts as what it may cost.
std::vector<FlownLeg> flown_legs(const Mission& mission, const DesignedMission& designed,
                                 const FlownTransfer& transfer, const OnwardFlights& onward = {});

/// What a flight was asked for: by opportunity, or with its moments of lift-off and perilune.
using AnyTranslunarRequest = std::variant<TranslunarRequest, TimedTranslunarRequest>;

/// Flies injection and capture of an impulsive flight again as burns of finite length, where the thrust of
/// the launcher's last stage and of the craft is stated, and the burns about the Moon that follow. The masses
/// are those that the impulses lead to.
void fly_burns(const Scenario& scenario, const DesignedMission& designed, AnyTranslunarRequest request,
               FlownTransfer& flown, const Ephemeris& ephemeris);

}  // namespace perilune::detail
