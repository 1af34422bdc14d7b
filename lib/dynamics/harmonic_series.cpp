#include <perilune/dynamics/harmonic_series.hpp>

#include <algorithm>
#include <cassert>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "harmonic_kernel.hpp"

namespace perilune::detail {
namespace {

/// Factors of the recursion over the degree, for fully normalised functions divided by cos(latitude)^m:
/// A(n,m) = alpha u A(n-1,m) - beta A(n-2,m).
long double alpha(int n, int m) {
  return std::sqrt((2.0L * n + 1) * (2.0L * n - 1) / (static_cast<long double>(n - m) * (n + m)));
}
long double beta(int n, int m) {
  return n < m + 2 ? 0.0L
                   : std::sqrt((2.0L * n + 1) * (n + m - 1) * (n - m - 1) /
                               (static_cast<long double>(n - m) * (n + m) * (2.0L * n - 3)));
}
/// A(m,m) / A(m-1,m-1).
long double diagonal(int m) {
  return m == 1 ? std::sqrt(3.0L) : std::sqrt((2.0L * m + 1) / (2.0L * m));
}

/// Sum of all classes, in one sequence for every machine.
double total(const double (&v)[harmonic_classes]) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

}  // namespace

void sum_harmonics_by_2(const HarmonicTask& task, HarmonicSums& sums) {
  sum_harmonics<2>(task, sums);
}

int widest_harmonic_lanes() {
#ifdef PERILUNE_WIDE_KERNELS
  if (__builtin_cpu_supports("avx512f")) return 8;
  if (__builtin_cpu_supports("avx2")) return 4;
#endif
  return 2;
}

HarmonicSeries::HarmonicSeries(const GravityField& field, int degree, int order, int lanes)
    : degree_(degree),
      order_(order),
      last_order_(std::min(order + 1, degree)),
      mu_m3_s2_(field.mu_m3_s2),
      reference_radius_m_(field.reference_radius_m),
      lanes_(static_cast<std::size_t>(lanes)) {
  assert((lanes == 2 || lanes == 4 || lanes == 8) && lanes <= widest_harmonic_lanes());
  const int most = std::min(field.degree, largest_degree);
  if (degree < 2 || degree > most) {
    throw InvalidArgument(concat("spherical_harmonics: degree = ", degree, ". The field '",
                                 printable(field.name), "' has degree 2 to ", most,
                                 "; below 2 take point_mass"));
  }
  if (order < 0 || order > std::min(degree, field.order)) {
    throw InvalidArgument(concat("spherical_harmonics: order = ", order, ". It goes from 0 to ",
                                 std::min(degree, field.order), " here: at most the degree"));
  }
  const auto coefficient = [&](const std::vector<double>& values, int n, int m) {
    return n < 2 || m < 0 || m > order ? 0.0L : static_cast<long double>(values[GravityField::index(n, m)]);
  };
  // The table is not of A itself but of g(n,m) = A(n,m) (R/r)^n / gamma(n,m), with gamma(n,m) the product of
  // the alphas from (m,m) on: then a step of the recursion multiplies by one number of the table, not by two.
  // gamma goes into the coefficients.
  long double gamma_diagonal = 1.0L;
  for (int first = 0; first <= last_order_; first += static_cast<int>(lanes_)) {
    groups_.push_back(table_.size());
    table_.resize(table_.size() + static_cast<std::size_t>(degree - first + 1) * stride(), 0.0);
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      const int m = first + static_cast<int>(lane);
      if (m > last_order_) break;
      if (m > 0) gamma_diagonal *= diagonal(m);
      long double gamma = gamma_diagonal;
      for (int n = m; n <= degree; ++n) {
        if (n > m) gamma *= alpha(n, m);
        double* entry =
            table_.data() + groups_.back() + static_cast<std::size_t>(n - first) * stride() + lane;
        const auto set = [&](Column column, long double value) {
          entry[column * lanes_] = static_cast<double>(value);
        };
        const long double c_here = gamma * coefficient(field.c, n, m);
        const long double s_here = gamma * coefficient(field.s, n, m);
        // A(n,m) as the derivative of A(n,m-1).
        const long double slope =
            m == 0
                ? 0.0L
                : gamma * std::sqrt(static_cast<long double>(n - m + 1) * (n + m) * (m == 1 ? 0.5L : 1.0L));
        set(next, n < degree ? -beta(n + 1, m) / (alpha(n + 1, m) * (n > m ? alpha(n, m) : 1.0L)) : 0.0L);
        set(c, c_here);
        set(s, s_here);
        set(radial_c, (n + m + 1) * c_here);
        set(radial_s, (n + m + 1) * s_here);
        set(axial_c, slope * coefficient(field.c, n, m - 1));
        set(axial_s, slope * coefficient(field.s, n, m - 1));
      }
    }
  }
}

int HarmonicSeries::degree_needed(double radius_over_distance) const {
  if (!(radius_over_distance < 0.5)) return degree_;
  constexpr double log_least = -41.4;  // of 1e-18
  const double needed = log_least / std::log(radius_over_distance);
  return std::min(degree_, std::max(2, static_cast<int>(needed) + 1));
}

Vector3<double> HarmonicSeries::disturbance_m_s2(const Vector3<double>& position_m) const {
  const double per_distance = 1.0 / position_m.norm();
  const Vector3<double> up = per_distance * position_m;
  const double ratio = reference_radius_m_ * per_distance;
  const int degree = degree_needed(ratio);
  const HarmonicTask task{table_.data(), groups_.data(), degree, std::min(last_order_, degree),
                          ratio,         up.x(),         up.y(), up.z()};
  HarmonicSums sums;
  switch (lanes_) {
#ifdef PERILUNE_WIDE_KERNELS
    case 8:
      sum_harmonics_by_8(task, sums);
      break;
    case 4:
      sum_harmonics_by_4(task, sums);
      break;
#endif
    default:
      sum_harmonics_by_2(task, sums);
  }
  const double central = mu_m3_s2_ * per_distance * per_distance;
  const double axial = total(sums.along_z);
  const double outward = -(total(sums.inward) + up.z() * axial);
  return central * (Vector3<double>(total(sums.along_x), total(sums.along_y), axial) + outward * up);
}

Vector3<double> HarmonicSeries::acceleration_m_s2(const Vector3<double>& position_m) const {
  const double square = position_m.squaredNorm();
  return disturbance_m_s2(position_m) - (mu_m3_s2_ / (square * std::sqrt(square))) * position_m;
}

}  // namespace perilune::detail
