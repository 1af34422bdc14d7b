// The sums of gravity fields, compiled once for each instruction set. Nothing here may be shared with other
// files but plain data. Equations: docs/gravity.md.
#pragma once

#include <cstddef>

#include <perilune/core/isa.hpp>

namespace perilune::detail {

/// What a sum needs of a field: a table (HarmonicTable), how much of it, and the constants.
struct HarmonicTask {
  const double* entries;
  const std::size_t* starts;
  int degree;
  int last_order;
  double radius_m;
  double scale;     // the sums are multiplied by it over the distance
  double mu_m3_s2;  // of the central term that is added to them; 0 leaves it out
};

/// Places and results, as arrays. `in` has x, y, z [m]; `out` has ax, ay, az, or the components xx, xy, xz,
/// yz, zz of the gradient.
struct HarmonicArrays {
  const double* in[3];
  double* out[5];
  int count;  // 1 to the lanes of the instruction set
};

/// The same for every instruction set.
struct HarmonicKernels {
  using Sum = void (*)(const HarmonicTask& task, const HarmonicArrays& arrays);
  int lanes;
  Sum accelerations;  // lanes = places, table by orders
  Sum gradients;
  Sum acceleration;  // lanes = orders, of one place, table by groups of `lanes` orders
  Sum gradient;
};

namespace baseline {
extern const HarmonicKernels harmonic_kernels;
}
namespace avx2 {
extern const HarmonicKernels harmonic_kernels;
}
namespace avx512 {
extern const HarmonicKernels harmonic_kernels;
}

}  // namespace perilune::detail
