#include "bare_series.hpp"

#include <perilune/core/simd.hpp>

void perilune::bench::PERILUNE_KERNEL_ISA::bare_series(const double* coefficients, int terms, const double* s,
                                                       int count, double* out) {
  using Pack = simd::native_pack;
  for (int i = 0; i < count; i += Pack::size) {
    const Pack x = Pack::load(s + i), twice = x + x;
    Pack w1[3], w2[3];
    for (int k = terms - 1; k > 0; --k) {
      for (int d = 0; d < 3; ++d) {
        const Pack w3 = w2[d];
        w2[d] = w1[d];
        w1[d] = fma(twice, w2[d], Pack(coefficients[d * terms + k]) - w3);
      }
    }
    for (int d = 0; d < 3; ++d) {
      fma(x, w1[d], Pack(coefficients[d * terms]) - w2[d]).store(out + d * count + i);
    }
  }
}
