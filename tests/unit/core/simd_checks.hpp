#pragma once

namespace perilune::simd_checks {

/// What is wrong with packs of 1, 2, 4, 8 and 16, as counts.
struct Report {
  int native_lanes = 0;
  bool has_fma = false;
  int wrong_arithmetic = 0;
  int wrong_masks = 0;
  int wrong_reductions = 0;
  double worst_inverse_sqrt = 0.0;  ///< units in the last place
  double worst_sincos = 0.0;        ///< 2^-53
};

void baseline(Report& report);
void avx2(Report& report);
void avx512(Report& report);

}  // namespace perilune::simd_checks
