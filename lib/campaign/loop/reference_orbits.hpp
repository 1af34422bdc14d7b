#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/vehicle.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/time/interval_set.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// The orbits that flights of a scenario go to, leave and meet in: in the three-body model, and stretches of
/// them in the full one. Each is computed once: in this run, or in an earlier one that left it in the cache.
/// Whoever asks for the same orbit and time gets the same stretch: craft that meet are on one path.
/// Safe to use from several threads at once.
class ReferenceOrbits {
 public:
  ReferenceOrbits(const ContentCache& cache, const Ephemeris& ephemeris);

  /// @throws Error if there is no orbit of that size
  const PeriodicOrbit& periodic(const LibrationOrbit& orbit);
  Duration period(const LibrationOrbit& orbit);

  /// Where the three-body model has it, moon-centred icrf, with an apolune at that epoch.
  std::function<State(Epoch)> model(const LibrationOrbit& orbit, Epoch apolune_at);

  /// In the full model. With a phase that the scenario gives, stretches begin every eighth revolution from
  /// it; with one that a flight has found, at its apolune. May be `not_converged`.
  /// @param needed  the stretch holds it; after `apolune_at` if that was found
  std::shared_ptr<const EphemerisOrbit> stretch(const LibrationOrbit& orbit, Epoch apolune_at,
                                                Interval needed);

 private:
  std::shared_ptr<const EphemerisOrbit> in_full_model(const LibrationOrbit& orbit, Epoch start,
                                                      int revolutions);

  const ContentCache& cache_;
  const Ephemeris& ephemeris_;
  Cr3bp model_;
  std::recursive_mutex mutex_;
  std::map<std::string, PeriodicOrbit> periodic_;
  std::map<std::string, std::shared_ptr<const EphemerisOrbit>> stretches_;
};

/// Family, half and size, exactly.
std::string orbit_key(const LibrationOrbit& orbit);

}  // namespace perilune::detail
