#include "translation_writer.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace perilune::detail {
namespace {

using engine::Domain;
using engine::Literal;
using engine::Value;

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

}  // namespace

void Translation::Writer::add(const Difference& rule) {
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

void Translation::Writer::add(const AllowedTicks& rule) {
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

void Translation::Writer::allow(const ScheduleEvent& event, const std::vector<TickRange>& ranges) {
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

void Translation::Writer::add(const PresenceCount& rule) {
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

void Translation::Writer::add(const Disjunctive& rule) {
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

void Translation::Writer::add(const Cumulative& rule) {
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

void Translation::Writer::add(const Reservoir& rule) {
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

void Translation::Writer::add(const Budget& rule) {
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

void Translation::Writer::add_spending(const Budget& rule, const Budget::Period& period, std::size_t i,
                                       engine::Linear& sum) {
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

}  // namespace perilune::detail
