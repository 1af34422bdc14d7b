#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/design/correction.hpp>
#include <perilune/design/disposal/impact.hpp>
#include <perilune/propagation/manoeuvre.hpp>

namespace perilune {

/// The end of a craft in orbit about the Moon: one burn against its motion, after which it meets the ground.
struct DeorbitRequest {
  State orbit;     ///< of the craft, at any epoch before `earliest`, closed about the Moon
  Epoch earliest;  ///< of the burn
  /// Until when an overflight of the site is waited for (without a site: one revolution is looked at).
  Duration longest_wait = Duration::days(28.0);
  /// Where it is to come down. Nothing: anywhere, with the least delta-v (a shallow end).
  std::optional<SurfacePoint> site = {};
  /// With a site: of the impact, below the horizontal. The steeper, the dearer, and the less an error of
  /// height matters: 0.5 to 60 deg.
  Angle impact_angle = Angle::from_si(0.0872664625997165);
  /// How far from the orbit's plane a site may be: what is left, the burn turns.
  Angle most_crossrange = Angle::from_si(0.0349065850398866);  ///< 2 deg
  /// Without a site: by how much the perilune comes to lie below the sphere.
  Length below_ground = Length::from_si(10e3);
  /// With an engine the burn has its length; without it is an impulse.
  std::optional<Engine> engine = {};
};

enum class DeorbitStatus {
  converged,
  no_overflight,  ///< the orbit's plane does not come near the site in that time: `nearest_crossrange_rad`
  burn_too_long,  ///< the engine is too weak for so steep an end: it would be down before the burn is over
  not_converged,
};

struct LunarDeorbit {
  DeorbitStatus status = DeorbitStatus::not_converged;
  Epoch burn;                             ///< of the impulse, or the burn's middle
  State before, after;                    ///< of it, moon-centred icrf
  std::optional<FiniteBurn> finite = {};  ///< with an engine
  double delta_v_m_s = 0.0;
  double impulsive_delta_v_m_s = 0.0;  ///< of the impulse that does the same
  LunarImpact impact;
  double miss_m = 0.0;                  ///< from the site, along the ground
  double nearest_crossrange_rad = 0.0;  ///< of all overflights that were looked at
  CorrectionResult correction;

  double loss_m_s() const { return delta_v_m_s - impulsive_delta_v_m_s; }
  Duration fall() const { return impact.state.epoch - burn; }
  std::string report() const;
};

/// Brings a craft down from its orbit. Overflights of the site are looked for in the full model; of those
/// whose plane is near enough the first is taken for which the burn converges. On the revolution before, for
/// 180 places the delta-v is found after which the conic meets the ground at the wanted angle; of the places
/// from which it comes down at the site the cheapest starts the correction in the full model, of epoch,
/// delta-v and its angle out of the plane, until place and angle hold.
///
/// @throws InvalidArgument naming everything that cannot be: an orbit that is not closed or meets the Moon,
/// angles out of range, an engine without thrust
/// @throws DataError outside the ephemeris
///
/// Checked in: tests/unit/design/disposal/test_lunar_deorbit.cpp
LunarDeorbit design_lunar_deorbit(const DeorbitRequest& request, const ImpactOptions& options = {},
                                  const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(DeorbitStatus status);

}  // namespace perilune
