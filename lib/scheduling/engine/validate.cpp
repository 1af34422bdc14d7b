#include <perilune/scheduling/engine/validate.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune::engine {
namespace {

using perilune::detail::concat;

bool fits(Value value) {
  return value >= -largest_value && value <= largest_value;
}

class Validator {
 public:
  explicit Validator(const Model& model) : model_(model) {}

  std::vector<std::string> run() {
    each("variable", model_.variables, [&](const Variable& variable) { domain(variable.domain); });
    each("interval", model_.intervals, [&](const Interval& interval) { this->interval(interval); });
    each("lag", model_.lags, [&](const Lag& lag) {
      term(lag.from);
      term(lag.to);
      size("at_least", lag.at_least);
      conditions(lag.conditions);
    });
    each("membership", model_.memberships, [&](const Membership& membership) {
      term(membership.term);
      domain(membership.domain);
      conditions(membership.conditions);
    });
    each("clause", model_.clauses, [&](const Clause& clause) { conditions(clause.literals); });
    each("alternative", model_.alternatives, [&](const Alternative& each) { alternative(each); });
    each("table", model_.tables, [&](const Table& each) { table(each); });
    each("disjunctive", model_.disjunctives, [&](const Disjunctive& each) { disjunctive(each); });
    each("cumulative", model_.cumulatives, [&](const Cumulative& each) { cumulative(each); });
    each("reservoir", model_.reservoirs, [&](const Reservoir& each) { reservoir(each); });
    each("linear", model_.linears, [&](const Linear& linear) {
      sum(linear.terms, 0);
      if (linear.lowest) limit("lowest", *linear.lowest);
      if (linear.highest) limit("highest", *linear.highest);
      if (linear.lowest && linear.highest && *linear.lowest > *linear.highest)
        complain("lowest ", *linear.lowest, " is above highest ", *linear.highest);
      conditions(linear.conditions);
    });
    each("objective", model_.objectives, [&](const Objective& objective) {
      sum(objective.terms, objective.constant);
      for (const Weighted& weighted : objective.terms)
        if (is_known(weighted.term) && is_optional(weighted.term))
          complain("interval ", weighted.term.index, " is optional: let a variable carry what it costs");
    });
    return std::move(problems_);
  }

 private:
  template <class Items, class Look>
  void each(const char* kind, const Items& items, const Look& look) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      where_ = concat(kind, " ", i, ": ");
      look(items[i]);
    }
  }

  template <class... Parts>
  void complain(const Parts&... parts) {
    problems_.push_back(concat(where_, parts...));
  }

  bool is_known(const Term& term) const {
    return term.index < (term.kind == TermKind::variable ? model_.variables.size() : model_.intervals.size());
  }
  bool is_optional(const Term& term) const {
    return term.kind != TermKind::variable && model_.intervals[term.index].presence.has_value();
  }

  void term(const Term& term) {
    if (is_known(term)) return;
    const bool is_variable = term.kind == TermKind::variable;
    complain("there is no ", is_variable ? "variable " : "interval ", term.index, " among ",
             is_variable ? model_.variables.size() : model_.intervals.size());
  }

  void known_interval(std::size_t index) { term(start_of(index)); }

  void size(const char* what, Value value) {
    if (!fits(value))
      complain(what, " ", value, " is beyond +-", largest_value, ": count in coarser ticks or units");
  }

  void domain(const Domain& domain) {
    if (domain.empty()) complain("the domain is empty");
    for (std::size_t i = 0; i < domain.size(); ++i) {
      const Range& range = domain[i];
      if (range.first > range.last)
        complain("the range ", range.first, " to ", range.last, " is the wrong way round");
      if (!fits(range.first) || !fits(range.last))
        complain("the range ", range.first, " to ", range.last, " is beyond +-", largest_value,
                 ": count in coarser ticks or units");
      else if (i > 0 && domain[i - 1].last + 1 >= range.first)
        complain("the range from ", range.first, " does not lie apart from the one before it, which ends at ",
                 domain[i - 1].last, ": sort and join them");
    }
  }

  void conditions(const std::vector<Literal>& literals) {
    for (const Literal& literal : literals) {
      term(literal.term);
      size("the value of a condition,", literal.value);
    }
  }

  void interval(const Interval& interval) {
    domain(interval.start);
    if (!interval.end.empty()) domain(interval.end);
    if (interval.duration.first < 0 || interval.duration.first > interval.duration.last)
      complain("a duration from ", interval.duration.first, " to ", interval.duration.last,
               " is not a range of zero or more");
    size("the duration", interval.duration.last);
    if (!interval.start.empty() && fits(interval.start.back().last) && fits(interval.duration.last))
      size("the latest end,", interval.start.back().last + interval.duration.last);
    if (!interval.presence) return;
    term(interval.presence->term);
    if (interval.presence->term.kind != TermKind::variable)
      complain("presence depends on another interval: only a variable can decide it");
  }

  void alternative(const Alternative& alternative) {
    known_interval(alternative.interval);
    for (const std::size_t option : alternative.options) {
      known_interval(option);
      if (option == alternative.interval) complain("the interval ", option, " is an option of itself");
      if (option < model_.intervals.size() && !model_.intervals[option].presence)
        complain("the option ", option, " has no presence literal");
    }
  }

  void table(const Table& table) {
    for (const Term& column : table.columns) term(column);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (table.rows[row].size() != table.columns.size())
        complain("row ", row, " has ", table.rows[row].size(), " ranges for ", table.columns.size(),
                 " columns");
      for (const Range& range : table.rows[row])
        if (range.first > range.last || !fits(range.first) || !fits(range.last))
          complain("row ", row, " has the range ", range.first, " to ", range.last);
    }
    conditions(table.conditions);
  }

  void disjunctive(const Disjunctive& disjunctive) {
    for (const std::vector<Value>& row : disjunctive.setup) {
      if (row.size() != disjunctive.setup.size()) complain("the setup matrix is not square");
      for (const Value time : row)
        if (time < 0 || !fits(time)) complain("a setup time of ", time, " is not allowed");
    }
    for (const Disjunctive::Use& use : disjunctive.uses) {
      known_interval(use.interval);
      if (!disjunctive.setup.empty() && use.family >= disjunctive.setup.size())
        complain("family ", use.family, " is not in the setup matrix");
    }
  }

  void cumulative(const Cumulative& cumulative) {
    const auto capacity = [&](Value value) {
      if (value < 0) complain("a capacity of ", value, " is negative");
      size("the capacity", value);
    };
    capacity(cumulative.capacity);
    rising(cumulative.steps);
    for (const Cumulative::Step& step : cumulative.steps) capacity(step.capacity);
    for (const Cumulative::Use& use : cumulative.uses) {
      known_interval(use.interval);
      if (use.demand < 0) complain("interval ", use.interval, " has a negative demand, ", use.demand);
      size("the demand", use.demand);
    }
  }

  template <class Steps>
  void rising(const Steps& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      size("the tick of a step,", steps[i].from);
      if (i > 0 && steps[i - 1].from >= steps[i].from)
        complain("the step at ", steps[i].from, " does not come after the one before it");
    }
  }

  void reservoir(const Reservoir& reservoir) {
    size("the initial level", reservoir.initial);
    if (reservoir.ticks.first > reservoir.ticks.last) complain("its ticks are the wrong way round");
    size("its first tick", reservoir.ticks.first);
    size("its last tick", reservoir.ticks.last);
    if (reservoir.lowest) size("lowest", *reservoir.lowest);
    if (reservoir.highest) size("highest", *reservoir.highest);
    if (reservoir.lowest && reservoir.highest && *reservoir.lowest > *reservoir.highest)
      complain("lowest ", *reservoir.lowest, " is above highest ", *reservoir.highest);
    if (reservoir.excess_is_lost && !reservoir.highest) complain("excess is lost above no highest level");
    rising(reservoir.supply);
    for (const Reservoir::Supply& supply : reservoir.supply) size("the supply", supply.per_tick);
    for (const Reservoir::Event& event : reservoir.events) {
      term(event.at);
      if (event.at.kind == TermKind::duration) complain("an event is at a duration, which is no time");
      size("the offset", event.offset);
      size("the change", event.change);
      conditions(event.conditions);
    }
    for (const Reservoir::Rate& rate : reservoir.rates) {
      known_interval(rate.interval);
      size("the rate", rate.per_tick);
    }
  }

  void limit(const char* what, Value value) {
    if (value < -largest_sum || value > largest_sum)
      complain(what, " ", value, " is beyond +-", largest_sum, ": count in coarser ticks or units");
  }

  void sum(const std::vector<Weighted>& terms, Value constant) {
    limit("the constant", constant);
    Value most = std::clamp(constant, -largest_sum, largest_sum);
    most = most < 0 ? -most : most;
    for (const Weighted& weighted : terms) {
      term(weighted.term);
      size("the weight", weighted.weight);
      if (!is_known(weighted.term) || !fits(weighted.weight) || most > largest_sum) continue;
      most += (weighted.weight < 0 ? -weighted.weight : weighted.weight) * largest_of(weighted.term);
    }
    if (most > largest_sum)
      complain("the sum may be beyond +-", largest_sum, ": use smaller weights, or coarser ticks or units");
  }

  /// What the term cannot pass, without its sign. What is wrong with its domain is said elsewhere.
  Value largest_of(const Term& term) const {
    const auto largest_in = [](const Domain& domain) {
      Value most = 0;
      for (const Range& range : domain)
        for (const Value value : {range.first, range.last})
          if (fits(value)) most = std::max(most, value < 0 ? -value : value);
      return most;
    };
    if (term.kind == TermKind::variable) return largest_in(model_.variables[term.index].domain);
    const Interval& interval = model_.intervals[term.index];
    // Those whose own limits may be left out can be anywhere.
    if (interval.tag != untagged || !fits(interval.duration.last)) return largest_value;
    if (term.kind == TermKind::duration) return interval.duration.last;
    return largest_in(interval.start) + (term.kind == TermKind::end ? interval.duration.last : 0);
  }

  const Model& model_;
  std::string where_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> validate(const Model& model) {
  return Validator(model).run();
}

}  // namespace perilune::engine
