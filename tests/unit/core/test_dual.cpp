#include <cmath>
#include <limits>
#include <type_traits>

#include <perilune/core/dual.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

template <class T>
constexpr T rounding = T(16) * std::numeric_limits<T>::epsilon();

template <class T>
bool near(T a, T b) {
  return std::abs(a - b) <= rounding<T> * std::max(std::abs(a), std::abs(b));
}

/// f of a dual of two variables whose derivatives are 2 and -3, against value and slope in closed form.
template <class T, class F>
void check(F f, T x, T value, T slope) {
  const Dual<T, 2> made = f(Dual<T, 2>(x, {T(2), T(-3)}));
  CAPTURE(double(x), double(made.value), double(made.derivative[0]), double(value), double(slope));
  CHECK(near(made.value, value));
  CHECK(near(made.derivative[0], T(2) * slope));
  CHECK(near(made.derivative[1], T(-3) * slope));
}

template <class T>
void check_functions() {
  const T x = T(0.37L);
  check<T>([](auto a) { return sqrt(a); }, x, std::sqrt(x), T(0.5) / std::sqrt(x));
  check<T>([](auto a) { return cbrt(a); }, x, std::cbrt(x), std::pow(x, T(-2) / T(3)) / T(3));
  check<T>([](auto a) { return exp(a); }, x, std::exp(x), std::exp(x));
  check<T>([](auto a) { return log(a); }, x, std::log(x), 1 / x);
  check<T>([](auto a) { return sin(a); }, x, std::sin(x), std::cos(x));
  check<T>([](auto a) { return cos(a); }, x, std::cos(x), -std::sin(x));
  check<T>([](auto a) { return tan(a); }, x, std::tan(x), 1 / (std::cos(x) * std::cos(x)));
  check<T>([](auto a) { return asin(a); }, x, std::asin(x), 1 / std::sqrt(1 - x * x));
  check<T>([](auto a) { return acos(a); }, x, std::acos(x), -1 / std::sqrt(1 - x * x));
  check<T>([](auto a) { return atan(a); }, x, std::atan(x), 1 / (1 + x * x));
  check<T>([](auto a) { return sinh(a); }, x, std::sinh(x), std::cosh(x));
  check<T>([](auto a) { return cosh(a); }, x, std::cosh(x), std::sinh(x));
  check<T>([](auto a) { return tanh(a); }, x, std::tanh(x), 1 / (std::cosh(x) * std::cosh(x)));
  check<T>([](auto a) { return abs(a); }, x, x, T(1));
  check<T>([](auto a) { return abs(a); }, -x, x, T(-1));
  check<T>([](auto a) { return pow(a, 3); }, x, x * x * x, 3 * x * x);
  check<T>([](auto a) { return pow(a, 2 - a); }, x, std::pow(x, 2 - x),
           std::pow(x, 2 - x) * ((2 - x) / x - std::log(x)));
  check<T>([](auto a) { return atan2(a, 2 * a * a); }, x, std::atan2(x, 2 * x * x), -2 / (1 + 4 * x * x));
  check<T>([](auto a) { return hypot(a, 3 * a); }, x, std::sqrt(T(10)) * x, std::sqrt(T(10)));
  check<T>([](auto a) { return max(a, a * a); }, x, x, T(1));
  check<T>([](auto a) { return min(a, a * a); }, x, x * x, 2 * x);
}

template <class T>
void check_arithmetic() {
  const T x = T(1.7L);
  check<T>([](auto a) { return a + a * a; }, x, x + x * x, 1 + 2 * x);
  check<T>([](auto a) { return a - a * a; }, x, x - x * x, 1 - 2 * x);
  check<T>([](auto a) { return -a; }, x, -x, T(-1));
  check<T>([](auto a) { return a / (1 + a); }, x, x / (1 + x), 1 / ((1 + x) * (1 + x)));
  check<T>([](auto a) { return 3 / a; }, x, 3 / x, -3 / (x * x));
  check<T>([](auto a) { return a / 4; }, x, x / 4, T(0.25));
  check<T>([](auto a) { return 5 - a; }, x, 5 - x, T(-1));
  check<T>([](auto a) { return (a - 5) * 2.0 + (1.0 + a); }, x, (x - 5) * 2 + 1 + x, T(3));
  check<T>(
      [](auto a) {
        a += a;
        a *= a;
        a -= 1.0;
        a /= 2.0;
        return a;
      },
      x, (4 * x * x - 1) / 2, 4 * x);
}

}  // namespace

TEST_CASE("dual: arithmetic and functions have the derivatives of their closed forms", "[core]") {
  check_functions<double>();
  check_functions<long double>();
  check_arithmetic<double>();
  check_arithmetic<long double>();
}

TEST_CASE("dual: partial derivatives of several variables do not mix", "[core]") {
  using D = Dual<double, 3>;
  const D x = D::variable(3.0, 0), y = D::variable(4.0, 1), z = D::variable(12.0, 2);
  const D r = sqrt(x * x + y * y + z * z);
  CHECK(r.value == 13.0);
  CHECK(near(r.derivative[0], 3.0 / 13.0));
  CHECK(near(r.derivative[1], 4.0 / 13.0));
  CHECK(near(r.derivative[2], 12.0 / 13.0));
}

TEST_CASE("dual: of duals has the second derivatives", "[core]") {
  using D = Dual<double, 2>;
  using DD = Dual<D, 2>;
  const DD x(D::variable(1.5, 0), {D(1.0), D(0.0)});
  const DD y(D::variable(0.5, 1), {D(0.0), D(1.0)});
  const DD f = x * x * y + sin(x * y) + 2.0 * y;
  const double s = std::sin(0.75), c = std::cos(0.75);
  CHECK(near(value_of(f), 1.5 * 1.5 * 0.5 + s + 1.0));
  CHECK(near(f.derivative[0].value, 2.0 * 1.5 * 0.5 + 0.5 * c));
  CHECK(near(f.derivative[0].derivative[0], 2.0 * 0.5 - 0.25 * s));
  CHECK(near(f.derivative[0].derivative[1], 3.0 + c - 0.75 * s));
  CHECK(f.derivative[0].derivative[1] == f.derivative[1].derivative[0]);
  CHECK(near(f.derivative[1].derivative[1], -2.25 * s));
}

TEST_CASE("dual: comparisons look at the value, isfinite at all of it", "[core]") {
  using D = Dual<double, 1>;
  CHECK(D::variable(1.0, 0) == D(1.0));
  CHECK(D::variable(1.0, 0) < 2.0);
  CHECK(D::variable(3.0, 0) >= 2);
  CHECK(D(2.0) != D(1.0));
  CHECK(isfinite(D::variable(1.0, 0)));
  CHECK_FALSE(isfinite(sqrt(D::variable(0.0, 0))));
  CHECK_FALSE(isfinite(D(std::nan(""))));
  CHECK(value_of(D(2.0)) == 2.0);
  CHECK(value_of(2.0L) == 2.0L);
  static_assert(std::is_same_v<decltype(value_of(Dual<Dual<long double, 2>, 3>())), long double>);
}

TEST_CASE("dual: is computed at compile time where the numbers are known", "[core]") {
  constexpr Dual<double, 1> x = Dual<double, 1>::variable(2.0, 0);
  constexpr Dual<double, 1> y = 1.0 + x * x / 2.0 - 3.0 * x;
  static_assert(y.value == -3.0 && y.derivative[0] == -1.0);
  CHECK(y < 0.0);
}
