#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace perilune {

/// A gravity field as spherical harmonics, fully normalised (geodesy, 4 pi, no Condon-Shortley phase), in
/// axes fixed to the body (Moon: principal axes; Earth: ITRF):
///
///     U = mu/r (1 + sum over n = 2..degree, m = 0..n of (R/r)^n P(n,m)(sin lat) (C(n,m) cos m lon + S(n,m)
///     sin m lon))
///
/// Degree 1 is zero: the origin is the centre of mass. Use mu and the radius of the field with its
/// coefficients.
struct GravityField {
  std::string name;
  int degree = 0;
  int order = 0;
  double mu_m3_s2 = 0.0;
  double reference_radius_m = 0.0;
  /// C and S of (2,0), (2,1), (2,2), (3,0), ...: pair (n,m) is number `index(n, m)`.
  std::vector<double> c;
  std::vector<double> s;

  /// @param n  2 to `degree`
  /// @param m  0 to n
  static constexpr std::size_t index(int n, int m) noexcept {
    return static_cast<std::size_t>(n * (n + 1) / 2 + m - 3);
  }
};

/// Reads a field in our binary form (PLGRAV01, see lib/bodies/data/README.md).
/// @param name  what messages call it
/// @throws DataError if the bytes are damaged, naming the offset
///
/// Checked in: tests/unit/bodies/test_gravity_field.cpp
GravityField read_gravity_field(std::span<const std::byte> bytes, std::string name);

/// As above, from a file. @throws DataError if it cannot be read or is damaged
GravityField read_gravity_field(const std::filesystem::path& path);

/// The Moon: GRGM1200A to degree and order 150, tide-free.
/// Source: Lemoine et al., Geophysical Research Letters 41, 2014.
const GravityField& embedded_moon_gravity();

/// The Earth: EGM2008 to degree and order 90, tide-free.
/// Source: Pavlis, Holmes, Kenyon, Factor, Journal of Geophysical Research 117, B04406, 2012.
const GravityField& embedded_earth_gravity();

}  // namespace perilune
