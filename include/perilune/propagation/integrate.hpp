#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <perilune/core/dual.hpp>
#include <perilune/propagation/stop_reason.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune {

/// How `integrate` chooses its steps, and when it gives up.
template <class Time>
struct IntegrateOptions {
  Time initial_step = Time(0);  ///< 0: found from the derivative and its change (Hairer, II.4)
  Time max_step = std::numeric_limits<Time>::infinity();
  std::int64_t max_steps = 1'000'000;   ///< attempts, kept or not
  Time safety = Time(0.9L);             ///< of the step that the error estimate proposes
  Time min_factor = Time(1) / Time(3);  ///< a step shrinks at most to this part of the last one
  Time max_factor = Time(6);            ///< and grows at most to this many times it
};

/// What an integration came to.
template <class Time>
struct IntegrationOutcome {
  StopReason reason = StopReason::end_time;
  Time t = Time(0);                  ///< where the state in `y` is
  std::int64_t steps = 0;            ///< kept
  std::int64_t rejected = 0;         ///< tried and not kept
  std::int64_t rhs_evaluations = 0;  ///< of the derivative, all of them
};

/// A step that was kept, as `integrate` shows it to its caller.
template <class Method, class System, class T, int N, class Time>
struct KeptStep {
  Method& method;
  System& system;
  Time t0;  ///< start of the step
  Time t1;  ///< its end
  const T (&y0)[N];
  const T (&y1)[N];
  std::int64_t& rhs_evaluations;  ///< of the whole integration: whoever evaluates more, adds
  bool last;                      ///< the step ends where the integration does

  /// The polynomial of the step; costs what the method says.
  template <class Dense>
  void interpolate(Dense& dense) const {
    method.interpolate(system, t0, t1 - t0, y0, y1, dense);
    rhs_evaluations += Method::evaluations_per_dense_output;
    if constexpr (requires { method.take_evaluations(); }) rhs_evaluations += method.take_evaluations();
  }
};

namespace detail {

template <class Method>
constexpr int evaluations_of_start() {
  if constexpr (requires { Method::evaluations_per_start; }) {
    return Method::evaluations_per_start;
  } else {
    return 1;
  }
}

/// First step: such that an explicit Euler step and what its derivative changes stay near the allowed error.
/// Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.4.
template <class Method, class System, class T, int N, class Time, class Scale>
Time starting_step(Method& method, System& system, Time t, Time t_end, const T (&y)[N], const Scale& scale,
                   Time max_step) {
  using std::abs;
  using std::pow;
  using std::sqrt;
  const T(&f0)[N] = method.derivative_at_start();
  T weight[N];
  scale(y, y, weight);
  const auto norm = [&weight](const T(&v)[N]) {
    T sum = T(0);
    for (int n = 0; n < N; ++n) {
      sum += v[n] * weight[n] * v[n] * weight[n];
    }
    return sqrt(sum / T(N));
  };
  const Time longest = std::min(abs(t_end - t), max_step);
  const Time sign = t_end < t ? Time(-1) : Time(1);
  const Time size = value_of(norm(y));
  const Time slope = value_of(norm(f0));
  Time h = slope > Time(1e-10L) && size > Time(1e-10L) ? size / slope * Time(0.01L) : Time(1e-6L);
  h = std::min(h, longest);
  T y1[N];
  for (int n = 0; n < N; ++n) {
    y1[n] = y[n] + T(sign * h) * f0[n];
  }
  T f1[N];
  const Time times[1] = {t + sign * h};
  prepare_slots<Time>(system, 0, times);
  system.derivative(0, times[0], y1, f1);
  for (int n = 0; n < N; ++n) {
    f1[n] -= f0[n];
  }
  if constexpr (requires { Method::first_step_part; }) {  // of the time in which the derivative turns around
    const Time turn = slope / (Time(value_of(norm(f1))) / h);
    if (std::isfinite(turn) && turn > Time(0))
      return sign * std::min(Time(Method::first_step_part) * turn, longest);
  }
  const Time bend = std::max(slope, Time(value_of(norm(f1))) / h);
  const Time by_bend = bend > Time(1e-15L) ? Time(pow(Time(0.01L) / bend, Method::error_exponent))
                                           : std::max(Time(1e-6L), h * Time(1e-3L));
  h = std::min({Time(100) * h, by_bend, longest});
  return std::isfinite(h) ? sign * h : sign * longest;
}

}  // namespace detail

/// Integrates y' = f(t, y) from t0 to t1, forward or backward, with steps of a size that keeps each step's
/// estimated error within `scale`. The last step ends at t1 exactly.
///
/// @param method   one step at a time: `Dop853`, or an Odeint stepper behind the same few functions
/// @param y        the state at t0; receives the state where the integration stopped
/// @param on_step  called as bool(const KeptStep&) after every step that is kept, before the next; false
/// stops
///                 with StopReason::event
/// @return         why it stopped, where, and what it cost
///
/// Step control: with the error ratio e of a step h and e', h' of the one before, the next step is
///
///     h min(0.9 e^(-1/8), 0.9 e^(-1/8) (h / h') (e' / e)^(1/8)),   between h / 3 and 6 h
///
/// for a method whose error goes with h^8; never longer than h right after a rejection. The second term
/// foresees that the error goes on changing as it did (Gustafsson's predictive controller; Hairer and Wanner,
/// Solving Ordinary Differential Equations II, section IV.8). On the way to a perilune, where each step has
/// to be shorter than the last, it saves the rejections: measured on a near-rectilinear halo orbit at 1e-12,
/// 3 instead of 33 in 110 steps.
template <class Method, class System, class T, int N, class Time, class Scale, class OnStep>
[[gnu::flatten]] IntegrationOutcome<Time> integrate(Method& method, System& system, Time t0, T (&y)[N],
                                                    Time t1, const Scale& scale,
                                                    const IntegrateOptions<Time>& options, OnStep&& on_step) {
  using std::abs;
  using std::pow;
  constexpr int most_non_finite_attempts = 30;  // a step that shrinks 10-fold each time is gone by then
  IntegrationOutcome<Time> outcome;
  outcome.t = t0;
  if (t0 == t1) return outcome;
  const Time sign = t1 < t0 ? Time(-1) : Time(1);

  method.start(system, t0, y);
  outcome.rhs_evaluations = detail::evaluations_of_start<Method>();
  Time h = sign * abs(options.initial_step);
  if (h == Time(0)) {
    h = detail::starting_step(method, system, t0, t1, y, scale, options.max_step);
    ++outcome.rhs_evaluations;
  }
  bool rejected_before = false;
  int non_finite = 0;            // attempts since the last step that was kept
  bool last_not_finite = false;  // of the rejected ones
  Time previous_h = Time(0);     // of the step before, and what its error alone would have allowed
  Time previous_factor = Time(0);
  T y_new[N];
  while (true) {
    if (outcome.steps + outcome.rejected >= options.max_steps) {
      outcome.reason = StopReason::step_limit;
      return outcome;
    }
    h = sign * std::min(abs(h), options.max_step);
    // A step that ends within 1 % of the end goes there: no sliver is left over.
    const bool last = (outcome.t + Time(1.01L) * h - t1) * sign >= Time(0);
    if (last) h = t1 - outcome.t;
    const Time smallest = Time(16) * std::numeric_limits<Time>::epsilon() * std::max(abs(outcome.t), abs(h));
    if (!last && abs(h) <= smallest) {
      outcome.reason = last_not_finite ? StopReason::non_finite : StopReason::step_too_small;
      return outcome;
    }
    const Time ratio = value_of(method.attempt(system, outcome.t, h, y, y_new, scale));
    outcome.rhs_evaluations += Method::evaluations_per_attempt;
    if constexpr (requires { method.take_evaluations(); })
      outcome.rhs_evaluations += method.take_evaluations();
    if (!(ratio <= Time(1))) {
      ++outcome.rejected;
      rejected_before = true;
      last_not_finite = !std::isfinite(ratio);
      if (last_not_finite) {
        if (++non_finite > most_non_finite_attempts) {
          outcome.reason = StopReason::non_finite;
          return outcome;
        }
        h *= Time(0.1L);
        continue;
      }
      h *= std::max(options.min_factor, options.safety * Time(pow(ratio, -Method::error_exponent)));
      continue;
    }
    const Time t_new = last ? t1 : outcome.t + h;
    method.finish(system, outcome.t, h, y_new);
    outcome.rhs_evaluations += Method::evaluations_per_finish;
    ++outcome.steps;
    non_finite = 0;
    const KeptStep<Method, System, T, N, Time> kept{
        method, system, outcome.t, t_new, y, y_new, outcome.rhs_evaluations, last};
    const bool go_on = on_step(kept);
    for (int n = 0; n < N; ++n) {
      y[n] = y_new[n];
    }
    outcome.t = t_new;
    if (!go_on) {
      outcome.reason = StopReason::event;
      return outcome;
    }
    if (last) return outcome;
    method.advance();
    // An error far below the allowed one tells nothing of its trend: 0.01 is where that starts (Hairer).
    const Time by_error = Time(pow(std::max(ratio, Time(1e-12L)), -Method::error_exponent));
    Time factor = options.safety * by_error;
    if (previous_h != Time(0))
      factor = std::min(factor, factor * (h / previous_h) * by_error / previous_factor);
    if (rejected_before) factor = std::min(factor, Time(1));
    previous_h = h;
    previous_factor = std::min(by_error, Time(pow(Time(0.01L), -Method::error_exponent)));
    h *= std::clamp(factor, options.min_factor, options.max_factor);
    rejected_before = false;
  }
}

}  // namespace perilune
