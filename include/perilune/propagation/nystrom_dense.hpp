#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <perilune/propagation/legendre_step.hpp>
#include <perilune/propagation/rkn1210_tableau.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune::detail {

/// The polynomial of a step of r'' = a(t, r) from its states at both ends and accelerations in between: the
/// acceleration is a Legendre series that meets the given ones and whose integrals meet the change of the
/// velocity and of the position.
///
/// @tparam n  how many accelerations are given, at which fractions of the step
template <std::size_t n>
struct AccelerationSeries {
  using Nodes = std::array<long double, n>;
  using Legendre = LegendreStep<n + 2>;

  Nodes nodes{};
  std::array<std::array<double, n>, n> inverse_matrix{};  // [k - 2][j]: of the acceleration at node j in P_k
  std::array<double, n> slope{};                          // P_1 at the nodes

  constexpr explicit AccelerationSeries(const Nodes& at) : nodes(at) {
    const Legendre legendre;
    std::array<std::array<long double, n>, n> matrix{};
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) matrix[j][k] = Legendre::at(legendre.value[k + 2], at[j]);
      slope[j] = static_cast<double>(2 * at[j] - 1);
    }
    const auto inverted = inverse(matrix);
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) inverse_matrix[k][j] = static_cast<double>(inverted[k][j]);
    }
  }

  /// The coefficients of P_0 ... P_n+1 in h^2 a.
  ///
  /// @param advance  r_new - r - h v
  /// @param change   h (v_new - v)
  /// @param a        h^2 times the accelerations at the nodes
  template <class T>
  void fit(const T& advance, const T& change, const std::array<T, n>& a, std::array<T, n + 2>& series) const {
    series[0] = change;
    series[1] = T(3.0) * change - T(6.0) * advance;
    std::array<T, n> rest;
    for (std::size_t j = 0; j < n; ++j) rest[j] = a[j] - series[0] - T(slope[j]) * series[1];
    for (std::size_t k = 0; k < n; ++k) {
      T sum = T(inverse_matrix[k][0]) * rest[0];
      for (std::size_t j = 1; j < n; ++j) sum += T(inverse_matrix[k][j]) * rest[j];
      series[k + 2] = sum;
    }
  }
};

/// Writes the polynomial of a step whose acceleration, times h^2, is a Legendre series; the ends of the step
/// are met exactly.
template <std::size_t count, class T, int N, class Time, class Dense>
void dense_from_series(Time t, Time h, const T (&y)[N], const T (&y_new)[N],
                       const std::array<T, count> (&series)[N / 2], Dense& dense) {
  static constexpr LegendreStep<count> legendre;
  constexpr std::size_t degree = LegendreStep<count>::degree;
  static_assert(degree <= Dense::max_degree);
  constexpr std::size_t dim = N / 2;
  dense.t0 = t;
  dense.h = h;
  dense.degree = static_cast<int>(degree);
  for (std::size_t n = 0; n < dim; ++n) {
    for (std::size_t i = 0; i <= degree; ++i) {
      T position(0.0), velocity(0.0);
      for (std::size_t k = i < 2 ? 0 : i - 2; k < count; ++k) {
        position += T(static_cast<Time>(legendre.twice[k][i])) * series[n][k];
        velocity += T(static_cast<Time>(legendre.integral[k][i])) * series[n][k];
      }
      dense.coefficient[i][n] = position;
      dense.coefficient[i][n + dim] = velocity * T(Time(1) / h);
    }
    for (const std::size_t d : {n, n + dim}) {
      dense.coefficient[0][d] = y[d];
      dense.coefficient[1][d] = y_new[d] - y[d];
    }
  }
}

/// Dense output of RKN12(10), of order 10 in the position, at six evaluations a step. The stages of the
/// method from the eighth on lie within O(h^7) of the trajectory: a first polynomial through their
/// accelerations and both ends is good to O(h^9). Accelerations on it, at six points between, make the
/// second, good to O(h^11).
struct NystromDense {
  static constexpr int first_stage = 7;
  static constexpr int stage_count = 8;
  static constexpr std::size_t points = 6;

  static constexpr AccelerationSeries<10> from_stages{
      {Rkn1210Tableau::c[0], Rkn1210Tableau::c[7], Rkn1210Tableau::c[8], Rkn1210Tableau::c[9],
       Rkn1210Tableau::c[10], Rkn1210Tableau::c[11], Rkn1210Tableau::c[12], Rkn1210Tableau::c[13],
       Rkn1210Tableau::c[14], Rkn1210Tableau::c[16]}};
  // The error of the second polynomial is K = w^3 Q, w = s (1-s), with Q of degree 6; that of its second
  // derivative is K''. Q that makes the largest K small (Gegenbauer's, lambda = 3) gives K'' eight zeros
  // inside; these six of them determine the polynomial best. (Lobatto's points do not determine it at all.)
  static constexpr long double inner[points] = {0.037595477L, 0.125159912L, 0.415222282L,
                                                0.584777718L, 0.874840088L, 0.962404523L};
  static constexpr AccelerationSeries<8> from_points{
      {0.0L, inner[0], inner[1], inner[2], inner[3], inner[4], inner[5], 1.0L}};

  template <class T, int N, class Time, class System, class Dense>
  static void interpolate(System& system, int first_slot, Time t, Time h, const T (&y)[N],
                          const T (&y_new)[N], const T (&first)[N], const T (&last)[N],
                          const T (&k)[stage_count][N / 2], Dense& dense) {
    constexpr int dim = N / 2;
    const T h2(h * h);
    const auto advance = [&](int n) { return (y_new[n] - y[n]) - T(h) * y[n + dim]; };
    const auto change = [&](int n) { return T(h) * (y_new[n + dim] - y[n + dim]); };

    std::array<T, 12> coarse[dim];
    for (int n = 0; n < dim; ++n) {
      std::array<T, 10> a;
      a[0] = h2 * first[n + dim];
      for (std::size_t i = 0; i < stage_count; ++i) a[i + 1] = h2 * k[i][n];
      a[9] = h2 * last[n + dim];
      from_stages.fit(advance(n), change(n), a, coarse[n]);
    }
    Time times[points];
    for (std::size_t i = 0; i < points; ++i) times[i] = t + Time(inner[i]) * h;
    prepare_slots<Time>(system, first_slot, std::span<const Time>(times));
    std::array<T, 8> a[dim];
    static constexpr LegendreStep<12> legendre;
    for (std::size_t i = 0; i < points; ++i) {
      T at[N], dydt[N];
      for (int n = 0; n < dim; ++n) {
        T position(0.0), velocity(0.0);
        for (std::size_t m = 0; m < 12; ++m) {
          position += T(static_cast<Time>(LegendreStep<12>::at(legendre.twice[m], inner[i]))) * coarse[n][m];
          velocity +=
              T(static_cast<Time>(LegendreStep<12>::at(legendre.integral[m], inner[i]))) * coarse[n][m];
        }
        at[n] = y[n] + (T(Time(inner[i]) * h) * y[n + dim] + position);
        at[n + dim] = y[n + dim] + velocity * T(Time(1) / h);
      }
      system.derivative(first_slot + static_cast<int>(i), times[i], at, dydt);
      for (int n = 0; n < dim; ++n) a[n][i + 1] = h2 * dydt[n + dim];
    }
    std::array<T, 10> series[dim];
    for (int n = 0; n < dim; ++n) {
      a[n][0] = h2 * first[n + dim];
      a[n][7] = h2 * last[n + dim];
      from_points.fit(advance(n), change(n), a[n], series[n]);
    }
    dense_from_series<10, T, N, Time>(t, h, y, y_new, series, dense);
  }
};

}  // namespace perilune::detail
