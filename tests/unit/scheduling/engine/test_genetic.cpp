#include "engine/heuristic/genetic.hpp"

#include <perilune/scheduling/engine/check.hpp>
#include <perilune/scheduling/engine/solve.hpp>

#include "support/catch.hpp"

using namespace perilune::engine;
using detail::Genetic;
using detail::Project;

namespace {

/// Twelve activities, two resources (one with a gap), windows on every third, chains by chance.
Model random_project(std::uint64_t seed) {
  detail::Random random(seed);
  const auto roll = [&](std::size_t count) { return static_cast<Value>(random.below(count)); };
  Model model;
  model.cumulatives.resize(2);
  model.cumulatives[0].capacity = 4;
  model.cumulatives[1].capacity = 3;
  model.cumulatives[1].steps = {{6, 1}, {9, 3}};
  for (std::size_t i = 0; i < 12; ++i) {
    const Value duration = 1 + roll(5);
    model.intervals.push_back({.start = {{0, 80}}, .duration = {duration, duration}});
    if (i % 3 == 0) model.intervals.back().start = {{2, 4}, {9, 11}, {20, 21}, {30, 80}};
    model.cumulatives[0].uses.push_back({i, roll(4)});
    model.cumulatives[1].uses.push_back({i, roll(2)});
    if (i > 2)
      model.lags.push_back({.from = end_of(random.below(i)), .to = start_of(i), .at_least = roll(2)});
  }
  model.intervals.push_back({.start = {{0, 90}}, .duration = {0, 0}});
  for (std::size_t i = 0; i < 12; ++i) model.lags.push_back({.from = end_of(i), .to = start_of(12)});
  model.objectives = {{.terms = {{end_of(12)}}}};
  return model;
}

}  // namespace

TEST_CASE("engine: the genetic search keeps every rule and is near the optimum",
          "[scheduling][engine][property]") {
  Value found = 0;
  Value optimal = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const Model model = random_project(seed);
    const std::optional<Project> project = detail::as_project(model);
    REQUIRE(project);
    Genetic genetic(*project, seed);
    genetic.run(2000, 0);
    REQUIRE(genetic.has_answer());
    Assignment assignment;
    for (std::size_t i = 0; i < model.intervals.size(); ++i) {
      const Value start = genetic.starts()[i] + project->origin;
      assignment.intervals.push_back({.start = start, .end = start + project->durations[i]});
    }
    CHECK(check(model, assignment).empty());
    const Answer answer = solve(model);
    REQUIRE(answer.status == Status::proved_optimal);
    CHECK(genetic.best() + project->offset >= answer.values[0]);
    found += genetic.best() + project->offset;
    optimal += answer.values[0];
  }
  CHECK(found <= optimal + 10);  // half a tick each: windows and the gap keep justification from some optima
}

TEST_CASE("engine: only projects are taken for projects", "[scheduling][engine]") {
  Model model = random_project(1);
  CHECK(detail::as_project(model));
  model.lags.push_back({.from = start_of(4), .to = start_of(3), .at_least = -5});
  CHECK_FALSE(detail::as_project(model));  // a longest distance
  model.lags.back() = {.from = end_of(12), .to = start_of(0)};
  CHECK_FALSE(detail::as_project(model));  // a cycle
  model.lags.pop_back();
  model.intervals[3].duration = {1, 2};
  CHECK_FALSE(detail::as_project(model));
}

TEST_CASE("engine: the answer does not depend on the threads", "[scheduling][engine]") {
  const int workers = GENERATE(2, 3);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CAPTURE(workers, seed);
    const Model model = random_project(seed);
    const Answer one = solve(model, {.workers = workers, .threads = 1});
    const Answer two = solve(model, {.workers = workers, .threads = 2});
    CHECK(one.values == two.values);
    CHECK(one.assignment == two.assignment);
    CHECK(one.conflicts == two.conflicts);
  }
}
