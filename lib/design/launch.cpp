#include <perilune/design/launch.hpp>

#include <cmath>

#include <Eigen/Geometry>

namespace perilune {

LaunchSite wenchang() {
  using namespace literals;
  return {"wenchang", surface_point(19.6145_deg, 110.9511_deg), 90_deg, 175_deg};
}
LaunchSite xichang() {
  using namespace literals;
  return {"xichang", surface_point(28.246_deg, 102.0267_deg), 94_deg, 105_deg};
}
LaunchSite vostochny() {
  using namespace literals;
  return {"vostochny", surface_point(51.8844_deg, 128.3339_deg), 40_deg, 115_deg};
}
LaunchSite kennedy() {
  using namespace literals;
  return {"kennedy", surface_point(28.6084_deg, 279.3956_deg), 35_deg, 120_deg};
}

double launch_inclination_rad(const SurfacePoint& site, double azimuth_rad) {
  const Eigen::Vector3d r = site_position_m(earth, site).normalized();
  return std::acos(std::hypot(r.x(), r.y()) * std::sin(azimuth_rad));
}

LaunchPlane launch_plane(const SurfacePoint& site, Epoch lift_off, double azimuth_rad, const Ascent& ascent,
                         const EarthOrientation& orientation) {
  const Eigen::Matrix3d R_icrf_itrf = quick_itrf_from_icrf_matrix(lift_off, orientation).transpose();
  const Eigen::Vector3d pole = R_icrf_itrf.col(2);
  LaunchPlane plane;
  plane.site = R_icrf_itrf * site_position_m(earth, site).normalized();
  const Eigen::Vector3d east = pole.cross(plane.site).normalized();
  const Eigen::Vector3d north = plane.site.cross(east);
  const Eigen::Vector3d forward = std::cos(azimuth_rad) * north + std::sin(azimuth_rad) * east;
  plane.normal = plane.site.cross(forward);
  const double downrange_rad = ascent.downrange.in(radian);
  plane.insertion = std::cos(downrange_rad) * plane.site + std::sin(downrange_rad) * forward;
  plane.inclination_rad = std::acos(plane.normal.dot(pole));
  return plane;
}

}  // namespace perilune
