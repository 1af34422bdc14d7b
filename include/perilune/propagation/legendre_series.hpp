#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include <perilune/propagation/gauss_legendre.hpp>

namespace perilune::detail {

/// Series of Legendre polynomials P_0, P_1 ... through the values at Gauss-Legendre nodes, `dim` of them side
/// by side: sum over k of c_k P_k(x), -1 <= x <= 1 over the step they belong to.
///
/// Checked in: tests/unit/propagation/test_gl_collocation.cpp
template <int dim, int nodes, class Pack>
struct LegendreSeries {
  static constexpr int lanes = Pack::size;
  using Coefficients = double[dim][nodes];

  /// The coefficients from the values at the nodes.
  [[gnu::always_inline]] static void fit(const double (&values)[dim][nodes], Coefficients& series) {
    constexpr auto& table = gauss_legendre<nodes>;
    for (int n = 0; n < dim; ++n) {
      for (int p = 0; p < nodes; p += lanes) {
        Pack sum0, sum1;
        for (int j = 0; j < nodes; j += 2) {
          sum0 = fma(Pack::load(&table.coefficient[j][p]), Pack(values[n][j]), sum0);
          sum1 = fma(Pack::load(&table.coefficient[j + 1][p]), Pack(values[n][j + 1]), sum1);
        }
        (sum0 + sum1).store(&series[n][p]);
      }
    }
  }

  /// Values at the `count` nodes of a step from x = from to from + step, within the series' own or beyond.
  /// @param terms  of the series to take
  template <std::size_t count>
  [[gnu::always_inline]] static void at_nodes(const Coefficients& series, int terms, double from, double step,
                                              double (&values)[dim][count]) {
    constexpr auto& table = gauss_legendre<count>;
    for (std::size_t p = 0; p < count; p += lanes) {
      const Pack x = fma(Pack(step), Pack::load(&table.node[p]), Pack(from));
      Pack b1[dim] = {}, b2[dim] = {};
      for (int k = terms - 1; k >= 1; --k) {
        const Pack alpha = Pack((2.0 * k + 1.0) / (k + 1.0)) * x;
        const double beta = (k + 1.0) / (k + 2.0);
        for (int n = 0; n < dim; ++n) {
          const Pack b = fma(alpha, b1[n], fma(Pack(-beta), b2[n], Pack(series[n][k])));
          b2[n] = b1[n];
          b1[n] = b;
        }
      }
      for (int n = 0; n < dim; ++n)
        fma(x, b1[n], fma(Pack(-0.5), b2[n], Pack(series[n][0]))).store(&values[n][p]);
    }
  }

  /// How many terms to take as far as x, beyond the step: as long as they become smaller.
  static int terms_worth(const Coefficients& series, double x) {
    if (std::abs(x) <= 1.0) return nodes;
    double below = 1.0, p = x;  // P_{k-1} and P_k
    double before = std::numeric_limits<double>::infinity(), least = before;
    int terms = nodes;
    for (int k = 1; k < nodes; ++k) {
      double size = 0.0;
      for (int n = 0; n < dim; ++n) size = std::max(size, std::abs(series[n][k] * p));
      const double pair = std::max(size, before);  // one by itself may be small by chance
      if (pair < least) {
        least = pair;
        terms = k - 1;
      }
      before = size;
      const double next = ((2 * k + 1) * x * p - k * below) / (k + 1);
      below = p;
      p = next;
    }
    return terms;
  }
};

}  // namespace perilune::detail
