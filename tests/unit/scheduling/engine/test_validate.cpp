#include <perilune/scheduling/engine/validate.hpp>

#include "support/catch.hpp"

using namespace perilune::engine;

namespace {

Model two_intervals() {
  Model model;
  model.variables.resize(1);
  model.intervals = {{.start = {{0, 9}}, .duration = {2, 2}},
                     {.start = {{0, 3}, {7, 9}}, .duration = {1, 4}}};
  return model;
}

}  // namespace

TEST_CASE("validate: a sound model has no problems", "[scheduling][engine]") {
  Model model = two_intervals();
  model.intervals[1].presence = at_least(variable(0), 1);
  model.lags = {{.from = end_of(0), .to = start_of(1), .at_least = 3}};
  model.tables = {{.columns = {start_of(0), variable(0)}, .rows = {{{0, 4}, {0, 0}}, {{3, 9}, {1, 1}}}}};
  model.objectives = {{.terms = {{variable(0), 5}}}};
  CHECK(validate(model).empty());
}

TEST_CASE("validate: names every problem at once", "[scheduling][engine]") {
  Model model = two_intervals();
  model.variables[0].domain = {};
  model.intervals[0].start = {{0, 3}, {4, 9}};
  model.intervals[0].duration = {-1, 2};
  model.intervals[1].start = {{5, 2}};
  model.intervals[1].presence = at_least(start_of(0), 1);
  model.lags = {{.from = end_of(0), .to = start_of(2), .at_least = 3'000'000'000}};
  model.cumulatives = {{.uses = {{.interval = 0, .demand = -1}}, .capacity = -2, .steps = {{5, 1}, {5, 2}}}};
  model.reservoirs = {{.lowest = 3, .highest = 2, .ticks = {0, 9}},
                      {.excess_is_lost = true, .ticks = {9, 0}}};
  model.disjunctives = {{.uses = {{.interval = 0, .family = 1}}, .setup = {{-1}}}};
  model.tables = {{.columns = {start_of(0)}, .rows = {{}}}};
  model.alternatives = {{.interval = 0, .options = {0}}};
  model.variables.push_back({{{0, largest_value}}});
  model.linears = {{.lowest = 2, .highest = 1},
                   {.terms = {{variable(1), 900'000'000}, {variable(1), -900'000'000}},
                    .highest = 2'000'000'000'000'000'000}};
  model.objectives = {{.terms = {{start_of(1), 1}}}};
  CHECK(
      validate(model) ==
      std::vector<std::string>{
          "variable 0: the domain is empty",
          "interval 0: the range from 4 does not lie apart from the one before it, which ends at 3: sort and "
          "join them",
          "interval 0: a duration from -1 to 2 is not a range of zero or more",
          "interval 1: the range 5 to 2 is the wrong way round",
          "interval 1: presence depends on another interval: only a variable can decide it",
          "lag 0: there is no interval 2 among 2",
          "lag 0: at_least 3000000000 is beyond +-1000000000: count in coarser ticks or units",
          "alternative 0: the interval 0 is an option of itself",
          "alternative 0: the option 0 has no presence literal",
          "table 0: row 0 has 0 ranges for 1 columns",
          "disjunctive 0: a setup time of -1 is not allowed",
          "disjunctive 0: family 1 is not in the setup matrix",
          "cumulative 0: a capacity of -2 is negative",
          "cumulative 0: the step at 5 does not come after the one before it",
          "cumulative 0: interval 0 has a negative demand, -1",
          "reservoir 0: lowest 3 is above highest 2",
          "reservoir 1: its ticks are the wrong way round",
          "reservoir 1: excess is lost above no highest level",
          "linear 0: lowest 2 is above highest 1",
          "linear 1: the sum may be beyond +-1000000000000000000: use smaller weights, or coarser ticks or "
          "units",
          "linear 1: highest 2000000000000000000 is beyond +-1000000000000000000: count in coarser ticks or "
          "units",
          "objective 0: interval 1 is optional: let a variable carry what it costs",
      });
}
