#include "brute_force.hpp"

#include <algorithm>
#include <functional>

namespace perilune::test {
namespace {

std::size_t number(const ScheduleEvent& event) {
  return event.activity * 2 + (event.side == EventSide::end ? 1 : 0);
}

/// Depth first over all events; a branch ends when a requirement between decided events is broken.
class Search {
 public:
  using Visit = std::function<bool(const std::vector<Tick>&)>;  ///< returns whether to go on

  Search(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements, Tick first, Tick last)
      : first_(first), last_(last), ticks_(2 * problem.activities.size(), first), checks_(ticks_.size()) {
    for (const std::size_t r : requirements) {
      const auto& rule = problem.requirements[r].rule;
      if (const auto* difference = std::get_if<Difference>(&rule)) {
        checks_[std::max(number(difference->from), number(difference->to))].push_back(&rule);
      } else if (const auto& allowed = std::get<AllowedTicks>(rule); allowed.event) {
        checks_[number(*allowed.event)].push_back(&rule);
      } else {
        for (auto& of_event : checks_) of_event.push_back(&rule);
      }
    }
  }

  bool run(const Visit& visit) { return decide(0, visit); }

 private:
  bool decide(std::size_t event, const Visit& visit) {
    if (event == ticks_.size()) return visit(ticks_);
    // Ticks that the decided events forbid are not tried, and an event that nothing mentions stands anywhere.
    Tick first = first_;
    Tick last = checks_[event].empty() && is_free(event) ? first_ : last_;
    for (const auto* rule : checks_[event]) {
      const auto* difference = std::get_if<Difference>(rule);
      if (difference == nullptr || difference->from == difference->to) continue;
      if (number(difference->to) == event) {
        first = std::max(first, ticks_[number(difference->from)] + difference->at_least);
      } else {
        last = std::min(last, ticks_[number(difference->to)] - difference->at_least);
      }
    }
    for (Tick tick = first; tick <= last; ++tick) {
      ticks_[event] = tick;
      if (agrees(event) && !decide(event + 1, visit)) return false;
    }
    return true;
  }

  bool is_free(std::size_t event) const {
    for (const auto& of_event : checks_) {
      for (const auto* rule : of_event) {
        const auto* difference = std::get_if<Difference>(rule);
        if (difference != nullptr && (number(difference->from) == event || number(difference->to) == event)) {
          return false;
        }
      }
    }
    return true;
  }

  bool agrees(std::size_t event) const {
    return std::all_of(checks_[event].begin(), checks_[event].end(), [&](const auto* rule) {
      if (const auto* difference = std::get_if<Difference>(rule)) {
        return ticks_[number(difference->to)] - ticks_[number(difference->from)] >= difference->at_least;
      }
      const auto& ranges = std::get<AllowedTicks>(*rule).ranges;
      return std::any_of(ranges.begin(), ranges.end(), [&](const TickRange& range) {
        return range.first <= ticks_[event] && ticks_[event] <= range.last;
      });
    });
  }

  Tick first_;
  Tick last_;
  std::vector<Tick> ticks_;
  std::vector<std::vector<const Rule*>> checks_;
};

Tick makespan_of(const ScheduleProblem& problem, const std::vector<Tick>& ticks) {
  Tick makespan = earliest_tick;
  for (const ScheduleEvent& goal : problem.goals) makespan = std::max(makespan, ticks[number(goal)]);
  if (!problem.goals.empty()) return makespan;
  for (std::size_t end = 1; end < ticks.size(); end += 2) makespan = std::max(makespan, ticks[end]);
  return makespan;
}

}  // namespace

Enumeration enumerate(const ScheduleProblem& problem) {
  const std::size_t events = 2 * problem.activities.size();
  Enumeration found{0, latest_tick, std::vector<Tick>(events, latest_tick),
                    std::vector<Tick>(events, earliest_tick), std::vector<Tick>(events, earliest_tick)};
  std::vector<std::size_t> all;
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) all.push_back(r);
  Search(problem, all, 0, problem.horizon_end).run([&](const std::vector<Tick>& ticks) {
    ++found.solutions;
    const Tick makespan = makespan_of(problem, ticks);
    if (makespan < found.makespan) {
      found.makespan = makespan;
      found.latest.assign(events, earliest_tick);
    }
    for (std::size_t e = 0; e < events; ++e) {
      found.earliest[e] = std::min(found.earliest[e], ticks[e]);
      found.latest_in_horizon[e] = std::max(found.latest_in_horizon[e], ticks[e]);
      if (makespan == found.makespan) found.latest[e] = std::max(found.latest[e], ticks[e]);
    }
    return true;
  });
  return found;
}

bool is_satisfiable(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements, Tick first,
                    Tick last) {
  bool found = false;
  Search(problem, requirements, first, last).run([&](const std::vector<Tick>&) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace perilune::test
