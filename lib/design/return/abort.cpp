#include <perilune/design/return/abort.hpp>

#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

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

class Aborter {
 public:
  Aborter(const AbortRequest& request, const ReturnOptions& options, const Ephemeris& ephemeris)
      : request_(request), forces_(options.forces.value_or(translunar_forces())), ephemeris_(ephemeris) {
    how_.relative_tolerance = options.relative_tolerance;
    how_.dense_output = false;
    how_.stop_at_impact = false;
    how_.max_steps = 20000;
  }

  AbortOption home(const State& given, Duration time_home) const {
    const State start = given.in(earth_centred_icrf, ephemeris_);
    const double entry_m = earth_radius_m + request_.entry.altitude.in(metre);
    const double angle_rad = request_.entry.angle.in(radian);
    const double r_m = start.position_m.norm();
    AbortOption made;
    made.time_home = time_home;
    if (!(r_m > 1.05 * entry_m)) return made;
    const Eigen::Vector3d up = start.position_m / r_m;
    const Eigen::Vector3d ahead =
        start.position_m.cross(start.velocity_m_s).cross(start.position_m).normalized();
    // From the entry on to the perigee it is some minutes: r_p = r cos^2(angle) of a parabola.
    const double perigee_m = entry_m * std::cos(angle_rad) * std::cos(angle_rad);
    const double on_s = detail::conic_time_s(perigee_m, 0.98, entry_m, mu_earth_m3_s2);
    const double wanted_s = time_home.seconds() + on_s;
    const Speeds guess = ellipse_home(r_m, perigee_m, wanted_s);
    const auto moved = [&](const Eigen::VectorXd& x) {
      State state = start;
      state.velocity_m_s = x[0] * up + x[1] * ahead;
      return state;
    };
    Propagator<StandardForces> down(forces_, how_, ephemeris_);
    down.stop_at(perigee_passage());
    const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
      const Trajectory flown = down.propagate(moved(x), Duration::seconds(wanted_s + 5.0 * 86400.0));
      if (flown.stop_reason() != StopReason::event) return {};
      CorrectionValues values;
      values.residuals = Eigen::Vector2d(
          flown.end_state().position_m.norm() - perigee_for_entry_m(flown.end_state(), entry_m, angle_rad),
          (flown.end() - start.epoch).seconds() - wanted_s);
      return values;
    };
    const CorrectionResult result =
        correct({{.name = "radial_m_s",
                  .value = guess.radial_m_s,
                  .scale = 1.0,
                  .most_step = 100.0,
                  .difference_step = 1e-3},
                 {.name = "horizontal_m_s",
                  .value = guess.horizontal_m_s,
                  .scale = 1.0,
                  .most_step = 50.0,
                  .difference_step = 1e-3}},
                {{"perigee_m", 100.0}, {"time_home_s", 10.0}}, function, {.most_iterations = 30});
    const State away = moved(result.variables);
    made.delta_v_m_s = away.velocity_m_s - start.velocity_m_s;
    if (result.status != CorrectionStatus::converged) return made;
    Propagator<StandardForces> to_entry(forces_, how_, ephemeris_);
    to_entry.stop_at(altitude_crossing(earth, request_.entry.altitude, CrossingDirection::falling));
    const Trajectory flown = to_entry.propagate(away, Duration::seconds(wanted_s + 86400.0));
    if (flown.stop_reason() != StopReason::event) return made;
    made.entry = flown.end_state();
    made.converged = true;
    return made;
  }

 private:
  const AbortRequest& request_;
  StandardForces forces_;
  const Ephemeris& ephemeris_;
  PropagatorOptions how_;
};

}  // namespace

std::vector<AbortPoint> abort_options(std::span<const State> points, const AbortRequest& request,
                                      ThreadPool& pool, const ReturnOptions& options,
                                      const Ephemeris& ephemeris) {
  check(points, request);
  const Aborter aborter(request, options, ephemeris);
  std::vector<AbortPoint> made(points.size());
  pool.for_each(points.size(), [&](std::size_t i, int) {
    made[i].state = points[i];
    for (Duration time = request.time_home_min; time <= request.time_home_max;
         time = time + request.time_home_step) {
      made[i].options.push_back(aborter.home(points[i], time));
    }
  });
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
