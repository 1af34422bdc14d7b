#pragma once

namespace perilune::detail {

// Three Chebyshev series at once:
//
//     f_d(s) = sum over k of c[d n + k] T_k(s),   d = 0, 1, 2
//
// c   3 n coefficients: those of the first component, of the second, of the third; n >= 1
// s   normalised time, -1 to 1: a number, a pack of numbers or a dual number

/// Clenshaw's recurrence with the order of operations of CSPICE, so that its values come out bit for bit.
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
  T w1[3] = {T(0.0), T(0.0), T(0.0)};
  T w2[3] = {T(0.0), T(0.0), T(0.0)};
  T v1[3] = {T(0.0), T(0.0), T(0.0)};
  T v2[3] = {T(0.0), T(0.0), T(0.0)};
  for (int k = n - 1; k > 0; --k) {
    for (int d = 0; d < 3; ++d) {
      const T w3 = w2[d];
      const T v3 = v2[d];
      w2[d] = w1[d];
      w1[d] = T(c[d * n + k]) + (twice * w2[d] - w3);
      v2[d] = v1[d];
      v1[d] = w2[d] + w2[d] + v2[d] * twice - v3;
    }
  }
  for (int d = 0; d < 3; ++d) {
    value[d] = T(c[d * n]) + (s * w1[d] - w2[d]);
    slope[d] = w1[d] + s * v1[d] - v2[d];
  }
}

/// The same values to a rounding or two, in two thirds of the time: terms of even and of odd degree are two
/// recurrences, side by side and half as long. With y = 2 s^2 - 1,
///
///     T_2k(s) = T_k(y)   and   T_2k+3(s) = 2 y T_2k+1(s) - T_2k-1(s).
template <class T>
inline void chebyshev_split(const double* c, int n, const T& s, T (&value)[3]) {
  if (n == 1) {
    for (int d = 0; d < 3; ++d) value[d] = T(c[d]);
    return;
  }
  const T twice = (s + s) * (s + s) - T(2.0);  // 2 y
  const T y = T(0.5) * twice;
  T e1[3], e2[3], o1[3], o2[3];
  const int pairs = n / 2;
  for (int d = 0; d < 3; ++d) {
    e1[d] = n % 2 == 1 ? T(c[d * n + n - 1]) : T(0.0);
    e2[d] = o1[d] = o2[d] = T(0.0);
  }
  for (int k = pairs - 1; k > 0; --k) {
    for (int d = 0; d < 3; ++d) {
      const T e = twice * e1[d] + (T(c[d * n + 2 * k]) - e2[d]);
      e2[d] = e1[d];
      e1[d] = e;
      const T o = twice * o1[d] + (T(c[d * n + 2 * k + 1]) - o2[d]);
      o2[d] = o1[d];
      o1[d] = o;
    }
  }
  for (int d = 0; d < 3; ++d) {
    const T even = y * e1[d] + (T(c[d * n]) - e2[d]);
    const T odd = twice * o1[d] + (T(c[d * n + 1]) - o2[d]);
    value[d] = even + s * (odd - o1[d]);
  }
}

/// As `chebyshev_split`, with the derivatives by s.
template <class T>
inline void chebyshev_split_with_slope(const double* c, int n, const T& s, T (&value)[3], T (&slope)[3]) {
  if (n == 1) {
    for (int d = 0; d < 3; ++d) {
      value[d] = T(c[d]);
      slope[d] = T(0.0);
    }
    return;
  }
  const T twice = (s + s) * (s + s) - T(2.0);  // 2 y; dy/ds = 4 s
  const T y = T(0.5) * twice;
  const int pairs = n / 2;
  for (int d = 0; d < 3; ++d) {
    T e1 = n % 2 == 1 ? T(c[d * n + n - 1]) : T(0.0);
    T e2(0.0), o1(0.0), o2(0.0);
    T u1(0.0), u2(0.0), v1(0.0), v2(0.0);  // derivatives of e1, e2, o1, o2 by y
    for (int k = pairs - 1; k > 0; --k) {
      const T u = twice * u1 + (e1 + e1 - u2);
      u2 = u1;
      u1 = u;
      const T e = twice * e1 + (T(c[d * n + 2 * k]) - e2);
      e2 = e1;
      e1 = e;
      const T v = twice * v1 + (o1 + o1 - v2);
      v2 = v1;
      v1 = v;
      const T o = twice * o1 + (T(c[d * n + 2 * k + 1]) - o2);
      o2 = o1;
      o1 = o;
    }
    const T even = y * e1 + (T(c[d * n]) - e2);
    const T even_by_y = y * u1 + (e1 - u2);
    const T odd = twice * o1 + (T(c[d * n + 1]) - o2) - o1;  // of s times this
    const T odd_by_y = twice * v1 + (o1 + o1 - v2) - v1;
    value[d] = even + s * odd;
    slope[d] = odd + T(4.0) * s * (even_by_y + s * odd_by_y);
  }
}

}  // namespace perilune::detail
