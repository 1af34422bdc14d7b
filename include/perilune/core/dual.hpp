#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <ostream>
#include <type_traits>

namespace perilune {

/// A number together with its derivatives with respect to N variables: forward-mode automatic
/// differentiation. Whatever is computed with it carries its exact derivatives along, by the chain rule:
///
///     (a, a') (b, b') = (a b, a b' + b a'),      f((a, a')) = (f(a), f'(a) a')
///
///     const auto x = Dual<double, 2>::variable(3.0, 0);
///     const auto y = Dual<double, 2>::variable(4.0, 1);
///     const auto r = sqrt(x * x + y * y);       // r.value 5, r.derivative {0.6, 0.8}
///
/// It serves as the scalar of forces, force models and integrators. A plain number converts to a dual that
/// does not depend on the variables. Comparisons look at the values alone, so that a program takes the same
/// branches with it as without; where a branch is a kink (abs at 0, max of equals) the derivative is that of
/// the branch taken. Where a derivative is infinite (sqrt at 0) it comes out infinite or NaN, as arithmetic
/// has it.
///
/// @tparam T  double, long double, or again a dual: second derivatives
/// @tparam N  number of variables, at least 1
///
/// Source: Griewank, Walther, Evaluating Derivatives, 2nd ed., ch. 3.
/// Checked in: tests/unit/core/test_dual.cpp (closed forms), tests/unit/dynamics/test_force_partials.cpp
template <class T, int N>
struct Dual {
  static_assert(N >= 1);
  using Scalar = T;
  static constexpr int size = N;

  T value{};
  std::array<T, N> derivative{};

  constexpr Dual() = default;
  /// A constant.
  template <class U>
  requires std::convertible_to<U, T>
  constexpr Dual(const U& constant) : value(static_cast<T>(constant)) {}
  constexpr Dual(const T& value_there, const std::array<T, N>& derivatives)
      : value(value_there), derivative(derivatives) {}

  /// The variable of number `index`, 0 to N - 1, at a value.
  static constexpr Dual variable(const T& value, int index) {
    Dual made(value);
    made.derivative[static_cast<std::size_t>(index)] = T(1.0);
    return made;
  }

  /// f(x) for a function of which value and slope at x are known.
  constexpr Dual chain(const T& f, const T& slope) const {
    Dual made(f);
    for (std::size_t i = 0; i < N; ++i) made.derivative[i] = slope * derivative[i];
    return made;
  }

  constexpr Dual& operator+=(const Dual& b) { return *this = *this + b; }
  constexpr Dual& operator-=(const Dual& b) { return *this = *this - b; }
  constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }
  constexpr Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend constexpr Dual operator+(const Dual& a) { return a; }
  friend constexpr Dual operator-(const Dual& a) {
    Dual made(-a.value);
    for (std::size_t i = 0; i < N; ++i) made.derivative[i] = -a.derivative[i];
    return made;
  }
  friend constexpr Dual operator+(const Dual& a, const Dual& b) {
    Dual made(a.value + b.value);
    for (std::size_t i = 0; i < N; ++i) made.derivative[i] = a.derivative[i] + b.derivative[i];
    return made;
  }
  friend constexpr Dual operator-(const Dual& a, const Dual& b) {
    Dual made(a.value - b.value);
    for (std::size_t i = 0; i < N; ++i) made.derivative[i] = a.derivative[i] - b.derivative[i];
    return made;
  }
  friend constexpr Dual operator*(const Dual& a, const Dual& b) {
    Dual made(a.value * b.value);
    for (std::size_t i = 0; i < N; ++i) {
      made.derivative[i] = a.value * b.derivative[i] + b.value * a.derivative[i];
    }
    return made;
  }
  friend constexpr Dual operator/(const Dual& a, const Dual& b) {
    const T quotient = a.value / b.value;
    const T per_b = T(1.0) / b.value;
    Dual made(quotient);
    for (std::size_t i = 0; i < N; ++i) {
      made.derivative[i] = (a.derivative[i] - quotient * b.derivative[i]) * per_b;
    }
    return made;
  }

  // With a plain number on one side there is half as much to do.
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator+(const Dual& a, const U& b) { return Dual(a.value + T(b), a.derivative); }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator+(const U& a, const Dual& b) { return b + a; }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator-(const Dual& a, const U& b) { return Dual(a.value - T(b), a.derivative); }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator-(const U& a, const Dual& b) { return b.chain(T(a) - b.value, T(-1.0)); }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator*(const Dual& a, const U& b) { return a.chain(a.value * T(b), T(b)); }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator*(const U& a, const Dual& b) { return b * a; }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator/(const Dual& a, const U& b) {
    return a.chain(a.value / T(b), T(1.0) / T(b));
  }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend constexpr Dual operator/(const U& a, const Dual& b) {
    const T quotient = T(a) / b.value;
    return b.chain(quotient, -quotient / b.value);
  }

  friend constexpr bool operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
  friend constexpr bool operator!=(const Dual& a, const Dual& b) { return a.value != b.value; }
  friend constexpr bool operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  friend constexpr bool operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
  friend constexpr bool operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
  friend constexpr bool operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }

  // The functions of <cmath>, found as `using std::sqrt; sqrt(x)` finds them.
  friend Dual sqrt(const Dual& a) {
    using std::sqrt;
    const T root = sqrt(a.value);
    return a.chain(root, T(0.5) / root);
  }
  friend Dual cbrt(const Dual& a) {
    using std::cbrt;
    const T root = cbrt(a.value);
    return a.chain(root, T(1.0) / (T(3.0) * root * root));
  }
  friend Dual exp(const Dual& a) {
    using std::exp;
    const T there = exp(a.value);
    return a.chain(there, there);
  }
  friend Dual log(const Dual& a) {
    using std::log;
    return a.chain(log(a.value), T(1.0) / a.value);
  }
  friend Dual sin(const Dual& a) {
    using std::cos;
    using std::sin;
    return a.chain(sin(a.value), cos(a.value));
  }
  friend Dual cos(const Dual& a) {
    using std::cos;
    using std::sin;
    return a.chain(cos(a.value), -sin(a.value));
  }
  friend Dual tan(const Dual& a) {
    using std::tan;
    const T there = tan(a.value);
    return a.chain(there, T(1.0) + there * there);
  }
  friend Dual asin(const Dual& a) {
    using std::asin;
    using std::sqrt;
    return a.chain(asin(a.value), T(1.0) / sqrt((T(1.0) - a.value) * (T(1.0) + a.value)));
  }
  friend Dual acos(const Dual& a) {
    using std::acos;
    using std::sqrt;
    return a.chain(acos(a.value), T(-1.0) / sqrt((T(1.0) - a.value) * (T(1.0) + a.value)));
  }
  friend Dual atan(const Dual& a) {
    using std::atan;
    return a.chain(atan(a.value), T(1.0) / (T(1.0) + a.value * a.value));
  }
  friend Dual sinh(const Dual& a) {
    using std::cosh;
    using std::sinh;
    return a.chain(sinh(a.value), cosh(a.value));
  }
  friend Dual cosh(const Dual& a) {
    using std::cosh;
    using std::sinh;
    return a.chain(cosh(a.value), sinh(a.value));
  }
  friend Dual tanh(const Dual& a) {
    using std::tanh;
    const T there = tanh(a.value);
    return a.chain(there, T(1.0) - there * there);
  }
  friend Dual abs(const Dual& a) { return a.value < T(0.0) ? -a : a; }
  friend Dual fabs(const Dual& a) { return abs(a); }
  friend Dual atan2(const Dual& y, const Dual& x) {
    using std::atan2;
    const T per_square = T(1.0) / (x.value * x.value + y.value * y.value);
    Dual made(atan2(y.value, x.value));
    for (std::size_t i = 0; i < N; ++i) {
      made.derivative[i] = (x.value * y.derivative[i] - y.value * x.derivative[i]) * per_square;
    }
    return made;
  }
  friend Dual hypot(const Dual& x, const Dual& y) {
    using std::hypot;
    const T there = hypot(x.value, y.value);
    Dual made(there);
    for (std::size_t i = 0; i < N; ++i) {
      made.derivative[i] = (x.value * x.derivative[i] + y.value * y.derivative[i]) / there;
    }
    return made;
  }
  friend Dual pow(const Dual& a, const Dual& b) {
    using std::log;
    using std::pow;
    const T there = pow(a.value, b.value);
    const T by_base = b.value * pow(a.value, b.value - T(1.0));
    const T by_exponent = there * log(a.value);
    Dual made(there);
    for (std::size_t i = 0; i < N; ++i) {
      made.derivative[i] = by_base * a.derivative[i] + by_exponent * b.derivative[i];
    }
    return made;
  }
  template <class U>
  requires std::is_arithmetic_v<U>
  friend Dual pow(const Dual& a, const U& b) {
    using std::pow;
    return a.chain(pow(a.value, T(b)), T(b) * pow(a.value, T(b) - T(1.0)));
  }
  friend Dual max(const Dual& a, const Dual& b) { return a < b ? b : a; }
  friend Dual min(const Dual& a, const Dual& b) { return b < a ? b : a; }

  /// Whether the value and all derivatives are.
  friend bool isfinite(const Dual& a) {
    using std::isfinite;
    bool all = isfinite(a.value);
    for (const T& d : a.derivative) all = all && isfinite(d);
    return all;
  }

  friend std::ostream& operator<<(std::ostream& out, const Dual& a) {
    out << a.value << " (";
    for (std::size_t i = 0; i < N; ++i) out << (i > 0 ? ", " : "") << a.derivative[i];
    return out << ')';
  }
};

namespace detail {

template <class T>
struct IsDual : std::false_type {};
template <class T, int N>
struct IsDual<Dual<T, N>> : std::true_type {};

}  // namespace detail

/// A number as it is; of a dual its value, without derivatives, however deep. What decides about steps and
/// branches.
template <class T>
constexpr auto value_of(const T& x) {
  if constexpr (detail::IsDual<T>::value) {
    return value_of(x.value);
  } else {
    return x;
  }
}

}  // namespace perilune
