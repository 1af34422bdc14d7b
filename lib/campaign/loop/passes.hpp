#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/time/interval_set.hpp>

#include "lunar_orbit.hpp"
#include "refly.hpp"

namespace perilune::detail {

/// When a descent may begin, so that the orbit of its craft passes over the site.
struct OrbitPasses {
  std::size_t leg = 0;
  Interval looked_at;           ///< in which it can begin at all
  IntervalSet over;             ///< the orbit passes over the site
  IntervalSet good;             ///< and the landing is lit as it has to be
  bool waits_for_ever = false;  ///< by its lengths and gaps it could begin later than that
};

/// How far the site lies off the plane of the orbit [rad], 0 to pi / 2.
double off_plane_rad(const State& orbit, const SurfacePoint& site, const Ephemeris& ephemeris);

/// The stretches in which the site lies within `most` of the plane, of a craft that coasts from its capture
/// on, until it meets the Moon. Edges are right to half a minute.
IntervalSet passes_over(LunarCoast& orbit, Interval within, const SurfacePoint& site, Angle most,
                        const Ephemeris& ephemeris);

/// The same, of a craft by the state that it begins with; from the cache, if it is known.
IntervalSet passes_over(LunarCoasts& coasts, const State& begin, Interval within, const SurfacePoint& site,
                        Angle most, const Ephemeris& ephemeris);

/// When a descent can begin after a capture, by the lengths and gaps of the legs between them, 120 d later at
/// most.
OrbitPasses reach_of(const Mission& mission, const DesignedLegs& legs, std::size_t descent, Epoch capture);

/// What speaks against a descent that begins outside its passes.
/// @param start  of the descent, as scheduled
/// @param off_rad  how far the site lies off the plane then
std::optional<Cut> off_track(const Mission& mission, const LegPlan& leg, const OrbitPasses& passes,
                             Epoch start, double off_rad);

/// Whether the descent may begin in none of its passes. @param forbidden  when it may not, for other reasons
bool has_no_pass(const OrbitPasses& passes, const IntervalSet& forbidden);

/// What speaks against a launch of which no pass can be used, in words.
std::string no_pass_reason(const Mission& mission, const OrbitPasses& passes);

}  // namespace perilune::detail
