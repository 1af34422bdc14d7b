#include <perilune/dynamics/state.hpp>

#include <cmath>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>

namespace perilune {

State State::in(const Frame& other, const Ephemeris& ephemeris, const EarthOrientation& orientation) const {
  if (other == frame) return *this;
  const PositionVelocity there =
      transformed({position_m, velocity_m_s}, frame, other, epoch, ephemeris, orientation);
  return {epoch, other, there.position_m, there.velocity_m_s, mass_kg};
}

PositionVelocity operator-(const State& a, const State& b) {
  if (!(a.frame == b.frame)) {
    throw InvalidArgument(detail::concat("difference of two states: the first is in ", to_text(a.frame),
                                         ", the second in ", to_text(b.frame),
                                         ". Bring one into the other's frame with .in(frame)"));
  }
  if (a.epoch != b.epoch) {
    throw InvalidArgument(detail::concat(
        "difference of two states: the first is at ", a.epoch.to_text(TimeScale::tdb), ", the second at ",
        b.epoch.to_text(TimeScale::tdb), ". Propagate one to the other's epoch"));
  }
  return {a.position_m - b.position_m, a.velocity_m_s - b.velocity_m_s};
}

double distance_m(const State& a, const State& b) {
  return (a - b).position_m.norm();
}

double altitude_m(const State& state, BodyId body, const Ephemeris& ephemeris) {
  return state.in(Frame{body, Axes::icrf}, ephemeris).position_m.norm() - radius_m(body);
}

void check_state(const State& state, std::string_view who) {
  std::vector<std::string> wrong;
  const auto want_finite = [&wrong](std::string_view name, const Eigen::Vector3d& v) {
    for (int i = 0; i < 3; ++i) {
      if (!std::isfinite(v[i])) wrong.push_back(detail::concat("xyz"[i], " of ", name, " is ", v[i]));
    }
  };
  want_finite("position_m", state.position_m);
  want_finite("velocity_m_s", state.velocity_m_s);
  if (!wrong.empty()) wrong.back() += ". All of a state has to be finite";
  if (!(state.mass_kg > 0.0) || !std::isfinite(state.mass_kg)) {
    wrong.push_back(
        detail::concat("mass_kg is ", state.mass_kg,
                       ". It has to be positive and finite; where no force asks for it, leave it out"));
  }
  if (!wrong.empty()) throw InvalidArgument(detail::concat(who, ": ", join(wrong, "; ")));
}

std::string to_text(const State& state) {
  const auto vector = [](const Eigen::Vector3d& v, int decimals) {
    return detail::concat(fixed(v[0] * 1e-3, decimals), "  ", fixed(v[1] * 1e-3, decimals), "  ",
                          fixed(v[2] * 1e-3, decimals));
  };
  return detail::concat(state.epoch.to_text(TimeScale::tdb), ", ", to_text(state.frame), "\n  position  ",
                        vector(state.position_m, 6), "  km\n  velocity  ", vector(state.velocity_m_s, 9),
                        "  km/s\n  mass      ", fixed(state.mass_kg, 3), "  kg\n");
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  return out << to_text(state);
}

}  // namespace perilune
