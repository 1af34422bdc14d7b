#pragma once

#include <string>

#include <Eigen/Core>

#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/literals.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Where rockets leave the Earth, and which way they may go.
struct LaunchSite {
  std::string name;
  SurfacePoint place;                       ///< geodetic, WGS84
  Angle azimuth_min = Angle::from_si(0.0);  ///< from north through east, inertial
  Angle azimuth_max = Angle::from_si(3.14159265358979323846);
};

/// Sites whose places are published: Wenchang LC-101, Xichang, Vostochny and Kennedy LC-39. The azimuth
/// limits are those of range safety as commonly given: Wenchang 90-175, Xichang 94-105, Vostochny 40-115,
/// Kennedy 35-120 deg; assumed where the operator has not published them.
LaunchSite wenchang();
LaunchSite xichang();
LaunchSite vostochny();
LaunchSite kennedy();

/// How a rocket comes into the parking orbit: along an arc of the orbit's plane, which holds the site at
/// lift-off.
struct Ascent {
  Duration duration = Duration::seconds(600.0);  ///< lift-off to insertion
  Angle downrange = Angle::from_si(0.35);        ///< of the insertion from the site, 20 deg
  Length altitude = Length::from_si(200e3);      ///< of the circular parking orbit, above `earth_radius_m`
};

/// The plane into which a launch goes, and the insertion in it. Axes icrf, geocentric.
struct LaunchPlane {
  Eigen::Vector3d site = Eigen::Vector3d::UnitX();       ///< unit vector to the site at lift-off
  Eigen::Vector3d normal = Eigen::Vector3d::UnitZ();     ///< of the plane, right-handed with the motion
  Eigen::Vector3d insertion = Eigen::Vector3d::UnitX();  ///< unit vector to the insertion
  double inclination_rad = 0.0;                          ///< to the Earth's equator of date
};

/// The launch plane of a lift-off.
///
///     cos(inclination) = cos(geocentric latitude) sin(azimuth)
///
/// @param azimuth_rad  inertial: of the orbit's motion over the site, from north through east. An azimuth
/// relative to the turning Earth is up to 3 deg farther from due east
/// @throws InvalidArgument before 1972, or if the latitude is beyond a pole
LaunchPlane launch_plane(const SurfacePoint& site, Epoch lift_off, double azimuth_rad, const Ascent& ascent,
                         const EarthOrientation& orientation = {});

/// Inclination of the parking orbit that an azimuth leads to [rad].
double launch_inclination_rad(const SurfacePoint& site, double azimuth_rad);

}  // namespace perilune
