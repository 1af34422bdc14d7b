#include "turns.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "conflict.hpp"
#include "network.hpp"

namespace perilune::detail {
namespace {

/// Two turns at one resource, the one that starts earlier first.
struct Pair {
  std::size_t pad = 0;  ///< its requirement
  const Disjunctive::Use* first = nullptr;
  const Disjunctive::Use* second = nullptr;
};

class Search {
 public:
  Search(const ScheduleProblem& problem, const std::vector<bool>& enabled, int most_orders)
      : problem_(problem), orders_left_(most_orders) {
    for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
      if (!enabled.empty() && !enabled[r] && !problem.requirements[r].is_understood) continue;
      (std::holds_alternative<Disjunctive>(problem.requirements[r].rule) ? pads_ : active_).push_back(r);
    }
    // What looks at turns stays where it is while orders come and go.
    problem_.requirements.reserve(problem.requirements.size() + static_cast<std::size_t>(most_orders) + 1);
  }

  Possibility run() {
    Possibility found;
    std::set<std::size_t> core;
    found.status = explore(core, found.assignment.ticks);
    if (found.status == ScheduleStatus::infeasible) found.core.assign(core.begin(), core.end());
    return found;
  }

 private:
  ScheduleStatus explore(std::set<std::size_t>& core, std::vector<Tick>& ticks) {
    const Propagation earliest = propagate(problem_, active_, Sense::earliest);
    if (!earliest.feasible) {
      const std::vector<std::size_t> used = used_requirements(problem_, earliest);
      core = {used.begin(), used.end()};
      return ScheduleStatus::infeasible;
    }
    ticks = make_witness(problem_, active_, earliest);
    const std::optional<Pair> pair = first_clash(ticks);
    if (!pair) return ScheduleStatus::feasible;
    core.clear();
    core.insert(pair->pad);
    for (const bool swapped : {false, true}) {
      if (orders_left_-- <= 0) return ScheduleStatus::unknown;
      std::set<std::size_t> without;
      const std::size_t order = decide(*pair, swapped);
      const ScheduleStatus status = explore(without, ticks);
      active_.pop_back();
      problem_.requirements.pop_back();
      if (status != ScheduleStatus::infeasible) return status;
      if (without.erase(order) == 0) {  // it had nothing to do with the order
        core = std::move(without);
        return status;
      }
      core.insert(without.begin(), without.end());
    }
    return ScheduleStatus::infeasible;
  }

  Tick between(const Pair& pair, bool swapped) const {
    const auto& setup = std::get<Disjunctive>(problem_.requirements[pair.pad].rule).setup;
    return swapped ? setup[pair.second->kind][pair.first->kind] : setup[pair.first->kind][pair.second->kind];
  }

  std::size_t decide(const Pair& pair, bool swapped) {
    const Disjunctive::Use& before = swapped ? *pair.second : *pair.first;
    const Disjunctive::Use& after = swapped ? *pair.first : *pair.second;
    Requirement order;
    order.kind = RequirementKind::shortest_lag;
    order.rule = Difference{{before.activity, EventSide::end},
                            {after.activity, EventSide::start},
                            between(pair, swapped),
                            std::nullopt};
    problem_.requirements.push_back(std::move(order));
    active_.push_back(problem_.requirements.size() - 1);
    return active_.back();
  }

  /// The first two turns in time that come too near each other.
  std::optional<Pair> first_clash(const std::vector<Tick>& ticks) const {
    const auto start = [&](const Disjunctive::Use& use) {
      return ticks[node_of({use.activity, EventSide::start})];
    };
    const auto end = [&](const Disjunctive::Use& use) {
      return ticks[node_of({use.activity, EventSide::end})];
    };
    std::optional<Pair> first;
    for (const std::size_t pad : pads_) {
      const auto& rule = std::get<Disjunctive>(problem_.requirements[pad].rule);
      for (std::size_t i = 0; i < rule.uses.size(); ++i) {
        for (std::size_t k = i + 1; k < rule.uses.size(); ++k) {
          Pair pair{pad, &rule.uses[i], &rule.uses[k]};
          if (std::pair(start(*pair.second), end(*pair.second)) <
              std::pair(start(*pair.first), end(*pair.first)))
            std::swap(pair.first, pair.second);
          const bool is_apart = start(*pair.second) >= end(*pair.first) + between(pair, false) ||
                                start(*pair.first) >= end(*pair.second) + between(pair, true);
          if (is_apart || (first && start(*first->first) <= start(*pair.first))) continue;
          first = pair;
        }
      }
    }
    return first;
  }

  ScheduleProblem problem_;  ///< with the orders that are tried behind its own requirements
  int orders_left_;
  std::vector<std::size_t> active_;  ///< lags and windows
  std::vector<std::size_t> pads_;
};

}  // namespace

bool has_turns_alone(const ScheduleProblem& problem, const std::vector<bool>& enabled) {
  const auto is_open = [](const ActivityChoices& choices) {
    return choices.optional || !choices.ways.empty();
  };
  if (std::any_of(problem.choices.begin(), problem.choices.end(), is_open)) return false;
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    if (!enabled.empty() && !enabled[r] && !problem.requirements[r].is_understood) continue;
    const auto& rule = problem.requirements[r].rule;
    if (const auto* lag = std::get_if<Difference>(&rule)) {
      if (lag->when) return false;
    } else if (const auto* pad = std::get_if<Disjunctive>(&rule)) {
      if (std::any_of(pad->uses.begin(), pad->uses.end(), [](const auto& use) { return use.mode; }))
        return false;
    } else if (!std::holds_alternative<AllowedTicks>(rule)) {
      return false;
    }
  }
  return true;
}

Possibility can_hold_by_turns(const ScheduleProblem& problem, const std::vector<bool>& enabled,
                              int most_orders) {
  return Search(problem, enabled, most_orders).run();
}

}  // namespace perilune::detail
