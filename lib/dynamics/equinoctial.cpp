#include <perilune/dynamics/equinoctial.hpp>

#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

/// The two axes of the orbit plane from which f, g and L count.
struct PlaneAxes {
  Eigen::Vector3d f, g;

  PlaneAxes(double h, double k, double sense) {
    const double s2 = 1.0 + h * h + k * k;
    f = Eigen::Vector3d(1.0 - k * k + h * h, 2.0 * h * k, -2.0 * k * sense) / s2;
    g = Eigen::Vector3d(2.0 * sense * h * k, (1.0 + k * k - h * h) * sense, 2.0 * h) / s2;
  }
};

}  // namespace

EquinoctialElements equinoctial_from_state(const PositionVelocity& state, double mu_m3_s2) {
  const double h_z =
      state.position_m.x() * state.velocity_m_s.y() - state.position_m.y() * state.velocity_m_s.x();
  return equinoctial_from_state(state, mu_m3_s2, h_z < 0.0);
}

EquinoctialElements equinoctial_from_state(const PositionVelocity& state, double mu_m3_s2, bool retrograde) {
  const Eigen::Vector3d momentum = state.position_m.cross(state.velocity_m_s);
  const double momentum_norm = momentum.norm();
  if (!(mu_m3_s2 > 0.0) || !std::isfinite(mu_m3_s2) || !(momentum_norm > 0.0) ||
      !std::isfinite(momentum_norm)) {
    throw InvalidArgument(detail::concat(
        "equinoctial_from_state: mu is ", mu_m3_s2, " m^3/s^2 and |r x v| ", momentum_norm,
        " m^2/s: both have to be above 0 and finite. A state that moves along its position has no plane"));
  }
  const double sense = retrograde ? -1.0 : 1.0;
  const Eigen::Vector3d w = momentum / momentum_norm;
  const double over = 1.0 + sense * w.z();
  if (!(over > 1e-15)) {
    throw InvalidArgument(detail::concat("equinoctial_from_state: the ",
                                         retrograde ? "retrograde set is singular at inclination 0"
                                                    : "direct set is singular at inclination 180 deg",
                                         ". Take the other one"));
  }
  EquinoctialElements elements;
  elements.retrograde = retrograde;
  elements.semilatus_rectum_m = momentum_norm * momentum_norm / mu_m3_s2;
  elements.k = w.x() / over;
  elements.h = -w.y() / over;
  const PlaneAxes axes(elements.h, elements.k, sense);
  const Eigen::Vector3d e = state.velocity_m_s.cross(momentum) / mu_m3_s2 - state.position_m.normalized();
  elements.f = e.dot(axes.f);
  elements.g = e.dot(axes.g);
  elements.true_longitude_rad = std::atan2(state.position_m.dot(axes.g), state.position_m.dot(axes.f));
  return elements;
}

PositionVelocity state_from_equinoctial(const EquinoctialElements& elements, double mu_m3_s2) {
  const double cosine = std::cos(elements.true_longitude_rad);
  const double sine = std::sin(elements.true_longitude_rad);
  const double w = 1.0 + elements.f * cosine + elements.g * sine;
  if (!(mu_m3_s2 > 0.0) || !(elements.semilatus_rectum_m > 0.0) || !(w > 0.0) ||
      !std::isfinite(elements.semilatus_rectum_m * w * elements.h * elements.k * mu_m3_s2)) {
    throw InvalidArgument(detail::concat("state_from_equinoctial: p ", elements.semilatus_rectum_m, " m, mu ",
                                         mu_m3_s2, " m^3/s^2 and 1 + f cos L + g sin L = ", w,
                                         " have to be above 0, and all elements finite"));
  }
  const PlaneAxes axes(elements.h, elements.k, elements.retrograde ? -1.0 : 1.0);
  const double r_m = elements.semilatus_rectum_m / w;
  const double speed_m_s = std::sqrt(mu_m3_s2 / elements.semilatus_rectum_m);
  return {r_m * (cosine * axes.f + sine * axes.g),
          speed_m_s * (-(elements.g + sine) * axes.f + (elements.f + cosine) * axes.g)};
}

}  // namespace perilune
