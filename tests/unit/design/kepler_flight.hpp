#pragma once

#include <cmath>

#include <Eigen/Core>

/// A Keplerian flight in 64-bit mantissas by universal variables: shares nothing with the library, and is a
/// thousand times more exact than what it checks.
namespace kepler_flight {

using Real = long double;
using Vector = Eigen::Matrix<Real, 3, 1>;

/// Stumpff's functions c0..c3 of z.
struct Stumpff {
  Real c0, c1, c2, c3;
  explicit Stumpff(Real z) {
    int halvings = 0;
    while (std::abs(z) > 0.1L) {
      z /= 4;
      ++halvings;
    }
    c2 = c3 = 0;
    Real term2 = 0.5L, term3 = 1.0L / 6;
    for (int k = 0; k < 16; ++k) {
      c2 += term2;
      c3 += term3;
      term2 *= -z / static_cast<Real>((2 * k + 3) * (2 * k + 4));
      term3 *= -z / static_cast<Real>((2 * k + 4) * (2 * k + 5));
    }
    c1 = 1 - z * c3;
    c0 = 1 - z * c2;
    for (; halvings > 0; --halvings) {
      c3 = (c2 + c0 * c3) / 4;
      c2 = c1 * c1 / 2;
      c1 = c0 * c1;
      c0 = 2 * c0 * c0 - 1;
    }
  }
};

inline Vector position_after(const Vector& r, const Vector& v, Real t, Real mu) {
  const Real r0 = r.norm();
  const Real alpha = 2 / r0 - v.squaredNorm() / mu;  // 1/a
  const Real sigma = r.dot(v) / std::sqrt(mu);
  const Real target = std::sqrt(mu) * t;
  Real low = 0, high = 1;
  Stumpff c(0);
  const auto time_at = [&](Real chi) {
    c = Stumpff(alpha * chi * chi);
    return r0 * chi * c.c1 + sigma * chi * chi * c.c2 + chi * chi * chi * c.c3;
  };
  high = std::sqrt(r0);
  while (time_at(high) < target) high *= 2;
  Real chi = high / 2;
  for (int i = 0; i < 200; ++i) {
    const Real excess = time_at(chi) - target;
    (excess > 0 ? high : low) = chi;
    const Real slope = r0 * c.c0 + sigma * chi * c.c1 + chi * chi * c.c2;
    Real next = chi - excess / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - chi) <= 4e-19L * chi) break;
    chi = next;
  }
  time_at(chi);
  const Real f = 1 - chi * chi * c.c2 / r0;
  const Real g = t - chi * chi * chi * c.c3 / std::sqrt(mu);
  return f * r + g * v;
}

/// Largest singular value of d r2 / d v1, by central differences [s].
inline Real sensitivity_s(const Vector& r, const Vector& v, Real t, Real mu) {
  Eigen::Matrix<Real, 3, 3> D;
  const Real step = 1e-6L * v.norm();
  for (int i = 0; i < 3; ++i) {
    Vector shift = Vector::Zero();
    shift[i] = step;
    D.col(i) = (position_after(r, v + shift, t, mu) - position_after(r, v - shift, t, mu)) / (2 * step);
  }
  return D.norm();
}

}  // namespace kepler_flight
