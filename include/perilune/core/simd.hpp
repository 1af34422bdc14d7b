#pragma once

#include <cmath>
#include <cstddef>
#include <ostream>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Several doubles side by side: `simd::pack<double, N>`, a scalar for everything that is a template over its
/// scalar (Vector3, BasicState, forces, integrators). Functions have the same names for double, so that one
/// source serves both.
///
/// What a pack is made of follows the options that a file is compiled with, and so does its name: the inline
/// namespace below carries the instruction set. Files compiled for different ones therefore share no symbol
/// that has a pack in it, and may be linked into one program. (Functions of plain doubles they would share:
/// code compiled for an instruction set that not every machine has takes `pack<double, 1>` for one number.)
/// Packs never cross the border of such a file; arrays of doubles do.
///
/// Arithmetic is that of IEEE 754, lane by lane, with one exception: `fma` is fused where the instruction set
/// has it, else rounded twice, so that it is always fast.
///
/// Checked in: tests/unit/core/test_simd.cpp, for each instruction set that the machine has.
namespace perilune::simd {

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__FMA__)
#define PERILUNE_SIMD_AVX512 1
#define PERILUNE_SIMD_NAMESPACE avx512
inline namespace avx512 {
/// How many doubles a register holds, in code compiled with this file's options.
inline constexpr int native_lanes = 8;
#elif defined(__AVX2__) && defined(__FMA__)
#define PERILUNE_SIMD_NAMESPACE avx2
inline namespace avx2 {
inline constexpr int native_lanes = 4;
#else
#define PERILUNE_SIMD_NAMESPACE baseline
inline namespace baseline {
inline constexpr int native_lanes = 2;
#endif

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
/// Whether `fma` rounds once.
inline constexpr bool has_fma = true;
#else
inline constexpr bool has_fma = false;
#endif

namespace detail {

// Vectors of the compiler, with a name for each width: gcc takes no template parameter as a vector's size.
template <int width>
struct Register;
template <>
struct Register<1> {
  using values = double;
};
template <>
struct Register<2> {
  typedef double values __attribute__((vector_size(16)));
};
#if defined(__AVX__)
template <>
struct Register<4> {
  typedef double values __attribute__((vector_size(32)));
};
#endif
#if defined(PERILUNE_SIMD_AVX512)
template <>
struct Register<8> {
  typedef double values __attribute__((vector_size(64)));
};
#endif

template <int width>
[[gnu::always_inline]] inline typename Register<width>::values everywhere(double all) {
  if constexpr (width == 1) {
    return all;
#if defined(__SSE2__)
  } else if constexpr (width == 2) {
    return _mm_set1_pd(all);
#endif
#if defined(__AVX__)
  } else if constexpr (width == 4) {
    return _mm256_set1_pd(all);
#endif
#if defined(PERILUNE_SIMD_AVX512)
  } else if constexpr (width == 8) {
    return _mm512_set1_pd(all);
#endif
  } else {
    typename Register<width>::values v;
    for (int i = 0; i < width; ++i) v[i] = all;
    return v;
  }
}

template <int width>
[[gnu::always_inline]] inline typename Register<width>::values sqrt_of(typename Register<width>::values v) {
  if constexpr (width == 1) {
    return __builtin_sqrt(v);
#if defined(__SSE2__)
  } else if constexpr (width == 2) {
    return _mm_sqrt_pd(v);
#endif
#if defined(__AVX__)
  } else if constexpr (width == 4) {
    return _mm256_sqrt_pd(v);
#endif
#if defined(PERILUNE_SIMD_AVX512)
  } else if constexpr (width == 8) {
    return _mm512_maskz_sqrt_pd(0xff, v);  // gcc 12 warns of the plain one: its bug 105593
#endif
  } else {
    for (int i = 0; i < width; ++i) v[i] = __builtin_sqrt(v[i]);
    return v;
  }
}

template <int width>
[[gnu::always_inline]] inline typename Register<width>::values fused(typename Register<width>::values a,
                                                                     typename Register<width>::values b,
                                                                     typename Register<width>::values c) {
  if constexpr (!has_fma) {
    return a * b + c;
  } else if constexpr (width == 1) {
    return __builtin_fma(a, b, c);
#if defined(__FMA__)
  } else if constexpr (width == 2) {
    return _mm_fmadd_pd(a, b, c);
  } else if constexpr (width == 4) {
    return _mm256_fmadd_pd(a, b, c);
#endif
#if defined(PERILUNE_SIMD_AVX512)
  } else if constexpr (width == 8) {
    return _mm512_fmadd_pd(a, b, c);
#endif
  } else {
    for (int i = 0; i < width; ++i) a[i] = __builtin_fma(a[i], b[i], c[i]);
    return a;
  }
}

// Comparing and choosing. In instructions of the machine: gcc 12 at -O1 got == of two vectors of the
// compiler's wrong once its result was read as bits (tests/unit/core/test_simd.cpp found it).
template <int width>
struct Masks;
template <>
struct Masks<1> {
  using Values = double;
  using type = bool;
  static bool all_same(bool yes) { return yes; }
  static bool less(double a, double b) { return a < b; }
  static bool less_equal(double a, double b) { return a <= b; }
  static bool equal(double a, double b) { return a == b; }
  static bool both(bool a, bool b) { return a && b; }
  static bool either(bool a, bool b) { return a || b; }
  static bool inverse(bool a) { return !a; }
  static unsigned bits(bool a) { return a ? 1u : 0u; }
  static double choose(bool m, double yes, double no) { return m ? yes : no; }
};

#if defined(PERILUNE_SIMD_AVX512)
// A bit for each lane, in a register for masks.
template <int width>
struct BitMasks {
  using Values = typename Register<width>::values;
  using type = __mmask8;
  static constexpr unsigned every = (1u << width) - 1u;
  [[gnu::always_inline]] static type all_same(bool yes) { return static_cast<type>(yes ? every : 0u); }
  [[gnu::always_inline]] static type both(type a, type b) { return static_cast<type>(a & b); }
  [[gnu::always_inline]] static type either(type a, type b) { return static_cast<type>(a | b); }
  [[gnu::always_inline]] static type inverse(type a) { return static_cast<type>(~a & every); }
  [[gnu::always_inline]] static unsigned bits(type a) { return a; }
};
template <>
struct Masks<2> : BitMasks<2> {
  [[gnu::always_inline]] static type less(Values a, Values b) { return _mm_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  [[gnu::always_inline]] static type less_equal(Values a, Values b) {
    return _mm_cmp_pd_mask(a, b, _CMP_LE_OQ);
  }
  [[gnu::always_inline]] static type equal(Values a, Values b) { return _mm_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
  [[gnu::always_inline]] static Values choose(type m, Values yes, Values no) {
    return _mm_mask_blend_pd(m, no, yes);
  }
};
template <>
struct Masks<4> : BitMasks<4> {
  [[gnu::always_inline]] static type less(Values a, Values b) { return _mm256_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  [[gnu::always_inline]] static type less_equal(Values a, Values b) {
    return _mm256_cmp_pd_mask(a, b, _CMP_LE_OQ);
  }
  [[gnu::always_inline]] static type equal(Values a, Values b) {
    return _mm256_cmp_pd_mask(a, b, _CMP_EQ_OQ);
  }
  [[gnu::always_inline]] static Values choose(type m, Values yes, Values no) {
    return _mm256_mask_blend_pd(m, no, yes);
  }
};
template <>
struct Masks<8> : BitMasks<8> {
  [[gnu::always_inline]] static type less(Values a, Values b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  [[gnu::always_inline]] static type less_equal(Values a, Values b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
  }
  [[gnu::always_inline]] static type equal(Values a, Values b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ);
  }
  [[gnu::always_inline]] static Values choose(type m, Values yes, Values no) {
    return _mm512_mask_blend_pd(m, no, yes);
  }
};
#elif defined(__SSE2__)
// All bits of a lane, or none.
template <>
struct Masks<2> {
  using Values = Register<2>::values;
  using type = Values;
  [[gnu::always_inline]] static type all_same(bool yes) {
    return _mm_castsi128_pd(_mm_set1_epi32(yes ? -1 : 0));
  }
  [[gnu::always_inline]] static type less(Values a, Values b) { return _mm_cmplt_pd(a, b); }
  [[gnu::always_inline]] static type less_equal(Values a, Values b) { return _mm_cmple_pd(a, b); }
  [[gnu::always_inline]] static type equal(Values a, Values b) { return _mm_cmpeq_pd(a, b); }
  [[gnu::always_inline]] static type both(type a, type b) { return _mm_and_pd(a, b); }
  [[gnu::always_inline]] static type either(type a, type b) { return _mm_or_pd(a, b); }
  [[gnu::always_inline]] static type inverse(type a) { return _mm_xor_pd(a, all_same(true)); }
  [[gnu::always_inline]] static unsigned bits(type a) { return static_cast<unsigned>(_mm_movemask_pd(a)); }
  [[gnu::always_inline]] static Values choose(type m, Values yes, Values no) {
    return _mm_or_pd(_mm_and_pd(m, yes), _mm_andnot_pd(m, no));
  }
};
#if defined(__AVX__)
template <>
struct Masks<4> {
  using Values = Register<4>::values;
  using type = Values;
  [[gnu::always_inline]] static type all_same(bool yes) {
    return _mm256_castsi256_pd(_mm256_set1_epi32(yes ? -1 : 0));
  }
  [[gnu::always_inline]] static type less(Values a, Values b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
  [[gnu::always_inline]] static type less_equal(Values a, Values b) {
    return _mm256_cmp_pd(a, b, _CMP_LE_OQ);
  }
  [[gnu::always_inline]] static type equal(Values a, Values b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
  [[gnu::always_inline]] static type both(type a, type b) { return _mm256_and_pd(a, b); }
  [[gnu::always_inline]] static type either(type a, type b) { return _mm256_or_pd(a, b); }
  [[gnu::always_inline]] static type inverse(type a) { return _mm256_xor_pd(a, all_same(true)); }
  [[gnu::always_inline]] static unsigned bits(type a) { return static_cast<unsigned>(_mm256_movemask_pd(a)); }
  [[gnu::always_inline]] static Values choose(type m, Values yes, Values no) {
    return _mm256_blendv_pd(no, yes, m);
  }
};
#endif
#else
template <>
struct Masks<2> {
  using Values = Register<2>::values;
  typedef long long type __attribute__((vector_size(16)));
  static type all_same(bool yes) { return type{} - (yes ? 1 : 0); }
  static type less(Values a, Values b) { return reinterpret_cast<type>(a < b); }
  static type less_equal(Values a, Values b) { return reinterpret_cast<type>(a <= b); }
  static type equal(Values a, Values b) { return reinterpret_cast<type>(a == b); }
  static type both(type a, type b) { return a & b; }
  static type either(type a, type b) { return a | b; }
  static type inverse(type a) { return ~a; }
  static unsigned bits(type a) { return (a[0] != 0 ? 1u : 0u) | (a[1] != 0 ? 2u : 0u); }
  static Values choose(type m, Values yes, Values no) { return m ? yes : no; }
};
#endif

}  // namespace detail

template <class T, int N>
class pack;

/// What comparing two packs gives: yes or no for each lane. `select` takes it; `any`, `all`, `none` sum up.
template <int N>
class mask {
 public:
  static constexpr int size = N;
  static constexpr int width = N < native_lanes ? N : native_lanes;
  static constexpr int registers = N / width;
  using Masks = detail::Masks<width>;

  mask() = default;
  /// The same for all lanes.
  [[gnu::always_inline]] mask(bool all) {
    for (int i = 0; i < registers; ++i) m_[i] = Masks::all_same(all);
  }

  [[gnu::always_inline]] bool operator[](int lane) const { return (to_bits() >> lane & 1u) != 0; }
  /// Lane i as bit i.
  [[gnu::always_inline]] unsigned to_bits() const {
    unsigned bits = 0;
    for (int i = 0; i < registers; ++i) bits |= Masks::bits(m_[i]) << (i * width);
    return bits;
  }
  [[gnu::always_inline]] const typename Masks::type& part(int i) const { return m_[i]; }
  [[gnu::always_inline]] typename Masks::type& part(int i) { return m_[i]; }

  [[gnu::always_inline]] friend mask operator&(mask a, const mask& b) {
    for (int i = 0; i < registers; ++i) a.m_[i] = Masks::both(a.m_[i], b.m_[i]);
    return a;
  }
  [[gnu::always_inline]] friend mask operator|(mask a, const mask& b) {
    for (int i = 0; i < registers; ++i) a.m_[i] = Masks::either(a.m_[i], b.m_[i]);
    return a;
  }
  [[gnu::always_inline]] friend mask operator&&(const mask& a, const mask& b) { return a & b; }
  [[gnu::always_inline]] friend mask operator||(const mask& a, const mask& b) { return a | b; }
  [[gnu::always_inline]] friend mask operator!(mask a) {
    for (int i = 0; i < registers; ++i) a.m_[i] = Masks::inverse(a.m_[i]);
    return a;
  }

 private:
  typename Masks::type m_[registers];
};

/// N doubles, N = 1, 2, 4, 8 or more, in as many registers as they take.
template <int N>
class pack<double, N> {
  static_assert(N > 0 && (N & (N - 1)) == 0, "a pack has 1, 2, 4, 8 ... lanes");

 public:
  using value_type = double;
  using mask_type = mask<N>;
  static constexpr int size = N;
  static constexpr int width = mask_type::width;
  static constexpr int registers = mask_type::registers;
  using Values = typename detail::Register<width>::values;
  using Masks = detail::Masks<width>;

  /// Zeros.
  [[gnu::always_inline]] constexpr pack() : v_{} {}
  /// The same number in all lanes; implicit, so that formulas read as they do for double.
  [[gnu::always_inline]] pack(double all) {
    for (int i = 0; i < registers; ++i) v_[i] = detail::everywhere<width>(all);
  }
  /// N numbers from memory, of any alignment.
  [[gnu::always_inline]] static pack load(const double* from) {
    pack made;
    __builtin_memcpy(made.v_, from, sizeof made.v_);
    return made;
  }
  [[gnu::always_inline]] void store(double* to) const { __builtin_memcpy(to, v_, sizeof v_); }

  [[gnu::always_inline]] double operator[](int lane) const {
    if constexpr (width == 1) {
      return v_[0];
    } else {
      return v_[lane / width][lane % width];
    }
  }
  [[gnu::always_inline]] void set(int lane, double value) {
    if constexpr (width == 1) {
      v_[0] = value;
    } else {
      v_[lane / width][lane % width] = value;
    }
  }
  /// The registers, for code that knows better.
  [[gnu::always_inline]] const Values& part(int i) const { return v_[i]; }
  [[gnu::always_inline]] Values& part(int i) { return v_[i]; }

  [[gnu::always_inline]] friend pack operator+(pack a, const pack& b) {
    for (int i = 0; i < registers; ++i) a.v_[i] += b.v_[i];
    return a;
  }
  [[gnu::always_inline]] friend pack operator-(pack a, const pack& b) {
    for (int i = 0; i < registers; ++i) a.v_[i] -= b.v_[i];
    return a;
  }
  [[gnu::always_inline]] friend pack operator*(pack a, const pack& b) {
    for (int i = 0; i < registers; ++i) a.v_[i] *= b.v_[i];
    return a;
  }
  [[gnu::always_inline]] friend pack operator/(pack a, const pack& b) {
    for (int i = 0; i < registers; ++i) a.v_[i] /= b.v_[i];
    return a;
  }
  [[gnu::always_inline]] friend pack operator-(pack a) {
    for (int i = 0; i < registers; ++i) a.v_[i] = -a.v_[i];
    return a;
  }
  [[gnu::always_inline]] friend pack operator+(const pack& a) { return a; }
  [[gnu::always_inline]] pack& operator+=(const pack& b) { return *this = *this + b; }
  [[gnu::always_inline]] pack& operator-=(const pack& b) { return *this = *this - b; }
  [[gnu::always_inline]] pack& operator*=(const pack& b) { return *this = *this * b; }
  [[gnu::always_inline]] pack& operator/=(const pack& b) { return *this = *this / b; }

  [[gnu::always_inline]] friend mask_type operator<(const pack& a, const pack& b) {
    mask_type made;
    for (int i = 0; i < registers; ++i) made.part(i) = Masks::less(a.v_[i], b.v_[i]);
    return made;
  }
  [[gnu::always_inline]] friend mask_type operator<=(const pack& a, const pack& b) {
    mask_type made;
    for (int i = 0; i < registers; ++i) made.part(i) = Masks::less_equal(a.v_[i], b.v_[i]);
    return made;
  }
  [[gnu::always_inline]] friend mask_type operator>(const pack& a, const pack& b) { return b < a; }
  [[gnu::always_inline]] friend mask_type operator>=(const pack& a, const pack& b) { return b <= a; }
  [[gnu::always_inline]] friend mask_type operator==(const pack& a, const pack& b) {
    mask_type made;
    for (int i = 0; i < registers; ++i) made.part(i) = Masks::equal(a.v_[i], b.v_[i]);
    return made;
  }
  [[gnu::always_inline]] friend mask_type operator!=(const pack& a, const pack& b) { return !(a == b); }

  /// a b + c, rounded once where `has_fma`.
  [[gnu::always_inline]] friend pack fma(pack a, const pack& b, const pack& c) {
    for (int i = 0; i < registers; ++i) a.v_[i] = detail::fused<width>(a.v_[i], b.v_[i], c.v_[i]);
    return a;
  }
  [[gnu::always_inline]] friend pack sqrt(pack a) {
    for (int i = 0; i < registers; ++i) a.v_[i] = detail::sqrt_of<width>(a.v_[i]);
    return a;
  }
  /// From `yes` where the mask says so, else from `no`.
  [[gnu::always_inline]] friend pack select(const mask_type& m, pack yes, const pack& no) {
    for (int i = 0; i < registers; ++i) yes.v_[i] = Masks::choose(m.part(i), yes.v_[i], no.v_[i]);
    return yes;
  }

  // Further functions of <cmath>. Those that no instruction does are worked out lane by lane.
  [[gnu::always_inline]] friend pack abs(const pack& a) { return fabs(a); }
  [[gnu::always_inline]] friend pack fabs(const pack& a) {
    return each(
        a, [](double x) __attribute__((always_inline)) { return __builtin_fabs(x); });
  }
  /// b where either is not a number, as the instruction has it.
  [[gnu::always_inline]] friend pack fmin(const pack& a, const pack& b) { return select(a < b, a, b); }
  [[gnu::always_inline]] friend pack fmax(const pack& a, const pack& b) { return select(a > b, a, b); }
  [[gnu::always_inline]] friend pack min(const pack& a, const pack& b) { return select(b < a, b, a); }
  [[gnu::always_inline]] friend pack max(const pack& a, const pack& b) { return select(a < b, b, a); }
  [[gnu::always_inline]] friend pack copysign(pack a, const pack& b) {
    for (int i = 0; i < N; ++i) a.set(i, __builtin_copysign(a[i], b[i]));
    return a;
  }
  friend pack floor(const pack& a) {
    return each(a, [](double x) { return __builtin_floor(x); });
  }
  friend pack ceil(const pack& a) {
    return each(a, [](double x) { return __builtin_ceil(x); });
  }
  friend pack round(const pack& a) {
    return each(a, [](double x) { return __builtin_round(x); });
  }
  friend pack sin(const pack& a) {
    return each(a, [](double x) { return __builtin_sin(x); });
  }
  friend pack cos(const pack& a) {
    return each(a, [](double x) { return __builtin_cos(x); });
  }
  friend pack tan(const pack& a) {
    return each(a, [](double x) { return __builtin_tan(x); });
  }
  friend pack asin(const pack& a) {
    return each(a, [](double x) { return __builtin_asin(x); });
  }
  friend pack acos(const pack& a) {
    return each(a, [](double x) { return __builtin_acos(x); });
  }
  friend pack atan(const pack& a) {
    return each(a, [](double x) { return __builtin_atan(x); });
  }
  friend pack sinh(const pack& a) {
    return each(a, [](double x) { return __builtin_sinh(x); });
  }
  friend pack cosh(const pack& a) {
    return each(a, [](double x) { return __builtin_cosh(x); });
  }
  friend pack tanh(const pack& a) {
    return each(a, [](double x) { return __builtin_tanh(x); });
  }
  friend pack exp(const pack& a) {
    return each(a, [](double x) { return __builtin_exp(x); });
  }
  friend pack log(const pack& a) {
    return each(a, [](double x) { return __builtin_log(x); });
  }
  friend pack cbrt(const pack& a) {
    return each(a, [](double x) { return __builtin_cbrt(x); });
  }
  friend pack atan2(pack a, const pack& b) {
    for (int i = 0; i < N; ++i) a.set(i, __builtin_atan2(a[i], b[i]));
    return a;
  }
  friend pack hypot(const pack& a, const pack& b) { return sqrt(a * a + b * b); }
  friend pack pow(pack a, const pack& b) {
    for (int i = 0; i < N; ++i) a.set(i, __builtin_pow(a[i], b[i]));
    return a;
  }
  [[gnu::always_inline]] friend mask_type isfinite(const pack& a) { return a - a == pack(); }
  [[gnu::always_inline]] friend mask_type isnan(const pack& a) { return a != a; }

  friend std::ostream& operator<<(std::ostream& out, const pack& a) {
    out << '[' << a[0];
    for (int i = 1; i < N; ++i) out << ", " << a[i];
    return out << ']';
  }

 private:
  template <class Function>
  [[gnu::always_inline]] static pack each(const pack& a, const Function& function) {
    pack made;
    for (int i = 0; i < N; ++i) made.set(i, function(a[i]));
    return made;
  }

  Values v_[registers];
};

/// As many doubles as fill a register.
using native_pack = pack<double, native_lanes>;

template <class T>
inline constexpr int lanes_of = 1;
/// How many lanes a scalar has: 1 for double.
template <int N>
inline constexpr int lanes_of<pack<double, N>> = N;

template <class T>
inline constexpr bool is_pack = false;
template <int N>
inline constexpr bool is_pack<pack<double, N>> = true;

// The same names for scalars that are one number: double, long double, dual numbers.
template <class T>
[[gnu::always_inline]] inline T fma(const T& a, const T& b, const T& c) {
  return a * b + c;
}
template <>
[[gnu::always_inline]] inline double fma(const double& a, const double& b, const double& c) {
  return detail::fused<1>(a, b, c);
}
template <class T>
[[gnu::always_inline]] inline T select(bool m, const T& yes, const T& no) {
  return m ? yes : no;
}
[[gnu::always_inline]] inline bool any(bool m) {
  return m;
}
[[gnu::always_inline]] inline bool all(bool m) {
  return m;
}
[[gnu::always_inline]] inline bool none(bool m) {
  return !m;
}
template <int N>
[[gnu::always_inline]] inline bool any(const mask<N>& m) {
  return m.to_bits() != 0;
}
template <int N>
[[gnu::always_inline]] inline bool all(const mask<N>& m) {
  return m.to_bits() == (1u << N) - 1u;
}
template <int N>
[[gnu::always_inline]] inline bool none(const mask<N>& m) {
  return m.to_bits() == 0;
}

/// One lane of a scalar; of a double, itself.
template <class T>
[[gnu::always_inline]] inline const T& lane(const T& a, int) {
  return a;
}
template <int N>
[[gnu::always_inline]] inline double lane(const pack<double, N>& a, int i) {
  return a[i];
}

/// Sum, least and greatest of all lanes. The sum is formed in halves: (v0 + v4) + (v2 + v6) + ...
template <int N>
[[gnu::always_inline]] inline double sum(const pack<double, N>& a) {
  double v[N];
  a.store(v);
  for (int half = N / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) v[i] += v[i + half];
  }
  return v[0];
}
template <int N>
[[gnu::always_inline]] inline double least(const pack<double, N>& a) {
  double found = a[0];
  for (int i = 1; i < N; ++i) found = a[i] < found ? a[i] : found;
  return found;
}
template <int N>
[[gnu::always_inline]] inline double greatest(const pack<double, N>& a) {
  double found = a[0];
  for (int i = 1; i < N; ++i) found = a[i] > found ? a[i] : found;
  return found;
}
[[gnu::always_inline]] inline double sum(double a) {
  return a;
}
[[gnu::always_inline]] inline double least(double a) {
  return a;
}
[[gnu::always_inline]] inline double greatest(double a) {
  return a;
}

/// 1 / sqrt(x) to 2 units in the last place, x positive and normal. With AVX-512 there is no division and no
/// root in it (an estimate of 14 bits and two steps of Newton's), which is several times faster.
template <class T>
[[gnu::always_inline]] inline T inverse_sqrt(const T& x) {
  using std::sqrt;
  return T(1.0) / sqrt(x);
}
#if defined(PERILUNE_SIMD_AVX512)
template <int N>
[[gnu::always_inline]] inline pack<double, N> inverse_sqrt(const pack<double, N>& x) {
  using P = pack<double, N>;
  P y;
  for (int i = 0; i < P::registers; ++i) {
    if constexpr (P::width == 8) {
      y.part(i) = _mm512_maskz_rsqrt14_pd(0xff, x.part(i));
    } else if constexpr (P::width == 4) {
      y.part(i) = _mm256_rsqrt14_pd(x.part(i));
    } else if constexpr (P::width == 2) {
      y.part(i) = _mm_rsqrt14_pd(x.part(i));
    } else {
      y.part(i) = 1.0 / __builtin_sqrt(x.part(i));
    }
  }
  // y (1 + e/2 + 3/8 e^2) with e = 1 - x y^2: error 5/16 e^3 = 1e-12, then 3/8 e^2 = 1e-24.
  const P e = fma(-(x * y), y, P(1.0));
  y = fma(y * e, fma(e, P(0.375), P(0.5)), y);
  const P rest = fma(-(x * y), y, P(1.0));
  return fma(y * P(0.5), rest, y);
}
#endif

/// a / x^(3/2): the pull of a point mass over the square of its distance.
template <class T>
[[gnu::always_inline]] inline T over_cube(const T& a, const T& square) {
  using std::sqrt;
  return a / (square * sqrt(square));
}
template <int N>
[[gnu::always_inline]] inline pack<double, N> over_cube(const pack<double, N>& a,
                                                        const pack<double, N>& square) {
  if constexpr (native_lanes == 8 && N > 1) {
    const pack<double, N> w = inverse_sqrt(square);
    return (a * w) * (w * w);
  } else {
    return a / (square * sqrt(square));
  }
}

}  // namespace
}  // namespace perilune::simd
