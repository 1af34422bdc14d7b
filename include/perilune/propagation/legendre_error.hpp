#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace perilune::detail {

/// Estimates of what a step of Gauss-Legendre collocation gets wrong at its end, from the Legendre
/// coefficients of the acceleration at its nodes. What the end does not see any more is the coefficient of
/// degree 2 nodes: it has to be told from the last of those that there are, and from how fast they fall.
///
/// Each coefficient is taken times `gain`, by component: its effect over the whole step over the error
/// allowed. The result is the estimated error over the error allowed. The constants were chosen on starts
/// which the benchmarks and tests do not fly (docs/propagation.md).
///
/// Checked in: tests/unit/propagation/test_gl_collocation.cpp
template <int dim, int nodes>
struct LegendreError {
  using Series = double[dim][nodes];
  using Gain = double[dim];

  /// Of a series that falls evenly from its first coefficient on: 0.3 tail (tail / head)^p, p = 1 for 8
  /// nodes; 16 nodes, whose long steps leave the range in which coefficients fall evenly, take p = 1/2. Where
  /// the last four fall no more it is what they are.
  static double of_smooth(const Series& series, const Gain& gain) {
    const double last = largest(series, gain, nodes - 1, nodes - 1);
    const double pair = std::max(last, largest(series, gain, nodes - 2, nodes - 2));
    const double tail = nodes == 8 ? std::max(last, 0.1 * pair) : pair;
    const double share = ratio(tail, largest(series, gain, 0, 0));
    const double fall = ratio(pair, largest(series, gain, nodes - 4, nodes - 3));
    return kappa * std::max(tail * (nodes == 8 ? share : std::sqrt(share)), pair * fall * fall * fall * fall);
  }

  /// Of a series that falls late, or not at all: of a field without its central term, whose waves of high
  /// degree are shorter than the step. Then 0.3 tail (tail / largest)^2.
  static double of_rough(const Series& series, const Gain& gain) {
    const double tail = largest(series, gain, nodes - 2, nodes - 1);
    const double share = ratio(tail, largest(series, gain, 0, nodes - 1));
    return kappa * tail * share * share;
  }

 private:
  static constexpr double kappa = 0.3;

  static double largest(const Series& series, const Gain& gain, int first, int last) {
    double most = 0.0;
    for (int n = 0; n < dim; ++n) {
      for (int k = first; k <= last; ++k) most = std::max(most, gain[n] * std::abs(series[n][k]));
    }
    return most;
  }
  static double ratio(double a, double b) {
    return std::min(1.0, a / (b + std::numeric_limits<double>::min()));
  }
};

}  // namespace perilune::detail
