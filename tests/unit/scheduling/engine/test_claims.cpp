// Every reason that a propagator gives and every clause that a conflict teaches is a claim about all answers.
// On small models all answers are known, so each claim is tried on each of them.

#include "claim_audit.hpp"
#include "random_model.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;

TEST_CASE("engine: every reason and every learnt clause holds in all answers",
          "[scheduling][engine][property]") {
  long claims = 0;
  for (int seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const test::ClaimAudit found = test::audit_claims(test::random_model(static_cast<std::uint64_t>(seed)));
    claims += found.claims;
    CHECK(found.false_claims == std::vector<std::string>{});
  }
  CHECK(claims > 10'000);
}
