#include "claim_audit.hpp"

#include <optional>
#include <sstream>

#include "engine/kernel/search.hpp"
#include "random_model.hpp"

namespace perilune::engine::test {

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

}  // namespace

ClaimAudit audit_claims(const Model& model, const std::function<void(Compiled&)>& add) {
  Compiled compiled = detail::compile(model, {});
  if (add) add(compiled);
  ClaimAudit audit;
  std::vector<Values> answers;
  for_each_answer(model, [&](const Assignment& answer) { answers.push_back(values_of(answer, compiled)); });
  std::vector<Values> left = answers;  // the search shuts out those that it has found
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
  for (int found = 0; found < 1000; ++found) {
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

}  // namespace perilune::engine::test
