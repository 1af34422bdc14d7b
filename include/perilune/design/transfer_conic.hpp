#pragma once

#include <cmath>

#include <perilune/bodies/constants.hpp>

namespace perilune::detail {

/// Two-body motion between a perigee and the distance of the Moon: what searches start from.
///
/// An ellipse (or hyperbola) from a perigee out to the distance of the Moon.
struct TransferConic {
  double eccentricity = 0.0;
  double angle_rad = 0.0;  ///< true anomaly at the Moon's distance
  double perigee_speed_m_s = 0.0;
  double speed_m_s = 0.0;         ///< at the Moon's distance
  double radial_speed_m_s = 0.0;  ///< there
};

/// Time from the perigee to a distance [s].
inline double conic_time_s(double perigee_m, double eccentricity, double distance_m, double mu) {
  const double p_m = perigee_m * (1.0 + eccentricity);
  const double cosine = (p_m / distance_m - 1.0) / eccentricity;
  if (!(cosine >= -1.0)) return INFINITY;
  const double tan2 = (1.0 - cosine) / (1.0 + cosine);  // of half the anomaly, squared
  if (std::abs(1.0 - eccentricity) < 1e-9) {
    const double d = std::sqrt(tan2);
    return 0.5 * std::sqrt(p_m * p_m * p_m / mu) * (d + d * d * d / 3.0);
  }
  const double a_m = perigee_m / (1.0 - eccentricity);
  const double q = std::sqrt(std::abs(1.0 - eccentricity) / (1.0 + eccentricity) * tan2);
  if (a_m > 0.0) {
    const double sin_E = 2.0 * q / (1.0 + q * q);  // q: tangent of half of E
    return std::sqrt(a_m * a_m * a_m / mu) * (2.0 * std::atan(q) - eccentricity * sin_E);
  }
  const double sinh_H = 2.0 * q / (1.0 - q * q);
  return std::sqrt(-a_m * a_m * a_m / mu) * (eccentricity * sinh_H - 2.0 * std::atanh(q));
}

/// The conic that comes from a perigee to a distance in a time, on the way out; the slowest one there is, if
/// the time is longer than any takes.
inline TransferConic transfer_conic(double perigee_m, double distance_m, double time_s,
                                    double mu = mu_earth_m3_s2) {
  double low = (distance_m - perigee_m) / (distance_m + perigee_m) + 1e-9;  // apogee at the distance: slowest
  double high = 1.5;
  double f_low = conic_time_s(perigee_m, low, distance_m, mu) - time_s;
  double f_high = conic_time_s(perigee_m, high, distance_m, mu) - time_s;
  double root = low;
  if (f_low > 0.0) {                // else no conic takes that long: the slowest
    for (int i = 0; i < 40; ++i) {  // false position, Illinois
      root = (low * f_high - high * f_low) / (f_high - f_low);
      if (!(root > low && root < high)) root = 0.5 * (low + high);
      const double f = conic_time_s(perigee_m, root, distance_m, mu) - time_s;
      if (std::abs(f) < 1e-4) break;
      if (f > 0.0) {
        low = root, f_low = f, f_high *= 0.5;
      } else {
        high = root, f_high = f, f_low *= 0.5;
      }
    }
  }
  TransferConic conic;
  conic.eccentricity = root;
  const double p_m = perigee_m * (1.0 + conic.eccentricity);
  conic.angle_rad = std::acos(std::fmax(-1.0, (p_m / distance_m - 1.0) / conic.eccentricity));
  conic.perigee_speed_m_s = std::sqrt(mu * (1.0 + conic.eccentricity) / perigee_m);
  conic.radial_speed_m_s = std::sqrt(mu / p_m) * conic.eccentricity * std::sin(conic.angle_rad);
  const double across_m_s = std::sqrt(mu * p_m) / distance_m;
  conic.speed_m_s = std::hypot(conic.radial_speed_m_s, across_m_s);
  return conic;
}

/// How much sooner a craft comes to its perilune than it would pass the Moon if that did not attract: over
/// the last `from_m`, an hyperbola instead of a straight line [s].
inline double lunar_head_start_s(double v_infinity_m_s, double perilune_m, double from_m) {
  const double a_m = mu_moon_m3_s2 / (v_infinity_m_s * v_infinity_m_s);
  const double e = 1.0 + perilune_m / a_m;
  const double F = std::acosh((1.0 + from_m / a_m) / e);
  const double falling_s = std::sqrt(a_m * a_m * a_m / mu_moon_m3_s2) * (e * std::sinh(F) - F);
  const double b_m = perilune_m * std::sqrt(1.0 + 2.0 * a_m / perilune_m);
  return std::sqrt(from_m * from_m - b_m * b_m) / v_infinity_m_s - falling_s;
}

}  // namespace perilune::detail
