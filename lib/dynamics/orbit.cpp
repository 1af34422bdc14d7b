#include <perilune/dynamics/orbit.hpp>

#include <cmath>
#include <numbers>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/elements.hpp>

namespace perilune {

State circular_orbit(BodyId body, const CircularOrbit& orbit, Epoch epoch) {
  const double altitude_m = orbit.altitude.si();
  if (!(altitude_m > 0.0) || !std::isfinite(altitude_m)) {
    throw InvalidArgument(detail::concat("circular_orbit(", body_name(body), "): the altitude is ",
                                         altitude_m,
                                         " m, and has to be positive: it counts from the surface"));
  }
  if (orbit.axes != Axes::icrf && orbit.axes != Axes::eme2000) {
    throw InvalidArgument(detail::concat("circular_orbit(", body_name(body), "): the axes are ",
                                         to_text(orbit.axes), ", which turn. Take icrf or eme2000"));
  }
  const double inclination_rad = orbit.inclination.si();
  if (!(inclination_rad >= 0.0 && inclination_rad <= std::numbers::pi)) {
    throw InvalidArgument(detail::concat("circular_orbit(", body_name(body), "): the inclination is ",
                                         inclination_rad * 180.0 / std::numbers::pi,
                                         " deg, and lies between 0 and 180 deg"));
  }
  const ClassicalElements elements{.semi_major_axis_m = radius_m(body) + altitude_m,
                                   .inclination_rad = inclination_rad,
                                   .node_rad = orbit.node.si(),
                                   .true_anomaly_rad = orbit.argument_of_latitude.si()};
  const PositionVelocity there = state_from_elements(elements, mu_m3_s2(body));
  return {epoch, Frame{body, orbit.axes}, there.position_m, there.velocity_m_s};
}

}  // namespace perilune
