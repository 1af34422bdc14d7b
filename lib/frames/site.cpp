#include <perilune/frames/site.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using detail::concat;

constexpr double pi = 3.14159265358979323846;

void require_latitude(double latitude_rad, std::string_view where) {
  constexpr double rounding = 1e-12;  // 90 degrees in radians may exceed the pole by its last bit
  if (std::abs(latitude_rad) <= pi / 2.0 + rounding) return;
  throw InvalidArgument(
      concat(where, ": a latitude of ", latitude_rad * 180.0 / pi,
             " deg lies beyond a pole; it goes from -90 deg to 90 deg. Was it exchanged with the "
             "longitude, or given in degrees where radians are wanted?"));
}

void require_body(BodyId body, std::string_view where) {
  if (body == earth || body == moon) return;
  throw InvalidArgument(
      concat(where, ": there are no sites on ", body_name(body), ", only on the earth and on the moon."));
}

}  // namespace

SurfacePoint surface_point(Angle latitude, Angle east_longitude, Length height) {
  require_latitude(latitude.si(), "surface_point");
  return {latitude.si(), east_longitude.si(), height.si()};
}

Eigen::Vector3d site_position_m(BodyId body, const SurfacePoint& site) {
  require_body(body, "site_position_m");
  require_latitude(site.latitude_rad, "site_position_m");
  const double sine = std::sin(site.latitude_rad);
  const double cosine = std::cos(site.latitude_rad);
  const double eccentricity_squared = body == earth ? wgs84_flattening * (2.0 - wgs84_flattening) : 0.0;
  // From the point straight up to the axis of the ellipsoid.
  const double normal_m =
      (body == earth ? wgs84_radius_m : moon_radius_m) / std::sqrt(1.0 - eccentricity_squared * sine * sine);
  const double from_axis_m = (normal_m + site.height_m) * cosine;
  return {from_axis_m * std::cos(site.east_longitude_rad), from_axis_m * std::sin(site.east_longitude_rad),
          (normal_m * (1.0 - eccentricity_squared) + site.height_m) * sine};
}

Eigen::Matrix3d site_axes(BodyId body, const SurfacePoint& site) {
  require_body(body, "site_axes");
  require_latitude(site.latitude_rad, "site_axes");
  const double sin_lat = std::sin(site.latitude_rad);
  const double cos_lat = std::cos(site.latitude_rad);
  const double sin_lon = std::sin(site.east_longitude_rad);
  const double cos_lon = std::cos(site.east_longitude_rad);
  Eigen::Matrix3d R_enu_body;
  R_enu_body << -sin_lon, cos_lon, 0.0,                 //
      -sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat,  //
      cos_lat * cos_lon, cos_lat * sin_lon, sin_lat;
  return R_enu_body;
}

AzimuthElevation azimuth_elevation(const Eigen::Vector3d& r_site_point_enu_m) {
  const double east = r_site_point_enu_m.x();
  const double north = r_site_point_enu_m.y();
  const double up = r_site_point_enu_m.z();
  const double azimuth = std::atan2(east, north);
  return {azimuth < 0.0 ? azimuth + 2.0 * pi : azimuth, std::atan2(up, std::hypot(east, north)),
          r_site_point_enu_m.norm()};
}

}  // namespace perilune
