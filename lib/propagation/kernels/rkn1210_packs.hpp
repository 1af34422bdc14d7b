// RKN12(10) and a point's pull with a flight in each lane, for kernels: what a file makes of it depends on
// the instruction set that it is compiled for, and carries its name.
#pragma once

#include <type_traits>

#include <perilune/core/isa.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/propagation/rkn1210_tableau.hpp>

namespace perilune::detail::PERILUNE_KERNEL_ISA {

using Tableau = Rkn1210Tableau;
using Pack = simd::native_pack;
using Mask = Pack::mask_type;
inline constexpr int lanes = Pack::size;
inline constexpr int stages = Tableau::stages;

template <int begin, int end, class Body>
[[gnu::always_inline]] inline void unrolled(Body&& body) {
  if constexpr (begin < end) {
    body(std::integral_constant<int, begin>{});
    unrolled<begin + 1, end>(body);
  }
}

/// mu / x^(3/2). With an estimate y of 1/sqrt(x) that is off by e = 1 - x y^2 < 2^-13:
///
///     x^(-3/2) = y^3 (1 - e)^(-3/2) = y^3 (1 + 3/2 e + 15/8 e^2 + 35/16 e^3 + 315/128 e^4 + ...)
[[gnu::always_inline]] inline Pack pull_over_cube(double mu, const Pack& x) {
#if defined(PERILUNE_SIMD_AVX512)
  Pack y;
  for (int i = 0; i < Pack::registers; ++i) y.part(i) = _mm512_maskz_rsqrt14_pd(0xff, x.part(i));
  const Pack e = fma(-(x * y), y, Pack(1.0));
  const Pack cube = (y * y) * (y * Pack(mu));
  const Pack tail = fma(e, Pack(315.0 / 128.0), Pack(35.0 / 16.0));
  const Pack head = fma(e, Pack(15.0 / 8.0), Pack(1.5));
  return fma(cube * e, fma(e * e, tail, head), cube);
#else
  return Pack(mu) / (x * sqrt(x));
#endif
}

[[gnu::always_inline]] inline Pack square(const Pack (&a)[3]) {
  return fma(a[2], a[2], fma(a[1], a[1], a[0] * a[0]));
}
[[gnu::always_inline]] inline Pack dot(const Pack (&a)[3], const Pack (&b)[3]) {
  return fma(a[2], b[2], fma(a[1], b[1], a[0] * b[0]));
}

inline constexpr double weight_of(int sum, int j) {
  const long double value = sum == 0   ? Tableau::b[j]
                            : sum == 1 ? Tableau::b_velocity[j]
                            : sum == 2 ? Tableau::b[j] - Tableau::b_low[j]
                                       : Tableau::b_velocity[j] - Tableau::b_velocity_low[j];
  return static_cast<double>(value);
}

/// sum += sum over j of weight(j) k_j, without the terms that are zero.
template <int which>
[[gnu::always_inline]] inline void add_weighted(const Pack (&k)[stages][3], Pack (&sum)[3]) {
  unrolled<0, stages>([&](auto index) __attribute__((always_inline)) {
    constexpr int j = decltype(index)::value;
    if constexpr (weight_of(which, j) != 0.0) {
      const Pack weight(weight_of(which, j));
      for (int n = 0; n < 3; ++n) sum[n] = fma(weight, k[j][n], sum[n]);
    }
  });
}

/// r += sum over j < i of a_ij k_j, without the terms that are zero.
template <int i>
[[gnu::always_inline]] inline void add_stages(const Pack (&k)[stages][3], Pack (&r)[3]) {
  unrolled<0, i>([&](auto index) __attribute__((always_inline)) {
    constexpr int j = decltype(index)::value;
    if constexpr (Tableau::a[i][j] != 0.0L) {
      const Pack weight(static_cast<double>(Tableau::a[i][j]));
      for (int n = 0; n < 3; ++n) r[n] = fma(weight, k[j][n], r[n]);
    }
  });
}

}  // namespace perilune::detail::PERILUNE_KERNEL_ISA
