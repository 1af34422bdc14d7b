#include "harmonic_kernel.hpp"

void perilune::detail::sum_harmonics_by_8(const HarmonicTask& task, HarmonicSums& sums) {
  sum_harmonics<8>(task, sums);
}
