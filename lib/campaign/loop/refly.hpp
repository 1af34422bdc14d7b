#pragma once

#include <optional>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/design/windows.hpp>

#include "reference_orbits.hpp"

namespace perilune::detail {

/// Where in a mission's profile its flight to the Moon stands.
struct DesignedLegs {
  std::size_t launch = 0;
  std::size_t transfer = 0;
  std::optional<std::size_t> capture;
  std::vector<std::size_t> later_burns;  ///< captures after it that are flown
  std::vector<std::size_t> meetings;     ///< dockings with a craft whose orbit is known
  std::vector<std::size_t> passing;      ///< descents that wait for the orbit to pass over their site
  std::optional<std::size_t> home;       ///< a way home that is designed
  std::vector<std::size_t> low_orbits;   ///< transfers down from the orbit that it has gone to, and up again
};

/// A mission whose transfer is designed, with all that is asked of it.
struct DesignedMission {
  std::size_t mission = 0;  ///< position in the roadmap
  const MissionPlan* plan = nullptr;
  DesignedLegs legs;
  WindowProfile profile;                  ///< its horizon is that of the lift-off
  std::optional<Epoch> lift_off = {};     ///< if it has happened: no window is searched
  const LibrationOrbit* orbit = nullptr;  ///< that it goes to by way of a flyby
  DurationRange time_of_flight = {};      ///< injection to insertion, then
};

/// What is flown after the arrival and is known so far; what is not counts as what it may cost.
struct OnwardFlights {
  const FlownReturn* home = nullptr;
  std::vector<FlownLowOrbit> low_orbits = {};
  std::vector<OrbitMeeting> meetings = {};
};

/// The missions of a scenario whose transfers are to be designed, in the order of the roadmap. Flown and
/// superseded ones keep the dates that they have.
/// @throws InvalidArgument naming a launch site that nobody knows
std::vector<DesignedMission> designed_missions(const Scenario& scenario);

/// As long as no other launch of the mission falls into it.
Interval that_launch_alone(Epoch lift_off);

/// Lift-off and perilune of the window, on the way that the profile asks for.
/// @param azimuth_guess_rad  which of several planes is meant; none: the usual one
TimedTranslunarRequest timed_request(const WindowProfile& profile, const LaunchWindow& window,
                                     std::optional<double> azimuth_guess_rad = {});
/// The departure of a window that is still to come.
TranslunarRequest departure_request(const WindowProfile& profile, const LaunchWindow& window);

/// Flies from the lift-off of the window with that time to the perilune, and fills in what comes of it.
/// @return whether it converged
bool take_launched_flight(const WindowProfile& profile, Duration time, LaunchWindow& window,
                          const Ephemeris& ephemeris);

/// Of a mission that has lifted off: the flight with the least delta-v of injection and capture, of those an
/// hour apart that the time of flight allows.
LaunchWindow window_of_launched(const DesignedMission& designed, const Ephemeris& ephemeris);

/// Flies a window in the full force model: impulses first, then, with the masses that follow from them, the
/// burns of stage and craft whose thrust is stated; one that goes on from its perilune by impulses alone.
FlownTransfer fly_window(const Scenario& scenario, const DesignedMission& designed,
                         const LaunchWindow& window, ReferenceOrbits& orbits, const Ephemeris& ephemeris);

/// What a flight costs, leg by leg, against what may be spent; a cut for each limit that does not hold.
FlownMission account(const Scenario& scenario, const DesignedMission& designed, const LaunchWindow& window,
                     const FlownTransfer& transfer, const OnwardFlights& onward, std::vector<Cut>& cuts);

}  // namespace perilune::detail
