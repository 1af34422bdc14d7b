#pragma once

#include <Eigen/Core>

#include <perilune/bodies/body.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// A place on the Earth or the Moon.
///
/// On the Earth: geodetic latitude and height on the WGS84 ellipsoid, in the ITRF. On the Moon: latitude and
/// height above the sphere of 1737.4 km, in the Mean-Earth axes, as maps of the Moon have it.
struct SurfacePoint {
  double latitude_rad = 0.0;        ///< -pi/2 to pi/2, north positive
  double east_longitude_rad = 0.0;  ///< any; east positive
  double height_m = 0.0;

  friend constexpr bool operator==(const SurfacePoint&, const SurfacePoint&) = default;
};

/// WGS84: equatorial radius and flattening. Source: NGA.STND.0036, World Geodetic System 1984.
inline constexpr double wgs84_radius_m = 6378137.0;
inline constexpr double wgs84_flattening = 1.0 / 298.257223563;

/// The place from what people type: `surface_point(-89.53_deg, 209.95_deg)`.
/// @throws InvalidArgument if the latitude is beyond a pole
SurfacePoint surface_point(Angle latitude, Angle east_longitude, Length height = {});

/// Position of the place relative to the body's centre, in the body's own axes: `itrf` or `moon_me` [m].
/// @throws InvalidArgument if the body is neither the Earth nor the Moon, or the latitude is beyond a pole
///
/// Checked in: tests/unit/frames/test_site.cpp (ERFA's published eraGd2gc value)
Eigen::Vector3d site_position_m(BodyId body, const SurfacePoint& site);

/// Rotation from the body's own axes to east, north, up. At a pole, east and north follow the longitude.
/// @throws InvalidArgument as `site_position_m`
Eigen::Matrix3d site_axes(BodyId body, const SurfacePoint& site);

/// Where something stands in the sky of a site.
struct AzimuthElevation {
  double azimuth_rad = 0.0;    ///< from north through east, 0 to 2 pi
  double elevation_rad = 0.0;  ///< above the horizontal plane, -pi/2 to pi/2
  double range_m = 0.0;
};

/// Direction and distance of a point whose coordinates are in a frame with `Axes::site`.
AzimuthElevation azimuth_elevation(const Eigen::Vector3d& r_site_point_enu_m);

}  // namespace perilune
