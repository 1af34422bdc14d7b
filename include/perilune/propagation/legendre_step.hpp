#pragma once

#include <array>
#include <cstddef>

namespace perilune::detail {

/// The Legendre polynomials P_k(2 s - 1) of the step 0 <= s <= 1 and their integrals from its start, as
/// coefficients of the polynomials B_i in which `DenseStep` keeps a step:
///
///     B_0 = 1,  B_1 = s,  B_2 = s (1-s),  B_3 = s^2 (1-s),  B_4 = s^2 (1-s)^2 ...
///
/// An acceleration that is a series of P_k makes a velocity of `integral` and a position of `twice`.
///
/// @tparam count  how many, P_0 to P_{count-1}
template <std::size_t count>
struct LegendreStep {
  static constexpr std::size_t degree = count + 1;  ///< of the last double integral
  using Row = std::array<long double, degree + 1>;
  using Rows = std::array<Row, count>;

  Rows value{};
  Rows integral{};  ///< of P_k from 0 to s
  Rows twice{};     ///< of that from 0 to s

  constexpr LegendreStep() {
    std::array<Row, count + 2> p{};
    p[0][0] = 1;
    p[1] = times_x(p[0]);
    for (std::size_t k = 1; k + 1 < count + 2; ++k) {
      const Row next = times_x(p[k]);
      const auto n = static_cast<long double>(k);
      for (std::size_t i = 0; i <= degree; ++i)
        p[k + 1][i] = ((2 * n + 1) * next[i] - n * p[k - 1][i]) / (n + 1);
    }
    std::array<Row, count + 1> first{};
    first[0][1] = 1;
    for (std::size_t k = 1; k <= count; ++k) first[k] = difference(p[k + 1], p[k - 1], k);
    for (std::size_t k = 0; k < count; ++k) {
      value[k] = p[k];
      integral[k] = first[k];
      if (k > 0) twice[k] = difference(first[k + 1], first[k - 1], k);
    }
    twice[0][1] = 0.5L;  // s^2 / 2
    twice[0][2] = -0.5L;
  }

  /// Value at the fraction s of the step of a polynomial given by its coefficients.
  static constexpr long double at(const Row& row, long double s) {
    long double sum = 0;
    long double w = 1;  // (s (1-s))^k
    for (std::size_t i = 0; i <= degree; i += 2) {
      sum += w * (row[i] + (i + 1 <= degree ? s * row[i + 1] : 0.0L));
      w *= s * (1 - s);
    }
    return sum;
  }

 private:
  /// Times x = 2 s - 1: x B_2k = 2 B_2k+1 - B_2k, x B_2k+1 = B_2k+1 - 2 B_2k+2. What would lie beyond the
  /// last coefficient is dropped; it is needed by nobody.
  static constexpr Row times_x(const Row& row) {
    Row product{};
    for (std::size_t i = 0; i <= degree; ++i) {
      product[i] += i % 2 == 0 ? -row[i] : row[i];
      if (i + 1 <= degree) product[i + 1] += i % 2 == 0 ? 2 * row[i] : -2 * row[i];
    }
    return product;
  }
  /// Integral of P_k = (P_k+1 - P_k-1)' / (2 (2k+1)) by s, and the same once more; zero at s = 0.
  static constexpr Row difference(const Row& above, const Row& below, std::size_t k) {
    Row row{};
    for (std::size_t i = 0; i <= degree; ++i)
      row[i] = (above[i] - below[i]) / (2 * (2 * static_cast<long double>(k) + 1));
    return row;
  }
};

/// The inverse of a matrix, by Gauss and Jordan with pivots; at compile time.
template <std::size_t n>
constexpr std::array<std::array<long double, n>, n> inverse(std::array<std::array<long double, n>, n> a) {
  std::array<std::array<long double, n>, n> b{};
  for (std::size_t i = 0; i < n; ++i) b[i][i] = 1;
  const auto size = [](long double v) { return v < 0 ? -v : v; };
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t i = column + 1; i < n; ++i) {
      if (size(a[i][column]) > size(a[pivot][column])) pivot = i;
    }
    for (std::size_t j = 0; j < n; ++j) {
      const long double ta = a[column][j], tb = b[column][j];
      a[column][j] = a[pivot][j], b[column][j] = b[pivot][j];
      a[pivot][j] = ta, b[pivot][j] = tb;
    }
    const long double scale = 1 / a[column][column];
    for (std::size_t j = 0; j < n; ++j) a[column][j] *= scale, b[column][j] *= scale;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == column) continue;
      const long double factor = a[i][column];
      for (std::size_t j = 0; j < n; ++j) {
        a[i][j] -= factor * a[column][j];
        b[i][j] -= factor * b[column][j];
      }
    }
  }
  return b;
}

}  // namespace perilune::detail
