// What a pack promises, compiled once for each instruction set; test_simd.cpp runs those that the machine
// has. Nothing here may be shared with other files: so builtins instead of the library's inline functions.
#include <perilune/core/simd_math.hpp>

#include "simd_checks.hpp"

namespace {

using namespace perilune;

/// Numbers of every kind, positive and negative, for lane `i` of sample `k`.
inline double sample(int k, int i) {
  const double steps = 0.37 * k - 3.0 * i + 0.11;
  return (i % 2 == 0 ? 1.0 : -1.0) * __builtin_exp2(steps) * (1.0 + 0.01 * i);
}
template <int N>
simd::pack<double, N> sample_pack(int k) {
  double v[N];
  for (int i = 0; i < N; ++i) v[i] = sample(k, i);
  return simd::pack<double, N>::load(v);
}

/// How many lanes of `made` are not what `expected(i)` says, to the bit.
template <int N, class Expected>
int wrong_lanes(const simd::pack<double, N>& made, const Expected& expected) {
  int wrong = 0;
  for (int i = 0; i < N; ++i) {
    const double want = expected(i);
    if (!(made[i] == want || (__builtin_isnan(made[i]) && __builtin_isnan(want)))) ++wrong;
  }
  return wrong;
}

template <int N>
int wrong_arithmetic() {
  using P = simd::pack<double, N>;
  int wrong = 0;
  for (int k = -40; k < 40; ++k) {
    const P a = sample_pack<N>(k), b = sample_pack<N>(7 - k), c = sample_pack<N>(2 * k);
    const auto x = [k](int i) { return sample(k, i); };
    const auto y = [k](int i) { return sample(7 - k, i); };
    const auto z = [k](int i) { return sample(2 * k, i); };
    wrong += wrong_lanes(a + b, [&](int i) { return x(i) + y(i); });
    wrong += wrong_lanes(a - b, [&](int i) { return x(i) - y(i); });
    wrong += wrong_lanes(a * b, [&](int i) { return x(i) * y(i); });
    wrong += wrong_lanes(a / b, [&](int i) { return x(i) / y(i); });
    wrong += wrong_lanes(-a, [&](int i) { return -x(i); });
    wrong += wrong_lanes(2.0 * a - 1.0, [&](int i) { return 2.0 * x(i) - 1.0; });
    wrong += wrong_lanes(sqrt(a), [&](int i) { return __builtin_sqrt(x(i)); });
    wrong += wrong_lanes(sqrt(abs(a)), [&](int i) { return __builtin_sqrt(__builtin_fabs(x(i))); });
    wrong += wrong_lanes(fma(a, b, c), [&](int i) {
      return simd::has_fma ? __builtin_fma(x(i), y(i), z(i)) : x(i) * y(i) + z(i);
    });
    wrong += wrong_lanes(select(a < b, a, c), [&](int i) { return x(i) < y(i) ? x(i) : z(i); });
    wrong += wrong_lanes(min(a, b), [&](int i) { return __builtin_fmin(x(i), y(i)); });
    wrong += wrong_lanes(max(a, b), [&](int i) { return __builtin_fmax(x(i), y(i)); });
    wrong += wrong_lanes(floor(a), [&](int i) { return __builtin_floor(x(i)); });
    wrong += wrong_lanes(sin(a), [&](int i) { return __builtin_sin(x(i)); });
    wrong += wrong_lanes(atan2(a, b), [&](int i) { return __builtin_atan2(x(i), y(i)); });
    wrong += wrong_lanes(copysign(a, b), [&](int i) { return __builtin_copysign(x(i), y(i)); });
    P changed = a;
    changed += b;
    changed *= c;
    changed -= a;
    changed /= b;
    wrong += wrong_lanes(changed, [&](int i) { return ((x(i) + y(i)) * z(i) - x(i)) / y(i); });
  }
  return wrong;
}

template <int N>
int wrong_masks() {
  using P = simd::pack<double, N>;
  int wrong = 0;
  for (int k = -20; k < 20; ++k) {
    const P a = sample_pack<N>(k), b = sample_pack<N>(-k);
    unsigned below = 0, same = 0;
    for (int i = 0; i < N; ++i) {
      if (sample(k, i) < sample(-k, i)) below |= 1u << i;
      if (sample(k, i) == sample(-k, i)) same |= 1u << i;
    }
    const unsigned every = (1u << N) - 1u;
    wrong += (a < b).to_bits() != below;
    wrong += (b > a).to_bits() != below;
    wrong += (a <= b).to_bits() != (below | same);
    wrong += (a >= b).to_bits() != (every & ~below);
    wrong += (a == b).to_bits() != same;
    wrong += (a != b).to_bits() != (every & ~same);
    wrong += (!(a < b)).to_bits() != (every & ~below);
    wrong += ((a < b) | (a == b)).to_bits() != (below | same);
    wrong += ((a < b) & (a <= b)).to_bits() != below;
    wrong += simd::any(a < b) != (below != 0);
    wrong += simd::all(a < b) != (below == every);
    wrong += simd::none(a < b) != (below == 0);
    for (int i = 0; i < N; ++i) wrong += (a < b)[i] != ((below >> i & 1u) != 0);
  }
  P odd(1.0);
  odd.set(N - 1, __builtin_nan(""));
  wrong += isnan(odd).to_bits() != 1u << (N - 1);
  wrong += isfinite(odd).to_bits() != (1u << N) - 1u - (1u << (N - 1));
  odd.set(0, __builtin_inf());
  wrong += isfinite(odd)[0];
  wrong += !simd::all(simd::mask<N>(true)) || simd::any(simd::mask<N>(false));
  return wrong;
}

/// Of inverse_sqrt and over_cube, in units of 2^-53 of the value.
template <int N>
double worst_inverse_sqrt() {
  double worst = 0.0;
  for (int k = -2000; k < 2000; ++k) {
    const auto x = abs(sample_pack<N>(k % 100)) * (1.0 + k * 1e-4);
    const auto y = simd::inverse_sqrt(x), cube = simd::over_cube(simd::pack<double, N>(3.0), x);
    for (int i = 0; i < N; ++i) {
      const long double root = __builtin_sqrtl(static_cast<long double>(x[i]));
      const auto off = static_cast<double>(__builtin_fabsl(y[i] * root - 1.0L) * 0x1p53L);
      const auto cube_off =
          static_cast<double>(__builtin_fabsl(cube[i] * root * root * root / 3.0L - 1.0L) * 0x1p53L);
      worst = __builtin_fmax(worst, __builtin_fmax(off, cube_off));
    }
  }
  return worst;
}

/// Of sincos, in units of 2^-53.
template <int N>
double worst_sincos() {
  double worst = 0.0;
  for (int k = -3000; k < 3000; ++k) {
    const double size = k % 3 == 0 ? 1e6 : k % 3 == 1 ? 3.0 : 1e-3;
    simd::pack<double, N> x, sine, cosine;
    for (int i = 0; i < N; ++i) x.set(i, size * (k + 0.37 * i) / 3000.0);
    simd::sincos(x, sine, cosine);
    for (int i = 0; i < N; ++i) {
      const auto off_sine = static_cast<double>(__builtin_fabsl(sine[i] - __builtin_sinl(x[i])) * 0x1p53L);
      const auto off_cosine =
          static_cast<double>(__builtin_fabsl(cosine[i] - __builtin_cosl(x[i])) * 0x1p53L);
      worst = __builtin_fmax(worst, __builtin_fmax(off_sine, off_cosine));
    }
  }
  return worst;
}

/// The problems found for packs of N, as a count.
template <int N>
int wrong_reductions() {
  const auto a = sample_pack<N>(3);
  double lowest = a[0], highest = a[0];
  long double total = 0.0L;
  for (int i = 0; i < N; ++i) {
    lowest = __builtin_fmin(lowest, a[i]);
    highest = __builtin_fmax(highest, a[i]);
    total += a[i];
  }
  double stored[N];
  a.store(stored);
  int wrong = simd::least(a) != lowest;
  wrong += simd::greatest(a) != highest;
  wrong += __builtin_fabs(simd::sum(a) - static_cast<double>(total)) > 1e-15 * N * highest;
  for (int i = 0; i < N; ++i) wrong += stored[i] != a[i] || simd::lane(a, i) != a[i];
  return wrong;
}

}  // namespace

namespace perilune::simd_checks {

namespace {
template <int N>
void add(Report& report) {
  report.wrong_arithmetic += wrong_arithmetic<N>();
  report.wrong_masks += wrong_masks<N>();
  report.wrong_reductions += wrong_reductions<N>();
  report.worst_inverse_sqrt = __builtin_fmax(report.worst_inverse_sqrt, worst_inverse_sqrt<N>());
  report.worst_sincos = __builtin_fmax(report.worst_sincos, worst_sincos<N>());
}
}  // namespace

void PERILUNE_KERNEL_ISA(Report& report) {
  report.native_lanes = simd::native_lanes;
  report.has_fma = simd::has_fma;
  add<1>(report);
  add<2>(report);
  add<4>(report);
  add<8>(report);
  add<16>(report);
}

}  // namespace perilune::simd_checks
