#include <perilune/scheduling/engine/check.hpp>

#include <algorithm>
#include <map>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

// Shares nothing with the solver but the model: plain evaluation, written to be read, not to be quick.

namespace perilune::engine {

Value value_of(const Assignment& assignment, const Term& term) {
  switch (term.kind) {
    case TermKind::start:
      return assignment.intervals[term.index].start;
    case TermKind::end:
      return assignment.intervals[term.index].end;
    case TermKind::duration:
      return assignment.intervals[term.index].end - assignment.intervals[term.index].start;
    case TermKind::variable:
      break;
  }
  return assignment.variables[term.index];
}

Value value_of(const Assignment& assignment, const Objective& objective) {
  Value sum = objective.constant;
  for (const Weighted& weighted : objective.terms)
    sum += weighted.weight * value_of(assignment, weighted.term);
  return sum;
}

bool holds(const Assignment& assignment, const Literal& literal) {
  if (literal.term.kind != TermKind::variable && !assignment.intervals[literal.term.index].present)
    return false;
  const Value value = value_of(assignment, literal.term);
  return literal.bound == Literal::Bound::at_least ? value >= literal.value : value <= literal.value;
}

namespace {

using perilune::detail::concat;

std::string name_of(const Term& term) {
  switch (term.kind) {
    case TermKind::start:
      return concat("start of interval ", term.index);
    case TermKind::end:
      return concat("end of interval ", term.index);
    case TermKind::duration:
      return concat("duration of interval ", term.index);
    case TermKind::variable:
      break;
  }
  return concat("variable ", term.index);
}

class Checker {
 public:
  Checker(const Model& model, const Assignment& assignment) : model_(model), assignment_(assignment) {}

  std::vector<Violation> run() {
    each("variable", model_.variables, [&](const Variable& variable, std::size_t i) {
      in_domain(engine::variable(i), variable.domain, untagged);
    });
    each("interval", model_.intervals, [&](const Interval& each, std::size_t i) { interval(each, i); });
    each("lag", model_.lags, [&](const Lag& lag, std::size_t) {
      if (!applies(lag.conditions) || !exists(lag.from) || !exists(lag.to)) return;
      const Value found = value(lag.to) - value(lag.from);
      if (found < lag.at_least)
        complain(lag.tag, name_of(lag.from), " (", value(lag.from), ") to ", name_of(lag.to), " (",
                 value(lag.to), ") is ", found, ", at least ", lag.at_least);
    });
    each("membership", model_.memberships, [&](const Membership& membership, std::size_t) {
      if (applies(membership.conditions) && exists(membership.term))
        in_domain(membership.term, membership.domain, membership.tag);
    });
    each("clause", model_.clauses, [&](const Clause& clause, std::size_t) {
      if (std::none_of(clause.literals.begin(), clause.literals.end(),
                       [&](const Literal& literal) { return holds(assignment_, literal); }))
        complain(clause.tag, "none of its literals holds");
    });
    each("alternative", model_.alternatives,
         [&](const Alternative& each, std::size_t) { alternative(each); });
    each("table", model_.tables, [&](const Table& each, std::size_t) { table(each); });
    each("disjunctive", model_.disjunctives,
         [&](const Disjunctive& each, std::size_t) { disjunctive(each); });
    each("cumulative", model_.cumulatives, [&](const Cumulative& each, std::size_t) { cumulative(each); });
    each("reservoir", model_.reservoirs, [&](const Reservoir& each, std::size_t) { reservoir(each); });
    each("linear", model_.linears, [&](const Linear& each, std::size_t) { linear(each); });
    return std::move(violations_);
  }

 private:
  template <class Items, class Look>
  void each(const char* kind, const Items& items, const Look& look) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      where_ = concat(kind, " ", i, ": ");
      look(items[i], i);
    }
  }

  template <class... Parts>
  void complain(Tag tag, const Parts&... parts) {
    violations_.push_back({concat(where_, parts...), tag});
  }

  Value value(const Term& term) const { return value_of(assignment_, term); }
  bool is_present(std::size_t interval) const { return assignment_.intervals[interval].present; }
  bool exists(const Term& term) const { return term.kind == TermKind::variable || is_present(term.index); }
  bool applies(const std::vector<Literal>& conditions) const {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const Literal& literal) { return holds(assignment_, literal); });
  }

  void in_domain(const Term& term, const Domain& domain, Tag tag) {
    for (const Range& range : domain)
      if (range.first <= value(term) && value(term) <= range.last) return;
    complain(tag, name_of(term), " is ", value(term), ", which is not in its domain");
  }

  void interval(const Interval& interval, std::size_t i) {
    const bool should_be_present = !interval.presence || holds(assignment_, *interval.presence);
    if (is_present(i) != should_be_present)
      complain(untagged, "it is ", is_present(i) ? "present" : "absent", ", against its presence literal");
    if (!is_present(i)) return;
    in_domain(start_of(i), interval.start, interval.tag);
    if (!interval.end.empty()) in_domain(end_of(i), interval.end, interval.tag);
    const Value duration = value(duration_of(i));
    if (duration < interval.duration.first || duration > interval.duration.last)
      complain(interval.tag, "its duration is ", duration, ", allowed are ", interval.duration.first, " to ",
               interval.duration.last);
  }

  void alternative(const Alternative& alternative) {
    std::size_t chosen = 0;
    for (const std::size_t option : alternative.options) {
      if (!is_present(option)) continue;
      ++chosen;
      if (is_present(alternative.interval) &&
          (value(start_of(option)) != value(start_of(alternative.interval)) ||
           value(end_of(option)) != value(end_of(alternative.interval))))
        complain(alternative.tag, "option ", option, " is not at the same time as interval ",
                 alternative.interval);
    }
    const std::size_t wanted = is_present(alternative.interval) ? 1 : 0;
    if (chosen != wanted) complain(alternative.tag, chosen, " options are present, not ", wanted);
  }

  void table(const Table& table) {
    if (!applies(table.conditions)) return;
    for (const Term& column : table.columns)
      if (!exists(column)) return;
    for (const std::vector<Range>& row : table.rows) {
      bool matches = true;
      for (std::size_t c = 0; c < row.size(); ++c)
        matches =
            matches && row[c].first <= value(table.columns[c]) && value(table.columns[c]) <= row[c].last;
      if (matches) return;
    }
    complain(table.tag, "no row matches");
  }

  void disjunctive(const Disjunctive& disjunctive) {
    const auto setup = [&](const Disjunctive::Use& from, const Disjunctive::Use& to) {
      return disjunctive.setup.empty() ? 0 : disjunctive.setup[from.family][to.family];
    };
    for (std::size_t i = 0; i < disjunctive.uses.size(); ++i) {
      for (std::size_t j = i + 1; j < disjunctive.uses.size(); ++j) {
        const Disjunctive::Use& a = disjunctive.uses[i];
        const Disjunctive::Use& b = disjunctive.uses[j];
        if (!is_present(a.interval) || !is_present(b.interval)) continue;
        if (value(end_of(a.interval)) + setup(a, b) > value(start_of(b.interval)) &&
            value(end_of(b.interval)) + setup(b, a) > value(start_of(a.interval)))
          complain(disjunctive.tag, "intervals ", a.interval, " and ", b.interval, " are too close");
      }
    }
  }

  void cumulative(const Cumulative& cumulative) {
    std::map<Value, Value> change;  // of the load, by tick
    for (const Cumulative::Use& use : cumulative.uses) {
      if (!is_present(use.interval)) continue;
      change[value(start_of(use.interval))] += use.demand;
      change[value(end_of(use.interval))] -= use.demand;
    }
    for (const Cumulative::Step& step : cumulative.steps) change[step.from] += 0;
    Value load = 0;
    for (const auto& [tick, by] : change) {
      load += by;
      Value capacity = cumulative.capacity;
      for (const Cumulative::Step& step : cumulative.steps)
        if (step.from <= tick) capacity = step.capacity;
      if (load > capacity)
        return complain(cumulative.tag, "at tick ", tick, " the demand is ", load, ", the capacity ",
                        capacity);
    }
  }

  /// The level bends only where something begins, ends or changes: just before and on these ticks it is
  /// looked at. Between two of them it runs straight.
  void reservoir(const Reservoir& reservoir) {
    std::map<Value, Value> jump;
    std::map<Value, Value> bend;
    const auto within = [&](Value tick) { return std::max(tick, reservoir.ticks.first); };
    for (const Reservoir::Event& event : reservoir.events)
      if (exists(event.at) && applies(event.conditions))
        jump[within(value(event.at) + event.offset)] += event.change;
    Value level = reservoir.initial;
    const auto slope = [&](Value from, Value to, Value per_tick) {  // [from, to)
      if (from < reservoir.ticks.first) level += per_tick * (std::min(to, reservoir.ticks.first) - from);
      if (to <= reservoir.ticks.first) return;
      bend[within(from)] += per_tick;
      bend[to] -= per_tick;
    };
    for (const Reservoir::Rate& rate : reservoir.rates)
      if (is_present(rate.interval))
        slope(value(start_of(rate.interval)), value(end_of(rate.interval)), rate.per_tick);
    for (std::size_t i = 0; i < reservoir.supply.size(); ++i) {
      const Value from = reservoir.supply[i].from;
      const Value to = i + 1 < reservoir.supply.size() ? reservoir.supply[i + 1].from
                                                       : std::max(from, reservoir.ticks.last + 1);
      slope(from, to, reservoir.supply[i].per_tick);
    }
    jump[reservoir.ticks.first] += 0;
    jump[reservoir.ticks.last] += 0;
    for (const auto& [tick, by] : bend) jump[tick] += 0;

    Value per_tick = 0;
    Value before = reservoir.ticks.first;
    const auto outside = [&](Value tick) {
      if (reservoir.excess_is_lost && level > *reservoir.highest) level = *reservoir.highest;
      const bool is_low = reservoir.lowest && level < *reservoir.lowest;
      const bool is_high = reservoir.highest && level > *reservoir.highest;
      if (is_low || is_high) complain(reservoir.tag, "at tick ", tick, " the level is ", level);
      return is_low || is_high;
    };
    for (const auto& [tick, by] : jump) {
      if (tick > reservoir.ticks.last) break;
      if (tick > before) {
        level += per_tick * (tick - 1 - before);
        if (tick - 1 > before && outside(tick - 1)) return;
        level += per_tick;
      }
      level += by;
      const auto found = bend.find(tick);
      if (found != bend.end()) per_tick += found->second;
      if (outside(tick)) return;
      before = tick;
    }
  }

  void linear(const Linear& linear) {
    if (!applies(linear.conditions)) return;
    Value sum = 0;
    for (const Weighted& weighted : linear.terms) {
      if (!exists(weighted.term)) return;
      sum += weighted.weight * value(weighted.term);
    }
    if (linear.lowest && sum < *linear.lowest)
      complain(linear.tag, "the sum is ", sum, ", at least ", *linear.lowest);
    if (linear.highest && sum > *linear.highest)
      complain(linear.tag, "the sum is ", sum, ", at most ", *linear.highest);
  }

  const Model& model_;
  const Assignment& assignment_;
  std::string where_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> check(const Model& model, const Assignment& assignment) {
  if (assignment.intervals.size() != model.intervals.size() ||
      assignment.variables.size() != model.variables.size())
    throw InvalidArgument(concat("check: the assignment has ", assignment.intervals.size(), " intervals and ",
                                 assignment.variables.size(), " variables, the model ",
                                 model.intervals.size(), " and ", model.variables.size()));
  return Checker(model, assignment).run();
}

}  // namespace perilune::engine
