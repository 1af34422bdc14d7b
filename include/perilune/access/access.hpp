#pragma once

#include <optional>
#include <span>
#include <vector>

#include <perilune/access/access_point.hpp>
#include <perilune/access/horizon_mask.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// How intervals are found.
struct AccessOptions {
  /// What is shorter than this may be missed. The search itself leaps as far as the rates of the bodies allow
  /// without passing a change, and goes in such steps only beside one.
  Duration shortest = Duration::seconds(60);
  Duration edge_tolerance = Duration::milliseconds(10);  ///< of each end
};

/// When a site sees a target above its horizon (apparent directions, without refraction).
/// @throws InvalidArgument if `site` is no site or `within` ends before it begins, DataError outside the
/// ephemeris
///
/// Checked in: tests/validation/access/test_brute_force.cpp
IntervalSet visibility(const AccessPoint& site, const AccessPoint& target, const HorizonMask& mask,
                       Interval within, const AccessOptions& options = {},
                       const Ephemeris& ephemeris = Ephemeris::embedded());

/// When two points are no farther apart than a distance (geometric).
IntervalSet in_range(const AccessPoint& a, const AccessPoint& b, Length farthest, Interval within,
                     const AccessOptions& options = {}, const Ephemeris& ephemeris = Ephemeris::embedded());

/// When no body's sphere stands between two points (geometric). A sphere that holds one of them, as the body
/// of a site does, is left out: use `visibility` for horizons.
/// @param bodies  the Earth, the Moon; the Sun may be one
IntervalSet line_of_sight(const AccessPoint& a, const AccessPoint& b, std::span<const BodyId> bodies,
                          Interval within, const AccessOptions& options = {},
                          const Ephemeris& ephemeris = Ephemeris::embedded());

/// How much of the Sun's disc has to be seen.
enum class SunDisc {
  upper_limb,  ///< any light at all
  centre,      ///< the middle of the disc stands above the horizon
  whole,       ///< the whole disc
};

/// When the Sun lights a site: its disc over the horizon; of the disc, 33 places across are looked at, each
/// against the horizon in its own direction. Eclipses are another matter: subtract `shadow`.
IntervalSet sunlight(const AccessPoint& site, const HorizonMask& mask, SunDisc disc, Interval within,
                     const AccessOptions& options = {}, const Ephemeris& ephemeris = Ephemeris::embedded());

/// Part of the Sun's disc above a site's horizon at an instant, 0 to 1; to 1/500 of the disc.
double sunlit_fraction(const AccessPoint& site, const HorizonMask& mask, Epoch epoch,
                       const Ephemeris& ephemeris = Ephemeris::embedded());

enum class ShadowKind {
  penumbra,  ///< any part of the Sun is hidden: the umbra is inside it
  umbra,     ///< the Sun is hidden whole
};

/// When a spacecraft or a site is in the shadow of a body's sphere: conical, with the Sun where it is seen
/// from the body (light time and aberration: without them the Earth's shadow at the Moon is 40 km off). A
/// site is not shaded by its own body: use `sunlight`.
///
/// @throws InvalidArgument if the body has no radius here or is that of the site
IntervalSet shadow(const AccessPoint& observer, BodyId body, ShadowKind kind, Interval within,
                   const AccessOptions& options = {}, const Ephemeris& ephemeris = Ephemeris::embedded());

/// When at least `at_least` of several sets hold at once: coverage by several relays or stations.
/// @throws InvalidArgument if `at_least` is below 1
IntervalSet covered(std::span<const IntervalSet> sets, int at_least = 1);

/// An antenna on the ground: it hears what stands higher than `least_elevation` above its level horizon.
struct GroundAntenna {
  AccessPoint place;
  Angle least_elevation;
};

/// When a site reaches any of several antennas through a relay: the site sees the relay above its horizon,
/// and the relay stands high enough over an antenna, at the same time.
struct RelayLink {
  IntervalSet site_to_relay;
  IntervalSet relay_to_ground;  ///< any of the antennas
  IntervalSet through;          ///< both
};
RelayLink relay_link(const AccessPoint& site, const HorizonMask& mask, const AccessPoint& relay,
                     std::span<const GroundAntenna> ground, Interval within,
                     const AccessOptions& options = {}, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
