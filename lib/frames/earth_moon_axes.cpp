#include <perilune/frames/earth_moon_axes.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/frames/orbit_axes.hpp>

#include "instant.hpp"

namespace perilune {
namespace {

PositionVelocity moon_about_earth(TwoPartSeconds tdb, double later_s, const Ephemeris& ephemeris) {
  return ephemeris.state_m(moon, earth, tdb.whole, tdb.fraction + later_s);
}

/// Acceleration of the Moon relative to the Earth, from the velocities of the ephemeris. The step balances
/// its error, 3e-12 m/s^2, against the rounding of the velocities.
Eigen::Vector3d moon_acceleration_m_s2(TwoPartSeconds tdb, const Ephemeris& ephemeris) {
  constexpr double step_s = 30.0;
  const auto velocity = [&](double later_s) {
    return moon_about_earth(tdb, later_s, ephemeris).velocity_m_s;
  };
  const TdbSpan span = ephemeris.span(moon, earth);
  const double now_s = tdb.sum();
  // At the ends of the ephemeris from one side, with a formula of the same order.
  if (now_s - step_s < span.from_s) {
    return (-3.0 * velocity(0.0) + 4.0 * velocity(step_s) - velocity(2.0 * step_s)) / (2.0 * step_s);
  }
  if (now_s + step_s > span.until_s) {
    return (3.0 * velocity(0.0) - 4.0 * velocity(-step_s) + velocity(-2.0 * step_s)) / (2.0 * step_s);
  }
  return (velocity(step_s) - velocity(-step_s)) / (2.0 * step_s);
}

}  // namespace

Rotation detail::earth_moon_rotating_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris) {
  // Radial, in-track, cross-track of the Moon on its orbit about the Earth.
  return ric_rotation(moon_about_earth(tdb, 0.0, ephemeris), moon_acceleration_m_s2(tdb, ephemeris));
}

Rotation earth_moon_rotating_from_icrf(Epoch epoch, const Ephemeris& ephemeris) {
  return detail::earth_moon_rotating_from_icrf(epoch.tdb(), ephemeris);
}

EarthMoonUnits earth_moon_units(Epoch epoch, const Ephemeris& ephemeris) {
  const PositionVelocity r_earth_moon = moon_about_earth(epoch.tdb(), 0.0, ephemeris);
  EarthMoonUnits units;
  units.length_m = r_earth_moon.position_m.norm();
  units.length_rate_m_s = r_earth_moon.position_m.dot(r_earth_moon.velocity_m_s) / units.length_m;
  units.time_s = std::sqrt(units.length_m * units.length_m * units.length_m / mu_earth_moon_m3_s2);
  units.mass_ratio_nd = 1.0 / (1.0 + earth_moon_mass_ratio);
  return units;
}

NondimensionalState EarthMoonUnits::nondimensional(const PositionVelocity& rotating) const {
  // d(r/l)/dt = v/l - r/l ldot/l: the shrinking of the unit is no motion.
  const Eigen::Vector3d position_nd = rotating.position_m / length_m;
  return {position_nd, (rotating.velocity_m_s - position_nd * length_rate_m_s) * (time_s / length_m)};
}

PositionVelocity EarthMoonUnits::dimensional(const NondimensionalState& state) const {
  return {state.position_nd * length_m,
          state.velocity_nd * (length_m / time_s) + state.position_nd * length_rate_m_s};
}

}  // namespace perilune
