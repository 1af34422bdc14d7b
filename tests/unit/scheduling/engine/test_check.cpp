#include <perilune/scheduling/engine/check.hpp>

#include "support/catch.hpp"

#include <perilune/core/error.hpp>

using namespace perilune::engine;

namespace {

Model intervals(std::size_t count, Range duration) {
  Model model;
  model.variables.resize(1);
  for (std::size_t i = 0; i < count; ++i)
    model.intervals.push_back({.start = {{0, 99}}, .duration = duration});
  return model;
}

Assignment at(std::vector<Range> spans, Value choice = 0) {
  Assignment assignment;
  for (const Range& span : spans)
    assignment.intervals.push_back({.present = true, .start = span.first, .end = span.last});
  assignment.variables = {choice};
  return assignment;
}

std::vector<std::string> texts(const Model& model, const Assignment& assignment) {
  std::vector<std::string> found;
  for (const Violation& violation : check(model, assignment)) found.push_back(violation.text);
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("check: domains, durations and presence", "[scheduling][engine]") {
  Model model = intervals(1, {2, 3});
  model.intervals[0].start = {{0, 3}, {7, 9}};
  CHECK(texts(model, at({{3, 5}})) == Texts{});
  CHECK(texts(model, at({{4, 7}})) ==
        Texts{"interval 0: start of interval 0 is 4, which is not in its domain"});
  CHECK(texts(model, at({{7, 11}})) == Texts{"interval 0: its duration is 4, allowed are 2 to 3"});
  model.intervals[0].presence = at_least(variable(0), 1);
  CHECK(texts(model, at({{3, 5}})) == Texts{"interval 0: it is present, against its presence literal"});
  CHECK(texts(model, at({{3, 5}}, 1)) == Texts{});
  CHECK(texts(model, at({{3, 5}}, 2)) == Texts{"variable 0: variable 0 is 2, which is not in its domain"});
  CHECK_THROWS_AS(check(model, Assignment{}), perilune::InvalidArgument);
}

TEST_CASE("check: lags and memberships, void where a condition fails or an interval is absent",
          "[scheduling][engine]") {
  Model model = intervals(2, {2, 2});
  model.lags = {
      {.from = end_of(0), .to = start_of(1), .at_least = 1, .conditions = {at_most(variable(0), 0)}}};
  model.memberships = {{.term = end_of(1), .domain = {{0, 9}}, .tag = 4}};
  CHECK(texts(model, at({{0, 2}, {3, 5}})) == Texts{});
  CHECK(texts(model, at({{0, 2}, {2, 4}})) ==
        Texts{"lag 0: end of interval 0 (2) to start of interval 1 (2) is 0, at least 1"});
  CHECK(texts(model, at({{0, 2}, {2, 4}}, 1)) == Texts{});
  CHECK(check(model, at({{0, 2}, {8, 10}})).at(0).tag == 4);
  model.intervals[1].presence = at_least(variable(0), 1);
  Assignment absent = at({{0, 2}, {8, 10}});
  absent.intervals[1].present = false;
  CHECK(texts(model, absent) == Texts{});
}

TEST_CASE("check: clauses, alternatives, tables and sums", "[scheduling][engine]") {
  Model model = intervals(3, {2, 2});
  model.clauses = {{.literals = {at_least(start_of(0), 5), at_least(variable(0), 1)}}};
  model.tables = {{.columns = {start_of(0), variable(0)}, .rows = {{{0, 4}, {1, 1}}, {{3, 9}, {0, 0}}}}};
  model.linears = {{.terms = {{start_of(0), 2}, {end_of(1), -1}}, .lowest = 0, .highest = 8}};
  CHECK(texts(model, at({{5, 7}, {1, 3}, {0, 2}})) == Texts{});
  CHECK(texts(model, at({{4, 6}, {1, 3}, {0, 2}})) == Texts{"clause 0: none of its literals holds"});
  CHECK(texts(model, at({{5, 7}, {1, 3}, {0, 2}}, 1)) == Texts{"table 0: no row matches"});
  CHECK(texts(model, at({{6, 8}, {1, 3}, {0, 2}})) == Texts{"linear 0: the sum is 9, at most 8"});

  Model choice = intervals(3, {2, 2});
  choice.intervals[1].presence = at_least(variable(0), 1);
  choice.intervals[2].presence = at_most(variable(0), 0);
  choice.alternatives = {{.interval = 0, .options = {1, 2}}};
  Assignment first = at({{0, 2}, {0, 2}, {5, 7}}, 1);
  first.intervals[2].present = false;
  CHECK(texts(choice, first) == Texts{});
  first.intervals[1] = {.present = true, .start = 1, .end = 3};
  CHECK(texts(choice, first) == Texts{"alternative 0: option 1 is not at the same time as interval 0"});
  first.intervals[2].present = true;
  CHECK(texts(choice, first).size() == 4);  // its presence literal, both options' times, their number
}

TEST_CASE("check: disjunctive uses keep their setup times, every pair", "[scheduling][engine]") {
  Model model = intervals(3, {1, 1});
  model.disjunctives = {{.uses = {{0, 0}, {1, 1}, {2, 0}}, .setup = {{0, 1}, {3, 0}}}};
  CHECK(texts(model, at({{0, 1}, {2, 3}, {6, 7}})) == Texts{});
  CHECK(texts(model, at({{0, 1}, {2, 3}, {5, 6}})) ==
        Texts{"disjunctive 0: intervals 1 and 2 are too close"});
}

TEST_CASE("check: a capacity that varies", "[scheduling][engine]") {
  Model model = intervals(2, {3, 3});
  model.cumulatives = {{.uses = {{0, 2}, {1, 1}}, .capacity = 3, .steps = {{4, 2}, {8, 3}}}};
  CHECK(texts(model, at({{0, 3}, {1, 4}})) == Texts{});
  CHECK(texts(model, at({{2, 5}, {1, 4}})) == Texts{});
  CHECK(texts(model, at({{2, 5}, {4, 7}})) ==
        Texts{"cumulative 0: at tick 4 the demand is 3, the capacity 2"});
  CHECK(texts(model, at({{2, 5}, {3, 6}})) ==
        Texts{"cumulative 0: at tick 4 the demand is 3, the capacity 2"});
}

TEST_CASE("check: levels of a stock with events, rates and supply", "[scheduling][engine]") {
  Model model = intervals(2, {3, 3});
  model.reservoirs = {{.initial = 2, .lowest = 0, .highest = 5, .ticks = {0, 20}}};
  Reservoir& stock = model.reservoirs[0];

  SECTION("events count at their tick, those before the first tick on it") {
    stock.events = {{.at = start_of(0), .change = -4}, {.at = end_of(1), .offset = 1, .change = 3}};
    CHECK(texts(model, at({{6, 9}, {2, 5}})) == Texts{});
    CHECK(texts(model, at({{5, 8}, {2, 5}})) == Texts{"reservoir 0: at tick 5 the level is -2"});
    CHECK(texts(model, at({{6, 9}, {17, 20}})) == Texts{"reservoir 0: at tick 6 the level is -2"});
    CHECK(texts(model, at({{7, 10}, {-9, -6}})).size() == 1);  // its start is outside of its domain, no more
  }
  SECTION("a rate counts on every tick that its interval occupies") {
    stock.rates = {{.interval = 0, .per_tick = -1}};
    CHECK(texts(model, at({{6, 9}, {0, 3}})) == Texts{"reservoir 0: at tick 9 the level is -1"});
    stock.supply = {{.from = 4, .per_tick = 1}, {.from = 5, .per_tick = 0}};
    CHECK(texts(model, at({{6, 9}, {0, 3}})) == Texts{});
    CHECK(texts(model, at({{18, 21}, {0, 3}})) == Texts{});
    stock.supply = {{.from = 4, .per_tick = 1}};
    CHECK(texts(model, at({{18, 21}, {0, 3}})) == Texts{"reservoir 0: at tick 17 the level is 15"});
    stock.excess_is_lost = true;
    CHECK(texts(model, at({{18, 21}, {0, 3}})) == Texts{});
    stock.events = {{.at = start_of(1), .change = -7}};
    CHECK(texts(model, at({{18, 21}, {10, 13}})) == Texts{"reservoir 0: at tick 10 the level is -1"});
  }
}
