#pragma once

#include <array>
#include <cstddef>

#include <perilune/propagation/legendre_step.hpp>

namespace perilune::detail {

/// Collocation at the zeros of a Legendre polynomial, on the step 0 <= s <= 1: matrices that act on values at
/// the nodes. All are stored by columns, `[from node][to node]`, so that a column multiplies one value and
/// the sums of several nodes run side by side.
///
/// Worked out in long double at compile time. Checked in: tests/unit/propagation/test_gl_collocation.cpp
template <std::size_t n>
struct GaussLegendre {
  using Vector = std::array<double, n>;
  using Matrix = std::array<Vector, n>;

  std::array<long double, n> exact_nodes{};
  alignas(64) Vector node{};
  alignas(64) Vector weight{};        ///< of the integral over the step
  alignas(64) Vector weight_twice{};  ///< of the double integral over the step: weight (1 - node)
  alignas(64) Matrix integral{};      ///< from the start to a node
  alignas(64) Matrix twice{};         ///< double integral from the start to a node
  alignas(64) Matrix coefficient{};   ///< [from node][k] of P_k

  constexpr GaussLegendre() {
    std::array<long double, n> weights{};
    for (std::size_t i = 0; i < n; ++i) {
      long double x = -cosine(pi * (static_cast<long double>(i) + 0.75L) / (n + 0.5L));
      long double slope = 0;
      for (int turn = 0; turn < 8; ++turn) {
        long double below = 1, p = x;
        for (std::size_t k = 2; k <= n; ++k) {
          const auto m = static_cast<long double>(k);
          const long double above = ((2 * m - 1) * x * p - (m - 1) * below) / m;
          below = p;
          p = above;
        }
        slope = n * (x * p - below) / (x * x - 1);
        x -= p / slope;
      }
      exact_nodes[i] = (1 + x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
      node[i] = static_cast<double>(exact_nodes[i]);
      weight[i] = static_cast<double>(weights[i]);
      weight_twice[i] = static_cast<double>(weights[i] * (1 - exact_nodes[i]));
    }
    std::array<std::array<long double, n + 2>, n> p{};  // P_k at the nodes
    for (std::size_t i = 0; i < n; ++i) p[i] = values(2 * exact_nodes[i] - 1);
    std::array<std::array<long double, n>, n> once{};
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        long double sum = 0;
        for (std::size_t k = 0; k < n; ++k) {
          const auto m = static_cast<long double>(2 * k + 1);
          const long double step = k == 0 ? exact_nodes[i] : (p[i][k + 1] - p[i][k - 1]) / (2 * m);
          sum += m * weights[j] * p[j][k] * step;
        }
        once[i][j] = sum;
        integral[j][i] = static_cast<double>(sum);
        coefficient[j][i] = static_cast<double>(static_cast<long double>(2 * i + 1) * weights[j] * p[j][i]);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        long double sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += once[i][k] * once[k][j];
        twice[j][i] = static_cast<double>(sum);
      }
    }
  }

 private:
  static constexpr long double pi = 3.14159265358979323846264338327950288L;
  static constexpr long double cosine(long double angle) {
    long double sum = 1, term = 1;
    for (int k = 1; k < 40; k += 2) {
      term *= -angle * angle / (k * (k + 1));
      sum += term;
    }
    return sum;
  }
  static constexpr std::array<long double, n + 2> values(long double x) {
    std::array<long double, n + 2> p{};
    p[0] = 1;
    p[1] = x;
    for (std::size_t k = 2; k < n + 2; ++k) {
      const auto m = static_cast<long double>(k);
      p[k] = ((2 * m - 1) * x * p[k - 1] - (m - 1) * p[k - 2]) / m;
    }
    return p;
  }
};

template <std::size_t n>
inline constexpr GaussLegendre<n> gauss_legendre{};

}  // namespace perilune::detail
