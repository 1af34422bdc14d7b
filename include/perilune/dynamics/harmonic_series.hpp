#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <perilune/bodies/gravity_field.hpp>
#include <perilune/bodies/vector3.hpp>

namespace perilune::detail {

/// How many orders this machine sums side by side: 8 with AVX-512, 4 with AVX2, otherwise 2.
int widest_harmonic_lanes();

/// The gravity of a body as a sum of fully normalised spherical harmonics, in axes fixed to the body: the
/// form of Pines, which has no singularity at the poles. Equations and how they are summed: docs/gravity.md.
///
/// For double there is compiled code that sums several orders side by side, as many as the machine can, with
/// the same bits for every width; the templates serve every other scalar (long double, packs, dual numbers).
///
/// Source: Pines, AIAA Journal 11, 1973; Lundberg and Schutz, Journal of Guidance 11, 1988 (the recursion).
/// Checked in: tests/validation/dynamics/test_harmonics_golden.cpp,
/// tests/unit/dynamics/test_harmonic_series.cpp
class HarmonicSeries {
 public:
  /// Beyond it the scaled sums would leave the range of a double. Twice what anybody flies with.
  static constexpr int largest_degree = 360;

  /// @param degree  2 to the field's and at most `largest_degree`
  /// @param order   0 to degree, at most the field's
  /// @param lanes   2, 4 or 8, at most `widest_harmonic_lanes()`: how many orders to sum side by side
  /// @throws InvalidArgument if degree or order is out of range
  HarmonicSeries(const GravityField& field, int degree, int order, int lanes = widest_harmonic_lanes());

  int degree() const { return degree_; }
  int order() const { return order_; }
  double mu_m3_s2() const { return mu_m3_s2_; }

  /// Acceleration, central term and all, at a position relative to the body, both along its axes [m/s^2].
  /// Terms that are below 1e-18 of the central one are left out, which makes it cheap far from the body.
  Vector3<double> acceleration_m_s2(const Vector3<double>& position_m) const;
  /// The part of degree 2 and up.
  Vector3<double> disturbance_m_s2(const Vector3<double>& position_m) const;

  // The same for any scalar; all terms.
  template <class T>
  Vector3<T> acceleration_m_s2(const Vector3<T>& position_m) const;
  template <class T>
  Vector3<T> disturbance_m_s2(const Vector3<T>& position_m) const;

  /// Potential, positive, whose gradient the acceleration is [m^2/s^2].
  template <class T>
  T potential_m2_s2(const Vector3<T>& position_m) const;

 private:
  // What the table has for each pair of degree n and order m.
  enum Column { next, c, s, radial_c, radial_s, axial_c, axial_s, columns };

  // Of order m, from degree n = m on: column k is at [k lanes_], the next degree stride() further.
  const double* entries(int m) const {
    const std::size_t lane = static_cast<std::size_t>(m) % lanes_;
    return table_.data() + groups_[static_cast<std::size_t>(m) / lanes_] + lane * stride() + lane;
  }
  std::size_t stride() const { return static_cast<std::size_t>(columns) * lanes_; }
  int degree_needed(double radius_over_distance) const;

  int degree_;
  int order_;
  int last_order_;  // of the table: one more than `order_`, because of the derivatives
  double mu_m3_s2_;
  double reference_radius_m_;
  std::size_t lanes_;
  std::vector<double> table_;        // groups of `lanes_` orders, in each the degrees, columns, orders
  std::vector<std::size_t> groups_;  // where each group starts
};

template <class T>
Vector3<T> HarmonicSeries::disturbance_m_s2(const Vector3<T>& position_m) const {
  using std::sqrt;
  const T per_distance = T(1.0) / sqrt(position_m.squaredNorm());
  const Vector3<T> up = per_distance * position_m;
  const T ratio = T(reference_radius_m_) * per_distance;
  const T ratio_sine = ratio * up.z();
  const T ratio_square = ratio * ratio;
  T cosine(1.0), sine(0.0), cosine_below(0.0), sine_below(0.0);  // (x + i y)^m / r^m, and of order m - 1
  T first(1.0);                                                  // (R/r)^m
  T along_x(0.0), along_y(0.0), along_z(0.0), inward(0.0);
  for (int m = 0; m <= last_order_; ++m) {
    const double* entry = entries(m);
    T p = first, p_below(0.0);
    T sum_c(0.0), sum_s(0.0), sum_radial_c(0.0), sum_radial_s(0.0), sum_axial_c(0.0), sum_axial_s(0.0);
    for (int n = m; n <= degree_; ++n) {
      sum_c += T(entry[c * lanes_]) * p;
      sum_s += T(entry[s * lanes_]) * p;
      sum_radial_c += T(entry[radial_c * lanes_]) * p;
      sum_radial_s += T(entry[radial_s * lanes_]) * p;
      sum_axial_c += T(entry[axial_c * lanes_]) * p;
      sum_axial_s += T(entry[axial_s * lanes_]) * p;
      const T above = ratio_sine * p + T(entry[next * lanes_]) * (ratio_square * p_below);
      p_below = p;
      p = above;
      entry += stride();
    }
    along_x += T(m) * (cosine_below * sum_c + sine_below * sum_s);
    along_y += T(m) * (cosine_below * sum_s - sine_below * sum_c);
    along_z += cosine_below * sum_axial_c + sine_below * sum_axial_s;
    inward += cosine * sum_radial_c + sine * sum_radial_s;
    cosine_below = cosine;
    sine_below = sine;
    cosine = up.x() * cosine_below - up.y() * sine_below;
    sine = up.x() * sine_below + up.y() * cosine_below;
    first = first * ratio;
  }
  const T central = T(mu_m3_s2_) * per_distance * per_distance;
  const T outward = -(inward + up.z() * along_z);
  return central * (Vector3<T>(along_x, along_y, along_z) + outward * up);
}

template <class T>
Vector3<T> HarmonicSeries::acceleration_m_s2(const Vector3<T>& position_m) const {
  using std::sqrt;
  const T square = position_m.squaredNorm();
  return disturbance_m_s2<T>(position_m) - (T(mu_m3_s2_) / (square * sqrt(square))) * position_m;
}

template <class T>
T HarmonicSeries::potential_m2_s2(const Vector3<T>& position_m) const {
  using std::sqrt;
  const T per_distance = T(1.0) / sqrt(position_m.squaredNorm());
  const Vector3<T> up = per_distance * position_m;
  const T ratio = T(reference_radius_m_) * per_distance;
  T cosine(1.0), sine(0.0), first(1.0), sum(0.0);
  for (int m = 0; m <= order_; ++m) {
    const double* entry = entries(m);
    T p = first, p_below(0.0), sum_c(0.0), sum_s(0.0);
    for (int n = m; n <= degree_; ++n) {
      sum_c += T(entry[c * lanes_]) * p;
      sum_s += T(entry[s * lanes_]) * p;
      const T above = ratio * up.z() * p + T(entry[next * lanes_]) * (ratio * ratio * p_below);
      p_below = p;
      p = above;
      entry += stride();
    }
    sum += cosine * sum_c + sine * sum_s;
    const T cosine_below = cosine;
    cosine = up.x() * cosine - up.y() * sine;
    sine = up.x() * sine + up.y() * cosine_below;
    first = first * ratio;
  }
  return T(mu_m3_s2_) * per_distance * (T(1.0) + sum);
}

}  // namespace perilune::detail
