#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <mutex>

#include <perilune/bodies/gravity_field.hpp>
#include <perilune/bodies/vector3.hpp>
#include <perilune/core/dual.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/harmonic_table.hpp>

namespace perilune::detail {

struct HarmonicKernels;

/// How an acceleration of gravity changes with place: the second derivatives of the potential, a symmetric
/// tensor without trace [1/s^2].
template <class T>
struct GravityGradient {
  T xx, xy, xz, yz, zz;
  T yy() const { return -(xx + zz); }

  /// How the acceleration changes over a small way.
  Vector3<T> operator*(const Vector3<T>& way) const {
    return {xx * way.x() + xy * way.y() + xz * way.z(), xy * way.x() + yy() * way.y() + yz * way.z(),
            xz * way.x() + yz * way.y() + zz * way.z()};
  }
};

/// The gravity of a body as a sum of fully normalised spherical harmonics, in axes fixed to the body: the
/// form of Pines for the harmonics, which has no singularity at the poles, that of Cunningham for their
/// slopes. Equations and how they are summed: docs/gravity.md.
///
/// For double and for packs of doubles there is compiled code for each instruction set, chosen at run time:
/// one place with several orders side by side, or several places side by side, which is three times as fast
/// again. Derivatives (dual numbers) take the gradient from it. The template serves every other scalar.
///
/// Source: Pines, AIAA Journal 11, 1973; Lundberg and Schutz, Journal of Guidance 11, 1988 (the recursion);
/// Cunningham, Celestial Mechanics 2, 1970 (the slopes).
/// Checked in: tests/validation/dynamics/test_harmonics_golden.cpp,
/// tests/unit/dynamics/test_harmonic_series.cpp
class HarmonicSeries {
 public:
  /// Beyond it the scaled sums would leave the range of a double. Twice what anybody flies with.
  static constexpr int largest_degree = 360;

  /// @param degree  2 to the field's and at most `largest_degree`
  /// @param order   0 to degree, at most the field's
  /// @param isa     whose compiled code to run; it has to be available
  /// @throws InvalidArgument if degree or order is out of range
  HarmonicSeries(const GravityField& field, int degree, int order, Isa isa = chosen_isa());

  int degree() const { return degree_; }
  int order() const { return order_; }
  double mu_m3_s2() const { return mu_m3_s2_; }
  double reference_radius_m() const { return reference_radius_m_; }
  Isa isa() const { return isa_; }

  /// Acceleration, central term and all, at a position relative to the body, both along its axes [m/s^2].
  /// Terms that are below 1e-18 of the central one are left out, which makes it cheap far from the body.
  Vector3<double> acceleration_m_s2(const Vector3<double>& position_m) const {
    return at_one(position_m, mu_m3_s2_);
  }
  /// The part of degree 2 and up.
  Vector3<double> disturbance_m_s2(const Vector3<double>& position_m) const {
    return at_one(position_m, 0.0);
  }
  /// The gradient of the whole acceleration.
  GravityGradient<double> gradient_s2(const Vector3<double>& position_m) const;

  /// The same at many places: arrays of x, y and z of each, and where to write those of the accelerations.
  /// A place that is not finite, or zero, comes out as not finite and takes no others with it.
  /// @param most_degree  terms above it are left out: at least 2
  void accelerations_m_s2(int count, const std::array<const double*, 3>& position_m,
                          const std::array<double*, 3>& out, int most_degree = largest_degree) const;
  /// Components xx, xy, xz, yz, zz.
  void gradients_s2(int count, const std::array<const double*, 3>& position_m,
                    const std::array<double*, 5>& out) const;

  /// At a pack of places.
  template <int N>
  Vector3<simd::pack<double, N>> acceleration_m_s2(const Vector3<simd::pack<double, N>>& position_m,
                                                   int most_degree = largest_degree) const;
  template <int N>
  GravityGradient<simd::pack<double, N>> gradient_s2(const Vector3<simd::pack<double, N>>& position_m) const;

  /// With derivatives by anything the position depends on: by the chain rule from the gradient.
  template <class S, int N>
  requires(std::same_as<S, double> ||
           simd::is_pack<S>) Vector3<Dual<S, N>> acceleration_m_s2(const Vector3<Dual<S, N>>& position_m)
  const;

  // The same for any other scalar; all terms.
  template <class T>
  Vector3<T> acceleration_m_s2(const Vector3<T>& position_m) const {
    using std::sqrt;
    const T square = position_m.squaredNorm();
    return disturbance_m_s2<T>(position_m) - (T(mu_m3_s2_) / (square * sqrt(square))) * position_m;
  }
  template <class T>
  Vector3<T> disturbance_m_s2(const Vector3<T>& position_m) const {
    const auto sums = sum<3>(table_, position_m);
    return Vector3<T>(sums[0], sums[1], sums[2]) * (T(mu_m3_s2_ / reference_radius_m_) / position_m.norm());
  }
  template <class T>
  GravityGradient<T> gradient_s2(const Vector3<T>& position_m) const;

  /// Potential, positive, whose gradient the acceleration is [m^2/s^2].
  template <class T>
  T potential_m2_s2(const Vector3<T>& position_m) const {
    return T(mu_m3_s2_) / position_m.norm() *
           (T(1.0) + sum<1>(seldom(HarmonicQuantity::potential), position_m)[0]);
  }

 private:
  Vector3<double> at_one(const Vector3<double>& position_m, double central_mu_m3_s2) const;
  int degree_needed(double radius_over_distance) const;
  /// The greatest degree that any of the places needs.
  int degree_needed(int count, const std::array<const double*, 3>& position_m) const;
  /// Tables of what few ask for, made when it is asked for.
  const HarmonicTable& seldom(HarmonicQuantity quantity) const;

  /// All sums of a table, over any scalar.
  template <int components, class T>
  std::array<T, components> sum(const HarmonicTable& table, const Vector3<T>& position_m) const;

  struct Seldom {
    std::once_flag potential_once, gradient_once;
    HarmonicTable potential, gradient;
    GravityField field;  // as much of it as is used
  };

  int degree_;
  int order_;
  double mu_m3_s2_;
  double reference_radius_m_;
  Isa isa_;
  const HarmonicKernels* kernels_;
  HarmonicTable table_;
  std::shared_ptr<Seldom> seldom_;
};

template <int N>
Vector3<simd::pack<double, N>> HarmonicSeries::acceleration_m_s2(
    const Vector3<simd::pack<double, N>>& position_m, int most_degree) const {
  using P = simd::pack<double, N>;
  double in[3][N], out[3][N];
  for (int k = 0; k < 3; ++k) position_m[k].store(in[k]);
  accelerations_m_s2(N, {in[0], in[1], in[2]}, {out[0], out[1], out[2]}, most_degree);
  return {P::load(out[0]), P::load(out[1]), P::load(out[2])};
}

template <int N>
GravityGradient<simd::pack<double, N>> HarmonicSeries::gradient_s2(
    const Vector3<simd::pack<double, N>>& position_m) const {
  using P = simd::pack<double, N>;
  double in[3][N], out[5][N];
  for (int k = 0; k < 3; ++k) position_m[k].store(in[k]);
  gradients_s2(N, {in[0], in[1], in[2]}, {out[0], out[1], out[2], out[3], out[4]});
  return {P::load(out[0]), P::load(out[1]), P::load(out[2]), P::load(out[3]), P::load(out[4])};
}

template <class S, int N>
requires(std::same_as<S, double> || simd::is_pack<S>) Vector3<Dual<S, N>> HarmonicSeries::acceleration_m_s2(
    const Vector3<Dual<S, N>>& position_m)
const {
  const Vector3<S> place(position_m.x().value, position_m.y().value, position_m.z().value);
  const Vector3<S> value = acceleration_m_s2(place);
  const GravityGradient<S> gradient = gradient_s2(place);
  Vector3<Dual<S, N>> made(value.x(), value.y(), value.z());
  for (std::size_t i = 0; i < N; ++i) {
    const Vector3<S> slope = gradient * Vector3<S>(position_m.x().derivative[i], position_m.y().derivative[i],
                                                   position_m.z().derivative[i]);
    for (int k = 0; k < 3; ++k) made[k].derivative[i] = slope[k];
  }
  return made;
}

template <class T>
GravityGradient<T> HarmonicSeries::gradient_s2(const Vector3<T>& position_m) const {
  const auto sums = sum<5>(seldom(HarmonicQuantity::gradient), position_m);
  const T inverse = T(1.0) / position_m.norm();
  const T scale = T(mu_m3_s2_ / (reference_radius_m_ * reference_radius_m_)) * inverse;
  const T pull = T(mu_m3_s2_) * inverse * inverse * inverse;
  const Vector3<T> up = inverse * position_m;
  const auto central = [&](int i, int k) { return pull * (T(3.0) * up[i] * up[k] - T(i == k ? 1.0 : 0.0)); };
  return {scale * sums[0] + central(0, 0), scale * sums[1] + central(0, 1), scale * sums[2] + central(0, 2),
          scale * sums[3] + central(1, 2), scale * sums[4] + central(2, 2)};
}

template <int components, class T>
std::array<T, components> HarmonicSeries::sum(const HarmonicTable& table,
                                              const Vector3<T>& position_m) const {
  const T step = T(reference_radius_m_) / position_m.squaredNorm();
  const Vector3<T> scaled = step * position_m;
  const T ratio_square = T(reference_radius_m_) * step;
  T cosine(1.0), sine(0.0);  // of (x + i y)^m (R / r^2)^m
  std::array<T, components> total;
  total.fill(T(0.0));
  for (int m = 0; m <= table.last_order; ++m) {
    const double* entry = table.entries.data() + table.starts[static_cast<std::size_t>(m)];
    T p(1.0), below(0.0);
    std::array<T, 2 * components> sums;
    sums.fill(T(0.0));
    for (int n = m; n <= table.degree; ++n) {
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += entry[k + 1] * p;
      const T above = scaled.z() * p + entry[0] * below;
      below = ratio_square * p;
      p = above;
      entry += table.stride();
    }
    for (std::size_t k = 0; k < components; ++k) {
      total[k] += cosine * sums[2 * k] + sine * sums[2 * k + 1];
    }
    const T turned = scaled.x() * cosine - scaled.y() * sine;
    sine = scaled.x() * sine + scaled.y() * cosine;
    cosine = turned;
  }
  return total;
}

}  // namespace perilune::detail
