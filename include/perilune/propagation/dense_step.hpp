#pragma once

#include <algorithm>

namespace perilune {

/// The states within one step as a polynomial of s = (t - t0) / h, 0 <= s <= 1, in the alternating Newton
/// form
///
///     y(s) = c0 + s (c1 + (1-s) (c2 + s (c3 + (1-s) (c4 + ...))))
///
/// It is the form in which the continuous extension of DOP853 is published, and any polynomial can be written
/// in it: c0 is y(0), c0 + c1 is y(1), both exact in floating point, and the later coefficients fade as h
/// does.
///
/// @tparam max_degree  room for coefficients; `degree` says how many are used
template <class T, int N, class Time = double, int max_degree_ = 17>
struct DenseStep {
  static constexpr int max_degree = max_degree_;

  Time t0 = Time(0);
  Time h = Time(0);
  int degree = 0;
  T coefficient[max_degree + 1][N] = {};

  /// The state at time t, which lies in the step.
  void evaluate(Time t, T (&y)[N]) const { evaluate_at_fraction((t - t0) / h, y); }

  /// The state at the fraction s of the step.
  void evaluate_at_fraction(Time s, T (&y)[N]) const {
    const Time factor[2] = {s, Time(1) - s};
    for (int n = 0; n < N; ++n) {
      y[n] = coefficient[degree][n];
    }
    for (int i = degree; i > 0; --i) {
      const Time f = factor[(i + 1) % 2];
      for (int n = 0; n < N; ++n) {
        y[n] = coefficient[i - 1][n] + f * y[n];
      }
    }
  }
};

}  // namespace perilune
