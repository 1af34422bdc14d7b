#include "return_conic.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/frames/earth_orientation.hpp>

namespace perilune::detail {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double turn = 2.0 * pi;
constexpr double sidereal_day_s = turn / earth_rotation_rate_rad_s;
constexpr double sphere_of_influence_m = 66.2e6;
constexpr double lowest_way_m = moon_radius_m + 10e3;  // of a departure that first comes down

}  // namespace

ReturnConic return_conic(const PositionVelocity& of_moon, double time_of_flight_s, double perilune_m,
                         const SurfacePoint& site, const Entry& entry, ReturnDirection direction, Epoch near,
                         const Eigen::Matrix3d& R_itrf_icrf) {
  const double distance_m = of_moon.position_m.norm();
  const double entry_m = earth_radius_m + entry.altitude.in(metre);
  const double angle_rad = entry.angle.in(radian);
  const Eigen::Vector3d out = of_moon.position_m / distance_m;
  const Eigen::Vector3d m = R_itrf_icrf * out;
  const Eigen::Vector3d s = site_position_m(earth, site).normalized();
  const double arc = entry.downrange_rad();

  ReturnConic made;
  double v_infinity = 900.0;
  double perigee_m = entry_m * std::cos(angle_rad) * std::cos(angle_rad);
  for (int i = 0; i < 4; ++i) {
    // The ellipse: its perigee from energy and angle at entry, its energy from the time.
    double eccentricity = 0.97;
    TransferConic conic;
    for (int k = 0; k < 3; ++k) {
      const double to_perigee_s = conic_time_s(perigee_m, eccentricity, entry_m, mu_earth_m3_s2);
      const double head_start_s =
          lunar_head_start_s(std::max(500.0, v_infinity), perilune_m, sphere_of_influence_m);
      conic = transfer_conic(perigee_m, distance_m, time_of_flight_s + head_start_s + to_perigee_s);
      eccentricity = conic.eccentricity;
      const double energy =
          0.5 * conic.perigee_speed_m_s * conic.perigee_speed_m_s - mu_earth_m3_s2 / perigee_m;
      made.entry_speed_m_s = std::sqrt(2.0 * (energy + mu_earth_m3_s2 / entry_m));
      const double h = entry_m * made.entry_speed_m_s * std::cos(angle_rad);
      perigee_m =
          h * h / (mu_earth_m3_s2 + std::sqrt(mu_earth_m3_s2 * mu_earth_m3_s2 + 2.0 * energy * h * h));
    }
    const double p_m = perigee_m * (1.0 + eccentricity);
    const double before_perigee = std::acos(std::clamp((p_m / entry_m - 1.0) / eccentricity, -1.0, 1.0));
    // From the Moon to the site, in the plane of the flight.
    const double sigma = conic.angle_rad - before_perigee + arc;
    const double across = std::hypot(m.x(), m.y()) * std::hypot(s.x(), s.y());
    double cosine = (std::cos(sigma) - m.z() * s.z()) / across;
    made.unreachable_by_rad = 0.0;
    made.nearest_downrange_m = entry.downrange.in(metre);
    if (!(std::abs(cosine) <= 1.0)) {
      cosine = std::clamp(cosine, -1.0, 1.0);
      const double reached = std::acos(std::clamp(m.z() * s.z() + cosine * across, -1.0, 1.0));
      const double longer = std::remainder((sigma > pi ? turn - reached : reached) - sigma, turn);
      made.unreachable_by_rad = std::abs(longer);
      made.nearest_downrange_m += longer * earth_radius_m;
      if (made.nearest_downrange_m < 0.0)  // beyond the antipode instead
        made.nearest_downrange_m = (arc + turn - reached - sigma) * earth_radius_m;
    }
    const bool short_way = std::sin(sigma) >= 0.0;
    const bool eastward = direction == ReturnDirection::prograde;
    const double hour = std::acos(cosine) * (short_way == eastward ? 1.0 : -1.0);
    const double wanted_s =
        (hour + std::atan2(m.y(), m.x()) - std::atan2(s.y(), s.x())) / earth_rotation_rate_rad_s;
    made.landing = near + Duration::seconds(std::remainder(wanted_s, sidereal_day_s));

    // Between the two the Earth turns about its axis, and hardly moves that (1e-6 rad).
    const double turned = (made.landing - near).seconds() * earth_rotation_rate_rad_s;
    const Eigen::Vector3d to_site =
        R_itrf_icrf.transpose() * (Eigen::AngleAxisd(turned, Eigen::Vector3d::UnitZ()) * s);
    const Eigen::Vector3d pole = R_itrf_icrf.row(2).transpose();
    Eigen::Vector3d normal = short_way ? out.cross(to_site) : to_site.cross(out);
    if (normal.norm() < 1e-4) normal = (eastward ? pole : -pole) - pole.dot(to_site) * to_site;
    normal.normalize();
    const Eigen::Vector3d ahead = normal.cross(to_site);
    const Eigen::Vector3d east = pole.cross(to_site).normalized();
    made.azimuth_rad = std::atan2(ahead.dot(east), ahead.dot(to_site.cross(east)));

    const double along_m_s = std::sqrt(
        std::max(0.0, conic.speed_m_s * conic.speed_m_s - conic.radial_speed_m_s * conic.radial_speed_m_s));
    made.v_infinity_m_s =
        -conic.radial_speed_m_s * out + along_m_s * normal.cross(out) - of_moon.velocity_m_s;
    v_infinity = made.v_infinity_m_s.norm();
  }
  return made;
}

std::optional<Eigen::Vector3d> velocity_to_asymptote_m_s(const Eigen::Vector3d& position_m,
                                                         const Eigen::Vector3d& v_infinity_m_s) {
  const double r = position_m.norm(), v_infinity = v_infinity_m_s.norm();
  const Eigen::Vector3d up = position_m / r, s = v_infinity_m_s / v_infinity;
  const double cosine = up.dot(s);
  if (!(cosine > -0.9999)) return {};
  const double d = std::sqrt(mu_moon_m3_s2 / (r * (1.0 + cosine)) + 0.25 * v_infinity * v_infinity);
  const Eigen::Vector3d v = (d + 0.5 * v_infinity) * s + (d - 0.5 * v_infinity) * up;
  if (v.dot(up) < 0.0) {  // it comes down first
    const double a_m = mu_moon_m3_s2 / (v_infinity * v_infinity);
    const double b_m = position_m.cross(v).norm() / v_infinity;
    if (b_m * b_m / (a_m * (std::hypot(1.0, b_m / a_m) + 1.0)) < std::min(lowest_way_m, 0.999 * r)) return {};
  }
  return v;
}

std::optional<BestBurn> best_burn(std::span<const OrbitPoint> points, const Eigen::Vector3d& v_infinity_m_s) {
  std::optional<std::size_t> best;
  std::vector<double> cost(points.size(), INFINITY);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto v = velocity_to_asymptote_m_s(points[i].state.position_m, v_infinity_m_s);
    if (!v) continue;
    cost[i] = (*v - points[i].state.velocity_m_s).norm();
    if (!best || cost[i] < cost[*best]) best = i;
  }
  if (!best) return {};
  BestBurn burn{points[*best].time_s, cost[*best]};
  if (*best > 0 && *best + 1 < points.size()) {
    const double left = cost[*best - 1], right = cost[*best + 1];
    const double bend = left - 2.0 * cost[*best] + right;
    if (std::isfinite(bend) && bend > 0.0) {
      const double part = 0.5 * (left - right) / bend;
      burn.time_s += part * (points[*best + 1].time_s - points[*best].time_s);
      burn.delta_v_m_s -= 0.25 * (left - right) * part;
    }
  }
  return burn;
}

}  // namespace perilune::detail
