#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/bcr4bp.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/frames/earth_moon_axes.hpp>

namespace perilune {

namespace {

/// The equilibrium on the x axis between two places, by bisection and Newton's method on the acceleration
/// there.
double collinear_point(const Cr3bp& model, double low, double high) {
  const auto pull = [&model](double x) {
    return model.acceleration_nd(Vector3<double>(x, 0.0, 0.0), Vector3<double>(), 0.0).x();
  };
  // Between two bodies, and beyond either, the acceleration grows with x: from -inf, or to +inf.
  for (int i = 0; i < 200 && high - low > 0.0; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle == low || middle == high) break;
    (pull(middle) < 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

void check_model(const Cr3bp& model) {
  if (!(model.mass_ratio_nd > 0.0 && model.mass_ratio_nd <= 0.5)) {
    throw InvalidArgument(detail::concat("Cr3bp: mass_ratio_nd is ", model.mass_ratio_nd,
                                         ", and lies between 0 and 1/2: the small body's share of the mass. "
                                         "The Moon's is 0.01215 (earth_moon_cr3bp())"));
  }
}

void check_model(const Bcr4bp& model) {
  check_model(model.earth_moon);
  if (!(model.sun_mass_nd >= 0.0) || !(model.sun_distance_nd > 1.0) || !std::isfinite(model.sun_rate_nd) ||
      !std::isfinite(model.sun_angle_rad)) {
    throw InvalidArgument(detail::concat(
        "Bcr4bp: sun_mass_nd = ", model.sun_mass_nd, ", sun_distance_nd = ", model.sun_distance_nd,
        ", sun_rate_nd = ", model.sun_rate_nd, ", sun_angle_rad = ", model.sun_angle_rad,
        ". The mass is not negative, the distance above 1, the others finite: sun_earth_moon_bcr4bp(angle)"));
  }
}

double jacobi_constant_nd(const Cr3bp& model, const StateNd& state) {
  const double mu = model.mass_ratio_nd;
  const Eigen::Vector3d& r = state.position_nd;
  const double r1 = (r - Eigen::Vector3d(-mu, 0.0, 0.0)).norm();
  const double r2 = (r - Eigen::Vector3d(1.0 - mu, 0.0, 0.0)).norm();
  return r.x() * r.x() + r.y() * r.y() + 2.0 * (1.0 - mu) / r1 + 2.0 * mu / r2 -
         state.velocity_nd.squaredNorm();
}

std::array<Eigen::Vector3d, 5> lagrange_points_nd(const Cr3bp& model) {
  check_model(model);
  const double mu = model.mass_ratio_nd;
  constexpr double near = 1e-9;
  const auto on_axis = [](double x) { return Eigen::Vector3d(x, 0.0, 0.0); };
  const double height = std::sqrt(0.75);
  return {on_axis(collinear_point(model, -mu + near, 1.0 - mu - near)),
          on_axis(collinear_point(model, 1.0 - mu + near, 3.0)),
          on_axis(collinear_point(model, -3.0, -mu - near)), Eigen::Vector3d(0.5 - mu, height, 0.0),
          Eigen::Vector3d(0.5 - mu, -height, 0.0)};
}

Bcr4bp sun_earth_moon_bcr4bp(double sun_angle_rad) {
  Bcr4bp made;
  made.earth_moon = earth_moon_cr3bp();
  made.sun_mass_nd = mu_sun_m3_s2 / mu_earth_moon_m3_s2;
  made.sun_distance_nd = astronomical_unit_m / made.earth_moon.length_m;
  const double cube = made.sun_distance_nd * made.sun_distance_nd * made.sun_distance_nd;
  made.sun_rate_nd = 1.0 - std::sqrt((1.0 + made.sun_mass_nd) / cube);
  made.sun_angle_rad = sun_angle_rad;
  return made;
}

State dimensional(const StateNd& state, Epoch epoch, const Frame& frame, const Ephemeris& ephemeris) {
  const PositionVelocity rotating =
      earth_moon_units(epoch, ephemeris).dimensional({state.position_nd, state.velocity_nd});
  return State{epoch, earth_moon_rotating, rotating.position_m, rotating.velocity_m_s, 1.0}.in(frame,
                                                                                               ephemeris);
}

StateNd nondimensional(const State& state, const Ephemeris& ephemeris) {
  const State rotating = state.in(earth_moon_rotating, ephemeris);
  const NondimensionalState made =
      earth_moon_units(state.epoch, ephemeris).nondimensional({rotating.position_m, rotating.velocity_m_s});
  return {0.0, made.position_nd, made.velocity_nd};
}

}  // namespace perilune
