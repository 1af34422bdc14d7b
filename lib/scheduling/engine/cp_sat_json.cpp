#include <perilune/scheduling/engine/cp_sat_json.hpp>

#include <algorithm>
#include <map>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::engine {
namespace {

using perilune::detail::concat;

/// weight x variable + ... + offset.
struct Expression {
  std::vector<std::pair<std::size_t, Value>> parts{};
  Value offset = 0;

  void add(const Expression& other, Value weight) {
    for (const auto& [index, by] : other.parts) {
      const auto same = std::find_if(parts.begin(), parts.end(),
                                     [&, i = index](const auto& part) { return part.first == i; });
      if (same == parts.end()) {
        parts.emplace_back(index, by * weight);
      } else {
        same->second += by * weight;
      }
    }
    offset += other.offset * weight;
  }
};

/// An index of a Boolean variable, or minus that less one for its opposite.
using Ref = std::int64_t;
using Refs = std::vector<Ref>;

constexpr Ref opposite(Ref ref) {
  return -ref - 1;
}

template <class Items, class Text>
std::string list(const Items& items, const Text& text) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += text(item);
  }
  return out + "]";
}

std::string numbers(const Refs& refs) {
  return list(refs, [](Ref ref) { return std::to_string(ref); });
}

class Writer {
 public:
  explicit Writer(const Model& model) : model_(model) {}

  std::string run() {
    refuse();
    for (const Variable& variable : model_.variables) add_variable(variable.domain);
    make_intervals();
    for (const Lag& lag : model_.lags) {
      Expression distance = expression(lag.to);
      distance.add(expression(lag.from), -1);
      linear(distance, {{lag.at_least, largest_}}, guards(lag.conditions, {lag.from, lag.to}));
    }
    for (const Membership& membership : model_.memberships)
      linear(expression(membership.term), membership.domain,
             guards(membership.conditions, {membership.term}));
    for (const Clause& clause : model_.clauses) {
      Refs refs;
      for (const Literal& literal : clause.literals) refs.push_back(reference(literal));
      any_of(refs, {});
    }
    for (const Alternative& each : model_.alternatives) alternative(each);
    for (const Table& each : model_.tables) table(each);
    for (const Disjunctive& each : model_.disjunctives) disjunctive(each);
    for (const Cumulative& each : model_.cumulatives) cumulative(each);
    for (const Reservoir& each : model_.reservoirs) reservoir(each);
    for (const Linear& each : model_.linears) {
      std::vector<Term> terms;
      Expression sum;
      for (const Weighted& weighted : each.terms) {
        sum.add(expression(weighted.term), weighted.weight);
        terms.push_back(weighted.term);
      }
      linear(sum, {{each.lowest.value_or(-largest_), each.highest.value_or(largest_)}},
             guards(each.conditions, terms));
    }
    std::string objective;
    if (!model_.objectives.empty()) {
      Expression sum{.offset = model_.objectives.front().constant};
      for (const Weighted& weighted : model_.objectives.front().terms)
        sum.add(expression(weighted.term), weighted.weight);
      objective = concat(",\n\"objective\":", text(sum));
    }
    const auto itself = [](const std::string& item) { return item; };
    return concat("{\"variables\":", list(variables_, itself),
                  ",\n\"constraints\":", list(constraints_, itself), objective, "}\n");
  }

 private:
  static constexpr Value largest_ = Value{1} << 60;

  void refuse() const {
    std::vector<std::string> problems;
    for (std::size_t i = 0; i < model_.reservoirs.size(); ++i) {
      const Reservoir& reservoir = model_.reservoirs[i];
      if (!reservoir.rates.empty() || !reservoir.supply.empty() || reservoir.excess_is_lost)
        problems.push_back(concat("reservoir ", i, ": CP-SAT knows neither rates nor supply nor loss"));
      for (const Reservoir::Event& event : reservoir.events) {
        if (event.at.kind == TermKind::variable) continue;
        const Interval& interval = model_.intervals[event.at.index];
        const Value first = interval.start.front().first + event.offset;
        const Value last = interval.start.back().last + interval.duration.last + event.offset;
        if (first < reservoir.ticks.first || last > reservoir.ticks.last) {
          problems.push_back(
              concat("reservoir ", i, ": an event may lie outside of the ticks where its limits hold"));
          break;
        }
      }
    }
    if (model_.objectives.size() > 1) problems.push_back("objective 1: CP-SAT has one objective");
    if (!problems.empty())
      throw InvalidArgument(
          concat("cp_sat_json: the model says more than CP-SAT can:\n  ", join(problems, "\n  ")));
  }

  std::size_t add_variable(const Domain& domain) {
    variables_.push_back(concat("{\"domain\":", text(domain), "}"));
    return variables_.size() - 1;
  }
  Ref add_boolean() { return static_cast<Ref>(add_variable({{0, 1}})); }

  static std::string text(const Domain& domain) {
    return list(domain, [](const Range& range) { return concat(range.first, ",", range.last); });
  }
  static std::string parts_text(const Expression& e) {
    return concat(
        "\"vars\":", list(e.parts, [](const auto& part) { return std::to_string(part.first); }),
        ",\"coeffs\":", list(e.parts, [](const auto& part) { return std::to_string(part.second); }));
  }
  static std::string text(const Expression& e) {
    return concat("{", parts_text(e), ",\"offset\":", e.offset, "}");
  }

  void constraint(const std::string& kind, const std::string& body, const Refs& enforced) {
    const std::string condition =
        enforced.empty() ? "" : concat("\"enforcement_literal\":", numbers(enforced), ",");
    constraints_.push_back(concat("\n{", condition, "\"", kind, "\":{", body, "}}"));
  }

  void linear(const Expression& sum, Domain domain, const Refs& enforced) {
    for (Range& range : domain) {
      if (range.first != -largest_) range.first -= sum.offset;
      if (range.last != largest_) range.last -= sum.offset;
    }
    constraint("linear", concat(parts_text(sum), ",\"domain\":", text(domain)), enforced);
  }

  void any_of(const Refs& refs, const Refs& enforced) {
    constraint("bool_or", concat("\"literals\":", numbers(refs)), enforced);
  }

  Expression expression(const Term& term) const {
    switch (term.kind) {
      case TermKind::start:
        return starts_[term.index];
      case TermKind::end:
        return ends_[term.index];
      case TermKind::duration: {
        Expression duration = ends_[term.index];
        duration.add(starts_[term.index], -1);
        std::erase_if(duration.parts, [](const auto& part) { return part.second == 0; });
        return duration;
      }
      case TermKind::variable:
        break;
    }
    return {{{term.index, 1}}, 0};
  }

  /// A Boolean that says whether the literal holds.
  Ref reference(const Literal& literal) {
    const Domain yes_or_no = {{0, 1}};
    if (literal.term.kind == TermKind::variable && model_.variables[literal.term.index].domain == yes_or_no) {
      const auto ref = static_cast<Ref>(literal.term.index);
      if (literal.bound == Literal::Bound::at_least && literal.value == 1) return ref;
      if (literal.bound == Literal::Bound::at_most && literal.value == 0) return opposite(ref);
    }
    const bool is_least = literal.bound == Literal::Bound::at_least;
    const Domain holds = is_least ? Domain{{literal.value, largest_}} : Domain{{-largest_, literal.value}};
    const Domain fails =
        is_least ? Domain{{-largest_, literal.value - 1}} : Domain{{literal.value + 1, largest_}};
    const Ref ref = add_boolean();
    linear(expression(literal.term), holds, {ref});
    Refs otherwise = {opposite(ref)};
    if (literal.term.kind != TermKind::variable && presences_[literal.term.index]) {
      any_of({*presences_[literal.term.index]}, {ref});
      otherwise.push_back(*presences_[literal.term.index]);
    }
    linear(expression(literal.term), fails, otherwise);
    return ref;
  }

  Refs guards(const std::vector<Literal>& conditions, const std::vector<Term>& terms) {
    Refs refs;
    for (const Literal& condition : conditions) refs.push_back(reference(condition));
    for (const Term& term : terms)
      if (term.kind != TermKind::variable && presences_[term.index]) refs.push_back(*presences_[term.index]);
    std::sort(refs.begin(), refs.end());
    refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
    return refs;
  }

  void make_intervals() {
    for (const Interval& interval : model_.intervals) {
      Refs enforced;
      presences_.push_back(std::nullopt);
      if (interval.presence) {
        presences_.back() = reference(*interval.presence);
        enforced.push_back(*presences_.back());
      }
      starts_.push_back({{{add_variable(interval.start), 1}}, 0});
      Expression size{.offset = interval.duration.first};
      if (interval.duration.first == interval.duration.last) {
        ends_.push_back(starts_.back());
        ends_.back().offset += interval.duration.first;
      } else {
        const Range all{interval.start.front().first + interval.duration.first,
                        interval.start.back().last + interval.duration.last};
        ends_.push_back({{{add_variable({all}), 1}}, 0});
        size = {{{add_variable({interval.duration}), 1}}, 0};
      }
      if (!interval.end.empty()) linear(ends_.back(), interval.end, enforced);
      intervals_.push_back(static_cast<Ref>(constraints_.size()));
      constraint("interval",
                 concat("\"start\":", text(starts_.back()), ",\"end\":", text(ends_.back()),
                        ",\"size\":", text(size)),
                 enforced);
    }
  }

  void alternative(const Alternative& alternative) {
    const Refs main = guards({}, {start_of(alternative.interval)});
    Refs options;
    for (const std::size_t option : alternative.options) {
      const Ref chosen = *presences_[option];
      options.push_back(chosen);
      if (!main.empty()) any_of(main, {chosen});
      for (const auto& side : {start_of, end_of}) {
        Expression distance = expression(side(option));
        distance.add(expression(side(alternative.interval)), -1);
        linear(distance, {{0, 0}}, {chosen});
      }
    }
    any_of(options, main);
    for (std::size_t i = 0; i < options.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) any_of({opposite(options[i]), opposite(options[j])}, {});
  }

  void table(const Table& table) {
    Refs rows;
    const Refs enforced = guards(table.conditions, table.columns);
    for (const std::vector<Range>& row : table.rows) {
      rows.push_back(add_boolean());
      Refs chosen = enforced;
      chosen.push_back(rows.back());
      for (std::size_t c = 0; c < row.size(); ++c) linear(expression(table.columns[c]), {row[c]}, chosen);
    }
    any_of(rows, enforced);
  }

  void disjunctive(const Disjunctive& disjunctive) {
    if (disjunctive.setup.empty()) {
      Refs intervals;
      for (const Disjunctive::Use& use : disjunctive.uses) intervals.push_back(intervals_[use.interval]);
      return constraint("no_overlap", concat("\"intervals\":", numbers(intervals)), {});
    }
    for (std::size_t i = 0; i < disjunctive.uses.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Ref order = add_boolean();
        for (const auto& [a, b, ref] :
             {std::tuple{disjunctive.uses[i], disjunctive.uses[j], order},
              std::tuple{disjunctive.uses[j], disjunctive.uses[i], opposite(order)}}) {
          Expression gap = expression(start_of(b.interval));
          gap.add(expression(end_of(a.interval)), -1);
          Refs enforced = guards({}, {start_of(a.interval), start_of(b.interval)});
          enforced.push_back(ref);
          linear(gap, {{disjunctive.setup[a.family][b.family], largest_}}, enforced);
        }
      }
    }
  }

  void cumulative(const Cumulative& cumulative) {
    Value capacity = cumulative.capacity;
    for (const Cumulative::Step& step : cumulative.steps) capacity = std::max(capacity, step.capacity);
    Refs intervals;
    std::vector<Value> demands;
    for (const Cumulative::Use& use : cumulative.uses) {
      intervals.push_back(intervals_[use.interval]);
      demands.push_back(use.demand);
    }
    for (std::size_t i = 0; i <= cumulative.steps.size(); ++i) {
      const Value here = i == 0 ? cumulative.capacity : cumulative.steps[i - 1].capacity;
      const Value from = i == 0 ? -largest_value : cumulative.steps[i - 1].from;
      const Value to = i < cumulative.steps.size() ? cumulative.steps[i].from : largest_value;
      if (here == capacity) continue;
      intervals.push_back(static_cast<Ref>(constraints_.size()));
      demands.push_back(capacity - here);
      constraint("interval",
                 concat("\"start\":", text(Expression{.offset = from}), ",\"end\":",
                        text(Expression{.offset = to}), ",\"size\":", text(Expression{.offset = to - from})),
                 {});
    }
    constraint(
        "cumulative",
        concat("\"capacity\":", text(Expression{.offset = capacity}), ",\"intervals\":", numbers(intervals),
               ",\"demands\":", list(demands, [](Value d) { return text(Expression{.offset = d}); })),
        {});
  }

  void reservoir(const Reservoir& reservoir) {
    std::vector<Expression> times = {{.offset = reservoir.ticks.first}};
    std::vector<Expression> changes = {{.offset = reservoir.initial}};
    const Ref always = static_cast<Ref>(add_variable({{1, 1}}));
    Refs active = {always};
    for (const Reservoir::Event& event : reservoir.events) {
      times.push_back(expression(event.at));
      times.back().offset += event.offset;
      changes.push_back({.offset = event.change});
      const Refs all = guards(event.conditions, {event.at});
      if (all.empty()) {
        active.push_back(always);
      } else if (all.size() == 1) {
        active.push_back(all.front());
      } else {
        const Ref both = add_boolean();
        Refs back = {both};
        for (const Ref ref : all) {
          any_of({ref}, {both});
          back.push_back(opposite(ref));
        }
        any_of(back, {});
        active.push_back(both);
      }
    }
    const auto texts = [](const Expression& e) { return text(e); };
    constraint("reservoir",
               concat("\"min_level\":", reservoir.lowest.value_or(-largest_value * 4), ",\"max_level\":",
                      reservoir.highest.value_or(largest_value * 4), ",\"time_exprs\":", list(times, texts),
                      ",\"level_changes\":", list(changes, texts), ",\"active_literals\":", numbers(active)),
               {});
  }

  const Model& model_;
  std::vector<std::string> variables_;
  std::vector<std::string> constraints_;
  std::vector<Expression> starts_;
  std::vector<Expression> ends_;
  std::vector<std::optional<Ref>> presences_;
  std::vector<Ref> intervals_;
};

}  // namespace

std::string cp_sat_json(const Model& model) {
  return Writer(model).run();
}

}  // namespace perilune::engine
