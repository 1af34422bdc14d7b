#pragma once

#include <array>
#include <cstddef>

#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune::detail {

/// The polynomials B_i of `DenseStep`, i = 0 ... 7, by powers of s: B_0 = 1, B_1 = s, B_2 = s (1-s), B_3 =
/// s^2 (1-s) ... All integers, so that what is worked out from them here is exact.
struct AlternatingBasis {
  static constexpr std::size_t size = 8;
  using Matrix = std::array<std::array<double, size>, size>;

  /// power[i][j]: coefficient of s^j in B_i.
  static constexpr Matrix powers() {
    Matrix power{};
    power[0][0] = 1.0;
    for (std::size_t i = 1; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) {
        const double shifted = j > 0 ? power[i - 1][j - 1] : 0.0;  // times s
        power[i][j] = i % 2 == 1 ? shifted : power[i - 1][j] - shifted;
      }
    }
    return power;
  }

  /// derivative[i][j]: the part of B_j in the derivative of B_i.
  static constexpr Matrix derivatives() {
    const Matrix power = powers();
    Matrix derivative{};
    for (std::size_t i = 0; i < size; ++i) {
      std::array<double, size> rest{};
      for (std::size_t j = 1; j < size; ++j) rest[j - 1] = static_cast<double>(j) * power[i][j];
      for (std::size_t j = size; j-- > 0;) {  // B_j has the highest power s^j, with +1 or -1
        derivative[i][j] = rest[j] / power[j][j];
        for (std::size_t k = 0; k < size; ++k) rest[k] -= derivative[i][j] * power[j][k];
      }
    }
    return derivative;
  }
};

/// The polynomial of a step of Newton's equations from what any one-step method knows: states and
/// accelerations at both ends make the position a polynomial of degree 5 whose first and second derivatives
/// are right at both ends. With `extra_evaluations == 2`, accelerations at two points on that polynomial
/// raise it to degree 7; where forces do not depend on the velocity, its error within the step then goes with
/// h^8. The velocity is its derivative.
///
/// The two points make the remaining error of the position smallest (they are the outer zeros of K'' for
/// K = w^3 (0.2305 - w), w = s (1-s), the K of least maximum) and are near the ends, where the degree-5
/// polynomial is good.
///
/// @param first_slot  where the environments of the two points go
template <int extra_evaluations, class System>
void hermite_step(System& system, double t, double h, const double (&y0)[6], const double (&f0)[6],
                  const double (&y1)[6], const double (&f1)[6], int first_slot, DenseStep<double, 6>& dense) {
  static_assert(extra_evaluations == 0 || extra_evaluations == 2);
  dense.t0 = t;
  dense.h = h;
  dense.degree = 5;
  auto& c = dense.coefficient;
  const auto velocity_from_position = [&] {
    constexpr auto derivative = AlternatingBasis::derivatives();
    for (std::size_t n = 0; n < 3; ++n) {
      for (std::size_t j = 0; j < AlternatingBasis::size; ++j) {
        double sum = 0.0;
        for (std::size_t i = j + 1; i < AlternatingBasis::size; ++i) sum += derivative[i][j] * c[i][n];
        c[j][n + 3] = sum / h;
      }
      c[0][n + 3] = y0[n + 3];
      c[1][n + 3] = y1[n + 3] - y0[n + 3];
    }
  };
  for (std::size_t n = 0; n < 3; ++n) {
    const double change = y1[n] - y0[n];
    const double v0 = h * y0[n + 3];
    const double v1 = h * y1[n + 3];
    const double half_a0 = 0.5 * h * h * f0[n + 3];
    const double half_a1 = 0.5 * h * h * f1[n + 3];
    c[0][n] = y0[n];
    c[1][n] = change;
    c[2][n] = v0 - change;
    c[3][n] = (change - v1) - c[2][n];
    c[4][n] = half_a0 + c[2][n] - c[3][n];
    c[5][n] = half_a1 + c[2][n] + 2.0 * c[3][n] - c[4][n];
    c[6][n] = 0.0;
    c[7][n] = 0.0;
  }
  velocity_from_position();
  if constexpr (extra_evaluations == 2) {
    constexpr double s[2] = {0.122, 0.878};
    const double times[2] = {t + s[0] * h, t + s[1] * h};
    prepare_slots<double>(system, first_slot, times);
    // Second derivatives of B_6 = w^3 and B_7 = s w^3 there.
    double b6[2], b7[2], missing[2][3];
    for (int i = 0; i < 2; ++i) {
      const double w = s[i] * (1.0 - s[i]);
      const double slope = 1.0 - 2.0 * s[i];
      b6[i] = 6.0 * w * (slope * slope - w);
      b7[i] = 6.0 * w * w * slope + s[i] * b6[i];
      double y[6], f[6];
      dense.evaluate_at_fraction(s[i], y);
      system.derivative(first_slot + i, times[i], y, f);
      // The polynomial's own second derivative: slope of the velocity polynomial.
      constexpr auto derivative = AlternatingBasis::derivatives();
      DenseStep<double, 6> slope_of;
      slope_of.degree = 5;
      for (std::size_t n = 0; n < 3; ++n) {
        for (std::size_t j = 0; j < 5; ++j) {
          for (std::size_t k = j + 1; k < 5; ++k)
            slope_of.coefficient[j][n] += derivative[k][j] * c[k][n + 3];
        }
      }
      double own[6];
      slope_of.evaluate_at_fraction(s[i], own);
      for (int n = 0; n < 3; ++n) missing[i][n] = h * h * f[n + 3] - h * own[n];
    }
    const double determinant = b6[0] * b7[1] - b6[1] * b7[0];
    for (int n = 0; n < 3; ++n) {
      c[6][n] = (missing[0][n] * b7[1] - missing[1][n] * b7[0]) / determinant;
      c[7][n] = (b6[0] * missing[1][n] - b6[1] * missing[0][n]) / determinant;
    }
    dense.degree = 7;
    velocity_from_position();
  }
}

}  // namespace perilune::detail
