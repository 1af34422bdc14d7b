#include "harmonic_kernel.hpp"

void perilune::detail::sum_harmonics_by_4(const HarmonicTask& task, HarmonicSums& sums) {
  sum_harmonics<4>(task, sums);
}
