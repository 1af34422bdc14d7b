#pragma once

#include <algorithm>
#include <cmath>

namespace perilune {

/// Error that a step may make in a state of a position and a velocity: relative to the lengths of the two
/// vectors, so that it does not depend on how the axes lie and no component asks for the impossible when it
/// passes zero.
///
///     allowed position error = absolute_position + relative max(|r_old|, |r_new|), each component
///     allowed velocity error = absolute_velocity + relative max(|v_old|, |v_new|), each component
///
/// A step is kept when the root mean square over the six components of error / allowed error is at most 1.
struct StateErrorScale {
  double relative = 1e-12;
  double absolute_position = 0.0;
  double absolute_velocity = 0.0;

  /// Writes the reciprocals of the allowed errors.
  template <class T>
  [[gnu::always_inline]] void operator()(const T (&y)[6], const T (&y_new)[6], T (&weight)[6]) const {
    using std::max;
    using std::sqrt;
    const auto square = [](const T* v) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; };
    const T r = sqrt(max(square(y), square(y_new)));
    const T v = sqrt(max(square(y + 3), square(y_new + 3)));
    const T position = T(1) / (T(absolute_position) + T(relative) * r);
    const T velocity = T(1) / (T(absolute_velocity) + T(relative) * v);
    for (int n = 0; n < 3; ++n) {
      weight[n] = position;
      weight[n + 3] = velocity;
    }
  }
};

/// Error that a step may make in any other state: relative to each component by itself.
///
///     allowed error of component n = absolute + relative max(|y_n|, |y_new,n|)
struct ComponentErrorScale {
  double relative = 1e-12;
  double absolute = 1e-12;

  template <class T, int N>
  [[gnu::always_inline]] void operator()(const T (&y)[N], const T (&y_new)[N], T (&weight)[N]) const {
    using std::abs;
    using std::max;
    for (int n = 0; n < N; ++n) {
      weight[n] = T(1) / (T(absolute) + T(relative) * max(abs(y[n]), abs(y_new[n])));
    }
  }
};

}  // namespace perilune
