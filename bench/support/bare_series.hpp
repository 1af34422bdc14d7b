#pragma once

namespace perilune::bench {

// Three Chebyshev series summed at `count` instants (a multiple of 8), normalised times at `s`, results by
// rows of `count` at `out`: by Clenshaw's recurrence and nothing else, which is what any way to a position
// has to do.
namespace baseline {
void bare_series(const double* coefficients, int terms, const double* s, int count, double* out);
}
namespace avx2 {
void bare_series(const double* coefficients, int terms, const double* s, int count, double* out);
}
namespace avx512 {
void bare_series(const double* coefficients, int terms, const double* s, int count, double* out);
}

}  // namespace perilune::bench
