#pragma once

#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/core/diagnostic.hpp>

namespace perilune::detail {

/// A mission whose masses do not hold as they are stated, with what it came to.
struct OverweightMission {
  FlownMission mission;  ///< no flight: its energy (`transfer.c3_m2_s2`) is that of `capability_kg`
  Cut cut;
};

/// What no launcher throws, no tank holds, of the missions yet to fly whose transfer is not designed (the
/// loop weighs the others): the launch mass follows from the stated delta-v and the craft, or is stated
/// itself. The launcher's capability counts at the energy of a flight to the Moon of four to five days (C3
/// -2.0 km2/s2), or, without a transfer, at the lowest that it is stated for. A mission that is designed and
/// states its launch mass instead of craft is held against the energy that was flown.
std::vector<OverweightMission> overweight_as_stated(const Scenario& scenario, const LoopLog& log);

/// `no-way-home` for each mission yet to fly with people on board of whom some have no seat home: the mission
/// has no `return` leg, or lands and has no `ascend` leg, or the craft that fly them have too few seats.
/// Seats to spare of missions that dock with it count too. Whoever goes to live at the station is looked at
/// there.
std::vector<Diagnostic> crews_without_return(const Scenario& scenario);

}  // namespace perilune::detail
