#include <perilune/core/isa.hpp>

#include <algorithm>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("isa: the baseline is always there, and the widest is taken", "[core]") {
  const auto available = available_isas();
  REQUIRE_FALSE(available.empty());
  CHECK(available.front() == Isa::baseline);
  CHECK(std::is_sorted(available.begin(), available.end()));
  CHECK(isa_asked_for("") == available.back());
  for (const Isa isa : available) CHECK(isa_asked_for(isa_name(isa)) == isa);
}

TEST_CASE("isa: lanes by name", "[core]") {
  CHECK(isa_name(Isa::baseline) == "baseline");
  CHECK(isa_name(Isa::avx2) == "avx2");
  CHECK(isa_name(Isa::avx512) == "avx512");
  CHECK(isa_lanes(Isa::baseline) == 2);
  CHECK(isa_lanes(Isa::avx2) == 4);
  CHECK(isa_lanes(Isa::avx512) == 8);
}

TEST_CASE("isa: what is no instruction set, or not this machine's, is refused with those that are",
          "[core]") {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THROWS_AS(isa_asked_for("sse9"), InvalidArgument);
  CHECK_THROWS_WITH(isa_asked_for("AVX2"), ContainsSubstring("PERILUNE_ISA = 'AVX2': there is no such set. "
                                                             "Allowed here: baseline"));
  const auto available = available_isas();
  for (const Isa isa : {Isa::avx2, Isa::avx512}) {
    if (std::find(available.begin(), available.end(), isa) != available.end()) continue;
    CHECK_THROWS_WITH(isa_asked_for(isa_name(isa)), ContainsSubstring("this machine does not have"));
  }
}
