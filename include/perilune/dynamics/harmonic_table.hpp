#pragma once

#include <cstddef>
#include <vector>

#include <perilune/bodies/gravity_field.hpp>

namespace perilune::detail {

/// Sums over solid harmonics, ready to be worked out: for each pair of degree n and order m a factor of the
/// recursion and, for each of `components` sums, a coefficient of the cosine and one of the sine. Equations:
/// docs/gravity.md.
struct HarmonicTable {
  int components = 0;
  int degree = 0;
  int last_order = 0;
  /// By orders; in each the degrees from m on, in each of those the factor and the pairs of coefficients.
  std::vector<double> entries;
  std::vector<std::size_t> starts;  ///< where each order starts
  /// The same once more by groups of `lanes` orders: in each the degrees from the lowest of its orders on,
  /// and there factor and coefficients of all orders of the group side by side.
  int lanes = 0;
  std::vector<double> grouped;
  std::vector<std::size_t> group_starts;

  std::size_t stride() const { return static_cast<std::size_t>(2 * components + 1); }
};

/// What a table is of.
enum class HarmonicQuantity {
  potential,     ///< one sum, degrees from 2 to that of the field
  acceleration,  ///< its slopes x, y, z: one degree more
  gradient,      ///< xx, xy, xz, yz, zz: two degrees more
};

/// @param degree, order  of the field, as far as they are to be used
/// @param lanes          of the groups
HarmonicTable make_harmonic_table(const GravityField& field, int degree, int order, HarmonicQuantity quantity,
                                  int lanes);

}  // namespace perilune::detail
