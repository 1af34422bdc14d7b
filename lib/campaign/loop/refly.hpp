#pragma once

#include <optional>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/design/windows.hpp>

namespace perilune::detail {

/// Where in a mission's profile its flight to the Moon stands.
struct DesignedLegs {
  std::size_t launch = 0;
  std::size_t transfer = 0;
  std::optional<std::size_t> capture;
  std::vector<std::size_t> later_burns;  ///< captures after it that are flown
  std::optional<std::size_t> home;       ///< a way home that is designed
};

/// A mission whose transfer is designed, with all that is asked of it.
struct DesignedMission {
  std::size_t mission = 0;  ///< position in the roadmap
  const MissionPlan* plan = nullptr;
  DesignedLegs legs;
  WindowProfile profile;               ///< its horizon is that of the lift-off
  std::optional<Epoch> lift_off = {};  ///< if it has happened: no window is searched
};

/// The missions of a scenario whose transfers are to be designed, in the order of the roadmap. Flown and
/// superseded ones keep the dates that they have.
/// @throws InvalidArgument naming a launch site that nobody knows
std::vector<DesignedMission> designed_missions(const Scenario& scenario);

/// Of a mission that has lifted off: the flight with the least delta-v of injection and capture, of those an
/// hour apart that the time of flight allows.
LaunchWindow window_of_launched(const DesignedMission& designed, const Ephemeris& ephemeris);

/// Flies a window in the full force model: impulses first, then, with the masses that follow from them, the
/// burns of stage and craft whose thrust is stated.
FlownTransfer fly_window(const Scenario& scenario, const DesignedMission& designed,
                         const LaunchWindow& window, const Ephemeris& ephemeris);

/// What a flight costs, leg by leg, against what may be spent; a cut for each limit that does not hold.
/// @param home  the way home that belongs to it; none: there is none yet, and it counts as what it may cost
FlownMission account(const Scenario& scenario, const DesignedMission& designed, const LaunchWindow& window,
                     const FlownTransfer& transfer, const ReturnFlight* home, std::vector<Cut>& cuts);

}  // namespace perilune::detail
