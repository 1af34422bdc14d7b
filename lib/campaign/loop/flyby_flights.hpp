#pragma once

#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>

#include "content_cache.hpp"
#include "reference_orbits.hpp"
#include "refly.hpp"
#include "window_catalog.hpp"

namespace perilune::detail {

/// A departure by way of a flyby, by the fast model: the insertion of its window holds both burns after the
/// injection.
struct FlybyWindow {
  LaunchWindow window;
  Duration to_insertion;  ///< from the perilune
};

/// Days and times of flight on which an orbit's phase suits a departure, by conics (`estimate_flyby`): of
/// each opportunity of each day the cheapest time to the perilune.
std::vector<FlybyWindow> flyby_windows(const DesignedMission& designed, WindowCatalog& catalog,
                                       ReferenceOrbits& orbits, const ContentCache& cache,
                                       const Ephemeris& ephemeris);

/// From the perilune to the insertion.
struct InsertionTimes {
  Duration least, most;
};
/// As the mission's time of flight leaves it, with a flight to the perilune of that length.
InsertionTimes insertion_times(const DesignedMission& designed, Duration to_perilune);

/// Of a mission that has lifted off: of the flights an hour apart that the time to the perilune allows the
/// one that costs least by the fast model.
FlybyWindow flyby_window_of_launched(const DesignedMission& designed, ReferenceOrbits& orbits,
                                     const Ephemeris& ephemeris);

/// Flies a window in the full model, by impulses; one that has lifted off from its lift-off and perilune. Of
/// an orbit whose phase is free the cheapest of several phases.
FlownTransfer fly_flyby(const DesignedMission& designed, const LaunchWindow& window, ReferenceOrbits& orbits,
                        const Ephemeris& ephemeris);

/// The same flight as one trajectory, from the injection on and for a revolution in the orbit.
/// @param craft  that burns; none: its mass stays
Trajectory fly_on(const FlownTransfer& transfer, Duration period, double mass_kg, const Craft* craft,
                  const Ephemeris& ephemeris);

}  // namespace perilune::detail
