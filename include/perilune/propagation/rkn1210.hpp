#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <type_traits>

#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/nystrom_dense.hpp>
#include <perilune/propagation/rkn1210_tableau.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune {

namespace detail {

/// @throws InvalidArgument, always
[[noreturn]] void refuse_velocity_dependence();

}  // namespace detail

/// One step at a time of RKN12(10), the explicit Runge-Kutta-Nystrom pair of Dormand, El-Mikkawy and Prince:
/// order 12, error estimator of order 10, for equations r'' = a(t, r) whose acceleration does not depend on
/// the velocity. `integrate` drives it, as it does `Dop853`.
///
/// A system whose acceleration does depend on it is refused, since the trajectory would be wrong without a
/// word: when compiling, if the system says so (`static constexpr bool depends_on_velocity = true`); else
/// when the integration starts, where the acceleration is asked for once with velocities that are not
/// numbers, and has to be a number all the same.
///
/// The state is N/2 positions and their N/2 velocities. Cost: 16 evaluations an attempt, one more when the
/// step is accepted (the next step's first), six more for dense output.
///
/// @tparam T     scalar of the state: double, long double, SIMD lanes or dual numbers
/// @tparam N     number of components, even
/// @tparam Time  scalar of the time, the step and the coefficients
///
/// Source: Dormand, El-Mikkawy, Prince, IMA Journal of Numerical Analysis 7 (1987) 423-430. The dense output
/// is ours: `detail::NystromDense`.
/// Checked in: tests/unit/propagation/test_rkn1210.cpp, tests/convergence/propagation/test_battery.cpp
template <class T, int N, class Time = double>
class Rkn1210 {
  static_assert(N % 2 == 0, "Rkn1210: positions and as many velocities");
  static constexpr int dim = N / 2;

 public:
  using Tableau = detail::Rkn1210Tableau;
  using Vector = T[N];

  static constexpr bool positions_only = true;
  static constexpr int order = 12;
  /// Of the position within a step; the velocity is its derivative.
  static constexpr int dense_order = 10;
  static constexpr int evaluations_per_start = std::is_floating_point_v<T> ? 2 : 1;
  static constexpr int evaluations_per_attempt = 16;
  static constexpr int evaluations_per_finish = 1;
  static constexpr int evaluations_per_dense_output = 6;
  static constexpr int slots = 24;  ///< instants of a step, with those of the dense output
  static constexpr Time error_exponent = Time(1) / Time(11);

  /// Evaluates the acceleration at the start of a first step, or after the state was changed from outside.
  /// @throws InvalidArgument if the acceleration depends on the velocity
  template <class System>
  [[gnu::always_inline]] void start(System& system, Time t, const Vector& y) {
    if constexpr (requires { requires System::depends_on_velocity; }) {
      static_assert(!System::depends_on_velocity,
                    "rkn1210 is for forces that depend on position and time alone, and one of these depends "
                    "on the velocity (drag, relativity, rotating axes): take dop853 or gl_collocation");
    }
    const Time times[1] = {t};
    detail::prepare_slots<Time>(system, 0, times);
    system.derivative(0, t, y, first_);
    if constexpr (std::is_floating_point_v<T>) {
      T probe[N], dydt[N];
      for (int n = 0; n < dim; ++n) {
        probe[n] = y[n];
        probe[dim + n] = std::numeric_limits<T>::quiet_NaN();
      }
      system.derivative(0, t, probe, dydt);
      for (int n = dim; n < N; ++n) {
        if (std::isfinite(first_[n]) && !std::isfinite(dydt[n])) detail::refuse_velocity_dependence();
      }
    }
  }

  /// Tries the step from (t, y) over h.
  ///
  /// @param y_new  receives the state at t + h
  /// @param scale  scale(y, y_new, weight) writes the reciprocal of the error allowed in each component
  /// @return       estimated error over allowed error: at most 1 if the step may be kept
  template <class System, class Scale>
  [[gnu::always_inline]] auto attempt(System& system, Time t, Time h, const Vector& y, Vector& y_new,
                                      const Scale& scale) {
    T k[Tableau::stages][dim];
    for (int n = 0; n < dim; ++n) k[0][n] = first_[dim + n];
    step(system, t, h, y, k, y_new);
    T weight[N];
    scale(y, y_new, weight);
    T sum = T(0);
    for (int n = 0; n < dim; ++n) {
      const T position = position_error(h, k, n) * weight[n];
      const T velocity = velocity_error(h, k, n) * weight[dim + n];
      sum += position * position + velocity * velocity;
    }
    for (int i = 0; i < detail::NystromDense::stage_count; ++i) {
      for (int n = 0; n < dim; ++n) k_[i][n] = k[detail::NystromDense::first_stage + i][n];
    }
    using std::sqrt;
    return sqrt(sum / T(Time(N)));
  }

  /// After a step that is kept: evaluates the acceleration at its end, which is also the next step's first.
  template <class System>
  [[gnu::always_inline]] void finish(System& system, Time t, Time h, const Vector& y_new) {
    system.derivative(16, t + h, y_new, last_);  // the instant of slot 16 is t + h
  }

  /// After `finish`: the polynomial of the step.
  template <class System, class Dense>
  void interpolate(System& system, Time t, Time h, const Vector& y, const Vector& y_new, Dense& dense) {
    detail::NystromDense::interpolate<T, N, Time>(system, 17, t, h, y, y_new, first_, last_, k_, dense);
  }

  /// The next step starts where this one ended.
  [[gnu::always_inline]] void advance() {
    for (int n = 0; n < N; ++n) first_[n] = last_[n];
  }

  /// Derivative at the start of the step, and at its end once `finish` has run.
  const Vector& derivative_at_start() const { return first_; }
  const Vector& derivative_at_end() const { return last_; }

  /// The bare step: the accelerations `k` of stages 1 to 16 and the new state. `k[0]` holds the one at the
  /// start.
  template <class System>
  [[gnu::always_inline]] static void step(System& system, Time t, Time h, const Vector& y,
                                          T (&k)[Tableau::stages][dim], Vector& y_new) {
    Time times[Tableau::stages];
    for (int i = 1; i < Tableau::stages; ++i) times[i] = t + Time(Tableau::c[i]) * h;
    times[15] = times[16] = t + h;
    detail::prepare_slots<Time>(system, 1, std::span<const Time>(times + 1, Tableau::stages - 1));
    const Time h2 = h * h;
    detail::unrolled<1, Tableau::stages>([&](auto stage) __attribute__((always_inline)) {
      constexpr int i = decltype(stage)::value;
      T y_stage[N], dydt[N];
      for (int n = 0; n < dim; ++n) {
        y_stage[n] = (y[n] + T(Time(Tableau::c[i]) * h) * y[dim + n]) + T(h2) * weighted<i, i>(k, n);
        y_stage[dim + n] = y[dim + n];  // no acceleration reads it
      }
      system.derivative(i, times[i], y_stage, dydt);
      for (int n = 0; n < dim; ++n) k[i][n] = dydt[dim + n];
    });
    for (int n = 0; n < dim; ++n) {
      y_new[n] = y[n] + (T(h) * y[dim + n] + T(h2) * weighted<Row::for_position, 17>(k, n));
      y_new[dim + n] = y[dim + n] + T(h) * weighted<Row::for_velocity, 17>(k, n);
    }
  }

  /// Component n of the error estimate of a step, of its position and of its velocity.
  [[gnu::always_inline]] static T position_error(Time h, const T (&k)[Tableau::stages][dim], int n) {
    return T(h * h) * weighted<Row::for_position_error, 17>(k, n);
  }
  [[gnu::always_inline]] static T velocity_error(Time h, const T (&k)[Tableau::stages][dim], int n) {
    return T(h) * weighted<Row::for_velocity_error, 17>(k, n);
  }

 private:
  /// Rows of coefficients; below these, the stages.
  enum Row : int { for_position = Tableau::stages, for_velocity, for_position_error, for_velocity_error };

  static constexpr long double coefficient(int row, int j) {
    switch (row) {
      case Row::for_position:
        return Tableau::b[j];
      case Row::for_velocity:
        return Tableau::b_velocity[j];
      case Row::for_position_error:
        return Tableau::b[j] - Tableau::b_low[j];
      case Row::for_velocity_error:
        return Tableau::b_velocity[j] - Tableau::b_velocity_low[j];
      default:
        return Tableau::a[row][j];
    }
  }

  /// sum over j < count of coefficient(row, j) k[j][n], without the terms that are zero; the newest last.
  template <int row, int count, class Stages>
  [[gnu::always_inline]] static T weighted(const Stages& k, int n) {
    T sum = Time(coefficient(row, 0)) * k[0][n];
    detail::unrolled<1, count>([&](auto index) __attribute__((always_inline)) {
      constexpr int j = decltype(index)::value;
      if constexpr (coefficient(row, j) != 0) sum += Time(coefficient(row, j)) * k[j][n];
    });
    return sum;
  }

  T first_[N];
  T last_[N];
  T k_[detail::NystromDense::stage_count][dim];
};

}  // namespace perilune
