#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <perilune/core/simd.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Density of the air at an altitude.
struct AltitudeDensity {
  double altitude_m = 0.0;
  double density_kg_m3 = 0.0;  ///< > 0
};

/// Density of an atmosphere by altitude: one exponential, or a table. Between the rows of a table the
/// logarithm of the density is a cubic whose slope is continuous and that falls wherever the rows do
/// (Fritsch, Carlson, SIAM Journal on Numerical Analysis 17, 1980); above the last and below the first row
/// the density goes on exponentially, as it does there.
///
/// Checked in: tests/unit/dynamics/test_atmosphere.cpp
class Atmosphere {
 public:
  /// rho = base_density exp(-(altitude - base_altitude) / scale_height)
  /// @throws InvalidArgument if density or scale height is not positive and finite
  static Atmosphere exponential(Density base_density, Length base_altitude, Length scale_height);

  /// @param rows  at least two, by rising altitude
  /// @throws InvalidArgument naming every row that is out of order, not finite or not positive
  static Atmosphere table(std::span<const AltitudeDensity> rows);

  /// The U.S. Standard Atmosphere 1976 from 86 to 1000 km: middle latitudes, moderate solar activity. The
  /// true density at 400 km is a fifth of it at solar minimum and five times it at maximum.
  /// Source: U.S. Standard Atmosphere, NOAA-S/T 76-1562, 1976, table I.
  static const Atmosphere& us_standard_1976();

  /// @param altitude_m  above the ellipsoid [m]
  template <class T>
  T density_kg_m3(const T& altitude_m) const {
    if constexpr (1 < simd::lanes_of<T>) {
      T made;
      for (int i = 0; i < simd::lanes_of<T>; ++i) {
        made.set(i, density_kg_m3(simd::pack<double, 1>(altitude_m[i]))[0]);
      }
      return made;
    } else {
      using std::exp;
      std::size_t low = 0, high = pieces_.size();  // the piece is in [low, high)
      while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (simd::any(altitude_m < T(pieces_[middle].base_m)) ? high : low) = middle;
      }
      const Piece& piece = pieces_[low];
      const T x = altitude_m - T(piece.base_m);
      return exp(T(piece.c[0]) + x * (T(piece.c[1]) + x * (T(piece.c[2]) + x * T(piece.c[3]))));
    }
  }

 private:
  // Logarithm of the density from one altitude to the next, by powers of the height above the first.
  struct Piece {
    double base_m = 0.0;
    double c[4] = {};
  };

  std::vector<Piece> pieces_;  // the first and the last are straight lines
};

}  // namespace perilune
