#pragma once

namespace perilune::bench {

// Does `rounds` times twelve multiply-adds of whole registers, and gives back something that depends on all.
namespace baseline {
double multiply_add(long rounds);
}
namespace avx2 {
double multiply_add(long rounds);
}
namespace avx512 {
double multiply_add(long rounds);
}

}  // namespace perilune::bench
