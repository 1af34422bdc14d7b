#include "translation_writer.hpp"

#include <algorithm>
#include <utility>

namespace perilune::detail {

using engine::Literal;
using engine::Term;
using engine::Value;

void Translation::Writer::add_objective() {
  if (problem_.objective.empty()) {
    engine::Objective objective;
    add_term({}, objective);
    model_.objectives.push_back(std::move(objective));
    return;
  }
  for (const ObjectiveLevel& level : problem_.objective) {
    engine::Objective objective;
    for (const ObjectiveTerm& term : level.terms) add_term(term, objective);
    model_.objectives.push_back(std::move(objective));
  }
}

std::size_t Translation::Writer::value_or_zero(std::size_t i, const Term& term, Value first, Value last) {
  const std::size_t variable = add_variable(std::min<Value>(0, first), std::max<Value>(0, last));
  engine::Linear same;
  same.terms = {{engine::variable(variable), 1}, {term, -1}};
  same.lowest = same.highest = 0;
  same.conditions = if_present(i);
  model_.linears.push_back(std::move(same));
  model_.memberships.push_back({engine::variable(variable), {{0, 0}}, {!present(i)}, engine::untagged});
  return variable;
}

void Translation::Writer::add_makespan(Value weight, engine::Objective& objective) {
  const std::size_t last = add_variable(std::min<Value>(0, box_.first), box_.last);
  std::vector<ScheduleEvent> goals = problem_.goals;
  for (std::size_t i = 0; problem_.goals.empty() && i < problem_.activities.size(); ++i) {
    goals.push_back({i, EventSide::end});
  }
  for (const ScheduleEvent& goal : goals) {
    model_.lags.push_back({term(goal), engine::variable(last), 0, {}, engine::untagged});
  }
  objective.terms.push_back({engine::variable(last), weight});
}

void Translation::Writer::add_beyond(const ObjectiveTerm& term, engine::Objective& objective) {
  const bool late = term.kind == ObjectiveTerm::Kind::lateness;
  const Value most = late ? box_.last - term.tick : term.tick - box_.first;
  if (most <= 0) return;
  const std::size_t beyond = add_variable(0, most);
  engine::Linear linear;
  linear.terms = {{engine::variable(beyond), 1}, {this->term(term.event), late ? -1 : 1}};
  linear.lowest = late ? -term.tick : term.tick;
  linear.conditions = if_present(term.event.activity);
  model_.linears.push_back(std::move(linear));
  objective.terms.push_back({engine::variable(beyond), term.weight});
}

void Translation::Writer::add_by_date(const ObjectiveTerm& term, engine::Objective& objective) {
  const std::size_t i = term.event.activity;
  const Literal in_time = engine::at_least(engine::variable(add_variable(0, 1)), 1);
  const Tick tick = std::clamp<Tick>(term.tick, box_.first - 1, box_.last);
  const Literal early = engine::at_most(this->term(term.event), tick);
  model_.clauses.push_back({{!in_time, early}, engine::untagged});
  std::vector<Literal> otherwise{in_time, !early};
  if (is_optional(i)) otherwise.push_back(!present(i));
  model_.clauses.push_back({std::move(otherwise), engine::untagged});
  objective.terms.push_back({in_time.term, term.weight});
}

void Translation::Writer::add_moved(const ObjectiveTerm& term, engine::Objective& objective) {
  const std::size_t i = term.event.activity;
  const Literal moved = engine::at_least(engine::variable(add_variable(0, 1)), 1);
  if (term.tick < box_.first || term.tick > box_.last) {
    std::vector<Literal> always{moved};
    if (is_optional(i)) always.push_back(!present(i));
    model_.clauses.push_back({std::move(always), engine::untagged});
  } else {
    // Held there where it has not moved.
    model_.memberships.push_back(
        {this->term(term.event), {{term.tick, term.tick}}, {!moved}, engine::untagged});
  }
  objective.terms.push_back({moved.term, term.weight});
}

/// One for each that takes place, or that does not.
void Translation::Writer::add_presence(const ObjectiveTerm& term, engine::Objective& objective) {
  const std::size_t i = term.event.activity;
  const bool absence = term.kind == ObjectiveTerm::Kind::absence;
  const Value weight = absence ? -term.weight : term.weight;
  if (absence) objective.constant += term.weight;
  if (is_optional(i)) {
    objective.terms.push_back({engine::variable(out_.presence_[i]), weight});
  } else {
    objective.constant += weight;
  }
}

void Translation::Writer::add_figure(const ObjectiveTerm& term, engine::Objective& objective) {
  const Measure measure = term.kind == ObjectiveTerm::Kind::cost ? Measure::cost : Measure::delta_v;
  const std::size_t variable = figure(measure, term.event.activity);
  if (variable != none) objective.terms.push_back({engine::variable(variable), term.weight});
}

void Translation::Writer::add_date_or_duration(const ObjectiveTerm& term, engine::Objective& objective) {
  const std::size_t i = term.event.activity;
  const bool date = term.kind == ObjectiveTerm::Kind::date;
  Term what = date ? this->term(term.event) : engine::duration_of(i);
  const engine::Range range = date ? box_ : engine::Range{0, box_.last - box_.first};
  if (is_optional(i)) what = engine::variable(value_or_zero(i, what, range.first, range.last));
  objective.terms.push_back({what, term.weight});
}

void Translation::Writer::add_term(const ObjectiveTerm& term, engine::Objective& objective) {
  using Kind = ObjectiveTerm::Kind;
  checked(term.weight);
  switch (term.kind) {
    case Kind::makespan:
      return add_makespan(term.weight, objective);
    case Kind::lateness:
    case Kind::earliness:
      return add_beyond(term, objective);
    case Kind::by_date:
      return add_by_date(term, objective);
    case Kind::moved:
      return add_moved(term, objective);
    case Kind::presence:
    case Kind::absence:
      return add_presence(term, objective);
    case Kind::cost:
    case Kind::delta_v:
      return add_figure(term, objective);
    case Kind::date:
    case Kind::duration:
      return add_date_or_duration(term, objective);
  }
}

}  // namespace perilune::detail
