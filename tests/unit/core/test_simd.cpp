#include <perilune/core/simd.hpp>

#include <perilune/core/isa.hpp>

#include "simd_checks.hpp"
#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("simd: packs compute what their lanes would, with every instruction set", "[core]") {
  for (const Isa isa : available_isas()) {
    simd_checks::Report report;
    switch (isa) {
#if defined(__x86_64__)
      case Isa::avx512:
        simd_checks::avx512(report);
        break;
      case Isa::avx2:
        simd_checks::avx2(report);
        break;
#endif
      default:
        simd_checks::baseline(report);
    }
    CAPTURE(isa_name(isa));
    CHECK(report.native_lanes == isa_lanes(isa));
    CHECK(report.has_fma == (isa != Isa::baseline));
    CHECK(report.wrong_arithmetic == 0);
    CHECK(report.wrong_masks == 0);
    CHECK(report.wrong_reductions == 0);
    CHECK(report.worst_inverse_sqrt < 6.0);  // of the cube: each of its factors is good to 1.5
    CHECK(report.worst_sincos < 1.6);        // half a unit of rounding, and that of the reduced angle
  }
}

TEST_CASE("simd: scalars answer to the same names", "[core]") {
  CHECK(simd::lanes_of<double> == 1);
  CHECK(simd::lanes_of<simd::pack<double, 4>> == 4);
  CHECK_FALSE(simd::is_pack<double>);
  CHECK(simd::fma(2.0, 3.0, 4.0) == 10.0);
  CHECK(simd::fma(2.0L, 3.0L, 4.0L) == 10.0L);
  CHECK(simd::select(true, 1.0, 2.0) == 1.0);
  CHECK(simd::any(true));
  CHECK(simd::all(true));
  CHECK(simd::none(false));
  CHECK(simd::lane(2.5, 0) == 2.5);
  CHECK(simd::sum(2.5) == 2.5);
  CHECK(simd::inverse_sqrt(4.0) == 0.5);
  CHECK(simd::over_cube(16.0, 4.0) == 2.0);
}
