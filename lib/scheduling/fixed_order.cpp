#include "fixed_order.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <perilune/core/text.hpp>

#include "words.hpp"

namespace perilune::detail {
namespace {

class Fixing {
 public:
  Fixing(const ScheduleProblem& problem, const ScheduleAssignment& assignment)
      : problem_(problem), assignment_(assignment) {}

  FixedOrder run() {
    out_.problem = problem_;
    out_.problem.choices.clear();
    out_.problem.objective.clear();
    for (Requirement& requirement : out_.problem.requirements) {
      if (!keeps_plain(requirement.rule))
        requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
    }
    const auto is_left_out = [&](const ScheduleEvent& event) { return !is_here(event.activity); };
    if (problem_.goals.empty()) {
      for (std::size_t i = 0; i < problem_.activities.size(); ++i) {
        out_.problem.goals.push_back({i, EventSide::end});
      }
    }
    std::erase_if(out_.problem.goals, is_left_out);
    std::erase_if(out_.problem.happened, is_left_out);
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      because_ = r;
      text_ = problem_.requirements[r].text;
      where_ = problem_.requirements[r].where;
      kind_ = problem_.requirements[r].kind;
      std::visit([&](const auto& rule) { fix(rule); }, problem_.requirements[r].rule);
    }
    because_.reset();
    where_ = {};
    for (const ObjectiveLevel& level : problem_.objective) {
      for (const ObjectiveTerm& term : level.terms) fix_term(term);
    }
    for (const Decision& decision : out_.decisions) {
      out_.problem.requirements.push_back(decision.requirement);
    }
    return std::move(out_);
  }

 private:
  bool is_here(std::size_t i) const { return assignment_.takes_place(i); }
  Tick tick(const ScheduleEvent& event) const { return assignment_.tick(event); }
  Tick start(std::size_t i) const { return tick({i, EventSide::start}); }
  Tick end(std::size_t i) const { return tick({i, EventSide::end}); }
  const std::string& name(std::size_t i) const { return problem_.activities[i]; }
  std::string date(const ScheduleEvent& event, Tick at) const {
    return date_words(event_date(problem_, event, at));
  }

  const ActivityWay* way_of(std::size_t i) const {
    if (problem_.choices.empty() || problem_.choices[i].ways.empty()) return nullptr;
    return &problem_.choices[i].ways[assignment_.way(i)];
  }
  bool uses(std::size_t i, std::optional<std::size_t> mode) const {
    if (!is_here(i)) return false;
    const ActivityWay* way = way_of(i);
    return !mode || *mode == (way == nullptr ? 0 : way->mode);
  }

  /// Whether the rule stays as it is; a lag that depends on a mode loses its condition.
  bool keeps_plain(Rule& rule) const {
    if (auto* difference = std::get_if<Difference>(&rule)) {
      if (!is_here(difference->from.activity) || !is_here(difference->to.activity)) return false;
      if (difference->when && !uses(difference->when->activity, difference->when->mode)) return false;
      difference->when.reset();
      return true;
    }
    const auto* allowed = std::get_if<AllowedTicks>(&rule);
    return allowed != nullptr && (!allowed->event || is_here(allowed->event->activity));
  }

  void decide(Rule rule, std::string text) {
    Requirement requirement{kind_, std::move(text), where_, std::move(rule)};
    out_.decisions.push_back({std::move(requirement), because_});
  }
  void decide_lag(const ScheduleEvent& from, const ScheduleEvent& to, Tick at_least, std::string text) {
    decide(Difference{from, to, at_least}, std::move(text));
  }
  void decide_range(const ScheduleEvent& event, Tick first, Tick last, std::string text) {
    decide(AllowedTicks{event, {{first, last}}}, std::move(text));
  }

  void fix(const Difference&) {}
  void fix(const AllowedTicks&) {}
  void fix(const PresenceCount&) {}

  void fix(const WayWindow& rule) {
    const ActivityWay* way = way_of(rule.activity);
    if (!is_here(rule.activity) || way == nullptr || !way->starts) return;
    const ScheduleEvent event{rule.activity, EventSide::start};
    decide_range(event, way->starts->first, way->starts->last,
                 concat(name(rule.activity), " starts in its window from ", date(event, way->starts->first),
                        " to ", date(event, way->starts->last)));
  }

  void fix(const WayDuration& rule) {
    const std::size_t i = rule.activity;
    const ActivityWay* way = way_of(i);
    if (!is_here(i) || way == nullptr) return;
    const std::string& mode = problem_.choices[i].modes[way->mode];
    const std::string how = mode.empty() ? std::string() : concat(" by '", mode, "'");
    decide_lag({i, EventSide::start}, {i, EventSide::end}, way->shortest,
               concat(name(i), " lasts at least ", to_text(problem_.grid.duration(way->shortest)), how));
    if (!way->longest) return;
    decide_lag({i, EventSide::end}, {i, EventSide::start}, -*way->longest,
               concat(name(i), " lasts at most ", to_text(problem_.grid.duration(*way->longest)), how));
  }

  void fix(const Disjunctive& rule) {
    std::vector<const Disjunctive::Use*> users;
    for (const Disjunctive::Use& use : rule.uses) {
      if (uses(use.activity, use.mode)) users.push_back(&use);
    }
    std::sort(users.begin(), users.end(), [&](const auto* a, const auto* b) {
      return std::pair(start(a->activity), end(a->activity)) <
             std::pair(start(b->activity), end(b->activity));
    });
    const auto setup = [&](std::size_t a, std::size_t b) {
      return rule.setup[users[a]->kind][users[b]->kind];
    };
    const auto is_after = [&](std::size_t a, std::size_t b) {
      return start(users[b]->activity) >= end(users[a]->activity) + setup(a, b);
    };
    const auto order = [&](std::size_t a, std::size_t b) {
      const std::size_t first = users[a]->activity;
      const std::size_t second = users[b]->activity;
      decide_lag({first, EventSide::end}, {second, EventSide::start}, setup(a, b),
                 concat(name(second), " comes after ", name(first), ": ", text_));
    };
    for (std::size_t a = 0; a < users.size(); ++a) {
      Tick implied =
          0;  // by the lags between neighbours on the way from a to b, as long as they are in order
      bool in_order = true;
      for (std::size_t b = a + 1; b < users.size(); ++b) {
        in_order = in_order && is_after(b - 1, b);
        implied += setup(b - 1, b);
        if (b > a + 1 && in_order && setup(a, b) <= implied) continue;
        is_after(a, b) ? order(a, b) : order(b, a);
      }
    }
  }

  /// Units of a capacity that stand free, or are in use, and who had them last.
  struct Units {
    Amount amount = 0;
    Tick free_from = earliest_tick;
    std::optional<std::size_t> activity;  ///< none: from the beginning, or after a gap in the capacity
  };
  /// An activity, or a stretch of time in which there is less: it takes what is missing.
  struct Taker {
    Tick start = 0;
    Tick end = 0;
    Amount amount = 0;
    std::optional<std::size_t> activity;
  };

  /// Hands units on from one activity to the next. As long as each waits for those whose units it takes, no
  /// more are in use than there are, whenever it all takes place.
  void fix(const Cumulative& rule) {
    Amount most = 0;
    for (const Cumulative::Step& step : rule.capacity) most = std::max(most, step.capacity);
    std::vector<Taker> takers;
    for (std::size_t s = 0; s < rule.capacity.size(); ++s) {
      const Amount missing = most - rule.capacity[s].capacity;
      const Tick until = s + 1 < rule.capacity.size() ? rule.capacity[s + 1].from : latest_tick;
      if (missing > 0) takers.push_back({rule.capacity[s].from, until, missing, std::nullopt});
    }
    for (const Cumulative::Use& use : rule.uses) {
      const std::size_t i = use.activity;
      if (!uses(i, use.mode) || use.demand == 0) continue;
      if (start(i) == end(i)) {  // it takes nothing as long as it does not last
        decide_lag({i, EventSide::end}, {i, EventSide::start}, 0, concat(name(i), " lasts no time: ", text_));
        continue;
      }
      takers.push_back({start(i), end(i), use.demand, i});
    }
    std::sort(takers.begin(), takers.end(), [](const Taker& a, const Taker& b) {
      return std::pair(a.start, a.activity) < std::pair(b.start, b.activity);
    });
    std::vector<Units> pool{{most, earliest_tick, std::nullopt}};
    for (const Taker& taker : takers) {
      take(pool, taker);
      pool.push_back({taker.amount, taker.end, taker.activity});
    }
  }

  void take(std::vector<Units>& pool, const Taker& taker) {
    // Those that were freed last first: early ones stay for whoever comes between.
    std::stable_sort(pool.begin(), pool.end(),
                     [](const Units& a, const Units& b) { return a.free_from > b.free_from; });
    Amount wanted = taker.amount;
    for (Units& units : pool) {
      if (units.free_from > taker.start || wanted == 0) continue;
      const Amount taken = std::min(wanted, units.amount);
      if (taken == 0) continue;
      units.amount -= taken;
      wanted -= taken;
      hand_on(units, taker);
    }
    std::erase_if(pool, [](const Units& units) { return units.amount == 0; });
  }

  void hand_on(const Units& from, const Taker& to) {
    if (from.activity && to.activity) {
      decide_lag({*from.activity, EventSide::end}, {*to.activity, EventSide::start}, 0,
                 concat(name(*to.activity), " comes after ", name(*from.activity), ": ", text_));
    } else if (to.activity && from.free_from > earliest_tick) {
      const ScheduleEvent event{*to.activity, EventSide::start};
      decide_range(event, from.free_from, latest_tick,
                   concat(name(*to.activity), " comes after ", date(event, from.free_from), ": ", text_));
    } else if (from.activity && to.start > earliest_tick) {
      const ScheduleEvent event{*from.activity, EventSide::end};
      decide_range(event, earliest_tick, to.start,
                   concat(name(*from.activity), " comes before ", date(event, to.start), ": ", text_));
    }
  }

  void fix(const Reservoir& rule) {
    bool flows = !rule.supplies.empty() || rule.spills;
    for (const Reservoir::Flow& flow : rule.flows)
      flows |= uses(flow.activity, flow.mode) && flow.per_tick != 0;
    if (flows) {
      pin_all(rule);
    } else {
      chain_steps(rule);
    }
  }

  /// Where the level depends on dates, and not on the order alone, what changes it stays where it is.
  void pin_all(const Reservoir& rule) {
    const auto pin = [&](const ScheduleEvent& event) {
      decide_range(event, tick(event), tick(event),
                   concat(event_text(problem_, event), " on ", date(event, tick(event)), ": ", text_));
    };
    for (const Reservoir::Step& step : rule.steps) {
      if (uses(step.event.activity, step.mode) && step.amount != 0) pin(step.event);
    }
    for (const Reservoir::Flow& flow : rule.flows) {
      if (!uses(flow.activity, flow.mode) || flow.per_tick == 0) continue;
      pin({flow.activity, EventSide::start});
      pin({flow.activity, EventSide::end});
    }
  }

  /// Steps keep their order. Of those on one tick, what fills comes first; where that would overflow, they
  /// stay together.
  void chain_steps(const Reservoir& rule) {
    std::vector<const Reservoir::Step*> steps;
    for (const Reservoir::Step& step : rule.steps) {
      if (uses(step.event.activity, step.mode) && step.amount != 0) steps.push_back(&step);
    }
    const auto at = [&](const Reservoir::Step& step) { return std::max(tick(step.event), rule.ticks.first); };
    std::sort(steps.begin(), steps.end(), [&](const auto* a, const auto* b) {
      return std::pair(at(*a), -a->amount) < std::pair(at(*b), -b->amount);
    });
    Amount level = rule.initial;
    for (std::size_t k = 0; k < steps.size(); ++k) {
      level += steps[k]->amount;
      if (k + 1 == steps.size()) return;
      const ScheduleEvent& one = steps[k]->event;
      const ScheduleEvent& next = steps[k + 1]->event;
      const std::string text = concat("the order of what changes the stock: ", text_);
      if (one == next) continue;
      decide_lag(one, next, 0, text);
      if (at(*steps[k]) != at(*steps[k + 1])) continue;
      if (level < rule.lowest || level > rule.highest) decide_lag(next, one, 0, text);
    }
  }

  void fix(const Budget& rule) {
    for (const std::size_t i : rule.activities) {
      if (!is_here(i)) continue;
      const ScheduleEvent event{i, EventSide::start};
      Tick first = earliest_tick;
      Tick last = latest_tick;
      for (const Budget::Period& period : rule.periods) {
        if (period.ticks.last < start(i)) first = std::max(first, period.ticks.last + 1);
        if (period.ticks.first > start(i)) last = std::min(last, period.ticks.first - 1);
        if (period.ticks.first <= start(i) && start(i) <= period.ticks.last) {
          first = std::max(first, period.ticks.first);
          last = std::min(last, period.ticks.last);
        }
      }
      if (first == earliest_tick && last == latest_tick) continue;
      decide_range(event, first, last, concat(name(i), " starts in its period: ", text_));
    }
  }

  /// Keeps the term from getting worse.
  void fix_term(const ObjectiveTerm& term) {
    using Kind = ObjectiveTerm::Kind;
    const ScheduleEvent& event = term.event;
    if (term.kind == Kind::makespan) {
      fix_makespan();
      return;
    }
    if (!is_here(event.activity)) return;
    const Tick at = tick(event);
    const auto not_after = [&](Tick last) {
      kind_ = RequirementKind::not_after;
      decide_range(event, earliest_tick, last,
                   concat(event_text(problem_, event), " no later than ", date(event, last), ": an aim"));
    };
    const auto not_before = [&](Tick first) {
      kind_ = RequirementKind::not_before;
      decide_range(event, first, latest_tick,
                   concat(event_text(problem_, event), " no earlier than ", date(event, first), ": an aim"));
    };
    switch (term.kind) {
      case Kind::date:
        term.weight > 0 ? not_after(at) : not_before(at);
        return;
      case Kind::lateness:
        not_after(std::max(at, term.tick));
        return;
      case Kind::earliness:
        not_before(std::min(at, term.tick));
        return;
      case Kind::by_date:
        if (term.weight < 0 && at <= term.tick) not_after(term.tick);
        if (term.weight > 0 && at > term.tick) not_before(term.tick + 1);
        return;
      case Kind::moved:
        if (at != term.tick) return;
        not_after(at);
        not_before(at);
        return;
      case Kind::duration:
        fix_duration(term);
        return;
      default:
        return;  // nothing that a date changes
    }
  }

  void fix_duration(const ObjectiveTerm& term) {
    const ScheduleEvent from{term.event.activity, EventSide::start};
    const ScheduleEvent to{term.event.activity, EventSide::end};
    const Tick lasts = tick(to) - tick(from);
    const std::string size = to_text(problem_.grid.duration(lasts));
    if (term.weight < 0) {
      kind_ = RequirementKind::shortest_duration;
      decide_lag(from, to, lasts, concat(name(from.activity), " lasts at least ", size, ": an aim"));
    } else {
      kind_ = RequirementKind::longest_duration;
      decide_lag(to, from, -lasts, concat(name(from.activity), " lasts at most ", size, ": an aim"));
    }
  }

  void fix_makespan() {
    if (out_.problem.goals.empty()) return;
    Tick last = earliest_tick;
    for (const ScheduleEvent& goal : out_.problem.goals) last = std::max(last, tick(goal));
    kind_ = RequirementKind::not_after;
    for (const ScheduleEvent& goal : out_.problem.goals) {
      decide_range(goal, earliest_tick, last,
                   concat(event_text(problem_, goal), " no later than ", date(goal, last), ": an aim"));
    }
  }

  const ScheduleProblem& problem_;
  const ScheduleAssignment& assignment_;
  FixedOrder out_;
  std::optional<std::size_t> because_;
  std::string text_;
  SourceLocation where_;
  RequirementKind kind_ = RequirementKind::shortest_lag;
};

}  // namespace

FixedOrder fix_order(const ScheduleProblem& problem, const ScheduleAssignment& assignment) {
  return Fixing(problem, assignment).run();
}

}  // namespace perilune::detail
