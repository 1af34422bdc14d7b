#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/propagation/trajectory.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// Right after the last burn about the Moon that is flown, or after the impulse of the capture.
/// @param apolune  of the orbit if something since has changed it; none: as the capture left it
State state_in_orbit(const FlownTransfer& transfer, const LegPlan& capture, std::optional<Length> apolune);

/// A craft that nobody touches, in the full model. It is flown as far as it is asked about.
class LunarCoast {
 public:
  LunarCoast(State begin, const Ephemeris& ephemeris) : end_(std::move(begin)), ephemeris_(&ephemeris) {}

  /// @return nothing before its beginning, and from where it meets the Moon on
  std::optional<State> at(Epoch epoch);

 private:
  State end_;
  const Ephemeris* ephemeris_;
  bool is_over_ = false;
  std::vector<Trajectory> pieces_;
};

/// Craft that nobody touches, each by the state that it begins with. What has been asked before comes from
/// the cache.
class LunarCoasts {
 public:
  LunarCoasts(const ContentCache& cache, const Ephemeris& ephemeris) : cache_(cache), ephemeris_(ephemeris) {}

  /// As `LunarCoast::at`.
  std::optional<State> at(const State& begin, Epoch epoch);
  LunarCoast& of(const State& begin);

  /// What a result hangs on that is found from there.
  std::string key(const State& begin) const;
  const ContentCache& cache() const { return cache_; }

 private:
  const ContentCache& cache_;
  const Ephemeris& ephemeris_;
  std::map<std::string, LunarCoast> coasts_;
};

/// Two craft about the Moon, one of which goes to the other.
struct OrbitPair {
  State chaser;  ///< moon-centred, both at the same instant and in the same frame
  State target;
};

/// How far apart the orbits are, and what it takes to come from the one into the other: a burn at the
/// perilune to the other's apolune, and one there that turns the plane and lifts the perilune, or the same
/// with perilune and apolune exchanged, whichever is less. Both lines of apsides are taken to be one: of
/// orbits that are nearly circular that is little. How long it takes to come up to the craft in that orbit is
/// the scenario's affair: it costs time.
///
/// Checked in: tests/unit/campaign/test_meetings.cpp
OrbitMeeting meeting_of(const OrbitPair& pair);

}  // namespace perilune::detail
