#include "multiply_add.hpp"

#include <perilune/core/simd.hpp>

double perilune::bench::PERILUNE_KERNEL_ISA::multiply_add(long rounds) {
  using Pack = simd::native_pack;
  constexpr int chains = 12;
  Pack chain[chains];
  for (int i = 0; i < chains; ++i) chain[i] = Pack(1.0 + i);
  const Pack factor(1.0 - 1e-9), term(1e-9);
  for (long round = 0; round < rounds; ++round) {
    for (int i = 0; i < chains; ++i) chain[i] = fma(chain[i], factor, term);
  }
  Pack sum;
  for (int i = 0; i < chains; ++i) sum += chain[i];
  return simd::sum(sum);
}
