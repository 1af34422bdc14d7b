#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/access/horizon_mask.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/design/libration/sized_orbit.hpp>
#include <perilune/design/return/entry.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What a rocket throws to one energy.
struct CapabilityPoint {
  double c3_m2_s2 = 0.0;
  double mass_kg = 0.0;

  friend bool operator==(const CapabilityPoint&, const CapabilityPoint&) = default;
};

/// A rocket, as far as a campaign needs it: what it can throw towards the Moon.
struct Launcher {
  std::string id;
  std::string title;
  std::vector<CapabilityPoint>
      capability;  ///< by rising energy; linear between points, level below the first
  /// Mass of the empty last stage and its exhaust speed: with them the capability beyond the points follows
  /// from the rocket equation, the stage's propellant being the same.
  std::optional<Mass> stage_dry_mass;
  std::optional<Speed> stage_exhaust_speed;
  /// Of the last stage: with it, and the two above, the injection is flown as a burn of finite length.
  std::optional<Force> stage_thrust;
  std::string source;
  SourceLocation where;

  friend bool operator==(const Launcher&, const Launcher&) = default;
};

/// What a launcher throws to an energy [kg].
///
/// Between two points of its capability: linear. With a stage, from the nearest point:
///
///     m(c3) = (m0 + dry) exp(-(v(c3) - v(c3_0)) / exhaust) - dry        v(c3) = sqrt(c3 + 2 mu / r)
///
/// at a parking orbit of 200 km: the propellant that is burnt on top of the one that throws m0 to c3_0 comes
/// out of the payload. Without a stage: the first point's mass below it, nothing beyond the last one.
///
/// @param c3_m2_s2  v^2 - 2 mu / r right after the injection; negative on an ellipse
double throw_mass_kg(const Launcher& launcher, double c3_m2_s2);

/// A part of a craft's propellant.
struct PropellantShare {
  std::string commodity;
  double share = 0.0;  ///< of the mass, > 0; those of a craft add up to 1
  SourceLocation where;

  friend bool operator==(const PropellantShare&, const PropellantShare&) = default;
};

/// One craft of a launch: it has an engine or is carried.
struct Craft {
  std::string id;
  std::string title;
  Mass dry_mass;
  std::optional<Mass> most_propellant;       ///< that its tanks hold; none: as much as is needed
  std::optional<Duration> specific_impulse;  ///< none: it has no engine
  std::optional<Force> thrust;               ///< with it captures are flown as burns of finite length
  std::vector<PropellantShare> mixture;      ///< what its propellant is made of; empty: of `propellant`
  int seats = 0;
  std::string source;
  SourceLocation where;

  friend bool operator==(const Craft&, const Craft&) = default;
};

/// A place on the Moon, with its horizon.
struct LunarSite {
  std::string id;
  std::string title;
  SurfacePoint place;
  std::vector<HorizonPoint> horizon;  ///< empty: level ground at `horizon_level_rad`
  double horizon_level_rad = 0.0;
  std::string source;
  SourceLocation where;

  /// The horizon, everywhere higher by `above`.
  HorizonMask mask(Angle above = {}) const;
};

/// A place on the Earth that rockets leave from.
struct EarthSite {
  std::string id;
  LaunchSite site;
  std::string source;
  SourceLocation where;
};

/// A place on the Earth where capsules come down.
struct EarthLandingSite {
  std::string id;
  LandingSite site;
  std::string source;
  SourceLocation where;
};

/// An orbit about a libration point, or a distant one about the Moon, that missions go to and meet in.
struct LibrationOrbit {
  std::string id;
  std::string title;
  FamilyName family =
      FamilyName::near_rectilinear;      ///< halo (about L2), near-rectilinear, distant retrograde
  OrbitHalf half = OrbitHalf::southern;  ///< where most of it is; not of a distant retrograde one
  OrbitMeasure measure = OrbitMeasure::period;
  double size = 0.0;  ///< of that measure, SI (design/libration/sized_orbit.hpp)
  /// When who is in it is at the apolune (in a distant retrograde orbit: between Earth and Moon, on their
  /// line). None: every flight finds the phase that suits it best, and nobody meets there.
  std::optional<Epoch> apolune_at;
  std::string source;
  SourceLocation where;

  friend bool operator==(const LibrationOrbit&, const LibrationOrbit&) = default;
};

/// An antenna on the Earth that talks to craft and to places on the Moon.
struct GroundStation {
  std::string id;
  std::string title;
  SurfacePoint place;
  Angle least_elevation = Angle::from_si(0.17453292519943295);  ///< 10 deg: what it hears stands higher
  std::string source;
  SourceLocation where;
};

/// The deep-space antennas of China (kashi, jiamusi, zapala) and Russia (ussuriysk, bear-lakes), to a
/// hundredth of a degree at best: what rises does so within minutes of the truth.
///
/// Source: Kashi, Jiamusi, Zapala: press and encyclopedias, unconfirmed by their operator; Ussuriysk
/// (Galenki): 44 01 N 131 45 E; Bear Lakes: 55.87 N 37.95 E, unconfirmed.
const std::vector<GroundStation>& known_ground_stations();

/// What several scenarios share: rockets, craft and places.
struct Catalog {
  std::vector<Launcher> launchers;
  std::vector<Craft> craft;
  std::vector<LunarSite> sites;
  std::vector<EarthSite> launch_sites;
  std::vector<EarthLandingSite> landing_sites;
  std::vector<GroundStation> ground_stations;
  std::vector<LibrationOrbit> libration_orbits;

  const Launcher* launcher(std::string_view id) const;
  const Craft* find_craft(std::string_view id) const;
  const LunarSite* site(std::string_view id) const;
  const LibrationOrbit* libration_orbit(std::string_view id) const;
  /// Those of the catalogue, then wenchang, xichang, vostochny and kennedy (design/launch.hpp).
  std::optional<LaunchSite> launch_site(std::string_view id) const;
  /// Those of the catalogue, then siziwang (design/return/entry.hpp).
  std::optional<LandingSite> landing_site(std::string_view id) const;
  /// Those of the catalogue; if it names none, `known_ground_stations`.
  const std::vector<GroundStation>& listening_stations() const;
};

}  // namespace perilune
