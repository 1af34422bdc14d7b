#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <span>

#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dop853_tableau.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune {

/// One step at a time of DOP853: explicit Runge-Kutta of order 8, error estimators of orders 5 and 3,
/// continuous extension of order 7. It knows nothing of step control or of time loops: `integrate` drives it,
/// and the Boost.Odeint steppers of perilune/propagation/odeint.hpp are made of it.
///
/// The coefficients are constants of the type `Time` in code that is unrolled over the stages: there is no
/// tableau to read at run time. Cost: 11 evaluations an attempt, one more when the step is accepted, three
/// more if its continuous extension is wanted.
///
/// @tparam T     scalar of the state: double, long double, SIMD lanes or dual numbers
/// @tparam N     number of components
/// @tparam Time  scalar of the time, the step and the coefficients
///
/// Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.10.
/// Checked in: tests/unit/propagation/test_dop853.cpp, tests/convergence/propagation/test_battery.cpp
template <class T, int N, class Time = double>
class Dop853 {
 public:
  using Tableau = detail::Dop853Tableau;
  using Vector = T[N];

  static constexpr int order = 8;
  static constexpr int dense_order = 7;
  static constexpr int evaluations_per_attempt = 11;
  static constexpr int evaluations_per_finish = 1;
  static constexpr int evaluations_per_dense_output = 3;
  static constexpr int slots = Tableau::all_stages;  ///< instants of a step, with those of the dense output
  static constexpr Time error_exponent = Time(1) / Time(8);

  /// Evaluates the derivative at the start of a first step, or after the state was changed from outside.
  template <class System>
  [[gnu::always_inline]] void start(System& system, Time t, const Vector& y) {
    const Time times[1] = {t};
    detail::prepare_slots<Time>(system, 0, times);
    system.derivative(0, t, y, k_[0]);
  }

  /// Tries the step from (t, y) over h.
  ///
  /// @param y_new  receives the state at t + h
  /// @param scale  scale(y, y_new, weight) writes the reciprocal of the error allowed in each component
  /// @return       estimated error over allowed error: at most 1 if the step may be kept
  template <class System, class Scale>
  [[gnu::always_inline]] auto attempt(System& system, Time t, Time h, const Vector& y, Vector& y_new,
                                      const Scale& scale) {
    T k[Tableau::stages][N];
    for (int n = 0; n < N; ++n) {
      k[0][n] = k_[0][n];
    }
    step(system, t, h, y, k, y_new);
    T weight[N];
    scale(y, y_new, weight);
    const auto ratio = error_ratio(h, k, weight);
    for (int i = 5; i < Tableau::stages; ++i) {  // the continuous extension reads these, and the first
      for (int n = 0; n < N; ++n) {
        k_[i][n] = k[i][n];
      }
    }
    return ratio;
  }

  /// After a step that is kept: evaluates the derivative at its end, which is also the next step's first
  /// stage.
  template <class System>
  [[gnu::always_inline]] void finish(System& system, Time t, Time h, const Vector& y_new) {
    system.derivative(11, t + h, y_new, k_[12]);  // the instant of slot 11 is t + h
  }

  /// After `finish`: the polynomial of the step.
  template <class System, class Dense>
  void interpolate(System& system, Time t, Time h, const Vector& y, const Vector& y_new, Dense& dense) {
    static_assert(Dense::max_degree >= 7);
    const Time times[3] = {t + Time(Tableau::c[13]) * h, t + Time(Tableau::c[14]) * h,
                           t + Time(Tableau::c[15]) * h};
    detail::prepare_slots<Time>(system, 13, times);
    detail::unrolled<13, 16>([&](auto stage) {
      constexpr int i = decltype(stage)::value;
      T y_stage[N];
      for (int n = 0; n < N; ++n) {
        y_stage[n] = y[n] + T(h) * weighted<i, i>(k_, n);
      }
      system.derivative(i, times[i - 13], y_stage, k_[i]);
    });
    dense.t0 = t;
    dense.h = h;
    dense.degree = 7;
    for (int n = 0; n < N; ++n) {
      const T change = y_new[n] - y[n];
      const T bend = T(h) * k_[0][n] - change;
      dense.coefficient[0][n] = y[n];
      dense.coefficient[1][n] = change;
      dense.coefficient[2][n] = bend;
      dense.coefficient[3][n] = change - T(h) * k_[12][n] - bend;
      detail::unrolled<0, 4>([&](auto row) {
        constexpr int i = decltype(row)::value;
        dense.coefficient[4 + i][n] = T(h) * weighted<Row::extension + i, 16>(k_, n);
      });
    }
  }

  /// The next step starts where this one ended.
  [[gnu::always_inline]] void advance() {
    for (int n = 0; n < N; ++n) {
      k_[0][n] = k_[12][n];
    }
  }

  /// Derivative at the start of the step, and at its end once `finish` has run.
  const Vector& derivative_at_start() const { return k_[0]; }
  const Vector& derivative_at_end() const { return k_[12]; }
  void set_derivative_at_start(const Vector& dydt) {
    for (int n = 0; n < N; ++n) {
      k_[0][n] = dydt[n];
    }
  }

  /// The bare step: stages 1 to 11 and the new state. `k[0]` holds the derivative at the start.
  template <class System>
  [[gnu::always_inline]] static void step(System& system, Time t, Time h, const Vector& y,
                                          T (&k)[Tableau::stages][N], Vector& y_new) {
    Time times[Tableau::stages];
    for (int i = 1; i < Tableau::stages; ++i) {
      times[i] = t + Time(Tableau::c[i]) * h;
    }
    times[Tableau::stages - 1] = t + h;
    detail::prepare_slots<Time>(system, 1, std::span<const Time>(times + 1, Tableau::stages - 1));
    detail::unrolled<1, Tableau::stages>([&](auto stage) __attribute__((always_inline)) {
      constexpr int i = decltype(stage)::value;
      T y_stage[N];
      for (int n = 0; n < N; ++n) {
        y_stage[n] = y[n] + T(h) * weighted<i, i>(k, n);
      }
      system.derivative(i, times[i], y_stage, k[i]);
    });
    for (int n = 0; n < N; ++n) {
      y_new[n] = y[n] + T(h) * weighted<Row::new_state, 12>(k, n);
    }
  }

  /// Error of a step over the error allowed, both estimators combined as in the program DOP853.
  [[gnu::always_inline]] static T error_ratio(Time h, const T (&k)[Tableau::stages][N],
                                              const T (&weight)[N]) {
    using std::abs;
    using std::sqrt;
    T sum5 = T(0);
    T sum3 = T(0);
    for (int n = 0; n < N; ++n) {
      const T e5 = fifth_order_error(k, n) * weight[n];
      const T e3 = third_order_error(k, n) * weight[n];
      sum5 += e5 * e5;
      sum3 += e3 * e3;
    }
    // 1e-200 keeps 0/0 away when nothing moves; it is far below the square of any error that matters.
    const T denominator = sum5 + T(Time(0.01L)) * sum3 + T(Time(1e-200L));
    return T(abs(h)) * sum5 / sqrt(denominator * T(Time(N)));
  }

  /// Component n of the two error estimates of a step, by its length.
  [[gnu::always_inline]] static T fifth_order_error(const T (&k)[Tableau::stages][N], int n) {
    return weighted<Row::fifth_order_estimate, 12>(k, n);
  }
  [[gnu::always_inline]] static T third_order_error(const T (&k)[Tableau::stages][N], int n) {
    return weighted<Row::third_order_estimate, 12>(k, n);
  }

 private:
  /// Rows of coefficients: below `new_state` and up to 15 those of the stages, then the estimators', then the
  /// continuous extension's.
  enum Row : int { new_state = 12, fifth_order_estimate = 16, third_order_estimate = 17, extension = 18 };

  static constexpr long double coefficient(int row, int j) {
    if (row < fifth_order_estimate) return Tableau::a[row][j];
    if (row == fifth_order_estimate) return Tableau::error5[j];
    return row == third_order_estimate ? Tableau::error3[j] : Tableau::dense[row - extension][j];
  }

  /// sum over j < count of coefficient(row, j) k[j][n], without the terms that are zero. The newest stage is
  /// added last, so that all but one term are ready before it is.
  template <int row, int count, class Stages>
  [[gnu::always_inline]] static T weighted(const Stages& k, int n) {
    T sum = Time(coefficient(row, 0)) * k[0][n];
    detail::unrolled<1, count>([&](auto index) __attribute__((always_inline)) {
      constexpr int j = decltype(index)::value;
      if constexpr (coefficient(row, j) != 0) {
        sum += Time(coefficient(row, j)) * k[j][n];
      }
    });
    return sum;
  }

  T k_[Tableau::all_stages][N];
};

}  // namespace perilune
