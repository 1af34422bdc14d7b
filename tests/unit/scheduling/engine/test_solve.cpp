#include <perilune/scheduling/engine/solve.hpp>

#include <algorithm>
#include <cstdlib>

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

/// A random model whose objectives are of up to 40 bits: their weights are near a power of ten each.
Model model_with_large_sums(std::uint64_t seed) {
  Model model = test::random_model(seed);
  Value factor = 10'000'000 + static_cast<Value>(seed % 7);
  for (Objective& objective : model.objectives) {
    for (Weighted& weighted : objective.terms) {
      weighted.weight *= factor;
      factor = factor > 100'000'000 ? 30'000'011 : factor * 10 + 1;
    }
    objective.constant = objective.constant * 1'000'000'007 - 40'000'000'000;
  }
  return model;
}

}  // namespace

TEST_CASE("engine: objectives beyond 32 bits equal brute force, with and without limits",
          "[scheduling][engine]") {
  int large = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    const Model model = model_with_large_sums(seed);
    const std::optional<std::vector<Value>> expected = test::brute_force(model);
    if (!expected) continue;
    large += std::any_of(expected->begin(), expected->end(),
                         [](Value value) { return std::abs(value) > (Value{1} << 31); })
                 ? 1
                 : 0;
    const Answer answer = solve(model, {.workers = 1 + static_cast<int>(seed % 3), .threads = 1});
    REQUIRE(answer.status == Status::proved_optimal);
    CHECK(answer.values == *expected);
    CHECK(answer.bounds == *expected);
    if (model.objectives.empty()) continue;
    const Answer hasty = solve(model, {.conflicts = 1, .threads = 1});
    if (!hasty.has_assignment()) continue;
    CHECK(hasty.values.front() >= expected->front());
    if (!hasty.bounds.empty()) CHECK(hasty.bounds.front() <= expected->front());
    if (hasty.status == Status::proved_optimal) CHECK(hasty.values == *expected);
  }
  CHECK(large > 200);
}

TEST_CASE("engine: large sums go on from the answer that they are given, and know what forces them",
          "[scheduling][engine]") {
  // Two hundred activities that each want to be where they were, 15 million ticks long, on one machine that
  // now needs a break between any two: the shifts in both directions come to more than 2^31 at first.
  Model model;
  Disjunctive machine{.setup = {{700}}, .tag = 1};
  Objective shifts;
  Options from_before;
  const Value horizon = 15'000'000;
  for (std::size_t i = 0; i < 200; ++i) {
    const Value before = static_cast<Value>(i) * 1000 + 1'000'000;
    model.intervals.push_back({.start = {{0, horizon}}, .duration = {500, 500}});
    machine.uses.push_back({.interval = i});
    from_before.hint.push_back({start_of(i), before});
    for (const int sign : {1, -1}) {
      model.variables.push_back({{{0, horizon}}});
      const Term beyond = variable(model.variables.size() - 1);
      model.linears.push_back({.terms = {{beyond, 1}, {start_of(i), -sign}}, .lowest = -sign * before});
      shifts.terms.push_back({beyond, 1});
    }
  }
  model.disjunctives.push_back(machine);
  model.objectives.push_back(shifts);
  from_before.threads = 1;
  from_before.conflicts = 2000;
  const Answer answer = solve(model, from_before);
  REQUIRE(answer.has_assignment());
  // In the order they stood, the k-th from the middle moves by 200 k: twice 200 (1 + ... + 99) + 100 x 200.
  CHECK(answer.values.front() >= 2'000'000);
  CHECK(answer.values.front() < 10'000'000);
  CHECK(answer.bounds.front() <= answer.values.front());

  // The break is what forces a sum beyond 2^31, if each tick of a shift costs 10^6.
  Model two = model;
  two.intervals.resize(2);
  two.variables.resize(4);
  two.linears.resize(4);
  two.disjunctives.front().uses.resize(2);
  two.disjunctives.front().setup = {{70'000}};
  two.objectives.front().terms.resize(4);
  for (Weighted& weighted : two.objectives.front().terms) weighted.weight = 1'000'000;
  const Answer forced = solve(two, {.threads = 1, .find_core = true});
  CHECK(forced.status == Status::proved_optimal);
  CHECK(forced.values.front() == (70'000 - 500) * Value{1'000'000});
  CHECK(forced.core == std::vector<Tag>{1});
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
