#include "engine/neighbourhood.hpp"

#include <algorithm>

#include <perilune/scheduling/engine/solve.hpp>

#include "engine/worker.hpp"
#include "random_model.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;

namespace {

/// Sixty activities of one to nine ticks in chains by chance, each needing a part of two resources.
Model crowd() {
  detail::Random random(7);
  const auto roll = [&](std::size_t count) { return static_cast<Value>(random.below(count)); };
  Model model;
  model.cumulatives.resize(2);
  for (Cumulative& resource : model.cumulatives) resource.capacity = 10;
  for (std::size_t i = 0; i < 60; ++i) {
    const Value duration = 1 + roll(9);
    model.intervals.push_back({.start = {{0, 400}}, .duration = {duration, duration}});
    for (Cumulative& resource : model.cumulatives) resource.uses.push_back({i, roll(8)});
    for (int link = 0; i > 5 && link < 2; ++link)
      model.lags.push_back({.from = end_of(random.below(i)), .to = start_of(i)});
  }
  model.intervals.push_back({.start = {{0, 400}}, .duration = {0, 0}});
  for (std::size_t i = 0; i < 60; ++i) model.lags.push_back({.from = end_of(i), .to = start_of(60)});
  model.objectives = {{.terms = {{start_of(60)}}}};
  return model;
}

detail::Task task_of(const Model& model) {
  detail::Task task;
  task.model = &model;
  task.objective = 0;
  return task;
}

}  // namespace

TEST_CASE(
    "engine: what a neighbourhood freezes holds in the answer that it surrounds, and leaves a part free",
    "[scheduling][engine]") {
  int frozen_something = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    const Model model = test::random_model(seed);
    const Answer answer = solve(model, {.workers = 1, .threads = 1});
    if (!answer.has_assignment() || model.intervals.empty()) continue;
    detail::Compiled compiled = detail::compile(model, {});
    detail::Neighbourhood neighbourhood(model, seed);
    for (int k = 0; k < 10; ++k) {
      const std::vector<detail::Lit> frozen = neighbourhood.freeze(compiled, answer.assignment);
      frozen_something += frozen.empty() ? 0 : 1;
      CHECK(frozen.size() <= 3 * (model.intervals.size() - 1));
      detail::Compiled fresh = detail::compile(model, {});
      fresh.kernel->push_level();
      for (const detail::Lit literal : frozen) CHECK(fresh.kernel->set(literal, {}));
      for (std::size_t i = 0; i < model.intervals.size(); ++i) {  // the answer lies within what is left
        const Assignment::IntervalValue& value = answer.assignment.intervals[i];
        const detail::View& start = fresh.starts[i];
        if (!value.present) continue;
        CHECK(fresh.kernel->lower(start.x) + start.offset <= value.start);
        CHECK(fresh.kernel->upper(start.x) + start.offset >= value.start);
      }
    }
  }
  CHECK(frozen_something > 100);
}

TEST_CASE("engine: a worker who improves goes on from the answer of another", "[scheduling][engine]") {
  const Model model = crowd();
  const Answer first = solve(model, {.workers = 1, .threads = 1, .stop_at_first = true});
  REQUIRE(first.has_assignment());
  detail::Worker worker(task_of(model), detail::Strategy::improve, {});
  detail::Knowledge known;
  known.value = first.values[0];
  known.assignment = first.assignment;
  worker.learn_from(known);
  worker.run(5'000'000, 20'000, {});
  REQUIRE(worker.knowledge().value);
  CAPTURE(first.values[0], *worker.knowledge().value, worker.conflicts());
  CHECK(*worker.knowledge().value < first.values[0]);
}
