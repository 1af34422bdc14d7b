#pragma once

#include <optional>
#include <string>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>

#include "content_cache.hpp"
#include "reference_orbits.hpp"
#include "refly.hpp"
#include "way_home.hpp"

namespace perilune::detail {

/// Flights from the orbit about a libration point that a mission has gone to: home by way of a flyby, down to
/// a low orbit about the Moon, and up again.

/// The first departure home that is not before `ready` and keeps to the leg's limits; without a limit of what
/// it may cost the cheapest one of the first revolution. Conics look ahead (`estimate_flyby_return`), the
/// full model decides. Known ones come from the cache.
WayHome find_flyby_home(const Scenario& scenario, const DesignedMission& designed,
                        const FlownTransfer& transfer, Epoch ready, ReferenceOrbits& orbits,
                        const ContentCache& cache, const Ephemeris& ephemeris);

/// A flight to a low orbit, or from one.
struct LowOrbitWay {
  Epoch ready;  ///< from when on it was looked for
  Epoch until;  ///< up to when
  std::optional<FlownLowOrbit> flight;
  double cheapest_m_s = 0.0;  ///< of those that were looked at; infinite if there was none

  Epoch departure() const { return flight ? flight->departure() : until; }
};

/// The first one that does not begin before `ready` and keeps to the leg's limits; without a limit of what it
/// may cost the cheapest one of a revolution. Burns on the orbit are tried at even times. The plane of the
/// low orbit is the one that comes of it.
LowOrbitWay find_low_orbit_way(const Scenario& scenario, const DesignedMission& designed, std::size_t leg,
                               const FlownTransfer& transfer, Epoch ready, ReferenceOrbits& orbits,
                               const ContentCache& cache, const Ephemeris& ephemeris);

/// What speaks against a leg for which no flight was found.
std::optional<Cut> missing_low_orbit_way(const Scenario& scenario, const DesignedMission& designed,
                                         std::size_t leg, const LowOrbitWay& way);

/// The flight as one trajectory with its two burns, in the low orbit for two hours or on the high one for a
/// day.
/// @param craft  that burns; none: its mass stays
Trajectory fly_between(const FlownLowOrbit& flight, double mass_kg, const Craft* craft,
                       const Ephemeris& ephemeris);

/// Likewise the way home, from the orbit to the entry.
Trajectory fly_home_by_flyby(const FlownReturn& flight, double mass_kg, const Craft* craft,
                             const Ephemeris& ephemeris);

}  // namespace perilune::detail
