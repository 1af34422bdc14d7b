#include <perilune/design/selenographic.hpp>

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/moon_axes.hpp>

namespace perilune {

Eigen::Matrix3d selenographic_from_icrf(Epoch epoch, const Ephemeris& ephemeris) {
  return moon_me_from_icrf(epoch, ephemeris).R;
}

ClassicalElements selenographic_elements(const State& state, const Ephemeris& ephemeris) {
  const State about_moon = state.in(moon_centred_icrf, ephemeris);
  const Eigen::Matrix3d R = selenographic_from_icrf(state.epoch, ephemeris);
  return elements_from_state({R * about_moon.position_m, R * about_moon.velocity_m_s}, mu_moon_m3_s2);
}

State state_from_selenographic(const ClassicalElements& elements, Epoch epoch, const Ephemeris& ephemeris) {
  const PositionVelocity there = state_from_elements(elements, mu_moon_m3_s2);
  const Eigen::Matrix3d R = selenographic_from_icrf(epoch, ephemeris).transpose();
  return {.epoch = epoch,
          .frame = moon_centred_icrf,
          .position_m = R * there.position_m,
          .velocity_m_s = R * there.velocity_m_s};
}

}  // namespace perilune
