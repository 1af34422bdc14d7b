#include <perilune/design/landing/thrust_arc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <perilune/core/dual.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/integrate.hpp>

namespace perilune {
namespace {

constexpr int components = 7;  // radius, downrange, two speeds, three costates
constexpr double radius_tolerance_m = 0.01;
constexpr double speed_tolerance_m_s = 1e-4;

/// The problem in units of the start's radius, its circular speed and its mass.
struct Scaled {
  double length_m, speed_m_s, time_s;
  double start[3], end[3];
  double thrust;   // over mass and gravity at the start
  double exhaust;  // speed

  explicit Scaled(const ThrustArcProblem& problem)
      : length_m(problem.start.radius_m),
        speed_m_s(std::sqrt(problem.mu_m3_s2 / length_m)),
        time_s(length_m / speed_m_s),
        start{1.0, problem.start.vertical_speed_m_s / speed_m_s,
              problem.start.horizontal_speed_m_s / speed_m_s},
        end{problem.end.radius_m / length_m, problem.end.vertical_speed_m_s / speed_m_s,
            problem.end.horizontal_speed_m_s / speed_m_s},
        thrust(problem.engine.thrust.si() / problem.mass.si() * time_s / speed_m_s),
        exhaust(problem.engine.specific_impulse.seconds() * standard_gravity_m_s2 / speed_m_s) {}

  double mass(double t) const { return 1.0 - thrust * t / exhaust; }
  double longest() const { return exhaust / thrust; }  // when nothing is left
};

/// The equations over the share s of a duration that may be a dual number.
template <class T>
struct ArcEquations {
  const Scaled& scaled;
  T duration;

  void derivative(int, double s, const T (&y)[components], T (&dyds)[components]) const {
    const T r = y[0], u = y[2], w = y[3], lr = y[4], lu = y[5], lw = y[6];
    const T primer = sqrt(lu * lu + lw * lw);
    const T push = scaled.thrust / (1.0 - scaled.thrust / scaled.exhaust * duration * s) / primer;
    const T turn = w / r;
    const T pull = 1.0 / (r * r);
    const T rate[components] = {u,
                                turn,
                                w * turn - pull + push * lu,
                                push * lw - u * turn,
                                lu * (turn * turn - 2.0 * pull / r) - lw * turn * u / r,
                                lw * turn - lr,
                                lw * u / r - 2.0 * lu * turn};
    for (int n = 0; n < components; ++n) dyds[n] = duration * rate[n];
  }
};

template <class T>
bool integrate_arc(const Scaled& scaled, T duration, double from, double to, T (&y)[components]) {
  using std::sqrt;
  ArcEquations<T> equations{scaled, duration};
  Dop853<T, components> method;
  IntegrateOptions<double> options;
  options.max_steps = 2000;
  const auto outcome =
      integrate(method, equations, from, y, to, ComponentErrorScale{.relative = 1e-12, .absolute = 1e-12},
                options, [](const auto&) { return true; });
  return outcome.reason == StopReason::end_time;
}

/// Unknowns: angle of the primer vector above the horizontal, costate of the radius, duration.
template <class T>
void start_arc(const Scaled& scaled, const T& angle, const T& radius_costate, T (&y)[components]) {
  using std::cos;
  using std::sin;
  y[0] = T(scaled.start[0]);
  y[1] = T(0.0);
  y[2] = T(scaled.start[1]);
  y[3] = T(scaled.start[2]);
  y[4] = radius_costate;
  y[5] = sin(angle);
  y[6] = cos(angle);
}

std::optional<CorrectionValues> miss(const Scaled& scaled, const Eigen::VectorXd& unknowns) {
  using D = Dual<double, 3>;
  const D angle = D::variable(unknowns[0], 0), costate = D::variable(unknowns[1], 1),
          duration = D::variable(unknowns[2], 2);
  D y[components];
  start_arc(scaled, angle, costate, y);
  if (!integrate_arc(scaled, duration, 0.0, 1.0, y)) return std::nullopt;
  CorrectionValues values{Eigen::VectorXd(3), Eigen::MatrixXd(3, 3)};
  const std::array<int, 3> component{0, 2, 3};
  for (int row = 0; row < 3; ++row) {
    const D& reached = y[component[static_cast<std::size_t>(row)]];
    values.residuals[row] = reached.value - scaled.end[row];
    for (int column = 0; column < 3; ++column)
      values.jacobian(row, column) = reached.derivative[static_cast<std::size_t>(column)];
  }
  if (!values.residuals.allFinite() || !values.jacobian.allFinite()) return std::nullopt;
  return values;
}

CorrectionResult shoot(const Scaled& scaled, double angle, double costate, double duration) {
  const double longest = 0.999 * scaled.longest();
  const std::vector<CorrectionVariable> variables{
      {.name = "primer_angle_rad", .value = angle, .scale = 0.1, .most_step = 0.5},
      {.name = "radius_costate", .value = costate, .scale = 0.5, .most_step = 2.0},
      {.name = "duration",
       .value = std::min(duration, longest),
       .scale = 0.1 * duration,
       .low = 1e-6,
       .high = longest,
       .most_step = 0.3 * duration}};
  const std::vector<CorrectionConstraint> constraints{
      {.name = "radius", .tolerance = radius_tolerance_m / scaled.length_m},
      {.name = "vertical_speed", .tolerance = speed_tolerance_m_s / scaled.speed_m_s},
      {.name = "horizontal_speed", .tolerance = speed_tolerance_m_s / scaled.speed_m_s}};
  return correct(variables, constraints, [&](const Eigen::VectorXd& x) { return miss(scaled, x); },
                 {.most_iterations = 40});
}

/// From a few starts: the shortest extremal, else the nearest miss. The thrust begins roughly along the
/// change of velocity, and turns with the costate of the radius.
CorrectionResult best_extremal(const Scaled& scaled) {
  const double du = scaled.end[1] - scaled.start[1], dw = scaled.end[2] - scaled.start[2];
  const double change = std::hypot(du, dw) + 0.1 * std::abs(scaled.end[0] - scaled.start[0]) + 0.05;
  const double duration = scaled.longest() * (1.0 - std::exp(-change / scaled.exhaust));
  const double forward = dw < 0.0 ? -1.0 : 1.0;
  std::optional<CorrectionResult> best;
  const auto better = [](const CorrectionResult& a, const CorrectionResult& b) {
    const bool a_holds = a.status == CorrectionStatus::converged,
               b_holds = b.status == CorrectionStatus::converged;
    if (a_holds != b_holds) return a_holds;
    if (a_holds) return a.variables[2] < b.variables[2];
    return a.log.back().norm < b.log.back().norm;
  };
  for (const double up : {0.1, 0.5, 1.0}) {
    for (const double costate : {1.0, 2.0, 0.3}) {
      const double angle = forward > 0.0 ? up : std::numbers::pi - up;
      CorrectionResult found = shoot(scaled, angle, forward * costate, duration);
      if (found.log.empty()) continue;
      if (!best || better(found, *best)) best = std::move(found);
    }
  }
  return best ? *std::move(best) : shoot(scaled, forward > 0.0 ? 0.1 : 3.0, forward, duration);
}

void check_positive(double value, std::string_view name, std::string_view unit) {
  if (std::isfinite(value) && value > 0.0) return;
  throw InvalidArgument(detail::concat("optimal_thrust_arc: ", name, " is ", value, " ", unit,
                                       "; it has to be positive and finite."));
}

void check(const ThrustArcProblem& problem, int points) {
  check_positive(problem.start.radius_m, "start.radius_m", "m");
  check_positive(problem.end.radius_m, "end.radius_m", "m");
  check_positive(problem.mass.si(), "mass", "kg");
  check_positive(problem.engine.thrust.si(), "engine.thrust", "N");
  check_positive(problem.engine.specific_impulse.seconds(), "engine.specific_impulse", "s");
  check_positive(problem.mu_m3_s2, "mu_m3_s2", "m^3/s^2");
  for (const PlanarState& state : {problem.start, problem.end}) {
    if (!std::isfinite(state.vertical_speed_m_s) || !std::isfinite(state.horizontal_speed_m_s))
      throw InvalidArgument("optimal_thrust_arc: a speed is not finite.");
  }
  if (points < 2)
    throw InvalidArgument(detail::concat("optimal_thrust_arc: points is ", points,
                                         "; at least 2 are needed: "
                                         "the start and the end."));
}

/// The switching function over its thrust term: since the Hamiltonian of a free duration vanishes, it is the
/// drift's part of it, with the other sign.
double switching(const Scaled& scaled, double t, const double (&y)[components]) {
  const double r = y[0], u = y[2], w = y[3], lr = y[4], lu = y[5], lw = y[6];
  const double drift = lr * u + lu * (w * w / r - 1.0 / (r * r)) - lw * u * w / r;
  return -drift / (std::hypot(lu, lw) * scaled.thrust / scaled.mass(t));
}

}  // namespace

PlanarState planar_perilune(double perilune_radius_m, double apolune_radius_m, double mu_m3_s2) {
  if (!(perilune_radius_m > 0.0) || !(apolune_radius_m >= perilune_radius_m) || !(mu_m3_s2 > 0.0) ||
      !std::isfinite(apolune_radius_m) || !std::isfinite(mu_m3_s2))
    throw InvalidArgument(detail::concat("planar_perilune: perilune_radius_m ", perilune_radius_m,
                                         " and apolune_radius_m ", apolune_radius_m, " with mu ", mu_m3_s2,
                                         " are no orbit; 0 < perilune <= apolune is needed."));
  const double a = 0.5 * (perilune_radius_m + apolune_radius_m);
  return {perilune_radius_m, 0.0, std::sqrt(mu_m3_s2 * (2.0 / perilune_radius_m - 1.0 / a))};
}

ThrustArc optimal_thrust_arc(const ThrustArcProblem& problem, int points) {
  check(problem, points);
  const Scaled scaled(problem);
  ThrustArc arc;
  arc.correction = best_extremal(scaled);
  if (arc.correction.status != CorrectionStatus::converged) return arc;
  arc.status = ThrustArcStatus::optimal;
  const double duration = arc.correction.variables[2];
  arc.duration_s = duration * scaled.time_s;
  arc.propellant_kg = (1.0 - scaled.mass(duration)) * problem.mass.si();
  arc.switching_margin = std::numeric_limits<double>::infinity();
  double y[components];
  start_arc(scaled, arc.correction.variables[0], arc.correction.variables[1], y);
  for (int i = 0; i < points; ++i) {
    const double s = static_cast<double>(i) / (points - 1);
    if (i > 0) integrate_arc(scaled, duration, static_cast<double>(i - 1) / (points - 1), s, y);
    const double t = s * duration;
    arc.switching_margin = std::min(arc.switching_margin, switching(scaled, t, y));
    arc.points.push_back({.time_s = t * scaled.time_s,
                          .radius_m = y[0] * scaled.length_m,
                          .downrange_rad = y[1],
                          .vertical_speed_m_s = y[2] * scaled.speed_m_s,
                          .horizontal_speed_m_s = y[3] * scaled.speed_m_s,
                          .pitch_rad = std::atan2(y[5], y[6]),
                          .mass_kg = scaled.mass(t) * problem.mass.si()});
  }
  return arc;
}

std::string_view to_text(ThrustArcStatus status) {
  switch (status) {
    case ThrustArcStatus::optimal:
      return "optimal";
    case ThrustArcStatus::not_converged:
      return "not_converged";
  }
  return "?";
}

}  // namespace perilune
