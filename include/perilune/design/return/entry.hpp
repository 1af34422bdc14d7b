#pragma once

#include <string>

#include <Eigen/Core>

#include <perilune/dynamics/state.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Where capsules come down on the Earth.
struct LandingSite {
  std::string name;
  SurfacePoint place;  ///< geodetic, WGS84
};

/// Siziwang Banner in Inner Mongolia, where Chang'e-5 and Chang'e-6 came down: 42.3 N, 111.4 E, to a tenth of
/// a degree.
LandingSite siziwang();

/// How a capsule comes from the entry altitude to its site: along an arc of the plane of its motion at entry,
/// which holds the site at the moment of landing. `Ascent` the other way round.
struct Entry {
  Length altitude = Length::from_si(121.92e3);  ///< 400,000 feet, above `earth_radius_m`; 50 to 1000 km
  Angle angle = Angle::from_si(-0.10821041362364843);  ///< -6.2 deg: of the inertial velocity; -45 to -0.1
  /// Along the arc, from entry to landing, as the inertial plane has it (the ground turns underneath by a
  /// quarter of a degree a minute). Direct entry: 1500 to 3000 km; with a skip up to 10,000 km.
  Length downrange = Length::from_si(2200e3);
  Duration duration = Duration::seconds(840.0);  ///< entry to landing, 0 to 3 h

  double downrange_rad() const;  ///< the arc, seen from the Earth's centre
};

/// Entry as Apollo flew it, 2200 km in 14 min, and with a skip as Chang'e-5: 6000 km in 26 min at -5.8 deg.
Entry direct_entry();
Entry skip_entry();

/// The plane in which a capsule comes to its site, and the entry in it. Axes icrf, geocentric.
struct EntryPlane {
  Eigen::Vector3d site = Eigen::Vector3d::UnitX();     ///< unit vector to the site at landing
  Eigen::Vector3d normal = Eigen::Vector3d::UnitZ();   ///< of the plane, right-handed with the motion
  Eigen::Vector3d entry = Eigen::Vector3d::UnitX();    ///< unit vector to the place of entry
  Eigen::Vector3d forward = Eigen::Vector3d::UnitY();  ///< horizontal direction of the motion there
  double inclination_rad = 0.0;                        ///< to the Earth's equator of date
};

/// @param azimuth_rad  inertial: of the motion over the site, from north through east
/// @throws InvalidArgument before 1972, or if the latitude is beyond a pole
EntryPlane entry_plane(const SurfacePoint& site, Epoch landing, double azimuth_rad, const Entry& entry,
                       const EarthOrientation& orientation = {});

/// The state at entry of a capsule that lands so: earth-centred icrf, at `landing - entry.duration`.
/// @param speed_m_s  inertial
State entry_state(const SurfacePoint& site, Epoch landing, double azimuth_rad, double speed_m_s,
                  const Entry& entry, const EarthOrientation& orientation = {});

/// How far a flight that comes to the entry altitude misses its site, if it goes on as `Entry` says.
struct EntryMiss {
  double angle_rad = 0.0;       ///< flight-path angle less the wanted one
  double downrange_rad = 0.0;   ///< arc beyond the site
  double crossrange_rad = 0.0;  ///< of the site from the plane, on the side of its normal
};
/// @param at_entry  earth-centred icrf, at the entry altitude
EntryMiss entry_miss(const State& at_entry, const SurfacePoint& site, const Entry& entry,
                     const EarthOrientation& orientation = {});

/// Perigee of the conic with a state's energy that passes a radius at a flight-path angle: a smooth target
/// for flights that are to enter so.
///
///     h = r v cos(angle),   h^2 = 2 p^2 (E + mu/p)
///
/// @param state  earth-centred, near the perigee  @param entry_m  radius of entry [m]
double perigee_for_entry_m(const State& state, double entry_m, double angle_rad);

/// Everything out of range in an entry, for a message; empty if it can be flown.
std::string wrong_with(const Entry& entry);

}  // namespace perilune
