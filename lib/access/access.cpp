#include <perilune/access/access.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <perilune/bodies/constants.hpp>

#include "march.hpp"

namespace perilune {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_site(const AccessPoint& site, std::string_view who) {
  if (site.kind() != AccessPoint::Kind::site) {
    throw InvalidArgument(detail::concat(who, ": '", site.name(), "' is no site: it has no horizon"));
  }
}

/// How far a direction is from crossing a horizon, as an angle that its own motion has to make good.
double margin_rad(const HorizonMask& mask, double azimuth_rad, double elevation_rad) {
  if (elevation_rad > mask.highest_rad()) {
    const double above = elevation_rad - mask.highest_rad();
    const double slanted = (elevation_rad - mask.elevation_rad(azimuth_rad)) /
                           (1.0 + mask.steepest() / std::max(1e-3, std::cos(elevation_rad)));
    return std::max(above, slanted * 0.5);
  }
  if (elevation_rad < mask.lowest_rad()) return elevation_rad - mask.lowest_rad();
  const double reach = std::max(std::abs(mask.highest_rad()), std::abs(mask.lowest_rad()));
  return (elevation_rad - mask.elevation_rad(azimuth_rad)) /
         (1.0 + mask.steepest() / std::max(1e-3, std::cos(reach)));
}

/// Closest approach of the segment from a to b to a point [m].
double distance_to_segment(const Eigen::Vector3d& a, const Eigen::Vector3d& b, const Eigen::Vector3d& point) {
  const Eigen::Vector3d along = b - a;
  const double length2 = along.squaredNorm();
  const double at = length2 > 0.0 ? std::clamp((point - a).dot(along) / length2, 0.0, 1.0) : 0.0;
  return (a + at * along - point).norm();
}

constexpr int strips = 33;

/// The Sun's disc against a horizon: how far the most favourable and the least favourable of its places stand
/// above it, and its centre [rad].
struct DiscOverHorizon {
  double highest_rad = -infinity;
  double lowest_rad = infinity;
  double centre_rad = 0.0;
  double fraction = 0.0;
};

DiscOverHorizon disc_over_horizon(const AzimuthElevation& sun_at, const HorizonMask& mask) {
  const double radius_rad = std::asin(sun_radius_m / sun_at.range_m);
  const double per_azimuth = std::max(1e-6, std::cos(sun_at.elevation_rad));
  DiscOverHorizon disc;
  disc.centre_rad = sun_at.elevation_rad - mask.elevation_rad(sun_at.azimuth_rad);
  double seen = 0.0, all = 0.0;
  for (int i = 0; i < strips; ++i) {
    const double x = static_cast<double>(2 * i - (strips - 1)) / strips;  // across, in radii
    const double half_rad = radius_rad * std::sqrt(1.0 - x * x);
    const double over_rad =
        sun_at.elevation_rad - mask.elevation_rad(sun_at.azimuth_rad + x * radius_rad / per_azimuth);
    disc.highest_rad = std::max(disc.highest_rad, over_rad + half_rad);
    disc.lowest_rad = std::min(disc.lowest_rad, over_rad - half_rad);
    seen += std::clamp(over_rad + half_rad, 0.0, 2.0 * half_rad);
    all += 2.0 * half_rad;
  }
  disc.fraction = seen / all;
  return disc;
}

}  // namespace

IntervalSet visibility(const AccessPoint& site, const AccessPoint& target, const HorizonMask& mask,
                       Interval within, const AccessOptions& options, const Ephemeris& ephemeris) {
  check_site(site, "visibility");
  return detail::search(within, site.orientation(), options, ephemeris, [&](detail::Sky& sky) {
    return [&](double t) {
      const detail::Sky::Seen seen = sky.see_from_site(site, target, t);
      const double over_rad = seen.at.elevation_rad - mask.elevation_rad(seen.at.azimuth_rad);
      const double margin = margin_rad(mask, seen.at.azimuth_rad, seen.at.elevation_rad);
      return detail::Reading{over_rad, detail::quiet_for(margin, seen.rate_rad_s, seen.holds_s)};
    };
  });
}

IntervalSet in_range(const AccessPoint& a, const AccessPoint& b, Length farthest, Interval within,
                     const AccessOptions& options, const Ephemeris& ephemeris) {
  const double most_m = farthest.in(metre);
  if (!(most_m > 0.0)) {
    throw InvalidArgument(detail::concat("in_range: a distance of ", most_m, " m is not above 0"));
  }
  const EarthOrientation orientation =
      a.kind() == AccessPoint::Kind::site ? a.orientation() : b.orientation();
  return detail::search(within, orientation, options, ephemeris, [&, most_m](detail::Sky& sky) {
    return [&, most_m](double t) {
      const PositionVelocity at_a = sky.point(a, t), at_b = sky.point(b, t);
      const double range_m = (at_b.position_m - at_a.position_m).norm();
      const double speed_m_s = 1.5 * (at_b.velocity_m_s - at_a.velocity_m_s).norm() + 10.0;
      return detail::Reading{most_m - range_m, detail::quiet_for(most_m - range_m, speed_m_s, 1800.0)};
    };
  });
}

IntervalSet line_of_sight(const AccessPoint& a, const AccessPoint& b, std::span<const BodyId> bodies,
                          Interval within, const AccessOptions& options, const Ephemeris& ephemeris) {
  std::vector<BodyId> between;
  for (const BodyId body : bodies) {
    radius_m(body);  // refuses what has none
    const auto is_on = [body](const AccessPoint& p) {
      return p.kind() != AccessPoint::Kind::spacecraft && p.center() == body;
    };
    if (!is_on(a) && !is_on(b)) between.push_back(body);
  }
  const EarthOrientation orientation =
      a.kind() == AccessPoint::Kind::site ? a.orientation() : b.orientation();
  return detail::search(within, orientation, options, ephemeris, [&](detail::Sky& sky) {
    return [&](double t) {
      const PositionVelocity at_a = sky.point(a, t), at_b = sky.point(b, t);
      detail::Reading reading{infinity, 1800.0};
      for (const BodyId body : between) {
        const PositionVelocity at = sky.body(body, t);
        const double clear_m =
            distance_to_segment(at_a.position_m, at_b.position_m, at.position_m) - radius_m(body);
        const double speed_m_s = 1.5 * std::max((at_a.velocity_m_s - at.velocity_m_s).norm(),
                                                (at_b.velocity_m_s - at.velocity_m_s).norm()) +
                                 10.0;
        reading.value = std::min(reading.value, clear_m);
        reading.quiet_s = std::min(reading.quiet_s, detail::quiet_for(clear_m, speed_m_s, 1800.0));
      }
      return reading;
    };
  });
}

IntervalSet sunlight(const AccessPoint& site, const HorizonMask& mask, SunDisc disc, Interval within,
                     const AccessOptions& options, const Ephemeris& ephemeris) {
  check_site(site, "sunlight");
  const AccessPoint the_sun = AccessPoint::body(sun);
  return detail::search(within, site.orientation(), options, ephemeris, [&](detail::Sky& sky) {
    return [&](double t) {
      const detail::Sky::Seen seen = sky.see_from_site(site, the_sun, t);
      const double radius_rad = sun_radius_m / seen.at.range_m;
      const double margin = margin_rad(mask, seen.at.azimuth_rad, seen.at.elevation_rad);
      const double spare = std::max(0.0, std::abs(margin) - 1.5 * radius_rad);
      detail::Reading reading{margin, detail::quiet_for(spare, seen.rate_rad_s, seen.holds_s)};
      if (spare > 0.0) return reading;
      const DiscOverHorizon over = disc_over_horizon(seen.at, mask);
      reading.value = disc == SunDisc::upper_limb ? over.highest_rad
                      : disc == SunDisc::whole    ? over.lowest_rad
                                                  : over.centre_rad;
      // The value itself moves no faster than the Sun does against the steepest part of the horizon.
      const double slope = 1.0 + mask.steepest() / std::max(1e-3, std::cos(seen.at.elevation_rad));
      reading.quiet_s = detail::quiet_for(0.8 * reading.value / slope, seen.rate_rad_s, seen.holds_s);
      return reading;
    };
  });
}

double sunlit_fraction(const AccessPoint& site, const HorizonMask& mask, Epoch epoch,
                       const Ephemeris& ephemeris) {
  return disc_over_horizon(apparent_azimuth_elevation(site, AccessPoint::body(sun), epoch, ephemeris), mask)
      .fraction;
}

IntervalSet shadow(const AccessPoint& observer, BodyId body, ShadowKind kind, Interval within,
                   const AccessOptions& options, const Ephemeris& ephemeris) {
  const double body_radius_m = radius_m(body);
  if (body == sun || (observer.kind() == AccessPoint::Kind::site && observer.center() == body)) {
    throw InvalidArgument(detail::concat(
        "shadow: '", observer.name(), "' cannot be in the shadow of ", body_name(body),
        body == sun ? ", which is the light" : ", on which it stands: use sunlight with a horizon"));
  }
  const AccessPoint the_body = AccessPoint::body(body), the_sun = AccessPoint::body(sun);
  return detail::search(
      within, observer.orientation(), options, ephemeris, [&, body_radius_m](detail::Sky& sky) {
        return [&, body_radius_m](double t) {
          const ApparentDirection light = sky.see(the_body, the_sun, t);
          const PositionVelocity at = sky.point(observer, t), of_body = sky.body(body, t);
          const Eigen::Vector3d r_m = at.position_m - of_body.position_m;
          const double behind_m = -r_m.dot(light.icrf);
          const double sine =
              (kind == ShadowKind::penumbra ? sun_radius_m + body_radius_m : body_radius_m - sun_radius_m) /
              light.range_m;
          const double cosine = std::sqrt(1.0 - sine * sine);
          double outside_m = r_m.norm() - body_radius_m;
          if (behind_m > 0.0) {
            const double off_axis_m = (r_m + behind_m * light.icrf).norm();
            outside_m = off_axis_m - (body_radius_m + behind_m * sine) / cosine;
          }
          const double speed_m_s = 1.6 * (at.velocity_m_s - of_body.velocity_m_s).norm() + 100.0;
          return detail::Reading{-outside_m, detail::quiet_for(outside_m, speed_m_s, 1800.0)};
        };
      });
}

IntervalSet covered(std::span<const IntervalSet> sets, int at_least) {
  if (at_least < 1) {
    throw InvalidArgument(detail::concat("covered: at_least is ", at_least, ", below 1"));
  }
  std::vector<std::pair<Epoch, int>> changes;
  for (const IntervalSet& set : sets) {
    for (const Interval& interval : set) {
      changes.emplace_back(interval.from, 1);
      changes.emplace_back(interval.to, -1);
    }
  }
  std::sort(changes.begin(), changes.end());
  std::vector<Interval> found;
  int count = 0;
  Epoch began;
  for (std::size_t i = 0; i < changes.size();) {
    const Epoch now = changes[i].first;
    const int before = count;
    for (; i < changes.size() && changes[i].first == now; ++i) count += changes[i].second;
    if (before < at_least && count >= at_least) began = now;
    if (before >= at_least && count < at_least) found.push_back({began, now});
  }
  return IntervalSet(std::move(found));
}

RelayLink relay_link(const AccessPoint& site, const HorizonMask& mask, const AccessPoint& relay,
                     std::span<const GroundAntenna> ground, Interval within, const AccessOptions& options,
                     const Ephemeris& ephemeris) {
  RelayLink link;
  link.site_to_relay = visibility(site, relay, mask, within, options, ephemeris);
  const BodyId bodies[] = {moon, earth};
  for (const GroundAntenna& antenna : ground) {
    const HorizonMask above = HorizonMask::level(antenna.least_elevation);
    const IntervalSet seen = visibility(antenna.place, relay, above, within, options, ephemeris);
    const IntervalSet clear = line_of_sight(antenna.place, relay, bodies, within, options, ephemeris);
    link.relay_to_ground = link.relay_to_ground.unite(seen.intersect(clear));
  }
  link.through = link.site_to_relay.intersect(link.relay_to_ground);
  return link;
}

}  // namespace perilune
