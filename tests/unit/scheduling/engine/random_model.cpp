#include "random_model.hpp"

#include <random>

#include <perilune/scheduling/engine/check.hpp>

namespace perilune::engine::test {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed * 2 + 1) {}
  Value roll(Value first, Value last) {
    return first + static_cast<Value>(engine_() % static_cast<std::uint64_t>(last - first + 1));
  }
  bool chance(int percent) { return roll(1, 100) <= percent; }
  std::size_t pick(std::size_t count) {
    return static_cast<std::size_t>(roll(0, static_cast<Value>(count) - 1));
  }

 private:
  std::mt19937_64 engine_;
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : dice_(seed) {}

  Model run() {
    const auto variables = static_cast<std::size_t>(dice_.roll(1, 2));
    for (std::size_t i = 0; i < variables; ++i) {
      Domain domain = {{0, 1}};
      if (i == 1 && dice_.chance(50)) domain = {{0, 1}, {3, 3}};
      model_.variables.push_back({domain});
    }
    const auto intervals = static_cast<std::size_t>(dice_.roll(2, 3));
    for (std::size_t i = 0; i < intervals; ++i) model_.intervals.push_back(interval());
    repeat(3, [&] {
      Lag lag{.from = time(), .to = time(), .at_least = dice_.roll(-4, 3)};
      if (dice_.chance(25)) lag.conditions.push_back(literal());
      model_.lags.push_back(lag);
    });
    repeat(1, [&] {
      Membership membership{.term = time(), .domain = {{0, 2}, {4, 9}}};
      if (dice_.chance(40)) membership.conditions.push_back(literal());
      model_.memberships.push_back(membership);
    });
    repeat(1, [&] { model_.clauses.push_back({.literals = {literal(), literal()}}); });
    if (dice_.chance(30)) alternative();
    if (dice_.chance(35)) table();
    if (dice_.chance(40)) disjunctive();
    if (dice_.chance(60)) cumulative();
    if (dice_.chance(60)) reservoir();
    repeat(1, [&] {
      Linear linear{.terms = {{term(), dice_.roll(-2, 2)}, {term(), dice_.roll(1, 2)}}};
      if (dice_.chance(50)) linear.lowest = dice_.roll(-6, 6);
      if (!linear.lowest || dice_.chance(40)) linear.highest = linear.lowest.value_or(0) + dice_.roll(0, 8);
      if (dice_.chance(30)) linear.conditions.push_back(literal());
      model_.linears.push_back(linear);
    });
    objectives();
    return std::move(model_);
  }

 private:
  template <class Make>
  void repeat(int most, const Make& make) {
    for (Value i = dice_.roll(0, most); i > 0; --i) make();
  }

  Interval interval() {
    Interval interval{.start = {{0, dice_.roll(2, 5)}}, .duration = {0, 0}};
    if (dice_.chance(25)) interval.start = {{0, 1}, {3, 5}};
    interval.duration.first = dice_.roll(0, 3);
    interval.duration.last = interval.duration.first + (dice_.chance(30) ? dice_.roll(1, 2) : 0);
    if (dice_.chance(10)) interval.end = {{1, 4}, {6, 7}};
    if (dice_.chance(35))
      interval.presence = dice_.chance(50) ? at_least(variable(0), 1)
                                           : at_most(variable(dice_.pick(model_.variables.size())), 0);
    return interval;
  }

  Term time() {
    const std::size_t i = dice_.pick(model_.intervals.size());
    return dice_.chance(50) ? start_of(i) : end_of(i);
  }
  Term term() {
    if (dice_.chance(20)) return duration_of(dice_.pick(model_.intervals.size()));
    return dice_.chance(30) ? variable(dice_.pick(model_.variables.size())) : time();
  }
  Literal literal() {
    const Term t = dice_.chance(60) ? variable(dice_.pick(model_.variables.size())) : time();
    const Value value = t.kind == TermKind::variable ? 1 : dice_.roll(1, 5);
    return dice_.chance(50) ? at_least(t, value) : at_most(t, value - 1);
  }

  void alternative() {
    const std::size_t main = model_.intervals.size();
    model_.intervals.push_back({.start = {{0, 4}}, .duration = {1, 3}});
    if (dice_.chance(30)) model_.intervals.back().presence = at_least(variable(0), 1);
    std::vector<std::size_t> options;
    for (std::size_t i = 0; i < main; ++i)
      if (model_.intervals[i].presence) options.push_back(i);
    model_.alternatives.push_back({.interval = main, .options = options});
    if (model_.intervals.size() > 3)
      model_.intervals.front().start = {{1, 2}};  // keep the search by trial small
  }

  void table() {
    Table table{.columns = {time(), term()}};
    if (dice_.chance(40)) table.columns.push_back(variable(0));
    for (Value i = dice_.roll(1, 3); i > 0; --i) {
      std::vector<Range> row;
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const Value first = dice_.roll(0, 4);
        row.push_back({first, first + dice_.roll(0, 3)});
      }
      table.rows.push_back(row);
    }
    if (dice_.chance(30)) table.conditions.push_back(literal());
    model_.tables.push_back(table);
  }

  void disjunctive() {
    Disjunctive disjunctive;
    for (std::size_t i = 0; i < model_.intervals.size(); ++i)
      if (dice_.chance(70)) disjunctive.uses.push_back({i, dice_.pick(2)});
    if (dice_.chance(60)) disjunctive.setup = {{0, dice_.roll(0, 2)}, {dice_.roll(0, 2), 0}};
    model_.disjunctives.push_back(disjunctive);
  }

  void cumulative() {
    Cumulative cumulative{.capacity = dice_.roll(2, 3)};
    for (std::size_t i = 0; i < model_.intervals.size(); ++i)
      cumulative.uses.push_back({i, dice_.roll(0, 2)});
    if (dice_.chance(40)) cumulative.steps = {{2, dice_.roll(0, 3)}, {5, 3}};
    model_.cumulatives.push_back(cumulative);
  }

  void reservoir() {
    Reservoir reservoir{.initial = dice_.roll(0, 3), .ticks = {0, 12}};
    if (dice_.chance(80)) reservoir.lowest = 0;
    if (!reservoir.lowest || dice_.chance(40)) reservoir.highest = dice_.roll(2, 5);
    reservoir.excess_is_lost = reservoir.highest && dice_.chance(40);
    repeat(3, [&] {
      Reservoir::Event event{.at = time(), .offset = dice_.roll(-1, 1), .change = dice_.roll(-3, 3)};
      if (dice_.chance(30)) event.conditions.push_back(literal());
      reservoir.events.push_back(event);
    });
    if (dice_.chance(50)) {
      repeat(2, [&] {
        reservoir.rates.push_back(
            {.interval = dice_.pick(model_.intervals.size()), .per_tick = dice_.roll(-2, 2)});
      });
      if (dice_.chance(60)) reservoir.supply = {{-1, dice_.roll(-1, 1)}, {3, dice_.roll(-1, 1)}, {6, 0}};
    }
    model_.reservoirs.push_back(reservoir);
  }

  void objectives() {
    repeat(2, [&] {
      Objective objective{.constant = dice_.roll(-1, 1)};
      for (Value i = dice_.roll(1, 2); i > 0; --i) {
        const Term t = term();
        const bool is_optional = t.kind != TermKind::variable && model_.intervals[t.index].presence;
        if (!is_optional) objective.terms.push_back({t, dice_.roll(-1, 2)});
      }
      model_.objectives.push_back(objective);
    });
  }

  Dice dice_;
  Model model_;
};

}  // namespace

Model random_model(std::uint64_t seed) {
  return Maker(seed).run();
}

namespace {

class Trial {
 public:
  Trial(const Model& model, const std::function<void(const Assignment&)>& look) : model_(model), look_(look) {
    assignment_.variables.resize(model.variables.size());
    assignment_.intervals.resize(model.intervals.size());
  }

  void variable(std::size_t i) {
    if (i == model_.variables.size()) return interval(0);
    for (const Range& range : model_.variables[i].domain) {
      for (Value value = range.first; value <= range.last; ++value) {
        assignment_.variables[i] = value;
        variable(i + 1);
      }
    }
  }

 private:
  void interval(std::size_t i) {
    if (i == model_.intervals.size()) {
      if (check(model_, assignment_).empty()) look_(assignment_);
      return;
    }
    const Interval& interval_i = model_.intervals[i];
    Assignment::IntervalValue& value = assignment_.intervals[i];
    value = {.present = !interval_i.presence || holds(assignment_, *interval_i.presence)};
    if (!value.present) return interval(i + 1);
    for (const Range& range : interval_i.start) {
      for (value.start = range.first; value.start <= range.last; ++value.start) {
        for (Value d = interval_i.duration.first; d <= interval_i.duration.last; ++d) {
          value.end = value.start + d;
          interval(i + 1);
        }
      }
    }
  }

  const Model& model_;
  const std::function<void(const Assignment&)>& look_;
  Assignment assignment_;
};

}  // namespace

void for_each_answer(const Model& model, const std::function<void(const Assignment&)>& look) {
  Trial(model, look).variable(0);
}

std::optional<std::vector<Value>> brute_force(const Model& model) {
  std::optional<std::vector<Value>> best;
  for_each_answer(model, [&](const Assignment& answer) {
    std::vector<Value> values;
    for (const Objective& objective : model.objectives) values.push_back(value_of(answer, objective));
    if (!best || values < *best) best = values;
  });
  return best;
}

}  // namespace perilune::engine::test
