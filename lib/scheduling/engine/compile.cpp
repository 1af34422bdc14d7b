#include "compile.hpp"

#include <algorithm>
#include <map>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "propagators/choice.hpp"
#include "propagators/disjunctive.hpp"
#include "propagators/edge_finding.hpp"
#include "propagators/flow.hpp"
#include "propagators/stock.hpp"
#include "propagators/sum.hpp"
#include "propagators/timetable.hpp"

namespace perilune::engine::detail {
namespace {

constexpr Value goal_unit = largest_value;  // sums within 10^18 are counted in at most 2 x 10^9 of them

Int to_int(Value value) {
  return static_cast<Int>(std::clamp(value, -largest_value, largest_value));
}

template <class P>
void add(Kernel& kernel, std::unique_ptr<P> propagator, int priority) {
  const std::vector<Side> sides = propagator->watched();
  kernel.add_propagator(std::move(propagator), priority, sides);
}

std::vector<std::pair<Int, Int>> ranges_of(const Domain& domain, Int offset) {
  std::vector<std::pair<Int, Int>> ranges;
  for (const Range& range : domain)
    ranges.emplace_back(to_int(range.first) - offset, to_int(range.last) - offset);
  return ranges;
}

}  // namespace

View Compiled::view(const Term& term) {
  switch (term.kind) {
    case TermKind::start:
      return starts[term.index];
    case TermKind::end:
      return ends[term.index];
    case TermKind::duration:
      return duration(term.index);
    case TermKind::variable:
      break;
  }
  return variables[term.index];
}

/// Made when first asked for: end - start.
View Compiled::duration(std::size_t i) {
  if (has_duration_[i] != 0) return durations_[i];
  Kernel& k = *kernel;
  const Var start = starts[i].x;
  const Var end = ends[i].x;
  Int shortest = std::max(0, k.lower(end) - k.upper(start));
  Int longest = std::max(shortest, k.upper(end) - k.lower(start));
  for (const DurationLimit& limit : duration_limits_[i]) {
    if (limit.selector != always) continue;
    if (limit.sign > 0) shortest = std::max(shortest, limit.at_least);
    if (limit.sign < 0) longest = std::min(longest, -limit.at_least);
  }
  const Var d = k.add_variable(shortest, longest, presences[i]);
  // Without these, two limits that cannot hold together would push start and end along by small steps.
  for (const DurationLimit& limit : duration_limits_[i]) {
    if (limit.selector == always) continue;
    const Lit lasts = limit.sign > 0 ? ge(d, limit.at_least) : le(d, -limit.at_least);
    k.add_clause({~limit.selector, ~presences[i], lasts});
  }
  // start + d - end <= 0 and the other way round, where the interval is present
  const std::vector<Lit> guards =
      presences[i] == always ? std::vector<Lit>{} : std::vector<Lit>{presences[i]};
  for (const Side sign : {0, 1}) {
    std::vector<Sum::Part> parts = {{1, 2 * start + sign}, {1, 2 * d + sign}, {1, 2 * end + 1 - sign}};
    add(k, std::make_unique<Sum>(k, std::move(parts), 0, guards), 0);
  }
  others.push_back(d);
  has_duration_[i] = 1;
  return durations_[i] = {d, 0};
}

std::vector<Lit> Compiled::literals(const Literal& literal) {
  const View v = view(literal.term);
  const Int value = to_int(literal.value - v.offset);
  std::vector<Lit> all = {literal.bound == Literal::Bound::at_least ? ge(v.x, value) : le(v.x, value)};
  if (literal.term.kind != TermKind::variable && presences[literal.term.index] != always)
    all.push_back(presences[literal.term.index]);
  return all;
}

Assignment Compiled::read() const {
  Assignment assignment;
  const auto value = [&](const View& v) { return Value{kernel->lower(v.x)} + v.offset; };
  for (const View& v : variables) assignment.variables.push_back(value(v));
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (kernel->is_true(presences[i]))
      assignment.intervals.push_back({.present = true, .start = value(starts[i]), .end = value(ends[i])});
    else
      assignment.intervals.push_back({.present = false});
  }
  return assignment;
}

/// A term as it is: no sum is needed.
bool Compiled::is_plain(const Objective& objective) {
  return objective.terms.size() == 1 && objective.terms.front().weight == 1;
}

bool Compiled::is_narrow(const WholeSum& sum) {
  return sum.least >= -largest_value && sum.most <= largest_value;
}

Compiled::WholeSum Compiled::whole_sum(const Objective& objective) {
  const Kernel& k = *kernel;
  WholeSum sum{{}, objective.constant, objective.constant, objective.constant};
  for (const Weighted& weighted : objective.terms) {
    if (weighted.weight == 0) continue;
    const View v = view(weighted.term);
    const bool is_positive = weighted.weight > 0;
    const Value a = weighted.weight * (Value{k.lower(v.x)} + v.offset);
    const Value b = weighted.weight * (Value{k.upper(v.x)} + v.offset);
    sum.least += std::min(a, b);
    sum.most += std::max(a, b);
    sum.constant += weighted.weight * v.offset;
    sum.parts.push_back({is_positive ? weighted.weight : -weighted.weight, 2 * v.x + (is_positive ? 0 : 1)});
  }
  return sum;
}

Var Compiled::add_counter(const WholeSum& sum, Value base, Value unit, Value lowest, Value highest) {
  const Var counter = kernel->add_variable(static_cast<Int>(lowest), static_cast<Int>(highest));
  std::vector<Sum::Part> parts = sum.parts;
  parts.push_back({unit, 2 * counter + 1});
  add(*kernel,
      std::make_unique<Sum>(*kernel, std::move(parts), base + (unit - 1) - sum.constant, std::vector<Lit>{}),
      1);
  others.push_back(counter);
  return counter;
}

Goal Compiled::add_objective(const Objective& objective) {
  if (is_plain(objective)) {
    const View v = view(objective.terms.front().term);
    return {v.x, v.offset + objective.constant, 1};
  }
  const WholeSum sum = whole_sum(objective);
  if (is_narrow(sum)) return {add_counter(sum, 0, 1, sum.least, sum.most), 0, 1};
  const Value most_units = (sum.most - sum.least) / goal_unit;
  return {add_counter(sum, sum.least, goal_unit, 0, most_units), sum.least, goal_unit};
}

Goal Compiled::add_rest(const Objective& objective, Value base) {
  return {add_counter(whole_sum(objective), base, 1, 0, goal_unit - 1), base, 1};
}

bool Compiled::cap(const Objective& objective, Value most) {
  if (is_plain(objective)) {
    const View v = view(objective.terms.front().term);
    return kernel->add_clause(
        {le(v.x, to_int(std::clamp(most - objective.constant, -largest_sum, largest_sum) - v.offset))});
  }
  WholeSum sum = whole_sum(objective);
  if (is_narrow(sum))
    return kernel->add_clause({le(add_counter(sum, 0, 1, sum.least, sum.most), static_cast<Int>(most))});
  if (sum.least > most) return false;
  add(*kernel, std::make_unique<Sum>(*kernel, std::move(sum.parts), most - sum.constant, std::vector<Lit>{}),
      1);
  return true;
}

/// Turns a model into a kernel, one kind of constraint after the other.
class Compiler {
 public:
  Compiler(const Model& model, const CompileOptions& options) : model_(model), options_(options) {
    out_.kernel = std::make_unique<Kernel>();
  }

  Compiled run() {
    make_selectors();
    make_variables();
    make_intervals();
    for (const Lag& each : model_.lags) lag(each);
    for (const Membership& each : model_.memberships) membership(each);
    for (const Clause& each : model_.clauses) clause(each);
    for (const Alternative& each : model_.alternatives) alternative(each);
    for (const Table& each : model_.tables) table(each);
    for (const Disjunctive& each : model_.disjunctives) disjunctive(each);
    for (const Cumulative& each : model_.cumulatives) cumulative(each);
    for (const Reservoir& each : model_.reservoirs) reservoir(each);
    for (const Linear& each : model_.linears) linear(each);
    return std::move(out_);
  }

 private:
  Kernel& kernel() { return *out_.kernel; }

  bool is_disabled(Tag tag) const {
    return tag != untagged && std::find(options_.disabled_tags.begin(), options_.disabled_tags.end(), tag) !=
                                  options_.disabled_tags.end();
  }

  Lit selector(Tag tag) const {
    const auto found = selectors_.find(tag);
    return found == selectors_.end() ? always : found->second;
  }

  void make_selectors() {
    if (!options_.follow_tags) return;
    const auto note = [&](const auto& items) {
      for (const auto& item : items)
        if (item.tag != untagged && !is_disabled(item.tag)) selectors_[item.tag] = always;
    };
    note(model_.intervals);
    note(model_.lags);
    note(model_.memberships);
    note(model_.clauses);
    note(model_.alternatives);
    note(model_.tables);
    note(model_.disjunctives);
    note(model_.cumulatives);
    note(model_.reservoirs);
    note(model_.linears);
    for (auto& [tag, literal] : selectors_) {
      literal = ge(kernel().add_variable(0, 1), 1);
      out_.selectors.push_back({tag, literal});
    }
  }

  void make_variables() {
    for (const Variable& variable : model_.variables) {
      const Var x =
          kernel().add_variable(to_int(variable.domain.front().first), to_int(variable.domain.back().last));
      if (variable.domain.size() > 1) kernel().add_domain(x, ranges_of(variable.domain, 0), always);
      out_.variables.push_back({x, 0});
      out_.others.push_back(x);
    }
  }

  void make_intervals() {
    for (const Interval& interval : model_.intervals) {
      const bool is_loose = interval.tag != untagged;  // its own limits may be left out
      const bool is_void = is_disabled(interval.tag);
      const Lit presence = interval.presence ? out_.literals(*interval.presence).front() : always;
      const Lit guard = selector(interval.tag);
      const Int widest = to_int(largest_value / 2);
      const Int first = is_loose ? -widest : to_int(interval.start.front().first);
      const Int last = is_loose ? widest : to_int(interval.start.back().last);
      const Int shortest = to_int(interval.duration.first);
      const Int longest = to_int(interval.duration.last);
      const Var start = kernel().add_variable(first, last, presence);
      out_.starts.push_back({start, 0});
      out_.presences.push_back(presence);
      out_.times.push_back(start);
      if (shortest == longest && !is_loose) {
        out_.ends.push_back({start, shortest});
        out_.durations_.push_back({0, shortest});
        out_.has_duration_.push_back(1);
      } else {
        const Var end = kernel().add_variable(is_loose ? -widest : first + shortest,
                                              is_loose ? widest : last + longest, presence);
        out_.ends.push_back({end, 0});
        out_.durations_.push_back({});
        out_.has_duration_.push_back(0);
        out_.times.push_back(end);
        kernel().add_lag(start, end, is_loose ? 0 : shortest);
        if (!is_loose) kernel().add_lag(end, start, -longest);
        if (is_loose && !is_void) {
          kernel().add_guarded_lag(start, end, shortest, guard);
          kernel().add_guarded_lag(end, start, -longest, guard);
        }
      }
      if (!is_void && (interval.start.size() > 1 || is_loose))
        kernel().add_domain(start, ranges_of(interval.start, 0), guard);
      if (!is_void && !interval.end.empty()) {
        const View end = out_.ends.back();
        kernel().add_domain(end.x, ranges_of(interval.end, end.offset), guard);
      }
    }
    for (std::size_t i = 0; i < model_.intervals.size(); ++i) {
      const Interval& interval = model_.intervals[i];
      auto& limits = out_.duration_limits_.emplace_back();
      if (is_disabled(interval.tag)) continue;
      limits.push_back({to_int(interval.duration.first), 1, selector(interval.tag)});
      limits.push_back({-to_int(interval.duration.last), -1, selector(interval.tag)});
    }
    for (const Lag& each : model_.lags) {
      const bool is_own = each.from.index == each.to.index && each.from.kind != each.to.kind &&
                          each.from.kind != TermKind::variable && each.to.kind != TermKind::variable &&
                          each.from.kind != TermKind::duration && each.to.kind != TermKind::duration;
      if (!is_own || !each.conditions.empty() || is_disabled(each.tag)) continue;
      const Int sign = each.from.kind == TermKind::start ? 1 : -1;
      out_.duration_limits_[each.from.index].push_back({to_int(each.at_least), sign, selector(each.tag)});
    }
  }

  Activity activity(std::size_t i) const {
    const View end = out_.ends[i];
    const Var start = out_.starts[i].x;
    const bool is_fixed = end.x == start;
    return {start, is_fixed ? -1 : end.x,
            is_fixed ? end.offset : std::max(0, out_.kernel->lower(end.x) - out_.kernel->upper(start)),
            out_.presences[i]};
  }

  Lit presence(const Term& term) const {
    return term.kind == TermKind::variable ? always : out_.presences[term.index];
  }

  /// Everything that has to hold for a constraint to say something: without `always`, each once.
  std::vector<Lit> guards(const std::vector<Literal>& conditions, Tag tag, std::vector<Lit> more = {}) {
    for (const Literal& condition : conditions)
      for (const Lit literal : out_.literals(condition)) more.push_back(literal);
    more.push_back(selector(tag));
    std::vector<Lit> unique;
    for (const Lit literal : more)
      if (literal != always && !kernel().is_true(literal) &&
          std::find(unique.begin(), unique.end(), literal) == unique.end())
        unique.push_back(literal);
    return unique;
  }

  /// One literal that holds exactly where all of them do.
  Lit all_of(const std::vector<Lit>& literals) {
    if (literals.empty()) return always;
    if (literals.size() == 1) return literals.front();
    const Lit both = ge(kernel().add_variable(0, 1), 1);
    out_.others.push_back(variable_of(both.side));
    std::vector<Lit> back = {both};
    for (const Lit literal : literals) {
      kernel().add_clause({~both, literal});
      back.push_back(~literal);
    }
    kernel().add_clause(back);
    return both;
  }

  void lag(const Lag& lag) {
    if (is_disabled(lag.tag)) return;
    difference(out_.view(lag.from), out_.view(lag.to), to_int(lag.at_least), presence(lag.from),
               presence(lag.to), guards(lag.conditions, lag.tag));
  }

  void difference(View from, View to, Int at_least, Lit from_presence, Lit to_presence,
                  std::vector<Lit> guards) {
    const Int distance = at_least + from.offset - to.offset;
    // What a term that is no variable of its own (a constant) belongs to has to be said.
    for (const auto& [view, presence] : {std::pair{from, from_presence}, std::pair{to, to_presence}})
      if (kernel().scope(view.x) != presence) guards.push_back(presence);
    if (guards.empty() && kernel().scope(from.x) == kernel().scope(to.x))
      kernel().add_lag(from.x, to.x, distance);
    else
      kernel().add_guarded_lag(from.x, to.x, distance, all_of(guards));
  }

  void membership(const Membership& membership) {
    if (is_disabled(membership.tag)) return;
    const View v = out_.view(membership.term);
    std::vector<Lit> all = guards(membership.conditions, membership.tag);
    if (kernel().scope(v.x) != presence(membership.term)) all.push_back(presence(membership.term));
    kernel().add_domain(v.x, ranges_of(membership.domain, v.offset), all_of(all));
  }

  void clause(const Clause& clause) {
    if (is_disabled(clause.tag)) return;
    std::vector<Lit> literals = {~selector(clause.tag)};
    for (const Literal& literal : clause.literals) literals.push_back(all_of(out_.literals(literal)));
    kernel().add_clause(literals);
  }

  void alternative(const Alternative& alternative) {
    if (is_disabled(alternative.tag)) return;
    const Lit guard = selector(alternative.tag);
    const std::size_t main = alternative.interval;
    const Lit main_presence = out_.presences[main];
    std::vector<Lit> some = {~guard, ~main_presence};
    for (std::size_t i = 0; i < alternative.options.size(); ++i) {
      const Lit chosen = out_.presences[alternative.options[i]];
      some.push_back(chosen);
      kernel().add_clause({~guard, ~chosen, main_presence});
      for (std::size_t j = 0; j < i; ++j)
        kernel().add_clause({~guard, ~chosen, ~out_.presences[alternative.options[j]]});
    }
    kernel().add_clause(some);
    for (const auto& views : {&out_.starts, &out_.ends}) {
      const View target = (*views)[main];
      std::vector<Followed::Option> low;
      std::vector<Followed::Option> high;
      for (const std::size_t option : alternative.options) {
        const View v = (*views)[option];
        const Int offset = v.offset - target.offset;  // target.x = v.x + offset
        kernel().add_guarded_lag(v.x, target.x, offset, guard);
        kernel().add_guarded_lag(target.x, v.x, -offset, guard);
        low.push_back({2 * v.x + 1, -offset, out_.presences[option]});
        high.push_back({2 * v.x, offset, out_.presences[option]});
      }
      add(kernel(), std::make_unique<Followed>(2 * target.x + 1, low, guard), 0);
      add(kernel(), std::make_unique<Followed>(2 * target.x, high, guard), 0);
    }
  }

  void table(const Table& table) {
    if (is_disabled(table.tag)) return;
    std::vector<Var> columns;
    std::vector<View> views;
    std::vector<Lit> more;
    for (const Term& column : table.columns) {
      views.push_back(out_.view(column));
      columns.push_back(views.back().x);
      more.push_back(presence(column));
    }
    std::vector<std::vector<Rows::Cell>> rows;
    for (const std::vector<Range>& row : table.rows) {
      std::vector<Rows::Cell> cells;
      bool is_possible = true;
      for (std::size_t c = 0; c < row.size(); ++c) {
        cells.push_back({to_int(row[c].first - views[c].offset), to_int(row[c].last - views[c].offset)});
        is_possible = is_possible && cells[c].first <= kernel().upper(columns[c]) &&
                      cells[c].last >= kernel().lower(columns[c]);
      }
      if (is_possible) rows.push_back(std::move(cells));
    }
    add(kernel(), std::make_unique<Rows>(columns, std::move(rows), guards(table.conditions, table.tag, more)),
        1);
  }

  void disjunctive(const Disjunctive& disjunctive) {
    if (is_disabled(disjunctive.tag)) return;
    const std::size_t n = disjunctive.uses.size();
    std::vector<Activity> activities;
    std::vector<Int> setup(n * n, 0);
    std::vector<Demand> demands;
    for (std::size_t i = 0; i < n; ++i) {
      activities.push_back(activity(disjunctive.uses[i].interval));
      demands.push_back({activities.back(), 1});
      if (disjunctive.setup.empty()) continue;
      for (std::size_t j = 0; j < n; ++j)
        setup[i * n + j] = to_int(disjunctive.setup[disjunctive.uses[i].family][disjunctive.uses[j].family]);
    }
    const Lit guard = selector(disjunctive.tag);
    add(kernel(), std::make_unique<EdgeFinding>(demands, std::vector<Block>{}, 1, guard), 3);
    add(kernel(), std::make_unique<Timetable>(std::move(demands), std::vector<Block>{}, 1, guard), 1);
    add(kernel(), std::make_unique<Disjunction>(std::move(activities), std::move(setup), guard), 2);
  }

  void cumulative(const Cumulative& cumulative) {
    if (is_disabled(cumulative.tag)) return;
    Value capacity = cumulative.capacity;
    for (const Cumulative::Step& step : cumulative.steps) capacity = std::max(capacity, step.capacity);
    std::vector<Block> blocks;
    const auto block = [&](Value from, Value to, Value amount) {
      if (amount > 0 && from < to) blocks.push_back({to_int(from), to_int(to), to_int(amount)});
    };
    for (std::size_t i = 0; i <= cumulative.steps.size(); ++i) {
      const Value from = i == 0 ? -largest_value : cumulative.steps[i - 1].from;
      const Value to = i < cumulative.steps.size() ? cumulative.steps[i].from : largest_value;
      block(from, to, capacity - (i == 0 ? cumulative.capacity : cumulative.steps[i - 1].capacity));
    }
    std::vector<Demand> demands;
    const Lit guard = selector(cumulative.tag);
    for (const Cumulative::Use& use : cumulative.uses) {
      if (use.demand == 0) continue;
      const Activity a = activity(use.interval);
      if (a.end < 0 && a.duration == 0) continue;
      if (use.demand > capacity) {
        const View d = out_.view(duration_of(use.interval));
        kernel().add_clause({~guard, ~a.presence, le(d.x, -d.offset)});
        continue;
      }
      demands.push_back({a, to_int(use.demand)});
    }
    if (options_.edge_finding)
      add(kernel(), std::make_unique<EdgeFinding>(demands, blocks, to_int(capacity), guard), 3);
    add(kernel(), std::make_unique<Timetable>(std::move(demands), std::move(blocks), to_int(capacity), guard),
        1);
  }

  void reservoir(const Reservoir& reservoir) {
    if (is_disabled(reservoir.tag)) return;
    std::vector<StockEvent> events;
    for (const Reservoir::Event& event : reservoir.events) {
      if (event.change == 0) continue;
      const View v = out_.view(event.at);
      std::vector<Lit> all = guards(event.conditions, untagged);
      if (kernel().scope(v.x) != presence(event.at)) all.push_back(presence(event.at));
      events.push_back(
          {v.x, to_int(v.offset + event.offset), to_int(event.change), all_of(all), kernel().scope(v.x)});
    }
    const Lit guard = selector(reservoir.tag);
    const Int first = to_int(reservoir.ticks.first);
    const Int last = to_int(reservoir.ticks.last);
    const bool is_plain = reservoir.rates.empty() && reservoir.supply.empty() && !reservoir.excess_is_lost;
    for (const bool is_lower : {true, false}) {
      const std::optional<Value>& limit = is_lower ? reservoir.lowest : reservoir.highest;
      if (!limit || (!is_lower && reservoir.excess_is_lost)) continue;
      const Int sign = is_lower ? 1 : -1;  // a highest level is a lowest one, seen from above
      std::vector<StockEvent> signed_events = events;
      for (StockEvent& event : signed_events) event.change *= sign;
      FlowLimits limits{sign * to_int(reservoir.initial), sign * to_int(*limit), first, last, {}};
      if (is_plain) {
        add(kernel(),
            std::make_unique<Stock>(std::move(signed_events), limits.initial, limits.lowest, first, last,
                                    guard),
            1);
        continue;
      }
      const std::optional<Value>& other = is_lower ? reservoir.highest : reservoir.lowest;
      if (other) limits.brim = sign * to_int(*other);
      std::vector<FlowRate> rates;
      for (const Reservoir::Rate& rate : reservoir.rates) {
        const Activity a = activity(rate.interval);
        const Value longest = a.end < 0 ? a.duration : kernel().upper(a.end) - kernel().lower(a.start);
        rates.push_back({a, to_int(std::max<Value>(0, longest)), sign * to_int(rate.per_tick)});
      }
      std::vector<FlowSupply> supply;
      for (const Reservoir::Supply& step : reservoir.supply)
        supply.push_back({to_int(step.from), sign * to_int(step.per_tick)});
      add(kernel(),
          std::make_unique<Flow>(std::move(signed_events), std::move(rates), std::move(supply), limits,
                                 guard),
          2);
    }
  }

  void linear(const Linear& linear) {
    if (is_disabled(linear.tag)) return;
    std::vector<Lit> more;
    std::map<Var, std::int64_t> weights;
    std::int64_t constant = 0;
    for (const Weighted& weighted : linear.terms) {
      const View v = out_.view(weighted.term);
      weights[v.x] += weighted.weight;
      constant += weighted.weight * v.offset;
      more.push_back(presence(weighted.term));
    }
    std::vector<Sum::Part> parts;
    std::vector<Sum::Part> opposite_parts;
    for (const auto& [x, weight] : weights) {
      if (weight == 0 || x == 0) continue;
      parts.push_back({weight > 0 ? weight : -weight, 2 * x + (weight > 0 ? 0 : 1)});
      opposite_parts.push_back({parts.back().weight, opposite(parts.back().side)});
    }
    const std::vector<Lit> all = guards(linear.conditions, linear.tag, more);
    if (linear.highest)
      add(kernel(), std::make_unique<Sum>(kernel(), parts, *linear.highest - constant, all), 1);
    if (linear.lowest)
      add(kernel(), std::make_unique<Sum>(kernel(), opposite_parts, constant - *linear.lowest, all), 1);
  }

  const Model& model_;
  const CompileOptions& options_;
  Compiled out_;
  std::map<Tag, Lit> selectors_;
};

Compiled compile(const Model& model, const CompileOptions& options) {
  return Compiler(model, options).run();
}

}  // namespace perilune::engine::detail
