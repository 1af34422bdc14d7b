#include <perilune/design/return/abort.hpp>

#include <cmath>
#include <optional>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/propagator.hpp>

#include "return_conic.hpp"

namespace perilune {

namespace {

void check(std::span<const State> points, const AbortRequest& request) {
  std::vector<std::string> wrong;
  if (points.empty()) wrong.push_back("there are no points");
  if (const std::string of_entry = wrong_with(request.entry); !of_entry.empty()) wrong.push_back(of_entry);
  if (request.time_home_min < Duration::hours(2.0) || request.time_home_max > Duration::days(20.0) ||
      request.time_home_max < request.time_home_min) {
    wrong.push_back("times home from " + to_text(request.time_home_min) + " to " +
                    to_text(request.time_home_max) + "; allowed are 2 h to 20 d");
  }
  if (!(request.time_home_step > Duration())) wrong.push_back("time_home_step has to be above 0");
  if (!wrong.empty()) throw InvalidArgument("abort_options: " + join(wrong, "; "));
}

/// Speeds about the Earth from which an ellipse comes to a perigee.
struct Speeds {
  double radial_m_s = 0.0, horizontal_m_s = 0.0;
};

/// Time from a distance to the perigee, moving with a radial speed, and the horizontal speed for it.
double time_to_perigee_s(double r_m, double radial_m_s, double perigee_m, Speeds& speeds) {
  // Energy and angular momentum from both ends: h^2 (1/p^2 - 1/r^2) = v_r^2 + 2 mu (1/p - 1/r).
  const double h2 = (radial_m_s * radial_m_s + 2.0 * mu_earth_m3_s2 * (1.0 / perigee_m - 1.0 / r_m)) /
                    (1.0 / (perigee_m * perigee_m) - 1.0 / (r_m * r_m));
  speeds = {radial_m_s, std::sqrt(h2) / r_m};
  const double e = h2 / (mu_earth_m3_s2 * perigee_m) - 1.0;
  const double one_way_s = detail::conic_time_s(perigee_m, e, r_m, mu_earth_m3_s2);
  if (radial_m_s <= 0.0) return one_way_s;
  if (e >= 1.0) return INFINITY;
  const double a_m = perigee_m / (1.0 - e);
  return 2.0 * 3.14159265358979323846 * std::sqrt(a_m * a_m * a_m / mu_earth_m3_s2) - one_way_s;
}

Speeds ellipse_home(double r_m, double perigee_m, double time_s) {
  double low_m_s = -15e3, high_m_s = 12e3;  // radial speeds: the more inward, the sooner
  Speeds speeds;
  for (int i = 0; i < 60; ++i) {
    const double middle_m_s = 0.5 * (low_m_s + high_m_s);
    (time_to_perigee_s(r_m, middle_m_s, perigee_m, speeds) < time_s ? low_m_s : high_m_s) = middle_m_s;
  }
  time_to_perigee_s(r_m, low_m_s, perigee_m, speeds);
  return speeds;
}

/// Within the Moon's sphere of influence a way home begins as a hyperbola about the Moon.
constexpr double near_moon_m = 66e6;
/// Passages of a least distance from the Earth beyond this are none of its perigee: about the Moon, or beside
/// it.
constexpr double homeward_m = 250e6;

class Aborter {
 public:
  Aborter(const AbortRequest& request, const ReturnOptions& options, const Ephemeris& ephemeris)
      : request_(request),
        forces_(options.forces.value_or(translunar_forces())),
        ephemeris_(ephemeris),
        entry_m_(earth_radius_m + request.entry.altitude.in(metre)),
        angle_rad_(request.entry.angle.in(radian)),
        // From the entry on to the perigee it is some minutes: r_p = r cos^2(angle) of a parabola.
        perigee_m_(entry_m_ * std::cos(angle_rad_) * std::cos(angle_rad_)),
        on_s_(detail::conic_time_s(perigee_m_, 0.98, entry_m_, mu_earth_m3_s2)) {
    how_.relative_tolerance = options.relative_tolerance;
    how_.dense_output = false;
    how_.stop_at_impact = false;
    how_.max_steps = 20000;
  }

  AbortPoint point(const State& given) const {
    AbortPoint made;
    made.state = given;
    const State start = given.in(earth_centred_icrf, ephemeris_);
    const State about_moon = given.in(moon_centred_icrf, ephemeris_);
    const bool near_moon = about_moon.position_m.norm() < near_moon_m;
    for (Duration time = request_.time_home_min; time <= request_.time_home_max;
         time = time + request_.time_home_step) {
      AbortOption option;
      option.time_home = time;
      if (start.position_m.norm() > 1.05 * entry_m_) {
        const double wanted_s = time.seconds() + on_s_;
        if (near_moon) take(option, start, hyperbola_home(start, about_moon, wanted_s), true);
        if (!option.converged) take(option, start, ellipse_away(start, wanted_s), near_moon);
      }
      made.options.push_back(option);
    }
    if (near_moon) follow_neighbours(made, start);
    return made;
  }

 private:
  /// The ellipse about the Earth in the plane in which the craft moves.
  Eigen::Vector3d ellipse_away(const State& start, double wanted_s) const {
    const Eigen::Vector3d up = start.position_m.normalized();
    const Eigen::Vector3d ahead =
        start.position_m.cross(start.velocity_m_s).cross(start.position_m).normalized();
    const Speeds speeds = ellipse_home(start.position_m.norm(), perigee_m_, wanted_s);
    return speeds.radial_m_s * up + speeds.horizontal_m_s * ahead;
  }

  /// Near the Moon: the hyperbola that leaves it with the velocity that the ellipse home needs at its
  /// distance. The plane of that ellipse is free: of 24 the cheapest.
  std::optional<Eigen::Vector3d> hyperbola_home(const State& start, const State& about_moon,
                                                double wanted_s) const {
    constexpr int planes = 24;
    const PositionVelocity of_moon = ephemeris_.state_m(moon, earth, start.epoch);
    const Eigen::Vector3d up = of_moon.position_m.normalized();
    const Eigen::Vector3d first = of_moon.position_m.cross(of_moon.velocity_m_s).cross(up).normalized();
    const Eigen::Vector3d second = up.cross(first);
    const Speeds speeds = ellipse_home(of_moon.position_m.norm(), perigee_m_, wanted_s);
    std::optional<Eigen::Vector3d> best;
    double least_m_s = INFINITY;
    for (int i = 0; i < planes; ++i) {
      const double turn = 2.0 * 3.14159265358979323846 * i / planes;
      const Eigen::Vector3d ahead = std::cos(turn) * first + std::sin(turn) * second;
      const Eigen::Vector3d v_infinity_m_s =
          speeds.radial_m_s * up + speeds.horizontal_m_s * ahead - of_moon.velocity_m_s;
      const auto velocity = detail::velocity_to_asymptote_m_s(about_moon.position_m, v_infinity_m_s);
      if (!velocity) continue;
      const double cost_m_s = (*velocity - about_moon.velocity_m_s).norm();
      if (cost_m_s >= least_m_s) continue;
      least_m_s = cost_m_s;
      best = *velocity + of_moon.velocity_m_s;
    }
    return best;
  }

  /// Corrects a guess and keeps it if it is cheaper than what is there.
  void take(AbortOption& option, const State& start, const std::optional<Eigen::Vector3d>& guess,
            bool free_plane) const {
    if (!guess) return;
    const AbortOption found = corrected(start, *guess, option.time_home, free_plane);
    const bool better = found.converged && (!option.converged || found.burn_m_s() < option.burn_m_s());
    if (better || !option.converged) option = found;
  }

  /// The perigee that a velocity leads to; nothing if it is not met in time.
  std::optional<State> perigee(const State& start, double most_s) const {
    const Epoch latest = start.epoch + Duration::seconds(most_s);
    State at = start;
    if (start.position_m.norm() > homeward_m) {
      Propagator<StandardForces> inward(forces_, how_, ephemeris_);
      inward.stop_at(distance_crossing(earth, Length::from_si(homeward_m), CrossingDirection::falling));
      const Trajectory flown = inward.propagate(start, latest);
      if (flown.stop_reason() != StopReason::event) return {};
      at = flown.end_state();
    }
    Propagator<StandardForces> down(forces_, how_, ephemeris_);
    down.stop_at(perigee_passage());
    const Trajectory flown = down.propagate(at, latest);
    if (flown.stop_reason() != StopReason::event) return {};
    return flown.end_state();
  }

  /// Newton's method: in the plane of the motion about the Earth, or by the smallest change of the velocity.
  AbortOption corrected(const State& start, const Eigen::Vector3d& guess, Duration time_home,
                        bool free_plane) const {
    AbortOption made;
    made.time_home = time_home;
    const double wanted_s = time_home.seconds() + on_s_;
    const Eigen::Vector3d up = start.position_m.normalized();
    const Eigen::Vector3d normal = start.position_m.cross(guess).normalized();
    const Eigen::Vector3d ahead = normal.cross(up);
    const auto moved = [&](const Eigen::VectorXd& x) {
      State state = start;
      state.velocity_m_s = guess + x[0] * up + x[1] * ahead;
      if (free_plane) state.velocity_m_s += x[2] * normal;
      return state;
    };
    const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
      const auto lowest = perigee(moved(x), free_plane ? 1.3 * wanted_s + 43200.0 : wanted_s + 5.0 * 86400.0);
      if (!lowest) return {};
      // Its root, as the horizontal speed: nearly linear in what is changed.
      const double flown_m = lowest->position_m.norm();
      const double wanted_m = perigee_for_entry_m(*lowest, entry_m_, angle_rad_);
      CorrectionValues values;
      values.residuals =
          Eigen::Vector2d(2.0 * std::sqrt(wanted_m) * (std::sqrt(flown_m) - std::sqrt(wanted_m)),
                          (lowest->epoch - start.epoch).seconds() - wanted_s);
      return values;
    };
    std::vector<CorrectionVariable> variables{
        {.name = "radial_m_s", .value = 0.0, .scale = 1.0, .most_step = 100.0, .difference_step = 1e-3},
        {.name = "horizontal_m_s", .value = 0.0, .scale = 1.0, .most_step = 50.0, .difference_step = 1e-3}};
    if (free_plane) {
      variables.push_back(
          {.name = "across_m_s", .value = 0.0, .scale = 1.0, .most_step = 50.0, .difference_step = 1e-3});
    }
    // Near the Moon many guesses are tried: one that does not come on soon is left.
    const CorrectionOptions patience = free_plane
                                           ? CorrectionOptions{.most_iterations = 14, .most_halvings = 5}
                                           : CorrectionOptions{.most_iterations = 30};
    const CorrectionResult result =
        correct(variables, {{"perigee_m", 100.0}, {"time_home_s", 10.0}}, function, patience);
    const State away = moved(result.variables);
    made.delta_v_m_s = away.velocity_m_s - start.velocity_m_s;
    if (result.status != CorrectionStatus::converged) return made;
    PropagatorOptions solid = how_;
    solid.stop_at_impact = true;  // a way through the Moon is none
    Propagator<StandardForces> to_entry(forces_, solid, ephemeris_);
    to_entry.stop_at(altitude_crossing(earth, request_.entry.altitude, CrossingDirection::falling));
    const Trajectory flown = to_entry.propagate(away, Duration::seconds(wanted_s + 86400.0));
    if (flown.stop_reason() != StopReason::event) return made;
    if (flown.end_state().position_m.norm() > 1.01 * entry_m_) return made;  // it met the Moon
    made.entry = flown.end_state();
    made.converged = true;
    return made;
  }

  /// Until the Moon is passed, ways home come in two kinds, back at once and round the Moon. From the craft's
  /// own way, if it leads home, and from every option that was found, the time home is changed in small steps
  /// to the neighbours': the cheaper of what comes of it stays.
  void follow_neighbours(AbortPoint& made, const State& start) const {
    const auto count = static_cast<int>(made.options.size());
    const auto lowest = perigee(start, 12.0 * 86400.0);
    if (lowest && lowest->position_m.norm() < 30e6) {
      const double own_s = (lowest->epoch - start.epoch).seconds() - on_s_;
      for (int i = 0; i < count; ++i) {
        AbortOption& option = made.options[static_cast<std::size_t>(i)];
        if (std::abs(option.time_home.seconds() - own_s) > 1.01 * request_.time_home_step.seconds()) continue;
        lead(option, start, start.velocity_m_s, own_s);
      }
    }
    for (int k = 1; k < count; ++k) step(made, start, k - 1, k);
    for (int k = count - 1; k > 0; --k) step(made, start, k, k - 1);
  }

  void step(AbortPoint& made, const State& start, int from, int to) const {
    const AbortOption& known = made.options[static_cast<std::size_t>(from)];
    AbortOption& option = made.options[static_cast<std::size_t>(to)];
    // A neighbour that costs more will not lead to less, unless nothing is there.
    if (!known.converged || (option.converged && option.burn_m_s() <= known.burn_m_s())) return;
    lead(option, start, start.velocity_m_s + known.delta_v_m_s, known.time_home.seconds());
  }

  /// From a velocity that leads home in one time to the option's time.
  void lead(AbortOption& option, const State& start, Eigen::Vector3d velocity_m_s, double time_s) const {
    constexpr int steps = 3;
    const double apart_s = (option.time_home.seconds() - time_s) / steps;
    for (int i = 1; i < steps; ++i) {
      const AbortOption between =
          corrected(start, velocity_m_s, Duration::seconds(time_s + i * apart_s), true);
      if (!between.converged) return;
      velocity_m_s = start.velocity_m_s + between.delta_v_m_s;
    }
    take(option, start, velocity_m_s, true);
  }

  const AbortRequest& request_;
  StandardForces forces_;
  const Ephemeris& ephemeris_;
  double entry_m_, angle_rad_, perigee_m_, on_s_;
  PropagatorOptions how_;
};

}  // namespace

std::vector<AbortPoint> abort_options(std::span<const State> points, const AbortRequest& request,
                                      ThreadPool& pool, const ReturnOptions& options,
                                      const Ephemeris& ephemeris) {
  check(points, request);
  const Aborter aborter(request, options, ephemeris);
  std::vector<AbortPoint> made(points.size());
  pool.for_each(points.size(), [&](std::size_t i, int) { made[i] = aborter.point(points[i]); });
  return made;
}

const AbortOption* AbortPoint::cheapest() const {
  const AbortOption* best = nullptr;
  for (const AbortOption& each : options) {
    if (each.converged && (best == nullptr || each.burn_m_s() < best->burn_m_s())) best = &each;
  }
  return best;
}

const AbortOption* AbortPoint::fastest(double most_delta_v_m_s) const {
  for (const AbortOption& each : options) {
    if (each.converged && each.burn_m_s() <= most_delta_v_m_s) return &each;
  }
  return nullptr;
}

std::string abort_csv(std::span<const AbortPoint> points) {
  std::string text = "epoch_utc,time_home_d,delta_v_m_s,entry_utc,entry_speed_m_s,outcome\n";
  for (const AbortPoint& point : points) {
    for (const AbortOption& each : point.options) {
      text += detail::concat(point.state.epoch.iso8601(TimeScale::utc, 0), ",",
                             fixed(each.time_home.days(), 3), ",", fixed(each.burn_m_s(), 1), ",",
                             each.converged ? each.entry.epoch.iso8601(TimeScale::utc, 0) : "", ",",
                             each.converged ? fixed(each.entry.velocity_m_s.norm(), 1) : "", ",",
                             each.converged ? "converged" : "not_converged", "\n");
    }
  }
  return text;
}

}  // namespace perilune
