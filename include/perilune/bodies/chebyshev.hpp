#pragma once

namespace perilune::detail {

/// Three Chebyshev series at once, by Clenshaw's recurrence, in the order of operations of CSPICE:
///
///     f_d(s) = sum over k of c[d n + k] T_k(s),   d = 0, 1, 2
///
/// @param c  3 n coefficients: those of the first component, of the second, of the third
/// @param s  normalised time, -1 to 1: a number, a pack of numbers or a dual number
template <class T>
inline void chebyshev(const double* c, int n, const T& s, T (&value)[3]) {
  const T twice = s + s;
  T w1[3] = {T(0.0), T(0.0), T(0.0)};
  T w2[3] = {T(0.0), T(0.0), T(0.0)};
  for (int k = n - 1; k > 0; --k) {
    for (int d = 0; d < 3; ++d) {
      const T w3 = w2[d];
      w2[d] = w1[d];
      w1[d] = T(c[d * n + k]) + (twice * w2[d] - w3);
    }
  }
  for (int d = 0; d < 3; ++d) value[d] = T(c[d * n]) + (s * w1[d] - w2[d]);
}

/// As `chebyshev`, with the derivatives by s.
template <class T>
inline void chebyshev_with_slope(const double* c, int n, const T& s, T (&value)[3], T (&slope)[3]) {
  const T twice = s + s;
  for (int d = 0; d < 3; ++d) {
    T w1(0.0), w2(0.0), v1(0.0), v2(0.0);
    for (int k = n - 1; k > 0; --k) {
      const T w3 = w2;
      const T v3 = v2;
      w2 = w1;
      w1 = T(c[d * n + k]) + (twice * w2 - w3);
      v2 = v1;
      v1 = w2 + w2 + v2 * twice - v3;
    }
    value[d] = T(c[d * n]) + (s * w1 - w2);
    slope[d] = w1 + s * v1 - v2;
  }
}

}  // namespace perilune::detail
