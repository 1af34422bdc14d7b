#include "brute_force_choices.hpp"

#include <algorithm>

namespace perilune::test {
namespace {

/// One activity, decided or not yet.
struct Choice {
  bool decided = false;
  bool here = false;
  std::size_t way = 0;
  std::size_t mode = 0;
  Tick start = 0;
  Tick end = 0;
};

class Enumeration {
 public:
  Enumeration(const ScheduleProblem& problem, const Enumerate& bounds,
              const std::function<bool(const ScheduleAssignment&)>& visit)
      : problem_(problem),
        bounds_(bounds),
        visit_(visit),
        now_(problem.activities.size()),
        spoken_of_(mentioned(problem, bounds.enabled)) {}

  void run() { decide(0); }

 private:
  bool decide(std::size_t i) {
    if (i == now_.size()) return !agrees(true) || visit_(assignment());
    const ActivityChoices none;
    const ActivityChoices& choices = problem_.choices.empty() ? none : problem_.choices[i];
    if (!spoken_of_[i] && !bounds_.enabled.empty()) {
      now_[i] = {true, true, 0, 0, 0, 0};  // as good as anywhere
      return decide(i + 1);
    }
    if (choices.optional) {
      now_[i] = {true, false, 0, 0, 0, 0};
      if (agrees(false) && !decide(i + 1)) return false;
    }
    for (std::size_t way = 0; way < std::max<std::size_t>(1, choices.ways.size()); ++way) {
      const std::size_t mode = choices.ways.empty() ? 0 : choices.ways[way].mode;
      for (Tick start = bounds_.first; start <= bounds_.last; ++start) {
        for (Tick end = start; end <= bounds_.last; ++end) {
          now_[i] = {true, true, way, mode, start, end};
          if (agrees(false) && !decide(i + 1)) return false;
        }
      }
    }
    now_[i] = {};
    return true;
  }

  ScheduleAssignment assignment() const {
    ScheduleAssignment out;
    for (const Choice& choice : now_) {
      out.ticks.push_back(choice.start);
      out.ticks.push_back(choice.end);
      out.present.push_back(choice.here);
      out.ways.push_back(choice.way);
    }
    return out;
  }

  /// Whether the decided activities break nothing; rules that need all are looked at when all are decided.
  bool agrees(bool all) {
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      if (!bounds_.enabled.empty() && !bounds_.enabled[r]) continue;
      all_ = all;
      if (!std::visit([&](const auto& rule) { return looks_right(rule); }, problem_.requirements[r].rule))
        return false;
    }
    return true;
  }

  bool is_here(std::size_t i) const { return now_[i].decided && now_[i].here; }
  bool is_used(std::size_t i, std::optional<std::size_t> mode) const {
    return is_here(i) && (!mode || now_[i].mode == *mode);
  }
  Tick at(const ScheduleEvent& event) const {
    return event.side == EventSide::start ? now_[event.activity].start : now_[event.activity].end;
  }
  const ActivityWay& way(std::size_t i) const { return problem_.choices[i].ways[now_[i].way]; }

  bool looks_right(const Difference& rule) const {
    if (!is_here(rule.from.activity) || !is_here(rule.to.activity)) return true;
    if (rule.when && !is_used(rule.when->activity, rule.when->mode)) return true;
    return at(rule.from) + rule.at_least <= at(rule.to);
  }

  bool looks_right(const AllowedTicks& rule) const {
    const auto is_allowed = [&](Tick tick) {
      for (const TickRange& range : rule.ranges) {
        if (tick >= range.first && tick <= range.last) return true;
      }
      return false;
    };
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (!is_here(i)) continue;
      const bool start = !rule.event || *rule.event == ScheduleEvent{i, EventSide::start};
      const bool end = !rule.event || *rule.event == ScheduleEvent{i, EventSide::end};
      if ((start && !is_allowed(now_[i].start)) || (end && !is_allowed(now_[i].end))) return false;
    }
    return true;
  }

  bool looks_right(const PresenceCount& rule) const {
    if (!all_ || (rule.when && !is_here(*rule.when))) return true;
    const auto here = static_cast<std::size_t>(std::count_if(rule.activities.begin(), rule.activities.end(),
                                                             [&](std::size_t i) { return is_here(i); }));
    return here >= rule.at_least && here <= rule.at_most;
  }

  bool looks_right(const WayWindow& rule) const {
    const std::size_t i = rule.activity;
    if (!is_here(i) || problem_.choices[i].ways.empty() || !way(i).starts) return true;
    return now_[i].start >= way(i).starts->first && now_[i].start <= way(i).starts->last;
  }

  bool looks_right(const WayDuration& rule) const {
    const std::size_t i = rule.activity;
    if (!is_here(i) || problem_.choices[i].ways.empty()) return true;
    const Tick lasts = now_[i].end - now_[i].start;
    return lasts >= way(i).shortest && lasts <= way(i).longest.value_or(lasts);
  }

  bool looks_right(const Disjunctive& rule) const {
    for (const Disjunctive::Use& a : rule.uses) {
      for (const Disjunctive::Use& b : rule.uses) {
        if (&a >= &b || !is_used(a.activity, a.mode) || !is_used(b.activity, b.mode)) continue;
        const bool first = now_[a.activity].end + rule.setup[a.kind][b.kind] <= now_[b.activity].start;
        const bool second = now_[b.activity].end + rule.setup[b.kind][a.kind] <= now_[a.activity].start;
        if (!first && !second) return false;
      }
    }
    return true;
  }

  bool looks_right(const Cumulative& rule) const {
    for (Tick tick = bounds_.first; tick <= bounds_.last; ++tick) {
      Amount capacity = 0;
      for (const Cumulative::Step& step : rule.capacity) {
        if (tick >= step.from) capacity = step.capacity;
      }
      for (const Cumulative::Use& use : rule.uses) {
        const Choice& choice = now_[use.activity];
        if (is_used(use.activity, use.mode) && choice.start <= tick && tick < choice.end)
          capacity -= use.demand;
      }
      if (capacity < 0) return false;
    }
    return true;
  }

  bool looks_right(const Reservoir& rule) const {
    if (!all_) return true;
    Amount level = rule.initial;
    for (Tick tick = std::min(bounds_.first, rule.ticks.first); tick <= rule.ticks.last; ++tick) {
      for (const Reservoir::Step& step : rule.steps) {
        if (is_used(step.event.activity, step.mode) && at(step.event) == tick) level += step.amount;
      }
      if (tick >= rule.ticks.first) {
        if (rule.spills) level = std::min(level, rule.highest);
        if (level < rule.lowest || level > rule.highest) return false;
      }
      for (const Reservoir::Flow& flow : rule.flows) {
        const Choice& choice = now_[flow.activity];
        if (is_used(flow.activity, flow.mode) && choice.start <= tick && tick < choice.end)
          level += flow.per_tick;
      }
      Amount supplied = 0;
      for (const Reservoir::Supply& supply : rule.supplies) {
        if (tick >= supply.from) supplied = supply.per_tick;
      }
      level += supplied;
    }
    return true;
  }

  bool looks_right(const Budget& rule) const {
    for (const Budget::Period& period : rule.periods) {
      Amount left = period.limit;
      for (const std::size_t i : rule.activities) {
        if (!is_here(i) || now_[i].start < period.ticks.first || now_[i].start > period.ticks.last) continue;
        const bool has_ways = !problem_.choices[i].ways.empty();
        if (rule.measure == Measure::one) left -= 1;
        if (rule.measure == Measure::cost && has_ways) left -= way(i).cost;
        if (rule.measure == Measure::delta_v && has_ways) left -= way(i).delta_v;
      }
      if (left < 0 && (all_ || rule.measure == Measure::one)) return false;
    }
    return true;
  }

  const ScheduleProblem& problem_;
  const Enumerate& bounds_;
  const std::function<bool(const ScheduleAssignment&)>& visit_;
  std::vector<Choice> now_;
  std::vector<bool> spoken_of_;
  bool all_ = false;
};

std::int64_t value_of(const ScheduleProblem& problem, const ObjectiveTerm& term,
                      const ScheduleAssignment& assignment) {
  using Kind = ObjectiveTerm::Kind;
  const std::size_t i = term.event.activity;
  if (term.kind == Kind::makespan) {
    std::int64_t last = 0;
    std::vector<ScheduleEvent> goals = problem.goals;
    for (std::size_t a = 0; problem.goals.empty() && a < problem.activities.size(); ++a) {
      goals.push_back({a, EventSide::end});
    }
    for (const ScheduleEvent& goal : goals) {
      if (assignment.present[goal.activity]) last = std::max(last, assignment.tick(goal));
    }
    return last;
  }
  const bool here = assignment.present[i];
  if (term.kind == Kind::presence) return here;
  if (term.kind == Kind::absence) return !here;
  if (!here) return 0;
  const Tick tick = assignment.tick(term.event);
  const auto& ways = problem.choices[i].ways;
  if (term.kind == Kind::date) return tick;
  if (term.kind == Kind::lateness) return tick > term.tick ? tick - term.tick : 0;
  if (term.kind == Kind::earliness) return tick < term.tick ? term.tick - tick : 0;
  if (term.kind == Kind::by_date) return tick <= term.tick;
  if (term.kind == Kind::moved) return tick != term.tick;
  if (term.kind == Kind::duration) return assignment.ticks[2 * i + 1] - assignment.ticks[2 * i];
  if (ways.empty()) return 0;
  return term.kind == Kind::cost ? ways[assignment.ways[i]].cost : ways[assignment.ways[i]].delta_v;
}

}  // namespace

std::vector<bool> mentioned(const ScheduleProblem& problem, const std::vector<bool>& enabled) {
  std::vector<bool> found(problem.activities.size(), false);
  const auto uses = [&](const auto& all) {
    for (const auto& use : all) found[use.activity] = true;
  };
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    if ((!enabled.empty() && !enabled[r]) || problem.requirements[r].is_understood) continue;
    const Rule& rule = problem.requirements[r].rule;
    if (const auto* lag = std::get_if<Difference>(&rule)) {
      found[lag->from.activity] = found[lag->to.activity] = true;
      if (lag->when) found[lag->when->activity] = true;
    }
    if (const auto* allowed = std::get_if<AllowedTicks>(&rule); allowed != nullptr && allowed->event) {
      found[allowed->event->activity] = true;
    }
    if (const auto* count = std::get_if<PresenceCount>(&rule)) {
      for (const std::size_t i : count->activities) found[i] = true;
      if (count->when) found[*count->when] = true;
    }
    if (const auto* window = std::get_if<WayWindow>(&rule)) found[window->activity] = true;
    if (const auto* duration = std::get_if<WayDuration>(&rule)) found[duration->activity] = true;
    if (const auto* pad = std::get_if<Disjunctive>(&rule)) uses(pad->uses);
    if (const auto* capacity = std::get_if<Cumulative>(&rule)) uses(capacity->uses);
    if (const auto* stock = std::get_if<Reservoir>(&rule)) {
      uses(stock->flows);
      for (const Reservoir::Step& step : stock->steps) found[step.event.activity] = true;
    }
    if (const auto* budget = std::get_if<Budget>(&rule)) {
      for (const std::size_t i : budget->activities) found[i] = true;
    }
  }
  return found;
}

void for_each_schedule(const ScheduleProblem& problem, const Enumerate& bounds,
                       const std::function<bool(const ScheduleAssignment&)>& visit) {
  Enumeration(problem, bounds, visit).run();
}

std::vector<std::int64_t> values_of(const ScheduleProblem& problem, const ScheduleAssignment& assignment) {
  std::vector<std::int64_t> values;
  for (const ObjectiveLevel& level : problem.objective) {
    values.push_back(0);
    for (const ObjectiveTerm& term : level.terms) {
      values.back() += term.weight * value_of(problem, term, assignment);
    }
  }
  if (values.empty()) values.push_back(value_of(problem, {}, assignment));
  return values;
}

std::optional<std::vector<std::int64_t>> best_values(const ScheduleProblem& problem) {
  std::optional<std::vector<std::int64_t>> best;
  const Enumerate all{{}, 0, problem.horizon_end};
  for_each_schedule(problem, all, [&](const ScheduleAssignment& assignment) {
    const auto values = values_of(problem, assignment);
    if (!best || values < *best) best = values;
    return true;
  });
  return best;
}

bool can_hold(const ScheduleProblem& problem, const std::vector<bool>& enabled, Tick first, Tick last) {
  bool found = false;
  for_each_schedule(problem, {enabled, first, last}, [&](const ScheduleAssignment&) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace perilune::test
