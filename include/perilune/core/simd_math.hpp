#pragma once

#include <perilune/core/simd.hpp>

namespace perilune::simd {
inline namespace PERILUNE_SIMD_NAMESPACE {

/// Sine and cosine of all lanes at once, without a branch: 1 unit in the last place (2^-53 near zero of
/// either) for |x| up to 1e6; beyond, and for what is not finite, the result is meaningless or NaN.
///
/// Source: reduction and polynomials of FDLIBM (Sun Microsystems, 1993), s_sin.c and k_cos.c.
/// Checked in: tests/unit/core/test_simd.cpp
template <int N>
[[gnu::always_inline]] inline void sincos(const pack<double, N>& x, pack<double, N>& sine,
                                          pack<double, N>& cosine) {
  using P = pack<double, N>;
  const P shift(0x1.8p52);  // adding and subtracting it rounds to an integer
  const auto nearest = [&](const P& v) __attribute__((always_inline)) {
    return (v + shift) - shift;
  };
  // x = n pi/2 + r, with pi/2 in three parts of which the first two have 33 bits.
  const P n = nearest(x * P(6.36619772367581382433e-01));
  const P r = ((x - n * P(1.57079632673412561417e+00)) - n * P(6.07710050630396597660e-11)) -
              n * P(2.02226624879595063154e-21);
  const P z = r * r;
  P s = fma(z, P(1.58969099521155010221e-10), P(-2.50507602534068634195e-08));
  s = fma(z, s, P(2.75573137070700676789e-06));
  s = fma(z, s, P(-1.98412698298579493134e-04));
  s = fma(z, s, P(8.33333333332248946124e-03));
  s = fma(z, s, P(-1.66666666666666324348e-01));
  s = fma(z * r, s, r);
  P c = fma(z, P(-1.13596475577881948265e-11), P(2.08757232129817482790e-09));
  c = fma(z, c, P(-2.75573143513906633035e-07));
  c = fma(z, c, P(2.48015872894767294178e-05));
  c = fma(z, c, P(-1.38888888888741095749e-03));
  c = fma(z, c, P(4.16666666666666019037e-02));
  const P half = P(0.5) * z;
  const P most = P(1.0) - half;
  c = most + fma(z * z, c, (P(1.0) - most) - half);
  // The quarter turn n mod 4, in arithmetic: odd ones swap, and the signs follow.
  const auto is_odd = [&](const P& v) __attribute__((always_inline)) {
    const P h = P(0.5) * v;
    return nearest(h) != h;
  };
  const auto swapped = is_odd(n);
  const P one = select(swapped, P(1.0), P(0.0));
  sine = select(swapped, c, s);
  cosine = select(swapped, s, c);
  sine = select(is_odd(P(0.5) * (n - one)), -sine, sine);
  cosine = select(is_odd(P(0.5) * (n + one)), -cosine, cosine);
}

}  // namespace PERILUNE_SIMD_NAMESPACE
}  // namespace perilune::simd
