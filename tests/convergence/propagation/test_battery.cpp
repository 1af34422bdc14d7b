// The battery that every integrator meets, on an orbit whose every point is known: Kepler's ellipse.
#include <cmath>
#include <numbers>
#include <vector>

#include <perilune/dynamics/elements.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/odeint.hpp>
#include <perilune/propagation/rkn1210.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double eccentricity = 0.3;

using State6 = std::array<double, 6>;
using Fehlberg78 = OdeintMethod<detail::OdeintFehlberg78>;
using Dopri5 = OdeintMethod<detail::OdeintDopri5>;
using Ours = Dop853<double, 6>;
using Nystrom = Rkn1210<double, 6>;
using Gl8 = GlCollocation<6, 8>;
using Gl16 = GlCollocation<6, 16>;

/// The central attraction with mu = 1; the semi-major axis is 1, the period 2 pi.
struct Kepler {
  int calls = 0;
  void derivative(int, double, const double (&y)[6], double (&dydt)[6]) {
    ++calls;
    const double square = y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    const double pull = -1.0 / (square * std::sqrt(square));
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = pull * y[n];
    }
  }
};

/// Where the ellipse is at time t: periapsis at 0, inclined so that all components take part.
State6 exact(double t) {
  const PositionVelocity there = state_from_elements({.semi_major_axis_m = 1.0,
                                                      .eccentricity = eccentricity,
                                                      .inclination_rad = 0.6,
                                                      .node_rad = 0.4,
                                                      .argument_of_periapsis_rad = 1.1,
                                                      .true_anomaly_rad = true_anomaly_rad(t, eccentricity)},
                                                     1.0);
  return {there.position_m[0],   there.position_m[1],   there.position_m[2],
          there.velocity_m_s[0], there.velocity_m_s[1], there.velocity_m_s[2]};
}

void set(double (&y)[6], const State6& value) {
  std::copy(value.begin(), value.end(), y);
}
double position_error(const double (&y)[6], double t) {
  const State6 there = exact(t);
  return std::hypot(y[0] - there[0], y[1] - there[1], y[2] - there[2]);
}
double velocity_error(const double (&y)[6], double t) {
  const State6 there = exact(t);
  return std::hypot(y[3] - there[3], y[4] - there[4], y[5] - there[5]);
}

// Small, so that methods which iterate go on until nothing changes; steps are not controlled by it.
const StateErrorScale unit_scale{0.0, 1e-15, 1e-15};

struct Errors {
  double end = 0.0;             // of the position at the end
  double dense_position = 0.0;  // largest on the polynomials, less what the steps themselves had
  double dense_velocity = 0.0;
};

/// One revolution in steps of equal length.
template <class Method>
Errors fixed_steps(int steps) {
  Kepler system;
  Method method;
  double y[6], y_new[6];
  set(y, exact(0.0));
  const double h = 2.0 * pi / steps;
  Errors errors;
  method.start(system, 0.0, y);
  for (int i = 0; i < steps; ++i) {
    const double t = i * h;
    // Every step of the polynomial's test starts on the ellipse itself: its error alone is measured.
    Method fresh;
    Kepler other;
    double on[6], on_new[6];
    set(on, exact(t));
    fresh.start(other, t, on);
    fresh.attempt(other, t, h, on, on_new, unit_scale);
    fresh.finish(other, t, h, on_new);
    DenseStep<double, 6> dense;
    fresh.interpolate(other, t, h, on, on_new, dense);
    for (int k = 1; k < 20; ++k) {
      double between[6];
      dense.evaluate(t + h * k / 20.0, between);
      errors.dense_position = std::max(errors.dense_position, position_error(between, t + h * k / 20.0));
      errors.dense_velocity = std::max(errors.dense_velocity, velocity_error(between, t + h * k / 20.0));
    }
    method.attempt(system, t, h, y, y_new, unit_scale);
    method.finish(system, t, h, y_new);
    method.advance();
    std::copy(std::begin(y_new), std::end(y_new), y);
  }
  errors.end = position_error(y, 2.0 * pi);
  return errors;
}

/// Slope of log(error) over log(step length), by least squares.
double slope(const std::vector<int>& steps, const std::vector<double>& errors) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  const auto n = static_cast<double>(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double x = -std::log(static_cast<double>(steps[i]));
    const double y = std::log(errors[i]);
    sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

template <class Method>
IntegrationOutcome<double> run(double (&y)[6], double t0, double t1, double tolerance) {
  Kepler system;
  Method method;
  const StateErrorScale scale{tolerance, 0.0, 0.0};
  const auto outcome = integrate(method, system, t0, y, t1, scale, IntegrateOptions<double>{},
                                 [](const auto&) { return true; });
  if constexpr (Method::evaluations_per_attempt > 0) CHECK(outcome.rhs_evaluations == system.calls);
  return outcome;
}

/// Steps a revolution for which the error is well above rounding, and short enough for the leading term to
/// rule.
template <class Method>
std::vector<int> fit_range() {
  if (Method::order == 32) return {7, 8, 9};
  if (Method::order == 16) return {11, 12, 13, 14};
  if (Method::order == 12) return {16, 18, 20, 22};
  if (Method::order == 8) return {50, 64, 80, 100};
  return {100, 150, 225, 340};
}

}  // namespace

TEMPLATE_TEST_CASE("battery: the error falls with the order that is claimed", "[convergence]", Ours, Nystrom,
                   Gl8, Gl16, Fehlberg78, Dopri5) {
  const std::vector<int> steps = fit_range<TestType>();
  std::vector<double> end;
  for (const int n : steps) end.push_back(fixed_steps<TestType>(n).end);
  const double found = slope(steps, end);
  CAPTURE(found, end);
  if (TestType::order == 32) {  // at rounding with the longest steps whose sweeps converge: no slope to see
    CHECK(end.back() < 1e-12);
    return;
  }
  CHECK(found > TestType::order - 0.4);
  // With 16, rounding is met while the error still falls faster than its leading term.
  if (TestType::order < 16) CHECK(found < TestType::order + 1.6);
}

TEMPLATE_TEST_CASE("battery: between the steps it falls with the order of the dense output", "[convergence]",
                   Ours, Nystrom, Gl8, Gl16, Fehlberg78, Dopri5) {
  // The error of one step's polynomial goes with h^(order + 1) in the position. DOP853's own polynomial is as
  // good in the velocity; the others' velocity is the derivative of their position, one order less.
  const std::vector<int> steps = fit_range<TestType>();
  std::vector<double> position, velocity;
  for (const int n : steps) {
    const Errors errors = fixed_steps<TestType>(n);
    position.push_back(errors.dense_position);
    velocity.push_back(errors.dense_velocity);
  }
  const double of_position = slope(steps, position);
  const double of_velocity = slope(steps, velocity);
  CAPTURE(of_position, of_velocity, position, velocity);
  constexpr bool own = std::is_same_v<TestType, Ours>;
  CHECK(of_position > TestType::dense_order + 1 - 0.5);
  CHECK(of_velocity > TestType::dense_order + (own ? 1 : 0) - 0.5);
}

TEMPLATE_TEST_CASE("battery: the polynomial meets both ends of its step", "[convergence]", Ours, Nystrom, Gl8,
                   Gl16, Fehlberg78, Dopri5) {
  Kepler system;
  TestType method;
  double y[6], y_new[6], at[6];
  set(y, exact(0.3));
  method.start(system, 0.3, y);
  method.attempt(system, 0.3, 0.2, y, y_new, unit_scale);
  method.finish(system, 0.3, 0.2, y_new);
  DenseStep<double, 6> dense;
  method.interpolate(system, 0.3, 0.2, y, y_new, dense);
  dense.evaluate_at_fraction(0.0, at);
  for (int n = 0; n < 6; ++n) CHECK(at[n] == y[n]);
  dense.evaluate_at_fraction(1.0, at);
  for (int n = 0; n < 6; ++n) CHECK(std::abs(at[n] - y_new[n]) <= 4e-16);
}

TEMPLATE_TEST_CASE("battery: a step that is kept has the error allowed, and not a millionth of it",
                   "[convergence]", Ours, Nystrom, Gl8, Gl16, Fehlberg78, Dopri5) {
  // Over steps all along the ellipse, for tolerances over six decades: the true error of each kept step, from
  // the exact solution through its start, against the error allowed.
  double worst = 0.0;
  double least = 1e300;
  for (const double tolerance : {1e-6, 1e-8, 1e-10, 1e-12}) {
    for (int i = 0; i < 40; ++i) {
      const double t = 2.0 * pi * i / 40.0;
      const StateErrorScale scale{tolerance, 0.0, 0.0};
      double h = 1.5;
      double y[6], y_new[6];
      set(y, exact(t));
      for (int attempt = 0; attempt < 60; ++attempt, h *= 0.85) {
        Kepler system;
        TestType method;
        method.start(system, t, y);
        if (method.attempt(system, t, h, y, y_new, scale) > 1.0) continue;
        double weight[6];
        scale(y, y_new, weight);
        const State6 there = exact(t + h);
        double sum = 0.0;
        for (std::size_t n = 0; n < 6; ++n) {
          const double e = (y_new[n] - there[n]) * weight[n];
          sum += e * e / 6.0;
        }
        worst = std::max(worst, std::sqrt(sum));
        least = std::min(least, std::sqrt(sum));
        break;
      }
    }
  }
  CAPTURE(worst, least);
  CHECK(worst < 2.0);   // met at 1e-6, where a step turns by half a radian and its leading term rules no more
  CHECK(worst > 1e-3);  // an estimate that cries wolf wastes steps
}

TEMPLATE_TEST_CASE("battery: a tighter tolerance means a smaller error, decade by decade", "[convergence]",
                   Ours, Nystrom, Gl8, Gl16, Fehlberg78, Dopri5) {
  double before = 1.0;
  for (const double tolerance : {1e-6, 1e-8, 1e-10, 1e-12}) {
    double y[6];
    set(y, exact(0.0));
    CHECK(run<TestType>(y, 0.0, 6.0 * pi, tolerance).reason == StopReason::end_time);
    const double error = position_error(y, 6.0 * pi);
    CAPTURE(tolerance, error, before);
    CHECK(error <
          1000.0 * tolerance);  // three revolutions: errors along the track grow with the square of time
    CHECK(error < 0.1 * before);
    before = error;
  }
}

TEMPLATE_TEST_CASE("battery: backward in time it finds where the ellipse was", "[convergence]", Ours, Nystrom,
                   Gl8, Gl16, Fehlberg78, Dopri5) {
  double y[6];
  set(y, exact(0.0));
  const IntegrationOutcome<double> outcome = run<TestType>(y, 0.0, -5.0, 1e-12);
  CHECK(outcome.t == -5.0);
  CHECK(position_error(y, -5.0) < 1e-10);
}

TEMPLATE_TEST_CASE("battery: forward and back is where it was", "[convergence]", Ours, Nystrom, Gl8, Gl16,
                   Fehlberg78, Dopri5) {
  double y[6];
  set(y, exact(0.0));
  run<TestType>(y, 0.0, 20.0 * pi, 1e-13);
  run<TestType>(y, 20.0 * pi, 0.0, 1e-13);
  CHECK(position_error(y, 0.0) < 1e-9);
}

TEMPLATE_TEST_CASE("battery: it ends at the very double that was asked for", "[convergence]", Ours, Nystrom,
                   Gl8, Gl16, Fehlberg78, Dopri5) {
  for (const double end : {0.1, 1.0 / 3.0, 1e-9, 7.0, -0.7, 12.34567890123456, 1e-300}) {
    double y[6];
    set(y, exact(0.0));
    const IntegrationOutcome<double> outcome = run<TestType>(y, 0.0, end, 1e-9);
    CHECK(outcome.reason == StopReason::end_time);
    CHECK(outcome.t == end);
    CHECK(position_error(y, end) < 1e-6);
  }
}

TEMPLATE_TEST_CASE("battery: energy and angular momentum are kept over a hundred revolutions",
                   "[convergence]", Ours, Nystrom, Gl8, Gl16, Fehlberg78, Dopri5) {
  double y[6];
  set(y, exact(0.0));
  const auto energy = [&y] {
    return 0.5 * (y[3] * y[3] + y[4] * y[4] + y[5] * y[5]) -
           1.0 / std::sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2]);
  };
  const auto momentum = [&y] {
    return Eigen::Vector3d(y[1] * y[5] - y[2] * y[4], y[2] * y[3] - y[0] * y[5], y[0] * y[4] - y[1] * y[3]);
  };
  const double energy_before = energy();
  const Eigen::Vector3d momentum_before = momentum();
  run<TestType>(y, 0.0, 200.0 * pi, 1e-12);
  // Some 4,000 steps (dopri5: 30,000), each within 1e-12.
  CHECK(std::abs(energy() / energy_before - 1.0) < 1e-9);
  CHECK((momentum() - momentum_before).norm() < 1e-9 * momentum_before.norm());
}

TEST_CASE("battery: in long double the order goes on below the rounding of doubles", "[convergence]") {
  struct LongKepler {
    void derivative(int, long double, const long double (&y)[6], long double (&dydt)[6]) {
      const long double square = y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
      const long double pull = -1.0L / (square * std::sqrt(square));
      for (int n = 0; n < 3; ++n) {
        dydt[n] = y[n + 3];
        dydt[n + 3] = pull * y[n];
      }
    }
  };
  // A circle, whose every point a long double knows.
  long double error[2] = {};
  for (int k = 0; k < 2; ++k) {
    const int steps = 8 << k;
    const long double h = 1.0L / steps;
    LongKepler system;
    Dop853<long double, 6, long double> method;
    long double y[6] = {1.0L, 0.0L, 0.0L, 0.0L, 1.0L, 0.0L}, y_new[6];
    method.start(system, 0.0L, y);
    for (int i = 0; i < steps; ++i) {
      method.attempt(system, i * h, h, y, y_new,
                     [](const auto&, const auto&, long double(&weight)[6]) { std::fill_n(weight, 6, 1.0L); });
      method.finish(system, i * h, h, y_new);
      method.advance();
      std::copy(std::begin(y_new), std::end(y_new), y);
    }
    error[k] = std::hypot(y[0] - std::cos(1.0L), y[1] - std::sin(1.0L));
  }
  CHECK(static_cast<double>(std::log2(error[0] / error[1])) > 7.6);
  CHECK(static_cast<double>(error[1]) < 5e-16);
}
