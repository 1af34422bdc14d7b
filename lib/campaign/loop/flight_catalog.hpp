#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/windows.hpp>

#include "content_cache.hpp"
#include "reference_orbits.hpp"
#include "refly.hpp"

namespace perilune::detail {

/// Flights of windows in the full force model, computed once: in this run, or in an earlier one that left
/// them in the cache. What comes back is always what the cache would give, so that a first run and a second
/// end in the same bytes; the log of the correction is not kept. Flights with burns of finite length depend
/// on masses too: they are flown each time.
class FlightCatalog {
 public:
  FlightCatalog(const ContentCache& cache, ReferenceOrbits& orbits, const Ephemeris& ephemeris)
      : cache_(cache), orbits_(orbits), ephemeris_(ephemeris) {}

  struct Found {
    FlownTransfer transfer;
    bool is_computed = false;  ///< in this run
  };
  /// Safe to call from several threads at once.
  Found fly(const Scenario& scenario, const DesignedMission& designed, const LaunchWindow& window) const;

 private:
  const ContentCache& cache_;
  ReferenceOrbits& orbits_;
  const Ephemeris& ephemeris_;
};

}  // namespace perilune::detail
