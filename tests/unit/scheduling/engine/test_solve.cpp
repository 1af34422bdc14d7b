#include <perilune/scheduling/engine/solve.hpp>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/engine/check.hpp>

#include "random_model.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;

TEST_CASE("engine: values equal brute force on random models with every feature", "[scheduling][engine]") {
  const int models = 2000;
  int infeasible = 0;
  for (int seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    const Model model = test::random_model(static_cast<std::uint64_t>(seed));
    const std::optional<std::vector<Value>> expected = test::brute_force(model);
    const Answer answer = solve(model, {.threads = 1});
    if (!expected) {
      ++infeasible;
      CHECK(answer.status == Status::infeasible);
    } else {
      REQUIRE(answer.status == Status::proved_optimal);
      CHECK(answer.values == *expected);
      CHECK(answer.bounds == *expected);
    }
  }
  CHECK(infeasible > models / 10);
  CHECK(infeasible < models * 9 / 10);
}
