#pragma once

// Flights to the Moon that share nothing with the design layer: Earth with J2, Moon and Sun written out here,
// Boost.Odeint's fehlberg78, Newton's method with finite differences, the aim worked out from the state at
// the wanted perilune.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <Eigen/Dense>
#include <boost/numeric/odeint.hpp>

#include <perilune/bodies/constants.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/frames/site.hpp>

namespace perilune::test {

/// What is looked for: azimuth [rad], coast [s], impulse along the velocity [m/s].
using Controls = Eigen::Vector3d;

struct OdeintFlight {
  Controls controls;
  double azimuth_rad = 0.0, time_of_flight_s = 0.0;
  double injection_m_s = 0.0, insertion_m_s = 0.0;  ///< into a circle at the perilune
};

/// Where the Moon and the Sun are, from the Earth: an hour apart, cubics with the velocities between (10 um).
class Sky {
 public:
  Sky(Epoch from, double days) : from_(from) {
    const auto hours = static_cast<int>(std::ceil(24.0 * days)) + 1;
    for (int k = 0; k <= hours; ++k) {
      const Epoch at = from + Duration::hours(k);
      moon_.push_back(Ephemeris::embedded().state_m(moon, earth, at));
      sun_.push_back(Ephemeris::embedded().state_m(sun, earth, at));
    }
  }
  double seconds(Epoch at) const { return (at - from_).seconds(); }
  Eigen::Vector3d moon_m(double s) const { return between(moon_, s); }
  Eigen::Vector3d sun_m(double s) const { return between(sun_, s); }

 private:
  static Eigen::Vector3d between(const std::vector<PositionVelocity>& table, double s) {
    constexpr double step_s = 3600.0;
    const auto k = static_cast<std::size_t>(s / step_s);
    const PositionVelocity &a = table.at(k), &b = table.at(k + 1);
    const double u = s / step_s - static_cast<double>(k), w = 1.0 - u;
    return w * w * ((1.0 + 2.0 * u) * a.position_m + u * step_s * a.velocity_m_s) +
           u * u * ((1.0 + 2.0 * w) * b.position_m - w * step_s * b.velocity_m_s);
  }

  Epoch from_;
  std::vector<PositionVelocity> moon_, sun_;
};

/// From a site at a given lift-off to a polar perilune (over the Moon's north) at a given epoch.
class OdeintFlyer {
 public:
  OdeintFlyer(const Sky& sky, const SurfacePoint& site, Epoch lift_off, Epoch perilune,
              double perilune_altitude_m)
      : sky_(sky),
        lift_off_s_(sky.seconds(lift_off)),
        lift_off_(lift_off),
        perilune_(perilune),
        perilune_m_(moon_radius_m + perilune_altitude_m),
        of_moon_(Ephemeris::embedded().state_m(moon, earth, perilune)) {
    const Eigen::Matrix3d R_itrf_icrf = itrf_from_icrf_matrix(lift_off);
    site_ = (R_itrf_icrf.transpose() * site_position_m(earth, site)).normalized();
    earth_pole_ = R_itrf_icrf.row(2).transpose();
    moon_pole_ = moon_me_from_icrf(perilune).R.row(2).transpose();
  }

  /// Nothing: no such flight was found from there.
  /// @param near  x is a flight of a neighbour: it does not need to be looked at half a day before the
  /// perilune
  std::optional<OdeintFlight> solve(Controls x, bool near) const {
    constexpr double half_a_day_s = 43200.0;
    if (!near && !newton(x, half_a_day_s, 2e4, 5.0)) return {};
    if (!newton(x, 0.0, 300.0, 0.5)) return {};
    const std::optional<Arrived> there = arrive(x, 0.0);
    if (!there) return {};
    const double fast_m_s = std::sqrt(there->v_infinity_2 + 2.0 * mu_moon_m3_s2 / perilune_m_);
    const double time_s = (perilune_ - lift_off_).seconds() - ascent_s - x[1];
    return OdeintFlight{x, x[0], time_s, x[2], fast_m_s - std::sqrt(mu_moon_m3_s2 / perilune_m_)};
  }

 private:
  // The defaults of `Ascent`.
  static constexpr double ascent_s = 600.0, downrange_rad = 0.35, parking_m = earth_radius_m + 200e3;
  using Six = std::array<double, 6>;
  struct Arrived {
    Eigen::Vector3d miss;  ///< along T [m], along R [m], in time [s]
    double v_infinity_2 = 0.0;
  };

  void rates(const Six& x, Six& dx, double t_s) const {
    const Eigen::Vector3d r(x[0], x[1], x[2]);
    const double r2 = r.squaredNorm(), distance = std::sqrt(r2);
    Eigen::Vector3d a = -mu_earth_m3_s2 / (r2 * distance) * r;
    const double up = r.dot(earth_pole_) / distance;
    const double flat =
        1.5 * earth_j2 * mu_earth_m3_s2 * earth_gravity_radius_m * earth_gravity_radius_m / (r2 * r2);
    a += flat * ((5.0 * up * up - 1.0) / distance * r - 2.0 * up * earth_pole_);
    const double sky_s = lift_off_s_ + t_s;
    for (const auto& [mu, s] :
         {std::pair{mu_moon_m3_s2, sky_.moon_m(sky_s)}, std::pair{mu_sun_m3_s2, sky_.sun_m(sky_s)}}) {
      const Eigen::Vector3d d = s - r;
      const double d2 = d.squaredNorm(), s2 = s.squaredNorm();
      a += mu * (d / (d2 * std::sqrt(d2)) - s / (s2 * std::sqrt(s2)));
    }
    dx = {x[3], x[4], x[5], a[0], a[1], a[2]};
  }

  void integrate(Six& x, double from_s, double to_s) const {
    namespace odeint = boost::numeric::odeint;
    // Static, since Odeint copies its buffers before anything is in them.
    static const odeint::runge_kutta_fehlberg78<Six> fehlberg78;
    const auto stepper = odeint::make_controlled(1e-3, 1e-11, fehlberg78);
    const auto right_side = [this](const Six& at, Six& dx, double t_s) { rates(at, dx, t_s); };
    odeint::integrate_adaptive(stepper, right_side, x, from_s, to_s, 30.0);
  }

  std::optional<Arrived> arrive(const Controls& u, double before_s) const {
    const double injection_s = ascent_s + u[1], end_s = (perilune_ - lift_off_).seconds() - before_s;
    if (!(u[1] > 0.0 && u[1] < 12000.0 && u[2] > 2500.0 && u[2] < 4000.0)) return {};
    const Eigen::Vector3d east = earth_pole_.cross(site_).normalized();
    const Eigen::Vector3d ahead = std::cos(u[0]) * site_.cross(east) + std::sin(u[0]) * east;
    const Eigen::Vector3d r = std::cos(downrange_rad) * site_ + std::sin(downrange_rad) * ahead;
    const Eigen::Vector3d v = std::cos(downrange_rad) * ahead - std::sin(downrange_rad) * site_;
    const double circular_m_s = std::sqrt(mu_earth_m3_s2 / parking_m);
    Six x{};
    Eigen::Map<Eigen::Vector3d>(x.data()) = parking_m * r;
    Eigen::Map<Eigen::Vector3d>(x.data() + 3) = circular_m_s * v;
    integrate(x, ascent_s, injection_s);
    Eigen::Map<Eigen::Vector3d> velocity(x.data() + 3);
    velocity += u[2] * velocity.normalized();
    integrate(x, injection_s, end_s);
    const PositionVelocity of_moon =
        before_s == 0.0 ? of_moon_
                        : Ephemeris::embedded().state_m(moon, earth, perilune_ - Duration::seconds(before_s));
    return against_the_aim(Eigen::Map<Eigen::Vector3d>(x.data()) - of_moon.position_m,
                           velocity - of_moon.velocity_m_s, before_s);
  }

  /// The hyperbola's asymptote S, its miss vector B, and those that are wanted: polar, over the north.
  std::optional<Arrived> against_the_aim(const Eigen::Vector3d& r, const Eigen::Vector3d& v,
                                         double before_s) const {
    const double v_infinity_2 = v.squaredNorm() - 2.0 * mu_moon_m3_s2 / r.norm();
    if (!(v_infinity_2 > 0.0)) return {};
    const Eigen::Vector3d h = r.cross(v);
    const Eigen::Vector3d e = v.cross(h) / mu_moon_m3_s2 - r.normalized();
    const double a = mu_moon_m3_s2 / v_infinity_2, size = e.norm();
    const Eigen::Vector3d s =
        (e / (size * size) + std::sqrt(1.0 - 1.0 / (size * size)) * h.cross(e).normalized()).normalized();
    const Eigen::Vector3d b = s.cross(h) / std::sqrt(v_infinity_2);
    const Eigen::Vector3d t = s.cross(moon_pole_).normalized(), towards_south = s.cross(t);
    const double wanted = std::sqrt(perilune_m_ * (perilune_m_ + 2.0 * a));
    // Kepler's equation of the hyperbola.
    const double sinh_F = r.dot(v) / (size * std::sqrt(mu_moon_m3_s2 * a));
    const double since_s = std::sqrt(a * a * a / mu_moon_m3_s2) * (size * sinh_F - std::asinh(sinh_F));
    return Arrived{{b.dot(t), b.dot(towards_south) + wanted, -since_s - before_s}, v_infinity_2};
  }

  bool newton(Controls& x, double before_s, double most_m, double most_s) const {
    const Eigen::Vector3d apart(1e-5, 0.1, 0.01), longest(0.1, 600.0, 60.0);
    Eigen::Matrix3d J;
    double before = INFINITY;
    for (int i = 0; i < 12; ++i) {
      const auto here = arrive(x, before_s);
      if (!here) return false;
      const Eigen::Vector3d& miss = here->miss;
      if (miss.head<2>().norm() < most_m && std::abs(miss[2]) < most_s) return true;
      const double size = miss.head<2>().norm() / most_m + std::abs(miss[2]) / most_s;
      if (size > 0.1 * before || i == 0) {  // differences again, unless the last ones still do
        for (int k = 0; k < 3; ++k) {
          const auto there = arrive(x + apart[k] * Eigen::Vector3d::Unit(k), before_s);
          if (!there) return false;
          J.col(k) = (there->miss - miss) / apart[k];
        }
      }
      before = size;
      Eigen::Vector3d step = -J.colPivHouseholderQr().solve(miss);
      step *= std::min(1.0, 1.0 / (step.cwiseQuotient(longest)).cwiseAbs().maxCoeff());
      x += step;
    }
    return false;
  }

  const Sky& sky_;
  double lift_off_s_;
  Epoch lift_off_, perilune_;
  double perilune_m_;
  PositionVelocity of_moon_;
  Eigen::Vector3d site_, earth_pole_, moon_pole_;
};

}  // namespace perilune::test
