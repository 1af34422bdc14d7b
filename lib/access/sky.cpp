#include "sky.hpp"

#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/time/tdb.hpp>

namespace perilune::detail {

namespace {

constexpr std::array<BodyId, 3> seen_bodies{sun, earth, moon};

/// Mean rate of the Moon's rotation. Source: IAU WGCCRE 2015, 13.17635815 deg/d.
constexpr double moon_rate_rad_s = 13.17635815 * 3.14159265358979323846 / 180.0 / 86400.0;

std::size_t place_of(BodyId body) {
  for (std::size_t i = 0; i < seen_bodies.size(); ++i) {
    if (seen_bodies[i] == body) return i;
  }
  throw InvalidArgument(concat("access: ", body_name(body), " is none of the Sun, the Earth and the Moon"));
}

Eigen::Vector3d to_eigen(const Vector3<double>& v) {
  return {v.x(), v.y(), v.z()};
}

}  // namespace

Sky::Sky(const Ephemeris& ephemeris, Epoch start, const EarthOrientation& orientation)
    : start_(start),
      start_tdb_(start.tdb()),
      drift_(start, tdb_minus_tt_s(start)),
      cursor_(ephemeris, solar_system_barycentre, seen_bodies, start_tdb_.whole, start_tdb_.fraction),
      retarded_(cursor_),
      moon_axes_(ephemeris, start_tdb_),
      earth_axes_(start, orientation) {}

PositionVelocity Sky::body(BodyId body, double elapsed_s) {
  std::array<Vector3<double>, 3> positions_m, velocities_m_s;
  cursor_.states(elapsed_s + drift_.drift_s(elapsed_s), positions_m, velocities_m_s);
  const std::size_t place = place_of(body);
  return {to_eigen(positions_m[place]), to_eigen(velocities_m_s[place])};
}

BodyAxes<double> Sky::axes(BodyId body, double elapsed_s) {
  return body == moon ? moon_axes_.axes(elapsed_s + drift_.drift_s(elapsed_s)) : earth_axes_.axes(elapsed_s);
}

PositionVelocity Sky::point(const AccessPoint& point, double elapsed_s) {
  PositionVelocity at = body(point.center(), elapsed_s);
  if (point.kind() == AccessPoint::Kind::spacecraft) {
    const PositionVelocity own = point.motion()(epoch(elapsed_s));
    return {at.position_m + own.position_m, at.velocity_m_s + own.velocity_m_s};
  }
  if (point.kind() == AccessPoint::Kind::site) {
    const BodyAxes<double> axes_now = axes(point.center(), elapsed_s);
    Eigen::Vector3d r_m = site_position_m(point.center(), point.place());
    if (point.center() == moon) r_m = moon_me_from_pa().transpose() * r_m;
    const Eigen::Vector3d out_m = to_eigen(axes_now.to_icrf({r_m.x(), r_m.y(), r_m.z()}));
    const double rate = point.center() == moon ? moon_rate_rad_s : earth_rotation_rate_rad_s;
    at.position_m += out_m;
    at.velocity_m_s += rate * to_eigen(axes_now.z).cross(out_m);
  }
  return at;
}

Eigen::Matrix3d Sky::site_from_icrf(const AccessPoint& site, double elapsed_s) {
  const BodyAxes<double> axes_now = axes(site.center(), elapsed_s);
  Eigen::Matrix3d R;
  R << to_eigen(axes_now.x).transpose(), to_eigen(axes_now.y).transpose(), to_eigen(axes_now.z).transpose();
  if (site.center() == moon) R = moon_me_from_pa() * R;
  return site_axes(site.center(), site.place()) * R;
}

Eigen::Vector3d Sky::position_at(const AccessPoint& point, double elapsed_s) {
  if (point.kind() != AccessPoint::Kind::body) return this->point(point, elapsed_s).position_m;
  std::array<Vector3<double>, 3> positions_m;
  retarded_.positions_m(elapsed_s + drift_.drift_s(elapsed_s), positions_m);
  return to_eigen(positions_m[place_of(point.center())]);
}

ApparentDirection Sky::see(const AccessPoint& observer, const AccessPoint& target, double elapsed_s) {
  const PositionVelocity from = point(observer, elapsed_s);
  ApparentDirection seen;
  Eigen::Vector3d way_m = position_at(target, elapsed_s) - from.position_m;
  // Each round leaves v/c of the error: 8 minutes at the Sun's pace, then less than a nanosecond.
  for (int i = 0; i < 2; ++i) {
    seen.light_time_s = way_m.norm() / speed_of_light_m_s;
    way_m = position_at(target, elapsed_s - seen.light_time_s) - from.position_m;
  }
  seen.range_m = way_m.norm();
  seen.light_time_s = seen.range_m / speed_of_light_m_s;
  seen.icrf = (way_m + seen.light_time_s * from.velocity_m_s).normalized();
  return seen;
}

Sky::Seen Sky::see_from_site(const AccessPoint& site, const AccessPoint& target, double elapsed_s) {
  const ApparentDirection seen = see(site, target, elapsed_s);
  Seen found;
  found.at = azimuth_elevation(seen.range_m * (site_from_icrf(site, elapsed_s) * seen.icrf));
  const bool on_moon = site.center() == moon;
  if (target.kind() == AccessPoint::Kind::body) {
    // Bounds over all time. On the Moon the Earth only librates; else the spin, and the bodies' own motion.
    if (on_moon && target.center() == earth) {
      found.rate_rad_s = 1.2e-6;
    } else if (on_moon) {
      found.rate_rad_s = 3.2e-6;
    } else {
      found.rate_rad_s = 7.9e-5;
    }
    found.holds_s = 86400.0;
    return found;
  }
  const PositionVelocity a = point(site, elapsed_s), b = point(target, elapsed_s);
  // Half the range away at most, at half again the present speed.
  const double speed_m_s = 1.5 * (b.velocity_m_s - a.velocity_m_s).norm() + 10.0;
  found.holds_s = std::min(1800.0, 0.5 * seen.range_m / speed_m_s);
  found.rate_rad_s =
      (on_moon ? moon_rate_rad_s : earth_rotation_rate_rad_s) * 1.1 + 2.0 * speed_m_s / seen.range_m;
  return found;
}

}  // namespace perilune::detail
