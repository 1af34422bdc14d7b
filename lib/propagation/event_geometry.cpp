#include <perilune/propagation/event_geometry.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/body_axes_source.hpp>
#include <perilune/frames/moon_axes.hpp>

namespace perilune {

namespace {

using Eigen::Vector3d;

/// The spacecraft from the event's body of number i.
Vector3d from_body(const EventSample& sample, std::size_t i) {
  return sample.position_m - sample.bodies[i].position_m;
}

Event geometry(std::string name, BodyId body, std::vector<BodyId> others, CrossingDirection direction,
               EventFunction function) {
  Event made;
  made.name = std::move(name);
  made.body = body;
  made.direction = direction;
  made.function = std::move(function);
  made.bodies = {body};
  made.bodies.insert(made.bodies.end(), others.begin(), others.end());
  made.about_body = true;
  return made;
}

void check_earth_or_moon(BodyId body, std::string_view who) {
  if (body == earth || body == moon) return;
  throw InvalidArgument(
      detail::concat(who, "(", body_name(body), "): only the earth and the moon are known here"));
}

/// How R_fixed_icrf of the Earth (ITRF) or the Moon (moon_me) is asked for along one flight.
std::function<Eigen::Matrix3d(double)> axes_along(const EventContext& flight, BodyId body,
                                                  const EarthOrientation& orientation) {
  const auto matrix = [](const BodyAxes<double>& axes) {
    Eigen::Matrix3d R;
    R.row(0) = Vector3d(axes.x);
    R.row(1) = Vector3d(axes.y);
    R.row(2) = Vector3d(axes.z);
    return R;
  };
  if (body == earth) {
    const auto table = std::make_shared<detail::EarthAxesTable>(flight.start, orientation);
    return [table, matrix](double elapsed_s) { return matrix(table->axes(elapsed_s)); };
  }
  // Elapsed TT for elapsed TDB: 3 ms at most, in which the Moon turns by 15 mm.
  const auto cursor = std::make_shared<detail::MoonAxesCursor>(flight.ephemeris, flight.start_tdb);
  const Eigen::Matrix3d R_me_pa = moon_me_from_pa();
  return [cursor, matrix, R_me_pa](double elapsed_s) {
    return Eigen::Matrix3d(R_me_pa * matrix(cursor->axes(elapsed_s)));
  };
}

Event equator(BodyId body, CrossingDirection direction, std::string_view which) {
  check_earth_or_moon(body, which);
  Event made = geometry(detail::concat(which, " of ", body_name(body)), body, {}, direction, {});
  made.prepare = [body](const EventContext& flight) -> EventFunction {
    const auto axes = axes_along(flight, body, {});
    return [axes](const EventSample& sample) {
      return axes(sample.elapsed_s).row(2).transpose().dot(from_body(sample, 0));
    };
  };
  return made;
}

/// Sines and cosines of the angular radii of a body and the Sun, and the cosine of the angle between them.
struct Discs {
  double body_sine, body_cosine, sun_sine, sun_cosine, cosine_between;
};
Discs discs(const EventSample& sample, double body_radius_m) {
  const Vector3d to_body = -from_body(sample, 0);
  const Vector3d to_sun = -from_body(sample, 1);
  const double body_m = to_body.norm(), sun_m = to_sun.norm();
  const auto cosine = [](double sine) { return std::sqrt(std::max(0.0, (1.0 - sine) * (1.0 + sine))); };
  const double body_sine = std::min(1.0, body_radius_m / body_m),
               sun_sine = std::min(1.0, sun_radius_m / sun_m);
  return {body_sine, cosine(body_sine), sun_sine, cosine(sun_sine), to_body.dot(to_sun) / (body_m * sun_m)};
}

Event shadow_edge(BodyId body, ShadowPart part, bool entry) {
  check_earth_or_moon(body, entry ? "shadow_entry" : "shadow_exit");
  const char* part_name = part == ShadowPart::penumbra ? "penumbra"
                          : part == ShadowPart::umbra  ? "umbra"
                                                       : "antumbra";
  const double radius = radius_m(body);
  const double sign = part == ShadowPart::penumbra ? 1.0 : -1.0;
  // The discs touch where the angle between them is the sum (from outside) or the difference (from inside) of
  // their radii.
  Event made =
      geometry(detail::concat(part_name, entry ? " entry, " : " exit, ", body_name(body)), body, {sun},
               entry ? CrossingDirection::rising : CrossingDirection::falling,
               [radius, sign](const EventSample& sample) {
                 const Discs d = discs(sample, radius);
                 return d.cosine_between - (d.body_cosine * d.sun_cosine - sign * d.body_sine * d.sun_sine);
               });
  // From inside, it depends on which of the two is the larger.
  if (part != ShadowPart::penumbra) {
    const bool full = part == ShadowPart::umbra;
    made.accept = [radius, full](const EventSample& sample) {
      const Discs d = discs(sample, radius);
      return (d.body_sine >= d.sun_sine) == full ? 1.0 : -1.0;
    };
  }
  return made;
}

Event sight(BodyId target, BodyId occulting, bool loss) {
  if (target == occulting) {
    throw InvalidArgument(
        detail::concat("line_of_sight: ", body_name(target), " would hide itself. Name two bodies"));
  }
  const double radius = radius_m(occulting);
  Event made = geometry(
      detail::concat(body_name(target), loss ? " sets behind " : " rises behind ", body_name(occulting)),
      occulting, {target}, loss ? CrossingDirection::rising : CrossingDirection::falling,
      [radius](const EventSample& sample) {
        const Vector3d to_body = -from_body(sample, 0), to_target = -from_body(sample, 1);
        const double body_m = to_body.norm();
        const double sine = std::min(1.0, radius / body_m);
        return to_body.dot(to_target) / (body_m * to_target.norm()) - std::sqrt((1.0 - sine) * (1.0 + sine));
      });
  // A target before the limb is not hidden by it.
  made.accept = [radius](const EventSample& sample) {
    const double to_limb_square = from_body(sample, 0).squaredNorm() - radius * radius;
    return from_body(sample, 1).squaredNorm() - to_limb_square;
  };
  return made;
}

}  // namespace

Event distance_crossing(BodyId body, Length distance, CrossingDirection direction) {
  const double level_m = distance.si();
  if (!(level_m > 0.0) || !std::isfinite(level_m)) {
    throw InvalidArgument(detail::concat("distance_crossing(", body_name(body), "): the distance is ",
                                         level_m, " m, and has to be positive and finite"));
  }
  return geometry(detail::concat("distance ", level_m * 1e-3, " km from ", body_name(body)), body, {},
                  direction, [level_m](const EventSample& sample) {
                    return (from_body(sample, 0).squaredNorm() - level_m * level_m) / (2.0 * level_m);
                  });
}

double sphere_of_influence_m(BodyId body) {
  // Mean distances: of the Moon (IAU, Explanatory Supplement), of the Earth one astronomical unit.
  if (body == moon) return 384399e3 * std::pow(mu_moon_m3_s2 / mu_earth_m3_s2, 0.4);
  if (body == earth) return astronomical_unit_m * std::pow(mu_earth_m3_s2 / mu_sun_m3_s2, 0.4);
  throw InvalidArgument(detail::concat("sphere_of_influence_m(", body_name(body),
                                       "): only those of the earth and the moon are known here. Take "
                                       "distance_crossing with a radius of your own"));
}

Event sphere_of_influence_crossing(BodyId body, CrossingDirection direction) {
  Event made = distance_crossing(body, Length::from_si(sphere_of_influence_m(body)), direction);
  made.name = "sphere of influence of " + body_name(body);
  return made;
}

Event plane_crossing(BodyId body, const Vector3d& normal_icrf, CrossingDirection direction) {
  if (!normal_icrf.allFinite() || normal_icrf.norm() == 0.0) {
    throw InvalidArgument("plane_crossing: the normal is zero or not finite");
  }
  const Vector3d normal = normal_icrf.normalized();
  return geometry("plane through " + body_name(body), body, {}, direction,
                  [normal](const EventSample& sample) { return normal.dot(from_body(sample, 0)); });
}

Event ascending_node(BodyId body) {
  return equator(body, CrossingDirection::rising, "ascending node");
}
Event descending_node(BodyId body) {
  return equator(body, CrossingDirection::falling, "descending node");
}

Event moon_orbit_plane_crossing(CrossingDirection direction) {
  return geometry("plane of the moon's orbit", earth, {moon}, direction, [](const EventSample& sample) {
    const Vector3d r = sample.bodies[1].position_m - sample.bodies[0].position_m;
    const Vector3d v = sample.bodies[1].velocity_m_s - sample.bodies[0].velocity_m_s;
    return r.cross(v).normalized().dot(from_body(sample, 0));
  });
}

Event shadow_entry(BodyId body, ShadowPart part) {
  return shadow_edge(body, part, true);
}
Event shadow_exit(BodyId body, ShadowPart part) {
  return shadow_edge(body, part, false);
}

Event elevation_crossing(BodyId body, SurfacePoint site, Angle elevation, CrossingDirection direction,
                         const EarthOrientation& orientation) {
  check_earth_or_moon(body, "elevation_crossing");
  const double elevation_rad = elevation.si();
  if (!(std::abs(elevation_rad) <= 1.5707963267948966)) {
    throw InvalidArgument(detail::concat("elevation_crossing: the elevation is ",
                                         elevation_rad * 57.29577951308232,
                                         " deg, and lies between -90 and 90 deg"));
  }
  const Vector3d place_m = site_position_m(body, site);
  const Vector3d up = site_axes(body, site).row(2);
  const double sine = std::sin(elevation_rad);
  Event made = geometry(detail::concat("elevation ", elevation_rad * 57.29577951308232,
                                       " deg over a site on ", body_name(body)),
                        body, {}, direction, {});
  made.prepare = [=](const EventContext& flight) -> EventFunction {
    const auto axes = axes_along(flight, body, orientation);
    return [=](const EventSample& sample) {
      const Vector3d way = axes(sample.elapsed_s) * from_body(sample, 0) - place_m;
      return up.dot(way) / way.norm() - sine;
    };
  };
  return made;
}

Event line_of_sight_loss(BodyId target, BodyId occulting) {
  return sight(target, occulting, true);
}
Event line_of_sight_return(BodyId target, BodyId occulting) {
  return sight(target, occulting, false);
}

Event rotating_longitude_crossing(Angle longitude, CrossingDirection direction) {
  const double longitude_rad = longitude.si();
  if (!std::isfinite(longitude_rad))
    throw InvalidArgument("rotating_longitude_crossing: the longitude is not finite");
  const double c = std::cos(longitude_rad), s = std::sin(longitude_rad);
  const auto rotating = [](const EventSample& sample) -> Eigen::Vector2d {
    constexpr double moon_share = 1.0 / (1.0 + earth_moon_mass_ratio);
    const Vector3d r = sample.bodies[1].position_m - sample.bodies[0].position_m;
    const Vector3d v = sample.bodies[1].velocity_m_s - sample.bodies[0].velocity_m_s;
    const Vector3d x = r.normalized(), y = r.cross(v).cross(r).normalized();
    const Vector3d from_barycentre = from_body(sample, 0) - moon_share * r;
    return {x.dot(from_barycentre), y.dot(from_barycentre)};
  };
  Event made =
      geometry(detail::concat("longitude ", longitude_rad * 57.29577951308232, " deg in earth_moon_rotating"),
               earth, {moon}, direction, [=](const EventSample& sample) {
                 const Eigen::Vector2d there = rotating(sample);
                 return c * there.y() - s * there.x();
               });
  made.accept = [=](const EventSample& sample) {  // not on the opposite side
    const Eigen::Vector2d there = rotating(sample);
    return c * there.x() + s * there.y();
  };
  return made;
}

}  // namespace perilune
