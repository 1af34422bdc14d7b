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

namespace {

/// A battery that must not exceed `highest`: the Sun brings 5 on each of the first 50 ticks and from 80 on,
/// sixteen loads may use 10 x 2 at any time, and six loads of the night need 2 x 5 each between ticks 60
/// and 80.
Model battery(Value highest) {
  Model model;
  Reservoir stock{.lowest = 0, .highest = highest, .ticks = {0, 100}, .supply = {{0, 5}, {50, 0}, {80, 5}}};
  const auto load = [&](Range starts, Value ticks, Value per_tick) {
    stock.rates.push_back({model.intervals.size(), per_tick});
    model.intervals.push_back({.start = {starts}, .duration = {ticks, ticks}});
  };
  for (int i = 0; i < 16; ++i) load({0, 98}, 2, -10);
  for (int i = 0; i < 6; ++i) load({60, 75}, 5, -2);
  stock.initial = 50;
  model.reservoirs.push_back(stock);
  return model;
}

/// The same, upside down: what is taken comes in, and has to find room.
Model tank(Value highest) {
  Model model = battery(highest);
  Reservoir& stock = model.reservoirs.front();
  for (Reservoir::Rate& rate : stock.rates) rate.per_tick = -rate.per_tick;
  for (Reservoir::Supply& step : stock.supply) step.per_tick = -step.per_tick;
  stock.initial = highest - stock.initial;
  return model;
}

}  // namespace

TEST_CASE("engine: with a third worker, who improves parts of the best answer, values equal brute force",
          "[scheduling][engine]") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const Model model = test::random_model(seed);
    const std::optional<std::vector<Value>> expected = test::brute_force(model);
    const Answer answer = solve(model, {.workers = 3, .threads = 1});
    CHECK((answer.status == Status::infeasible) == !expected);
    if (expected) CHECK(answer.values == *expected);
  }
}

TEST_CASE("engine: a stock that cannot hold what a window needs is refuted by its energy",
          "[scheduling][engine]") {
  for (const auto& model : {battery, tank}) {
    // The night needs 60 at once, whatever was there in the evening.
    const Answer refused = solve(model(59), {.conflicts = 100, .threads = 1});
    CHECK(refused.status == Status::infeasible);
    const Answer answer = solve(model(70), {.conflicts = 20'000, .threads = 1});
    CHECK(answer.has_assignment());
    CAPTURE(refused.conflicts, answer.conflicts);
    CHECK(refused.conflicts == 0);
  }
}
