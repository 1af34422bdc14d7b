// Every reason that a propagator gives and every clause that a conflict teaches is a claim about all answers.
// On small models all answers are known, so each claim is tried on each of them.

#include <map>
#include <sstream>

#include "engine/compile.hpp"
#include "engine/kernel/search.hpp"
#include "random_model.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;
using detail::Compiled;
using detail::Int;
using detail::Lit;
using detail::Var;
using detail::View;

namespace {

/// The value of each kernel variable in an answer; where it means nothing, or is not known, none.
using Values = std::vector<std::optional<Value>>;

Values values_of(const Assignment& answer, const Compiled& compiled) {
  Values values(compiled.kernel->variable_count());
  values[0] = 0;
  const auto set = [&](const View& view, Value value) {
    if (view.x != 0) values[static_cast<std::size_t>(view.x)] = value - view.offset;
  };
  for (std::size_t i = 0; i < answer.variables.size(); ++i) set(compiled.variables[i], answer.variables[i]);
  for (std::size_t i = 0; i < answer.intervals.size(); ++i) {
    if (!answer.intervals[i].present) continue;
    set(compiled.ends[i], answer.intervals[i].end);
    set(compiled.starts[i], answer.intervals[i].start);
  }
  return values;
}

/// Void where a literal speaks of something absent or unknown.
bool holds(std::span<const Lit> claim, const Values& values) {
  for (const Lit literal : claim) {
    const std::optional<Value> value = values[static_cast<std::size_t>(detail::variable_of(literal.side))];
    if (!value || ((literal.side & 1) != 0 ? -*value : *value) <= literal.value) return true;
  }
  return false;
}

std::string text(std::span<const Lit> claim) {
  std::ostringstream out;
  for (const Lit literal : claim)
    out << ((literal.side & 1) != 0 ? "-x" : "x") << detail::variable_of(literal.side)
        << " <= " << literal.value << "  ";
  return out.str();
}

struct Audit {
  std::vector<Values> answers{};
  long claims = 0;
  std::vector<std::string> false_claims{};
};

/// Goes through all answers of the model, without any objective, and tries each claim that is made on the
/// way.
Audit audit(const Model& model) {
  Compiled compiled = detail::compile(model, {});
  Audit audit;
  test::for_each_answer(
      model, [&](const Assignment& answer) { audit.answers.push_back(values_of(answer, compiled)); });
  std::vector<Values> left = audit.answers;  // the search shuts out those that it has found
  compiled.kernel->on_claim = [&](std::span<const Lit> claim) {
    ++audit.claims;
    for (const Values& answer : left) {
      if (holds(claim, answer)) continue;
      if (audit.false_claims.size() < 3) audit.false_claims.push_back(text(claim));
      break;
    }
  };
  detail::Search search(*compiled.kernel, compiled.times, compiled.others, {.restart_conflicts = 5});
  const detail::Search::Limits limits{.work = 1'000'000'000, .conflicts = 10'000};
  for (int found = 0; found < 200; ++found) {
    if (search.run({}, limits) != detail::Search::Outcome::answer) break;
    std::vector<Lit> other;  // anything but this answer
    Values values(compiled.kernel->variable_count());
    for (std::size_t x = 1; x < values.size(); ++x) {
      const auto var = static_cast<Var>(x);
      if (!compiled.kernel->is_true(compiled.kernel->scope(var))) continue;
      const Int value = compiled.kernel->lower(var);
      values[x] = value;
      other.push_back(detail::le(var, value - 1));
      other.push_back(detail::ge(var, value + 1));
    }
    compiled.kernel->backtrack(0);
    std::erase_if(left, [&](const Values& answer) {  // what is not known of an answer follows from the rest
      for (std::size_t x = 1; x < values.size(); ++x)
        if (answer[x] && answer[x] != values[x]) return false;
      return true;
    });
    if (other.empty() || !compiled.kernel->add_clause(other)) break;
  }
  return audit;
}

}  // namespace

TEST_CASE("engine: every reason and every learnt clause holds in all answers",
          "[scheduling][engine][property]") {
  long claims = 0;
  for (int seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const Audit found = audit(test::random_model(static_cast<std::uint64_t>(seed)));
    claims += found.claims;
    CHECK(found.false_claims == std::vector<std::string>{});
  }
  CHECK(claims > 10'000);
}
