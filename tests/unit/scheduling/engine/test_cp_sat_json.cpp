#include <perilune/scheduling/engine/cp_sat_json.hpp>

#include <perilune/core/error.hpp>

#include "random_model.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;

TEST_CASE("cp_sat_json: two activities on one resource, word by word", "[scheduling][engine]") {
  Model model;
  model.variables.resize(1);
  model.intervals = {{.start = {{0, 3}, {7, 9}}, .duration = {2, 2}},
                     {.start = {{0, 9}}, .duration = {3, 3}, .presence = at_least(variable(0), 1)}};
  model.lags = {{.from = end_of(0), .to = start_of(1), .at_least = 1}};
  model.cumulatives = {{.uses = {{0, 1}, {1, 2}}, .capacity = 2}};
  model.objectives = {{.terms = {{end_of(0), 2}, {variable(0), -1}}}};
  CHECK(cp_sat_json(model) == R"({"variables":[{"domain":[0,1]},{"domain":[0,3,7,9]},{"domain":[0,9]}],
"constraints":[
{"interval":{"start":{"vars":[1],"coeffs":[1],"offset":0},"end":{"vars":[1],"coeffs":[1],"offset":2},"size":{"vars":[],"coeffs":[],"offset":2}}},
{"enforcement_literal":[0],"interval":{"start":{"vars":[2],"coeffs":[1],"offset":0},"end":{"vars":[2],"coeffs":[1],"offset":3},"size":{"vars":[],"coeffs":[],"offset":3}}},
{"enforcement_literal":[0],"linear":{"vars":[2,1],"coeffs":[1,-1],"domain":[3,1152921504606846976]}},
{"cumulative":{"capacity":{"vars":[],"coeffs":[],"offset":2},"intervals":[0,1],"demands":[{"vars":[],"coeffs":[],"offset":1},{"vars":[],"coeffs":[],"offset":2}]}}],
"objective":{"vars":[1,0],"coeffs":[2,-1],"offset":4}}
)");
}

TEST_CASE("cp_sat_json: what CP-SAT cannot say is refused, all at once", "[scheduling][engine]") {
  Model model;
  model.reservoirs = {{.highest = 3, .excess_is_lost = true}};
  model.objectives.resize(2);
  try {
    cp_sat_json(model);
    FAIL("not refused");
  } catch (const perilune::InvalidArgument& error) {
    CHECK(std::string(error.what()) ==
          "cp_sat_json: the model says more than CP-SAT can:\n"
          "  reservoir 0: CP-SAT knows neither rates nor supply nor loss\n"
          "  objective 1: CP-SAT has one objective");
  }
}
