#include "translation.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/roadmap.hpp>

namespace perilune::detail {
namespace {

using engine::Domain;
using engine::Literal;
using engine::Tag;
using engine::Term;
using engine::Value;

/// The most room on either side of a horizon: whatever starts at the end of it and lasts as long as horizon
/// and room together still ends at a number that the engine counts.
constexpr Tick most_room(Tick horizon_end) {
  return (engine::largest_value - 2 * horizon_end) / 3;
}
static_assert(2 * most_time_steps + 2 <= engine::largest_value && most_room(most_time_steps) > 0,
              "a horizon and what is looked at beyond it have to fit");

Domain intersect(const Domain& domain, const std::vector<TickRange>& ranges) {
  Domain out;
  std::size_t i = 0;
  for (const engine::Range& range : domain) {
    while (i < ranges.size() && ranges[i].last < range.first) ++i;
    for (std::size_t k = i; k < ranges.size() && ranges[k].first <= range.last; ++k) {
      out.push_back({std::max(range.first, ranges[k].first), std::min(range.last, ranges[k].last)});
    }
  }
  return out;
}

bool is_horizon(const Requirement& requirement) {
  return requirement.kind == RequirementKind::horizon_start ||
         requirement.kind == RequirementKind::horizon_end;
}

/// Room where the horizon does not count: the farthest date, and all that lags and durations can push beyond
/// it one after the other.
Tick room_around(const ScheduleProblem& problem) {
  const Tick most = most_room(problem.horizon_end);
  Tick pushed = 1, farthest = 0;
  const auto add = [&](Tick ticks) { pushed = std::min(most, pushed + std::min(most, std::abs(ticks))); };
  const auto see = [&](Tick date) {
    farthest = std::max({farthest, std::min(most, date - problem.horizon_end), std::min(most, -date)});
  };
  for (const Requirement& requirement : problem.requirements) {
    if (const auto* difference = std::get_if<Difference>(&requirement.rule)) add(difference->at_least);
    if (const auto* disjunctive = std::get_if<Disjunctive>(&requirement.rule)) {
      Tick longest = 0;
      for (const auto& row : disjunctive->setup) {
        for (const Tick setup : row) longest = std::max(longest, setup);
      }
      for (std::size_t i = 0; i < disjunctive->uses.size(); ++i) add(longest);
    }
    if (const auto* cumulative = std::get_if<Cumulative>(&requirement.rule)) {
      if (cumulative->capacity.size() > 1) {
        see(cumulative->capacity.back().from);
        see(cumulative->capacity[1].from);
      }
    }
    if (const auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
        allowed != nullptr && allowed->event) {
      if (allowed->ranges.front().first > earliest_tick) see(allowed->ranges.front().first);
      if (allowed->ranges.back().last < latest_tick) see(allowed->ranges.back().last);
    }
  }
  for (const ActivityChoices& choices : problem.choices) {
    Tick longest = 0;
    for (const ActivityWay& way : choices.ways) longest = std::max(longest, way.shortest);
    add(longest);
  }
  return std::min(most, farthest + pushed);
}

}  // namespace

class Translation::Writer {
 public:
  Writer(Translation& out, const ScheduleProblem& problem, TranslationOptions options)
      : out_(out), model_(out.model_), problem_(problem), options_(std::move(options)) {
    const std::size_t count = problem.activities.size();
    out_.presence_.assign(count, none);
    out_.way_.assign(count, none);
    cost_.assign(count, none);
    delta_v_.assign(count, none);
    by_mode_.resize(count);
  }

  void run() {
    set_box();
    for (std::size_t i = 0; i < problem_.activities.size(); ++i) add_interval(i);
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      if (!is_enabled(r)) continue;
      tag_ =
          options_.tagged && !problem_.requirements[r].is_understood ? static_cast<Tag>(r) : engine::untagged;
      requirement_ = &problem_.requirements[r];
      std::visit([&](const auto& rule) { add(rule); }, requirement_->rule);
    }
    tag_ = engine::untagged;
    requirement_ = nullptr;
    if (options_.with_objective) add_objective();
    // Last: only now is it known whose figures are asked for.
    for (std::size_t i = 0; i < problem_.activities.size(); ++i) add_ways(i);
  }

 private:
  bool is_enabled(std::size_t r) const { return options_.enabled.empty() || options_.enabled[r]; }

  Value checked(Value value) const {
    if (std::abs(value) <= engine::largest_value) return value;
    throw InvalidArgument(concat("solve: the number ", value, " of the requirement '",
                                 requirement_ != nullptr ? requirement_->text : "objective",
                                 "' is more than the solver counts, ", engine::largest_value,
                                 ". Make the time step longer, or speak in a larger unit."));
  }

  /// The ticks that there are: the horizon, with room around it where it may be given up.
  void set_box() {
    bool begins = !options_.tagged;
    bool ends = !options_.tagged;
    if (!options_.tagged) {
      for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
        if (is_enabled(r)) continue;
        begins &= problem_.requirements[r].kind != RequirementKind::horizon_start;
        ends &= problem_.requirements[r].kind != RequirementKind::horizon_end;
      }
    }
    const Tick room = begins && ends ? 0 : room_around(problem_);
    box_ = {begins ? 0 : -room, checked(problem_.horizon_end + (ends ? 0 : room))};
  }

  std::size_t add_variable(Value first, Value last) {
    model_.variables.push_back({{{checked(first), checked(last)}}});
    return model_.variables.size() - 1;
  }

  const ActivityChoices& choices(std::size_t i) const {
    static const ActivityChoices nothing_open;
    return problem_.choices.empty() ? nothing_open : problem_.choices[i];
  }
  bool is_optional(std::size_t i) const { return out_.presence_[i] != none; }
  Literal present(std::size_t i) const { return engine::at_least(engine::variable(out_.presence_[i]), 1); }
  std::vector<Literal> if_present(std::size_t i) const {
    return is_optional(i) ? std::vector<Literal>{present(i)} : std::vector<Literal>{};
  }
  Term term(const ScheduleEvent& event) const {
    return event.side == EventSide::start ? engine::start_of(event.activity) : engine::end_of(event.activity);
  }

  void add_interval(std::size_t i) {
    engine::Interval interval;
    interval.start = {box_};
    interval.duration = {0, box_.last - box_.first};
    if (choices(i).optional) {
      out_.presence_[i] = add_variable(0, 1);
      interval.presence = present(i);
    }
    if (choices(i).ways.size() > 1) {
      out_.way_[i] = add_variable(0, static_cast<Value>(choices(i).ways.size()) - 1);
    }
    model_.intervals.push_back(std::move(interval));
  }

  /// The conditions under which the activity is done in that mode; its presence first, if it is optional.
  std::vector<Literal> in_mode(std::size_t i, std::optional<std::size_t> mode) const {
    std::vector<Literal> conditions = if_present(i);
    const auto& ways = choices(i).ways;
    if (!mode || out_.way_[i] == none) return conditions;
    const auto is_it = [&](const ActivityWay& way) { return way.mode == *mode; };
    const auto first = std::find_if(ways.begin(), ways.end(), is_it) - ways.begin();
    const auto last = ways.rend() - std::find_if(ways.rbegin(), ways.rend(), is_it) - 1;
    const Term way = engine::variable(out_.way_[i]);
    if (first > 0) conditions.push_back(engine::at_least(way, first));
    if (last + 1 < static_cast<std::ptrdiff_t>(ways.size())) conditions.push_back(engine::at_most(way, last));
    return conditions;
  }

  /// Whether the activity is never done in that mode.
  bool is_never(std::size_t i, std::optional<std::size_t> mode) const {
    if (!mode) return false;
    const auto& ways = choices(i).ways;
    if (ways.empty()) return *mode != 0;
    return std::none_of(ways.begin(), ways.end(), [&](const ActivityWay& way) { return way.mode == *mode; });
  }

  /// The interval that is there where the activity is done in that mode.
  std::size_t interval_in_mode(std::size_t i, std::optional<std::size_t> mode) {
    const auto& ways = choices(i).ways;
    const auto is_other = [&](const ActivityWay& way) { return way.mode != *mode; };
    if (!mode || std::none_of(ways.begin(), ways.end(), is_other)) return i;
    if (by_mode_[i].empty()) add_mode_intervals(i);
    return by_mode_[i].at(*mode);
  }

  void add_mode_intervals(std::size_t i) {
    engine::Alternative alternative{i, {}, engine::untagged};
    std::vector<std::size_t> modes;
    for (const ActivityWay& way : choices(i).ways) modes.push_back(way.mode);
    std::sort(modes.begin(), modes.end());
    modes.erase(std::unique(modes.begin(), modes.end()), modes.end());
    for (const std::size_t mode : modes) {
      const Literal chosen = engine::at_least(engine::variable(add_variable(0, 1)), 1);
      for (const Literal& condition : in_mode(i, mode)) {
        model_.clauses.push_back({{!chosen, condition}, engine::untagged});
      }
      engine::Interval option;
      option.start = {box_};
      option.duration = {0, box_.last - box_.first};
      option.presence = chosen;
      model_.intervals.push_back(std::move(option));
      by_mode_[i][mode] = model_.intervals.size() - 1;
      alternative.options.push_back(model_.intervals.size() - 1);
    }
    model_.alternatives.push_back(std::move(alternative));
  }

  void add(const Difference& rule) {
    const std::size_t from = rule.from.activity;
    const bool is_own = from == rule.to.activity && rule.from.side != rule.to.side && !rule.when;
    if (is_own && !options_.tagged) {
      engine::Range& lasts = model_.intervals[from].duration;
      if (rule.from.side == EventSide::start) {
        lasts.first = std::max(lasts.first, checked(rule.at_least));
      } else {
        lasts.last = std::min(lasts.last, checked(-rule.at_least));
      }
      if (lasts.first <= lasts.last) return;
      lasts = {0, box_.last - box_.first};  // impossible: said by both lags
      for (const Requirement& requirement : problem_.requirements) {
        const auto* other = std::get_if<Difference>(&requirement.rule);
        if (other == nullptr || other->when || other->from.activity != from || other->to.activity != from)
          continue;
        model_.lags.push_back({term(other->from), term(other->to), other->at_least, {}, engine::untagged});
      }
      return;
    }
    if (is_own && rule.from.side == EventSide::start && rule.at_least <= 0) return;
    engine::Lag lag{term(rule.from), term(rule.to), checked(rule.at_least), {}, tag_};
    if (rule.when) {
      if (is_never(rule.when->activity, rule.when->mode)) return;
      lag.conditions = in_mode(rule.when->activity, rule.when->mode);
    }
    model_.lags.push_back(std::move(lag));
  }

  void add(const AllowedTicks& rule) {
    if (rule.event) {
      allow(*rule.event, rule.ranges);
      return;
    }
    if (!options_.tagged && is_horizon(*requirement_)) {
      for (std::size_t i = 0; i < problem_.activities.size(); ++i) {
        model_.intervals[i].start = intersect(model_.intervals[i].start, rule.ranges);
        allow({i, EventSide::end}, rule.ranges);
      }
      return;
    }
    for (std::size_t i = 0; i < problem_.activities.size(); ++i) {
      allow({i, EventSide::start}, rule.ranges);
      allow({i, EventSide::end}, rule.ranges);
    }
  }

  void allow(const ScheduleEvent& event, const std::vector<TickRange>& ranges) {
    engine::Interval& interval = model_.intervals[event.activity];
    Domain& domain = event.side == EventSide::start ? interval.start : interval.end;
    Domain allowed = intersect(domain.empty() ? Domain{box_} : domain, ranges);
    if (allowed.empty()) {
      // No tick at all: the event is told to be in two places at once.
      model_.memberships.push_back({term(event), {{box_.first, box_.first}}, {}, tag_});
      model_.memberships.push_back({term(event), {{box_.last + 1, box_.last + 1}}, {}, tag_});
      return;
    }
    if (!options_.tagged) {
      domain = std::move(allowed);
      return;
    }
    model_.memberships.push_back({term(event), intersect({box_}, ranges), {}, tag_});
  }

  void add(const PresenceCount& rule) {
    engine::Linear sum;
    Value always = 0;
    for (const std::size_t i : rule.activities) {
      if (is_optional(i)) {
        sum.terms.push_back({engine::variable(out_.presence_[i]), 1});
      } else {
        ++always;
      }
    }
    if (sum.terms.empty()) sum.terms.push_back({engine::variable(add_variable(0, 0)), 1});
    sum.lowest = static_cast<Value>(rule.at_least) - always;
    sum.highest = static_cast<Value>(std::min<std::size_t>(rule.at_most, rule.activities.size())) - always;
    if (rule.when) sum.conditions = if_present(*rule.when);
    sum.tag = tag_;
    model_.linears.push_back(std::move(sum));
  }

  void add(const WayWindow& rule) {
    way_tags_[rule.activity].window = tag_, way_tags_[rule.activity].has_window = true;
  }
  void add(const WayDuration& rule) {
    way_tags_[rule.activity].duration = tag_, way_tags_[rule.activity].has_duration = true;
  }

  /// After all requirements are read: the table of ways of an activity.
  void add_ways(std::size_t i) {
    const auto& ways = choices(i).ways;
    if (ways.empty()) return;
    const WayTags tags = way_tags_[i];
    const bool has_windows =
        tags.has_window &&
        std::any_of(ways.begin(), ways.end(), [](const ActivityWay& way) { return way.starts.has_value(); });
    struct Wanted {
      bool start;
      bool duration;
      bool figures;
      Tag tag;
    };
    std::vector<Wanted> tables;
    if (options_.tagged) {
      if (has_windows) tables.push_back({true, false, false, tags.window});
      if (tags.has_duration) tables.push_back({false, true, false, tags.duration});
      tables.push_back({false, false, true, engine::untagged});
    } else {
      tables.push_back({has_windows, tags.has_duration, true, engine::untagged});
    }
    for (const Wanted& wanted : tables)
      add_table(i, wanted.start, wanted.duration, wanted.figures, wanted.tag);
    if (is_optional(i)) {
      for (const std::size_t variable : {out_.way_[i], cost_[i], delta_v_[i]}) {
        if (variable == none) continue;
        model_.memberships.push_back({engine::variable(variable), {{0, 0}}, {!present(i)}, engine::untagged});
      }
    }
  }

  void add_table(std::size_t i, bool start, bool duration, bool figures, Tag tag) {
    const auto& ways = choices(i).ways;
    engine::Table table;
    table.conditions = if_present(i);
    table.tag = tag;
    if (start) table.columns.push_back(engine::start_of(i));
    if (duration) table.columns.push_back(engine::duration_of(i));
    const std::size_t cost = figures ? cost_[i] : none;
    const std::size_t delta_v = figures ? delta_v_[i] : none;
    if (cost != none) table.columns.push_back(engine::variable(cost));
    if (delta_v != none) table.columns.push_back(engine::variable(delta_v));
    if (table.columns.empty()) return;
    if (out_.way_[i] != none) table.columns.push_back(engine::variable(out_.way_[i]));
    for (std::size_t w = 0; w < ways.size(); ++w) {
      const ActivityWay& way = ways[w];
      std::vector<engine::Range> row;
      if (start) {
        row.push_back(way.starts ? engine::Range{std::max(box_.first, way.starts->first),
                                                 std::min(box_.last, way.starts->last)}
                                 : box_);
        if (row.back().last < row.back().first) continue;  // outside the horizon
      }
      if (duration) {
        const Value longest = box_.last - box_.first;
        row.push_back({way.shortest, std::min(longest, way.longest.value_or(longest))});
        if (row.back().last < row.back().first) continue;
      }
      if (cost != none) row.push_back({way.cost, way.cost});
      if (delta_v != none) row.push_back({way.delta_v, way.delta_v});
      if (out_.way_[i] != none) row.push_back({static_cast<Value>(w), static_cast<Value>(w)});
      table.rows.push_back(std::move(row));
    }
    if (table.rows.empty()) {
      // Not one way is left: the activity cannot take place.
      engine::Clause never{{}, tag};
      if (is_optional(i)) {
        never.literals.push_back(!present(i));
      } else {
        never.literals.push_back(engine::at_least(engine::variable(add_variable(0, 0)), 1));
      }
      model_.clauses.push_back(std::move(never));
      return;
    }
    model_.tables.push_back(std::move(table));
  }

  /// The variable that holds the cost or delta-v of the activity, 0 if it is left out; `none` if it has none.
  std::size_t figure(Measure what, std::size_t i) {
    std::size_t& variable = what == Measure::cost ? cost_[i] : delta_v_[i];
    const auto& ways = choices(i).ways;
    if (variable != none || ways.empty()) return variable;
    Value lowest = is_optional(i) ? 0 : engine::largest_value;
    Value highest = is_optional(i) ? 0 : -engine::largest_value;
    for (const ActivityWay& way : ways) {
      const Value value = what == Measure::cost ? way.cost : way.delta_v;
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
    variable = add_variable(lowest, highest);
    return variable;
  }

  void add(const Disjunctive& rule) {
    engine::Disjunctive out;
    out.tag = tag_;
    for (const auto& row : rule.setup) {
      auto& to = out.setup.emplace_back();
      for (const Tick setup : row) to.push_back(checked(setup));
    }
    for (const Disjunctive::Use& use : rule.uses) {
      if (is_never(use.activity, use.mode)) continue;
      out.uses.push_back({interval_in_mode(use.activity, use.mode), use.kind});
    }
    if (out.uses.size() > 1) model_.disjunctives.push_back(std::move(out));
  }

  void add(const Cumulative& rule) {
    Amount common = 0;
    for (const Cumulative::Use& use : rule.uses) common = std::gcd(common, use.demand);
    common = std::max<Amount>(common, 1);
    engine::Cumulative out;
    out.tag = tag_;
    for (const Cumulative::Step& step : rule.capacity) {
      const Value capacity = std::min(engine::largest_value, step.capacity / common);
      if (step.from <= box_.first) {
        out.capacity = capacity;
      } else if (step.from <= box_.last) {
        out.steps.push_back({step.from, capacity});
      }
    }
    for (const Cumulative::Use& use : rule.uses) {
      if (use.demand == 0 || is_never(use.activity, use.mode)) continue;
      out.uses.push_back({interval_in_mode(use.activity, use.mode), checked(use.demand / common)});
    }
    if (!out.uses.empty()) model_.cumulatives.push_back(std::move(out));
  }

  void add(const Reservoir& rule) {
    engine::Reservoir out;
    out.tag = tag_;
    out.initial = checked(rule.initial);
    out.lowest = checked(rule.lowest);
    if (rule.highest < no_limit) out.highest = checked(rule.highest);
    out.excess_is_lost = rule.spills && out.highest;
    out.ticks = {rule.ticks.first, checked(rule.ticks.last)};
    for (const Reservoir::Step& step : rule.steps) {
      if (step.amount == 0 || is_never(step.event.activity, step.mode)) continue;
      out.events.push_back(
          {term(step.event), 0, checked(step.amount), in_mode(step.event.activity, step.mode)});
    }
    for (const Reservoir::Flow& flow : rule.flows) {
      if (flow.per_tick == 0 || is_never(flow.activity, flow.mode)) continue;
      out.rates.push_back({interval_in_mode(flow.activity, flow.mode), checked(flow.per_tick)});
    }
    for (const Reservoir::Supply& supply : rule.supplies) {
      if (supply.from <= rule.ticks.last) out.supply.push_back({supply.from, checked(supply.per_tick)});
    }
    model_.reservoirs.push_back(std::move(out));
  }

  void add(const Budget& rule) {
    for (const Budget::Period& period : rule.periods) {
      engine::Linear sum;
      sum.tag = tag_;
      sum.highest = std::clamp(period.limit, -engine::largest_sum, engine::largest_sum);
      for (const std::size_t i : rule.activities) add_spending(rule, period, i, sum);
      if (sum.terms.empty()) {
        if (period.limit >= 0) continue;
        sum.terms.push_back({engine::variable(add_variable(0, 0)), 1});
      }
      model_.linears.push_back(std::move(sum));
    }
  }

  /// What the activity spends in the period, as one more variable of the sum.
  void add_spending(const Budget& rule, const Budget::Period& period, std::size_t i, engine::Linear& sum) {
    const Literal after = engine::at_least(engine::start_of(i), std::max(box_.first, period.ticks.first));
    const Literal before = engine::at_most(engine::start_of(i), std::min(box_.last, period.ticks.last));
    if (after.value > box_.last || before.value < box_.first) return;
    const std::size_t figure_variable = rule.measure == Measure::one ? none : figure(rule.measure, i);
    if (rule.measure != Measure::one && figure_variable == none) return;  // it costs nothing
    if (rule.measure == Measure::one) {
      const std::size_t counted = add_variable(0, 1);
      std::vector<Literal> literals{!after, !before, engine::at_least(engine::variable(counted), 1)};
      if (is_optional(i)) literals.push_back(!present(i));
      model_.clauses.push_back({std::move(literals), engine::untagged});
      sum.terms.push_back({engine::variable(counted), 1});
      return;
    }
    const engine::Range range = model_.variables[figure_variable].domain.front();
    const std::size_t spent = add_variable(std::min<Value>(0, range.first), std::max<Value>(0, range.last));
    engine::Linear same;
    same.terms = {{engine::variable(spent), 1}, {engine::variable(figure_variable), -1}};
    same.lowest = 0;  // no less than it costs, where it starts in the period
    same.conditions = {after, before};
    model_.linears.push_back(std::move(same));
    sum.terms.push_back({engine::variable(spent), 1});
  }

  void add_objective() {
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

  /// A variable that is the term's value where the activity takes place, and 0 where it does not.
  std::size_t value_or_zero(std::size_t i, const Term& term, Value first, Value last) {
    const std::size_t variable = add_variable(std::min<Value>(0, first), std::max<Value>(0, last));
    engine::Linear same;
    same.terms = {{engine::variable(variable), 1}, {term, -1}};
    same.lowest = same.highest = 0;
    same.conditions = if_present(i);
    model_.linears.push_back(std::move(same));
    model_.memberships.push_back({engine::variable(variable), {{0, 0}}, {!present(i)}, engine::untagged});
    return variable;
  }

  void add_makespan(Value weight, engine::Objective& objective) {
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

  /// A variable that is at least so much beyond a date.
  void add_beyond(const ObjectiveTerm& term, engine::Objective& objective) {
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

  void add_by_date(const ObjectiveTerm& term, engine::Objective& objective) {
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

  void add_moved(const ObjectiveTerm& term, engine::Objective& objective) {
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

  void add_term(const ObjectiveTerm& term, engine::Objective& objective) {
    using Kind = ObjectiveTerm::Kind;
    const std::size_t i = term.event.activity;
    checked(term.weight);
    switch (term.kind) {
      case Kind::makespan:
        add_makespan(term.weight, objective);
        return;
      case Kind::lateness:
      case Kind::earliness:
        add_beyond(term, objective);
        return;
      case Kind::by_date:
        add_by_date(term, objective);
        return;
      case Kind::moved:
        add_moved(term, objective);
        return;
      case Kind::presence:
      case Kind::absence: {
        const Value weight = term.kind == Kind::presence ? term.weight : -term.weight;
        if (term.kind == Kind::absence) objective.constant += term.weight;
        if (is_optional(i)) {
          objective.terms.push_back({engine::variable(out_.presence_[i]), weight});
        } else {
          objective.constant += weight;
        }
        return;
      }
      case Kind::cost:
      case Kind::delta_v: {
        const std::size_t variable = figure(term.kind == Kind::cost ? Measure::cost : Measure::delta_v, i);
        if (variable != none) objective.terms.push_back({engine::variable(variable), term.weight});
        return;
      }
      case Kind::date:
      case Kind::duration: {
        const Term what = term.kind == Kind::date ? this->term(term.event) : engine::duration_of(i);
        const engine::Range range = term.kind == Kind::date ? box_ : engine::Range{0, box_.last - box_.first};
        objective.terms.push_back(
            {is_optional(i) ? engine::variable(value_or_zero(i, what, range.first, range.last)) : what,
             term.weight});
        return;
      }
    }
  }

  struct WayTags {
    Tag window = engine::untagged;
    Tag duration = engine::untagged;
    bool has_window = false;
    bool has_duration = false;
  };

  Translation& out_;
  engine::Model& model_;
  const ScheduleProblem& problem_;
  TranslationOptions options_;
  engine::Range box_;
  const Requirement* requirement_ = nullptr;
  Tag tag_ = engine::untagged;
  std::vector<std::size_t> cost_;
  std::vector<std::size_t> delta_v_;
  std::map<std::size_t, WayTags> way_tags_;
  std::vector<std::map<std::size_t, std::size_t>> by_mode_;  ///< option intervals
};

Translation::Translation(const ScheduleProblem& problem, TranslationOptions options) {
  Writer(*this, problem, std::move(options)).run();
}

ScheduleAssignment Translation::read(const engine::Assignment& assignment) const {
  ScheduleAssignment out;
  for (std::size_t i = 0; i < presence_.size(); ++i) {
    const auto& interval = assignment.intervals[i];
    out.present.push_back(interval.present);
    out.ticks.push_back(interval.present ? interval.start : 0);
    out.ticks.push_back(interval.present ? interval.end : 0);
    const bool has_way = way_[i] != none && interval.present;
    out.ways.push_back(has_way ? static_cast<std::size_t>(assignment.variables[way_[i]]) : 0);
  }
  return out;
}

std::vector<engine::FixedTerm> Translation::hint(const ScheduleAssignment& assignment) const {
  std::vector<engine::FixedTerm> out;
  for (std::size_t i = 0; i < presence_.size(); ++i) {
    const bool here = assignment.takes_place(i);
    if (presence_[i] != none) out.push_back({engine::variable(presence_[i]), here ? 1 : 0});
    if (!here) continue;
    out.push_back({engine::start_of(i), assignment.ticks[2 * i]});
    out.push_back({engine::end_of(i), assignment.ticks[2 * i + 1]});
    if (way_[i] != none)
      out.push_back({engine::variable(way_[i]), static_cast<engine::Value>(assignment.way(i))});
  }
  return out;
}

}  // namespace perilune::detail
