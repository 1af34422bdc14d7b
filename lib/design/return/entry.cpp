#include <perilune/design/return/entry.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/units/literals.hpp>

namespace perilune {

namespace {

constexpr double degree_rad = 0.017453292519943295;

Eigen::Vector3d site_direction(const SurfacePoint& site, const Eigen::Matrix3d& R_icrf_itrf) {
  return R_icrf_itrf * site_position_m(earth, site).normalized();
}

}  // namespace

LandingSite siziwang() {
  using namespace literals;
  return {"siziwang", surface_point(42.3_deg, 111.4_deg)};
}

Entry direct_entry() {
  return {};
}

Entry skip_entry() {
  using namespace literals;
  return {.altitude = 120_km, .angle = -5.8_deg, .downrange = 6000_km, .duration = Duration::seconds(1560.0)};
}

double Entry::downrange_rad() const {
  return downrange.in(metre) / earth_radius_m;
}

EntryPlane entry_plane(const SurfacePoint& site, Epoch landing, double azimuth_rad, const Entry& entry,
                       const EarthOrientation& orientation) {
  const Eigen::Matrix3d R_icrf_itrf = quick_itrf_from_icrf_matrix(landing, orientation).transpose();
  const Eigen::Vector3d pole = R_icrf_itrf.col(2);
  EntryPlane plane;
  plane.site = site_direction(site, R_icrf_itrf);
  const Eigen::Vector3d east = pole.cross(plane.site).normalized();
  const Eigen::Vector3d north = plane.site.cross(east);
  const Eigen::Vector3d ahead = std::cos(azimuth_rad) * north + std::sin(azimuth_rad) * east;
  const double arc = entry.downrange_rad();
  plane.normal = plane.site.cross(ahead);
  plane.entry = std::cos(arc) * plane.site - std::sin(arc) * ahead;
  plane.forward = std::cos(arc) * ahead + std::sin(arc) * plane.site;
  plane.inclination_rad = std::acos(std::clamp(plane.normal.dot(pole), -1.0, 1.0));
  return plane;
}

State entry_state(const SurfacePoint& site, Epoch landing, double azimuth_rad, double speed_m_s,
                  const Entry& entry, const EarthOrientation& orientation) {
  const EntryPlane plane = entry_plane(site, landing, azimuth_rad, entry, orientation);
  const double angle_rad = entry.angle.in(radian);
  State state;
  state.epoch = landing - entry.duration;
  state.frame = earth_centred_icrf;
  state.position_m = (earth_radius_m + entry.altitude.in(metre)) * plane.entry;
  state.velocity_m_s = speed_m_s * (std::cos(angle_rad) * plane.forward + std::sin(angle_rad) * plane.entry);
  return state;
}

EntryMiss entry_miss(const State& at_entry, const SurfacePoint& site, const Entry& entry,
                     const EarthOrientation& orientation) {
  const Epoch landing = at_entry.epoch + entry.duration;
  const Eigen::Vector3d to_site =
      site_direction(site, quick_itrf_from_icrf_matrix(landing, orientation).transpose());
  const Eigen::Vector3d up = at_entry.position_m.normalized();
  const Eigen::Vector3d normal = at_entry.position_m.cross(at_entry.velocity_m_s).normalized();
  EntryMiss miss;
  miss.angle_rad = std::asin(up.dot(at_entry.velocity_m_s.normalized())) - entry.angle.in(radian);
  const double arc = std::atan2(to_site.dot(normal.cross(up)), to_site.dot(up));
  miss.downrange_rad = std::remainder(entry.downrange_rad() - arc, 2.0 * 3.14159265358979323846);
  miss.crossrange_rad = std::asin(std::clamp(to_site.dot(normal), -1.0, 1.0));
  return miss;
}

double perigee_for_entry_m(const State& state, double entry_m, double angle_rad) {
  const double energy = 0.5 * state.velocity_m_s.squaredNorm() - mu_earth_m3_s2 / state.position_m.norm();
  const double speed_m_s = std::sqrt(2.0 * (energy + mu_earth_m3_s2 / entry_m));
  const double h = entry_m * speed_m_s * std::cos(angle_rad);
  const double h2 = h * h;
  return h2 / (mu_earth_m3_s2 + std::sqrt(mu_earth_m3_s2 * mu_earth_m3_s2 + 2.0 * energy * h2));
}

std::string wrong_with(const Entry& entry) {
  std::vector<std::string> wrong;
  const double altitude_km = entry.altitude.in(metre)*1e-3;
  const double angle_deg = entry.angle.in(radian) / degree_rad;
  const double downrange_km = entry.downrange.in(metre)*1e-3;
  if (!(altitude_km >= 50.0 && altitude_km <= 1000.0)) {
    wrong.push_back(detail::concat("entry altitude ", altitude_km, " km, allowed 50 to 1000 km"));
  }
  if (!(angle_deg >= -45.0 && angle_deg <= -0.1)) {
    wrong.push_back(detail::concat("entry angle ", angle_deg, " deg, allowed -45 to -0.1 deg"));
  }
  if (!(downrange_km >= 0.0 && downrange_km <= 15000.0)) {
    wrong.push_back(detail::concat("downrange ", downrange_km, " km, allowed 0 to 15000 km"));
  }
  if (entry.duration < Duration() || entry.duration > Duration::hours(3.0)) {
    wrong.push_back("the entry takes " + to_text(entry.duration) + "; allowed are 0 to 3 h");
  }
  return join(wrong, "; ");
}

}  // namespace perilune
