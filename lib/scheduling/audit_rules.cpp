#include "audit_rules.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace perilune::detail {
namespace {

class Reading {
 public:
  Reading(const ScheduleProblem& problem, const ScheduleAssignment& assignment)
      : problem_(problem), assignment_(assignment) {}

  bool operator()(const Difference& rule) const {
    if (!is_here(rule.from.activity) || !is_here(rule.to.activity)) return true;
    if (rule.when && !uses(rule.when->activity, rule.when->mode)) return true;
    return tick(rule.to) - tick(rule.from) >= rule.at_least;
  }

  bool operator()(const AllowedTicks& rule) const {
    if (rule.event) return !is_here(rule.event->activity) || is_inside(rule.ranges, tick(*rule.event));
    for (std::size_t i = 0; i < problem_.activities.size(); ++i) {
      if (!is_here(i)) continue;
      if (!is_inside(rule.ranges, start(i)) || !is_inside(rule.ranges, end(i))) return false;
    }
    return true;
  }

  bool operator()(const PresenceCount& rule) const {
    if (rule.when && !is_here(*rule.when)) return true;
    std::size_t here = 0;
    for (const std::size_t activity : rule.activities) here += is_here(activity) ? 1 : 0;
    return rule.at_least <= here && here <= rule.at_most;
  }

  bool operator()(const WayWindow& rule) const {
    const ActivityWay* way = way_of(rule.activity);
    if (!is_here(rule.activity) || way == nullptr || !way->starts) return true;
    return way->starts->first <= start(rule.activity) && start(rule.activity) <= way->starts->last;
  }

  bool operator()(const WayDuration& rule) const {
    const ActivityWay* way = way_of(rule.activity);
    if (!is_here(rule.activity) || way == nullptr) return true;
    const Tick lasts = end(rule.activity) - start(rule.activity);
    return way->shortest <= lasts && (!way->longest || lasts <= *way->longest);
  }

  bool operator()(const Disjunctive& rule) const {
    std::vector<const Disjunctive::Use*> users;
    for (const Disjunctive::Use& use : rule.uses) {
      if (uses(use.activity, use.mode)) users.push_back(&use);
    }
    for (std::size_t a = 0; a < users.size(); ++a) {
      for (std::size_t b = a + 1; b < users.size(); ++b) {
        if (!is_after(rule, *users[a], *users[b]) && !is_after(rule, *users[b], *users[a])) return false;
      }
    }
    return true;
  }

  bool operator()(const Cumulative& rule) const {
    std::map<Tick, Amount> changes;  // of what is taken
    for (const Cumulative::Use& use : rule.uses) {
      if (!uses(use.activity, use.mode) || start(use.activity) >= end(use.activity)) continue;
      changes[start(use.activity)] += use.demand;
      changes[end(use.activity)] -= use.demand;
    }
    for (const Cumulative::Step& step : rule.capacity) changes[step.from] += 0;
    Amount taken = 0;
    for (const auto& [at, change] : changes) {
      taken += change;
      if (taken > capacity(rule, at)) return false;
    }
    return true;
  }

  bool operator()(const Reservoir& rule) const {
    struct Change {
      Amount level = 0;
      Amount flow = 0;
    };
    std::map<Tick, Change> changes;
    const auto at = [&](Tick tick) -> Change& { return changes[std::max(tick, rule.ticks.first)]; };
    for (const Reservoir::Step& step : rule.steps) {
      if (uses(step.event.activity, step.mode)) at(tick(step.event)).level += step.amount;
    }
    const Tick first = rule.ticks.first;
    for (const Reservoir::Flow& flow : rule.flows) {
      if (!uses(flow.activity, flow.mode)) continue;
      const Tick before = std::min(end(flow.activity), first) - std::min(start(flow.activity), first);
      at(first).level += before * flow.per_tick;
      at(start(flow.activity)).flow += flow.per_tick;
      at(end(flow.activity)).flow -= flow.per_tick;
    }
    Amount supplied = 0;
    for (const Reservoir::Supply& supply : rule.supplies) {
      at(supply.from).flow += supply.per_tick - supplied;
      supplied = supply.per_tick;
    }
    at(first);
    const auto is_within = [&](Amount level) { return rule.lowest <= level && level <= rule.highest; };
    const auto kept = [&](Amount level) { return rule.spills ? std::min(level, rule.highest) : level; };
    Amount level = rule.initial;
    Amount flow = 0;
    for (auto change = changes.begin(); change != changes.end() && change->first <= rule.ticks.last;
         ++change) {
      level = kept(level + change->second.level);
      flow += change->second.flow;
      if (!is_within(level)) return false;
      // A straight line up to the tick before the next change, which is where it is lowest or highest.
      const auto next = std::next(change);
      const Tick until =
          next == changes.end() ? rule.ticks.last + 1 : std::min(next->first, rule.ticks.last + 1);
      const Tick ticks = until - change->first;
      if (!is_within(kept(level + flow * (ticks - 1)))) return false;
      // Onto the tick of the next change, unsettled: what happens there happens together with its steps.
      level = kept(level + flow * (ticks - 1)) + flow;
    }
    return true;
  }

  bool operator()(const Budget& rule) const {
    for (const Budget::Period& period : rule.periods) {
      Amount spent = 0;
      for (const std::size_t activity : rule.activities) {
        if (is_here(activity) && is_inside({period.ticks}, start(activity)))
          spent += amount(rule.measure, activity);
      }
      if (spent > period.limit) return false;
    }
    return true;
  }

  std::int64_t operator()(const ObjectiveTerm& term) const {
    using Kind = ObjectiveTerm::Kind;
    const std::size_t activity = term.event.activity;
    if (term.kind == Kind::makespan) return makespan();
    if (term.kind == Kind::absence) return is_here(activity) ? 0 : 1;
    if (!is_here(activity)) return 0;
    const Tick at = tick(term.event);
    switch (term.kind) {
      case Kind::date:
        return at;
      case Kind::lateness:
        return std::max<Tick>(0, at - term.tick);
      case Kind::earliness:
        return std::max<Tick>(0, term.tick - at);
      case Kind::presence:
        return 1;
      case Kind::cost:
        return amount(Measure::cost, activity);
      case Kind::delta_v:
        return amount(Measure::delta_v, activity);
      case Kind::by_date:
        return at <= term.tick ? 1 : 0;
      case Kind::duration:
        return end(activity) - start(activity);
      case Kind::moved:
        return at == term.tick ? 0 : 1;
      default:
        return 0;
    }
  }

 private:
  bool is_here(std::size_t activity) const { return assignment_.takes_place(activity); }
  Tick tick(const ScheduleEvent& event) const { return assignment_.tick(event); }
  Tick start(std::size_t activity) const { return tick({activity, EventSide::start}); }
  Tick end(std::size_t activity) const { return tick({activity, EventSide::end}); }

  const ActivityWay* way_of(std::size_t activity) const {
    if (problem_.choices.empty() || problem_.choices[activity].ways.empty()) return nullptr;
    return &problem_.choices[activity].ways[assignment_.way(activity)];
  }

  bool uses(std::size_t activity, std::optional<std::size_t> mode) const {
    if (!is_here(activity)) return false;
    const ActivityWay* way = way_of(activity);
    return !mode || *mode == (way == nullptr ? 0 : way->mode);
  }

  static bool is_inside(const std::vector<TickRange>& ranges, Tick tick) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const TickRange& range) { return range.first <= tick && tick <= range.last; });
  }

  bool is_after(const Disjunctive& rule, const Disjunctive::Use& a, const Disjunctive::Use& b) const {
    return start(a.activity) >= end(b.activity) + rule.setup[b.kind][a.kind];
  }

  static Amount capacity(const Cumulative& rule, Tick at) {
    Amount now = 0;
    for (const Cumulative::Step& step : rule.capacity) {
      if (step.from <= at) now = step.capacity;
    }
    return now;
  }

  Amount amount(Measure measure, std::size_t activity) const {
    const ActivityWay* way = way_of(activity);
    switch (measure) {
      case Measure::one:
        return 1;
      case Measure::cost:
        return way == nullptr ? 0 : way->cost;
      case Measure::delta_v:
        return way == nullptr ? 0 : way->delta_v;
    }
    return 0;
  }

  Tick makespan() const {
    std::optional<Tick> last;
    const auto see = [&](const ScheduleEvent& event) {
      if (is_here(event.activity)) last = std::max(last.value_or(tick(event)), tick(event));
    };
    for (const ScheduleEvent& goal : problem_.goals) see(goal);
    for (std::size_t i = 0; problem_.goals.empty() && i < problem_.activities.size(); ++i) {
      see({i, EventSide::end});
    }
    return last.value_or(0);
  }

  const ScheduleProblem& problem_;
  const ScheduleAssignment& assignment_;
};

}  // namespace

bool holds(const ScheduleProblem& problem, const Rule& rule, const ScheduleAssignment& assignment) {
  return std::visit([&](const auto& one) { return Reading(problem, assignment)(one); }, rule);
}

std::vector<std::int64_t> measured(const ScheduleProblem& problem, const ScheduleAssignment& assignment) {
  const Reading reading(problem, assignment);
  std::vector<std::int64_t> values;
  for (const ObjectiveLevel& level : problem.objective) {
    std::int64_t sum = 0;
    for (const ObjectiveTerm& term : level.terms) sum += term.weight * reading(term);
    values.push_back(sum);
  }
  return values;
}

}  // namespace perilune::detail
