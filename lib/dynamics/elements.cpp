#include <perilune/dynamics/elements.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
// Below these an angle of the orbit is made of rounding errors of the state.
constexpr double circular = 1e-11;
constexpr double equatorial = 1e-11;
constexpr double parabolic = 1e-11;

double turn(double angle_rad) {
  const double reduced = std::fmod(angle_rad, two_pi);
  return reduced < 0.0 ? reduced + two_pi : reduced;
}

void check_mu(double mu_m3_s2, const char* who) {
  if (!(mu_m3_s2 > 0.0) || !std::isfinite(mu_m3_s2)) {
    throw InvalidArgument(
        detail::concat(who, ": mu_m3_s2 is ", mu_m3_s2, ", and has to be positive and finite [m^3/s^2]"));
  }
}

void check_eccentricity(double e, const char* who) {
  if (!(e >= 0.0) || !std::isfinite(e) || e == 1.0) {
    throw InvalidArgument(
        detail::concat(who, ": the eccentricity is ", e,
                       ". It is 0 or more, and not 1: a parabola has no semi-major axis and no "
                       "mean anomaly"));
  }
}

void check_reached(double true_anomaly, double e, const char* who) {
  if (e > 1.0 && !(1.0 + e * std::cos(true_anomaly) > 0.0)) {
    throw InvalidArgument(detail::concat(who, ": a hyperbola of eccentricity ", e,
                                         " never comes to the true anomaly ", true_anomaly,
                                         " rad: it stays within ", std::acos(-1.0 / e),
                                         " rad of its periapsis. Was the angle given in degrees?"));
  }
}

/// The root of an increasing function between lower and upper, by Newton's method kept inside the bracket.
template <class Function>
double increasing_root(double x, double lower, double upper, Function&& value_and_slope) {
  for (int i = 0; i < 200; ++i) {
    const auto [value, slope] = value_and_slope(x);
    if (value == 0.0) return x;
    (value < 0.0 ? lower : upper) = x;
    double next = x - value / slope;
    if (!(next > lower && next < upper)) next = 0.5 * (lower + upper);
    if (std::abs(next - x) <= 2.0 * std::numeric_limits<double>::epsilon() * std::abs(next)) return next;
    if (next == lower || next == upper) return next;
    x = next;
  }
  return x;
}

struct ValueAndSlope {
  double value;
  double slope;
};

}  // namespace

ClassicalElements elements_from_state(const PositionVelocity& state, double mu_m3_s2) {
  check_mu(mu_m3_s2, "elements_from_state");
  const Eigen::Vector3d& r = state.position_m;
  const Eigen::Vector3d& v = state.velocity_m_s;
  if (!r.allFinite() || !v.allFinite()) {
    throw InvalidArgument("elements_from_state: position and velocity have to be finite");
  }
  const double distance = r.norm();
  const Eigen::Vector3d h = r.cross(v);
  if (!(distance > 0.0) || !(h.norm() > 1e-14 * distance * v.norm())) {
    throw InvalidArgument(
        "elements_from_state: the state is at the centre, at rest, or moves straight along its position: it "
        "has no "
        "orbital plane. Is the velocity relative to the central body?");
  }
  const double radial = r.dot(v) / distance;
  const double p = h.squaredNorm() / mu_m3_s2;
  const double e_cos = p / distance - 1.0;
  const double e_sin = std::sqrt(p / mu_m3_s2) * radial;

  ClassicalElements elements;
  elements.eccentricity = std::hypot(e_cos, e_sin);
  if (std::abs(elements.eccentricity - 1.0) < parabolic) {
    throw InvalidArgument(
        detail::concat("elements_from_state: the orbit is a parabola (eccentricity ", elements.eccentricity,
                       "), which has no semi-major axis. Keep the state, or describe the orbit by "
                       "its periapsis distance"));
  }
  elements.semi_major_axis_m = 1.0 / (2.0 / distance - v.squaredNorm() / mu_m3_s2);
  const double sine = std::hypot(h.x(), h.y()) / h.norm();
  elements.inclination_rad = std::atan2(std::hypot(h.x(), h.y()), h.z());
  Eigen::Vector3d node = Eigen::Vector3d::UnitX();
  if (sine > equatorial) {
    elements.node_rad = turn(std::atan2(h.x(), -h.y()));
    node = Eigen::Vector3d(-h.y(), h.x(), 0.0).normalized();
  } else {
    elements.inclination_rad = h.z() > 0.0 ? 0.0 : std::numbers::pi;
  }
  const double from_node = std::atan2(r.dot(h.normalized().cross(node)), r.dot(node));
  if (elements.eccentricity > circular) {
    const double true_anomaly = std::atan2(e_sin, e_cos);
    elements.argument_of_periapsis_rad = turn(from_node - true_anomaly);
    elements.true_anomaly_rad = elements.eccentricity < 1.0 ? turn(true_anomaly) : true_anomaly;
  } else {
    elements.true_anomaly_rad = turn(from_node);
  }
  return elements;
}

PositionVelocity state_from_elements(const ClassicalElements& elements, double mu_m3_s2) {
  constexpr const char* who = "state_from_elements";
  check_mu(mu_m3_s2, who);
  const double a = elements.semi_major_axis_m;
  const double e = elements.eccentricity;
  const double i = elements.inclination_rad;
  const double nu = elements.true_anomaly_rad;
  check_eccentricity(e, who);
  if (!std::isfinite(a) || !(e < 1.0 ? a > 0.0 : a < 0.0)) {
    throw InvalidArgument(
        detail::concat(who, ": the semi-major axis is ", a, " m with eccentricity ", e,
                       ". It is positive on an ellipse (below 1) and negative on a hyperbola "
                       "(above 1)"));
  }
  if (!(i >= 0.0 && i <= std::numbers::pi)) {
    throw InvalidArgument(detail::concat(who, ": the inclination is ", i,
                                         " rad, and lies between 0 and pi. Was it given in degrees?"));
  }
  if (!std::isfinite(elements.node_rad) || !std::isfinite(elements.argument_of_periapsis_rad) ||
      !std::isfinite(nu)) {
    throw InvalidArgument(detail::concat(who, ": the node is ", elements.node_rad,
                                         ", the argument of periapsis ", elements.argument_of_periapsis_rad,
                                         ", the true anomaly ", nu, ": angles have to be finite [rad]"));
  }
  check_reached(nu, e, who);
  const double p = a * (1.0 - e) * (1.0 + e);
  const double r = p / (1.0 + e * std::cos(nu));
  const double v = std::sqrt(mu_m3_s2 / p);
  // Axes of the orbit: x to the periapsis, y ahead of it, z along the angular momentum.
  const double cn = std::cos(elements.node_rad), sn = std::sin(elements.node_rad);
  const double cw = std::cos(elements.argument_of_periapsis_rad),
               sw = std::sin(elements.argument_of_periapsis_rad);
  const double ci = std::cos(i), si = std::sin(i);
  const Eigen::Vector3d x(cn * cw - sn * sw * ci, sn * cw + cn * sw * ci, sw * si);
  const Eigen::Vector3d y(-cn * sw - sn * cw * ci, -sn * sw + cn * cw * ci, cw * si);
  return {r * (std::cos(nu) * x + std::sin(nu) * y), v * (-std::sin(nu) * x + (e + std::cos(nu)) * y)};
}

double true_anomaly_rad(double mean_anomaly_rad, double eccentricity) {
  constexpr const char* who = "true_anomaly_rad";
  const double e = eccentricity;
  check_eccentricity(e, who);
  if (!std::isfinite(mean_anomaly_rad)) {
    throw InvalidArgument(
        detail::concat(who, ": the mean anomaly is ", mean_anomaly_rad, ", and has to be finite"));
  }
  if (e > 1.0) {
    const double m = std::abs(mean_anomaly_rad);
    const double f = increasing_root(std::asinh(m / e), 0.0,
                                     std::max(1.0, 2.0 * std::asinh(2.0 * m / (e - 1.0))), [e, m](double x) {
                                       return ValueAndSlope{e * std::sinh(x) - x - m, e * std::cosh(x) - 1.0};
                                     });
    const double nu = 2.0 * std::atan(std::sqrt((e + 1.0) / (e - 1.0)) * std::tanh(0.5 * f));
    return std::copysign(nu, mean_anomaly_rad);
  }
  const double turns = std::round(mean_anomaly_rad / two_pi);
  const double reduced = mean_anomaly_rad - turns * two_pi;
  const double m = std::abs(reduced);
  const double big_e = increasing_root(m + 0.85 * e, 0.0, m + e + 1e-3, [e, m](double x) {
    return ValueAndSlope{x - e * std::sin(x) - m, 1.0 - e * std::cos(x)};
  });
  const double nu = 2.0 * std::atan2(std::sqrt(1.0 + e) * std::sin(0.5 * big_e),
                                     std::sqrt(1.0 - e) * std::cos(0.5 * big_e));
  return std::copysign(nu, reduced) + turns * two_pi;
}

double mean_anomaly_rad(double true_anomaly_rad, double eccentricity) {
  constexpr const char* who = "mean_anomaly_rad";
  const double e = eccentricity;
  check_eccentricity(e, who);
  if (!std::isfinite(true_anomaly_rad)) {
    throw InvalidArgument(
        detail::concat(who, ": the true anomaly is ", true_anomaly_rad, ", and has to be finite"));
  }
  check_reached(true_anomaly_rad, e, who);
  const double turns = std::round(true_anomaly_rad / two_pi);
  const double nu = true_anomaly_rad - turns * two_pi;
  if (e > 1.0) {
    const double f = 2.0 * std::atanh(std::sqrt((e - 1.0) / (e + 1.0)) * std::tan(0.5 * nu));
    return e * std::sinh(f) - f;
  }
  const double big_e =
      2.0 * std::atan2(std::sqrt(1.0 - e) * std::sin(0.5 * nu), std::sqrt(1.0 + e) * std::cos(0.5 * nu));
  return big_e - e * std::sin(big_e) + turns * two_pi;
}

}  // namespace perilune
