#include <perilune/design/libration/flyby_estimate.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/frames/moon_axes.hpp>

#include "libration/ways_on.hpp"

namespace perilune {
namespace {

constexpr double head_start_from_m = 110e6;  // as the window scan's

BPlane approach_of(const FlybyEstimateRequest& request, const Ephemeris& ephemeris) {
  const LaunchPlane launch =
      launch_plane(request.site, request.lift_off, request.azimuth_rad, request.ascent);
  const double parking_m = earth_radius_m + request.ascent.altitude.si();
  const double perilune_m = moon_radius_m + request.perilune_altitude.si();
  BPlane plane;
  plane.v_infinity_m_s = 900.0;
  for (int i = 0; i < 2; ++i) {
    const double head_start_s =
        detail::lunar_head_start_s(std::max(500.0, plane.v_infinity_m_s), perilune_m, head_start_from_m);
    const PositionVelocity at =
        ephemeris.state_m(moon, earth, request.perilune + Duration::seconds(head_start_s));
    const double distance_m = at.position_m.norm();
    const detail::TransferConic conic =
        detail::transfer_conic(parking_m, distance_m, request.time_of_flight.seconds() + head_start_s);
    const Eigen::Vector3d out = at.position_m / distance_m;
    const Eigen::Vector3d ahead = launch.normal.cross(out).normalized();
    const double across_m_s = std::sqrt(
        std::max(0.0, conic.speed_m_s * conic.speed_m_s - conic.radial_speed_m_s * conic.radial_speed_m_s));
    const Eigen::Vector3d v_infinity_m_s =
        conic.radial_speed_m_s * out + across_m_s * ahead - at.velocity_m_s;
    plane.v_infinity_m_s = v_infinity_m_s.norm();
    plane.s = v_infinity_m_s.normalized();
  }
  const Eigen::Vector3d pole = moon_me_from_icrf(request.perilune, ephemeris).R.row(2).transpose();
  plane.t = plane.s.cross(pole).normalized();
  plane.r = plane.s.cross(plane.t);
  plane.declination_rad = std::asin(std::clamp(plane.s.dot(pole), -1.0, 1.0));
  return plane;
}

}  // namespace

std::optional<FlybyEstimate> estimate_flyby(const FlybyEstimateRequest& request,
                                            const std::function<State(Epoch)>& orbit,
                                            const Ephemeris& ephemeris) {
  if (request.aims < 8 || request.aims > 720 || request.times < 2 || request.times > 1000 ||
      !(request.to_insertion_min > Duration{}) || request.to_insertion_max <= request.to_insertion_min ||
      !(request.time_of_flight > Duration{}) || !(request.perilune_altitude.si() > 0.0)) {
    throw InvalidArgument(detail::concat(
        "estimate_flyby: aims ", request.aims, ", times ", request.times, ", insertion ",
        to_text(request.to_insertion_min), " to ", to_text(request.to_insertion_max), " after a perilune of ",
        request.perilune_altitude.si(), " m, ", to_text(request.time_of_flight),
        " after the injection. Allowed are 8 to 720 aims, 2 to 1000 times, and what is above zero and in "
        "order"));
  }
  const detail::WaysOn ways(orbit, approach_of(request, ephemeris),
                            moon_radius_m + request.perilune_altitude.si(), request.perilune,
                            detail::WayDirection::to_orbit, ephemeris);
  constexpr int refined = 2;
  const detail::WayOn best =
      ways.best_conic({request.to_insertion_min.seconds(), request.to_insertion_max.seconds(), request.aims,
                       request.times, refined});
  if (!std::isfinite(best.cost_m_s())) return std::nullopt;
  return FlybyEstimate{best.perilune_cost_m_s, best.orbit_cost_m_s, Duration::seconds(best.time_s)};
}

}  // namespace perilune
