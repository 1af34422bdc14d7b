#include <perilune/design/disposal/impact.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/lunar_orbits/elliptical_frozen.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

LunarImpact impact_of(const State& state, const Ephemeris& ephemeris) {
  LunarImpact made;
  made.state = state.in(moon_centred_icrf, ephemeris);
  const State fixed = state.in(moon_fixed_me, ephemeris);  // its velocity is that over the turning ground
  const Eigen::Vector3d up = fixed.position_m.normalized();
  made.place.latitude_rad = std::asin(std::clamp(up.z(), -1.0, 1.0));
  made.place.east_longitude_rad = std::atan2(up.y(), up.x());
  made.place.height_m = fixed.position_m.norm() - moon_radius_m;
  made.speed_m_s = fixed.velocity_m_s.norm();
  made.angle_rad = std::asin(std::clamp(-fixed.velocity_m_s.dot(up) / made.speed_m_s, -1.0, 1.0));
  const Eigen::Vector3d east = Eigen::Vector3d::UnitZ().cross(up).normalized();
  made.azimuth_rad = std::atan2(fixed.velocity_m_s.dot(east), fixed.velocity_m_s.dot(up.cross(east)));
  return made;
}

double arc_between_rad(const SurfacePoint& a, const SurfacePoint& b) {
  const auto unit = [](const SurfacePoint& p) {
    return Eigen::Vector3d(std::cos(p.latitude_rad) * std::cos(p.east_longitude_rad),
                           std::cos(p.latitude_rad) * std::sin(p.east_longitude_rad),
                           std::sin(p.latitude_rad));
  };
  const Eigen::Vector3d u = unit(a), v = unit(b);
  return std::atan2(u.cross(v).norm(), u.dot(v));
}

std::optional<LunarImpact> predict_impact(const State& initial, Duration within, const ImpactOptions& options,
                                          const Ephemeris& ephemeris) {
  if (!(within > Duration())) {
    throw InvalidArgument("predict_impact: within " + to_text(within) + "; the time has to be above 0");
  }
  // The ground is where `ground_height` says.
  const PropagatorOptions how = detail::guess_flight(options.relative_tolerance);
  Propagator<StandardForces> propagator(options.forces.value_or(lunar_orbit_forces()), how, ephemeris);
  propagator.stop_at(altitude_crossing(moon, options.ground_height, CrossingDirection::falling));
  const Trajectory flown = propagator.propagate(initial.in(moon_centred_icrf, ephemeris), within);
  if (flown.stop_reason() != StopReason::event) return {};
  return impact_of(flown.end_state(), ephemeris);
}

std::string LunarImpact::report() const {
  constexpr double deg = 3.14159265358979323846 / 180.0;
  return detail::concat("impact ", state.epoch.to_text(TimeScale::utc), " at latitude ",
                        fixed(place.latitude_rad / deg, 4), ", longitude ",
                        fixed(place.east_longitude_rad / deg, 4), " deg, ", fixed(speed_m_s, 1), " m/s, ",
                        fixed(angle_rad / deg, 2), " deg below the horizontal\n");
}

}  // namespace perilune
