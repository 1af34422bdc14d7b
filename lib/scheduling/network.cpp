#include "network.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <span>

namespace perilune::detail {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// `to` is at least `length` beyond `from`, in the sense of the propagation.
struct Edge {
  std::size_t from = 0;
  std::size_t to = 0;
  Tick length = 0;
  std::size_t requirement = 0;
};

/// The set of ticks that one requirement leaves an event.
struct Domain {
  std::span<const TickRange> ranges;
  std::size_t requirement = 0;
};

/// All bounds inside are counted so that pushing increases them: ticks for the earliest schedule, negated
/// ticks for the latest one. Differences and windows turn round with them, and one piece of code does both.
class Propagator {
 public:
  Propagator(const ScheduleProblem& problem, const std::vector<std::size_t>& active, Sense sense,
             std::optional<Tick> makespan)
      : sense_(sense),
        nodes_(2 * problem.activities.size()),
        makespan_range_{earliest_tick, makespan.value_or(0)} {
    domains_.resize(nodes_);
    for (const std::size_t r : active) {
      const auto& rule = problem.requirements[r].rule;
      if (const auto* difference = std::get_if<Difference>(&rule)) {
        std::size_t from = node_of(difference->from);
        std::size_t to = node_of(difference->to);
        if (sense == Sense::latest) std::swap(from, to);
        edges_.push_back({from, to, difference->at_least, r});
      } else {
        const auto& allowed = std::get<AllowedTicks>(rule);
        const Domain domain{allowed.ranges, r};
        if (allowed.event) {
          domains_[node_of(*allowed.event)].push_back(domain);
        } else {
          for (auto& of_node : domains_) of_node.push_back(domain);
        }
      }
    }
    if (!makespan) return;
    for (const ScheduleEvent& goal : goals_of(problem)) {
      domains_[node_of(goal)].push_back({std::span(&makespan_range_, 1), ProofStep::the_makespan});
    }
  }

  Propagation run(const std::vector<Tick>& potentials) {
    found_.bounds.resize(nodes_);
    found_.last_steps.resize(nodes_);
    if (!potentials.empty()) {
      for (const Tick potential : potentials) found_.potentials.push_back(signed_tick(potential));
    } else if (!find_potentials()) {
      return std::move(found_);
    }
    group_edges();
    found_.feasible = push();
    for (auto& bound : found_.bounds) {
      if (bound) bound = signed_tick(*bound);
    }
    if (sense_ == Sense::latest) {
      for (Tick& potential : found_.potentials) potential = -potential;
    }
    return std::move(found_);
  }

 private:
  Tick signed_tick(Tick value) const { return sense_ == Sense::earliest ? value : -value; }

  /// Longest distances from a source that is tied to every event with length zero: each edge then fits
  /// between the potentials of its ends. Only a circle longer than zero keeps them from settling.
  bool find_potentials() {
    std::vector<Tick>& potentials = found_.potentials;
    potentials.assign(nodes_, 0);
    std::vector<std::size_t> reason(nodes_, none);
    std::size_t moved = none;
    for (std::size_t round = 0; round <= nodes_; ++round) {
      moved = none;
      for (std::size_t e = 0; e < edges_.size(); ++e) {
        const Edge& edge = edges_[e];
        if (potentials[edge.from] + edge.length <= potentials[edge.to]) continue;
        potentials[edge.to] = potentials[edge.from] + edge.length;
        reason[edge.to] = e;
        moved = edge.to;
      }
      if (moved == none) return true;
    }
    for (std::size_t i = 0; i < nodes_; ++i) moved = edges_[reason[moved]].from;
    std::size_t at = moved;
    do {
      found_.circle.push_back(edges_[reason[at]].requirement);
      at = edges_[reason[at]].from;
    } while (at != moved);
    if (sense_ == Sense::earliest) std::reverse(found_.circle.begin(), found_.circle.end());
    potentials.clear();
    return false;
  }

  void group_edges() {
    first_edge_.assign(nodes_ + 1, 0);
    for (const Edge& edge : edges_) ++first_edge_[edge.from + 1];
    std::partial_sum(first_edge_.begin(), first_edge_.end(), first_edge_.begin());
    std::vector<std::size_t> next(first_edge_.begin(), first_edge_.end() - 1);
    std::vector<Edge> grouped(edges_.size());
    for (const Edge& edge : edges_) grouped[next[edge.from]++] = edge;
    edges_ = std::move(grouped);
  }

  /// Moves events until nothing forces any further. The event that is farthest beyond its potential goes
  /// first: as long as no window is passed, each then moves only once (Johnson's order).
  bool push() {
    for (std::size_t node = 0; node < nodes_; ++node) {
      if (!settle(node)) return false;
    }
    while (!queue_.empty()) {
      const Waiting next = queue_.top();
      queue_.pop();
      if (*found_.bounds[next.node] != next.bound) continue;  // moved again since
      for (std::size_t e = first_edge_[next.node]; e < first_edge_[next.node + 1]; ++e) {
        const Edge& edge = edges_[e];
        const Tick bound = next.bound + edge.length;
        if (found_.bounds[edge.to] && *found_.bounds[edge.to] >= bound) continue;
        record(edge.to, bound, edge.requirement, found_.last_steps[edge.from]);
        if (!settle(edge.to)) return false;
      }
    }
    return true;
  }

  void record(std::size_t node, Tick bound, std::size_t requirement, std::optional<std::size_t> premise) {
    found_.bounds[node] = bound;
    found_.last_steps[node] = found_.steps.size();
    found_.steps.push_back({event_of(node), signed_tick(bound), requirement, premise});
  }

  /// Moves the event to the next tick that all its domains allow, and puts it in line to push others.
  bool settle(std::size_t node) {
    std::size_t agreed = 0;
    for (std::size_t d = 0; agreed < domains_[node].size(); d = (d + 1) % domains_[node].size()) {
      const Domain& domain = domains_[node][d];
      const std::optional<Tick> allowed = next_allowed(domain.ranges, found_.bounds[node]);
      if (!allowed) {
        found_.refused_by = domain.requirement;
        found_.refused_step = found_.last_steps[node];
        return false;
      }
      const bool stays = found_.bounds[node] ? *allowed == *found_.bounds[node] : *allowed == -latest_tick;
      if (stays) {
        ++agreed;
      } else {
        record(node, *allowed, domain.requirement, found_.last_steps[node]);
        agreed = 1;
      }
    }
    if (found_.bounds[node]) {
      queue_.push({*found_.bounds[node] - found_.potentials[node], *found_.bounds[node], node});
    }
    return true;
  }

  /// The first value at or beyond the bound (without one: the very first) that the ranges allow. The value
  /// -latest_tick means that there is no first one.
  std::optional<Tick> next_allowed(std::span<const TickRange> ranges, std::optional<Tick> bound) const {
    if (!bound) return sense_ == Sense::earliest ? ranges.front().first : -ranges.back().last;
    if (sense_ == Sense::earliest) {
      const auto range = std::lower_bound(ranges.begin(), ranges.end(), *bound,
                                          [](const TickRange& r, Tick tick) { return r.last < tick; });
      if (range == ranges.end()) return std::nullopt;
      return std::max(range->first, *bound);
    }
    const auto beyond = std::upper_bound(ranges.begin(), ranges.end(), -*bound,
                                         [](Tick tick, const TickRange& r) { return tick < r.first; });
    if (beyond == ranges.begin()) return std::nullopt;
    return -std::min(std::prev(beyond)->last, -*bound);
  }

  struct Waiting {
    Tick beyond_potential = 0;
    Tick bound = 0;
    std::size_t node = 0;

    bool operator<(const Waiting& other) const {
      return beyond_potential != other.beyond_potential ? beyond_potential < other.beyond_potential
                                                        : node < other.node;
    }
  };

  Sense sense_;
  std::size_t nodes_;
  TickRange makespan_range_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> first_edge_;
  std::vector<std::vector<Domain>> domains_;
  std::priority_queue<Waiting> queue_;
  Propagation found_;
};

}  // namespace

std::size_t node_of(const ScheduleEvent& event) {
  return 2 * event.activity + (event.side == EventSide::end ? 1 : 0);
}

ScheduleEvent event_of(std::size_t node) {
  return {node / 2, node % 2 == 1 ? EventSide::end : EventSide::start};
}

std::vector<ScheduleEvent> goals_of(const ScheduleProblem& problem) {
  if (!problem.goals.empty()) return problem.goals;
  std::vector<ScheduleEvent> ends;
  for (std::size_t i = 0; i < problem.activities.size(); ++i) ends.push_back({i, EventSide::end});
  return ends;
}

Propagation propagate(const ScheduleProblem& problem, const std::vector<std::size_t>& active, Sense sense,
                      std::optional<Tick> makespan, const std::vector<Tick>& potentials) {
  return Propagator(problem, active, sense, makespan).run(potentials);
}

std::vector<ProofStep> needed_steps(const std::vector<ProofStep>& steps,
                                    const std::vector<std::size_t>& wanted) {
  std::vector<bool> needed(steps.size(), false);
  for (const std::size_t step : wanted) needed[step] = true;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (needed[i] && steps[i].premise) needed[*steps[i].premise] = true;
  }
  std::vector<std::size_t> position(steps.size(), 0);
  std::vector<ProofStep> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!needed[i]) continue;
    position[i] = out.size();
    out.push_back(steps[i]);
    if (out.back().premise) out.back().premise = position[*out.back().premise];
  }
  return out;
}

}  // namespace perilune::detail
