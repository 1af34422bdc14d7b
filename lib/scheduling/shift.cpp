#include "shift.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "network.hpp"

namespace perilune::detail {
namespace {

constexpr std::size_t no_edge = static_cast<std::size_t>(-1);

/// Two that always push each other along a pad would do so for ever: after as many waits in one push nobody
/// finds a date.
constexpr int most_waits = 10'000;

bool is_horizon(RequirementKind kind) {
  return kind == RequirementKind::horizon_start || kind == RequirementKind::horizon_end;
}

/// Edges grouped by the node that they leave.
void group(std::vector<ShiftNetwork::Edge>& edges, const std::vector<std::size_t>& leaves,
           std::vector<std::size_t>& first, std::size_t nodes) {
  first.assign(nodes + 1, 0);
  for (const std::size_t node : leaves) ++first[node + 1];
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::size_t> next(first.begin(), first.end() - 1);
  std::vector<ShiftNetwork::Edge> grouped(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) grouped[next[leaves[e]]++] = edges[e];
  edges = std::move(grouped);
}

}  // namespace

bool can_be_shifted(const ScheduleProblem& problem) {
  const auto is_open = [](const ActivityChoices& choices) {
    return choices.optional || !choices.ways.empty();
  };
  const auto is_simple = [](const Requirement& requirement) {
    if (const auto* lag = std::get_if<Difference>(&requirement.rule)) return !lag->when;
    return std::holds_alternative<AllowedTicks>(requirement.rule) ||
           std::holds_alternative<Disjunctive>(requirement.rule);
  };
  return std::none_of(problem.choices.begin(), problem.choices.end(), is_open) &&
         std::all_of(problem.requirements.begin(), problem.requirements.end(), is_simple);
}

ShiftNetwork::ShiftNetwork(const ScheduleProblem& problem)
    : allowed_(2 * problem.activities.size()), pads_of_(problem.activities.size()) {
  std::vector<std::size_t> from, to;
  for (const Requirement& requirement : problem.requirements) {
    if (const auto* lag = std::get_if<Difference>(&requirement.rule)) {
      from.push_back(node_of(lag->from));
      to.push_back(node_of(lag->to));
      edges_.push_back({to.back(), lag->at_least, requirement.kind, edges_.size()});
      back_.push_back(edges_.back());
      back_.back().to = from.back();
    } else if (const auto* pad = std::get_if<Disjunctive>(&requirement.rule)) {
      for (std::size_t use = 0; use < pad->uses.size(); ++use)
        pads_of_[pad->uses[use].activity].push_back({pads_.size(), use});
      pads_.push_back(pad);
    } else if (!is_horizon(requirement.kind)) {
      const auto& allowed = std::get<AllowedTicks>(requirement.rule);
      if (allowed.event) allowed_[node_of(*allowed.event)].push_back(allowed.ranges);
    }
  }
  group(edges_, from, first_edge_, allowed_.size());
  group(back_, to, first_back_, allowed_.size());
}

std::span<const ShiftNetwork::Edge> ShiftNetwork::from(std::size_t node) const {
  return std::span(edges_).subspan(first_edge_[node], first_edge_[node + 1] - first_edge_[node]);
}

std::span<const ShiftNetwork::Edge> ShiftNetwork::into(std::size_t node) const {
  return std::span(back_).subspan(first_back_[node], first_back_[node + 1] - first_back_[node]);
}

std::optional<Tick> ShiftNetwork::next_allowed(std::size_t node, Tick tick) const {
  const auto& all = allowed_[node];
  for (std::size_t agreed = 0, k = 0; agreed < all.size(); k = (k + 1) % all.size()) {
    const auto range = std::lower_bound(all[k].begin(), all[k].end(), tick,
                                        [](const TickRange& r, Tick t) { return r.last < t; });
    if (range == all[k].end()) return std::nullopt;
    agreed = range->first <= tick ? agreed + 1 : 1;
    tick = std::max(tick, range->first);
  }
  return tick;
}

std::optional<Tick> ShiftNetwork::last_allowed(std::size_t node, Tick tick) const {
  const auto& all = allowed_[node];
  for (std::size_t agreed = 0, k = 0; agreed < all.size(); k = (k + 1) % all.size()) {
    const auto beyond = std::upper_bound(all[k].begin(), all[k].end(), tick,
                                         [](Tick t, const TickRange& r) { return t < r.first; });
    if (beyond == all[k].begin()) return std::nullopt;
    agreed = std::prev(beyond)->last >= tick ? agreed + 1 : 1;
    tick = std::min(tick, std::prev(beyond)->last);
  }
  return tick;
}

Shift::Shift(const ShiftNetwork& network, std::vector<Tick>& ticks, const std::vector<Flight>& flights)
    : network_(network),
      ticks_(ticks),
      flights_(flights),
      flight_of_(network.nodes() / 2),
      state_(network.nodes() / 2, State::planned),
      slack_(network.edges(), 0),
      lasts_(network.nodes() / 2, 0),
      is_void_(network.edges(), false),
      is_repeated_(network.nodes() / 2, false) {
  for (std::size_t f = 0; f < flights.size(); ++f)
    for (const std::size_t activity : flights[f].activities) flight_of_[activity] = f;
}

void Shift::put_off(std::size_t activity, Tick not_before, Tick now) {
  if (ticks_[2 * activity] >= not_before) return;
  forget_longest_lags(activity);
  push(2 * activity, not_before, now);
}

void Shift::overrun(std::size_t activity, Tick lasts, Tick by, Tick now) {
  set_length(activity, lasts, by);
  push(2 * activity + 1, ticks_[2 * activity] + lasts, now);
}

void Shift::set_length(std::size_t activity, Tick lasts, Tick by) {
  lasts_[activity] = lasts;
  for (const ShiftNetwork::Edge& edge : network_.from(2 * activity + 1)) {
    if (edge.to == 2 * activity && edge.kind == RequirementKind::longest_duration) slack_[edge.number] = by;
  }
}

void Shift::repeat(std::size_t activity, Tick not_before, Tick now) {
  const auto flight = flight_of_[activity];
  const std::vector<std::size_t> all = flight ? flights_[*flight].activities : std::vector{activity};
  for (const std::size_t each : all) {
    is_repeated_[each] = true;
    set_length(each, 0, 0);
  }
  put_off(all.front(), not_before, now);
  for (const std::size_t each : all) is_repeated_[each] = false;
}

std::vector<std::size_t> Shift::take_repeated() {
  return std::exchange(repeated_, {});
}

/// From its start back to others: they are done again in time.
void Shift::forget_longest_lags(std::size_t activity) {
  for (const ShiftNetwork::Edge& edge : network_.from(2 * activity)) {
    if (edge.kind == RequirementKind::longest_lag && edge.to / 2 != activity) is_void_[edge.number] = true;
  }
}

bool Shift::is_past(std::size_t node, Tick now) const {
  return ticks_[node] < now && !is_repeated_[node / 2];
}

void Shift::push(std::size_t node, Tick at_least, Tick now) {
  std::vector<Push> waiting{{node, at_least, no_edge}};
  std::vector<Push> blocked;
  std::vector<std::size_t> moved;  // users of pads
  int waits = 0;
  for (std::size_t next = 0;; ++next) {
    while (next == waiting.size() && !moved.empty()) {
      if (const auto wait = wait_for_pad(moved.back(), now)) {
        if (++waits > most_waits) lose(wait->node / 2, now);
        waiting.push_back(*wait);
      } else {
        moved.pop_back();
      }
    }
    if (next == waiting.size()) break;
    const Push one = waiting[next];
    if (!takes_place(one.node / 2) || ticks_[one.node] >= one.at_least) continue;
    if (is_past(one.node, now)) {
      blocked.push_back(one);
      continue;
    }
    const std::optional<Tick> allowed = network_.next_allowed(one.node, one.at_least);
    if (!allowed) {
      lose(one.node / 2, now);
      continue;
    }
    ticks_[one.node] = *allowed;
    if (!network_.pads_of(one.node / 2).empty()) moved.push_back(one.node / 2);
    for (const ShiftNetwork::Edge& edge : network_.from(one.node)) {
      if (!is_void_[edge.number])
        waiting.push_back({edge.to, *allowed + edge.at_least - slack_[edge.number], edge.number});
    }
  }
  for (const Push& one : blocked) repair(one, now);
}

std::optional<Shift::Push> Shift::wait_for_pad(std::size_t activity, Tick now) const {
  if (!takes_place(activity)) return std::nullopt;
  for (const auto& [pad, own_use] : network_.pads_of(activity)) {
    const Disjunctive& rule = *network_.pads()[pad];
    for (const Disjunctive::Use& use : rule.uses) {
      const std::size_t other = use.activity;
      if (other == activity || !takes_place(other)) continue;
      const auto first_start_after = [&](std::size_t before, std::size_t kind, std::size_t next_kind) {
        return ticks_[2 * before + 1] + rule.setup[kind][next_kind];
      };
      const std::size_t own_kind = rule.uses[own_use].kind;
      const Tick own_turn = first_start_after(other, use.kind, own_kind);
      const Tick its_turn = first_start_after(activity, own_kind, use.kind);
      const Tick own_start = ticks_[2 * activity], its_start = ticks_[2 * other];
      if (own_start >= own_turn || its_start >= its_turn) continue;
      const bool can_wait = !is_past(2 * activity, now), can_other_wait = !is_past(2 * other, now);
      if (!can_wait && !can_other_wait) continue;  // what has happened stays
      const bool is_first = own_start < its_start;
      if (can_other_wait && (is_first || !can_wait)) return Push{2 * other, its_turn, no_edge};
      return Push{2 * activity, own_turn, no_edge};
    }
  }
  return std::nullopt;
}

/// What has happened can't come later. A flight in the middle of which there is no waiting is done again;
/// anything else is made ready again in the meantime.
void Shift::repair(const Push& blocked, Tick now) {
  const std::size_t activity = blocked.node / 2;
  if (!takes_place(activity) || !is_past(blocked.node, now)) return;
  if (const auto flight = flight_of_[activity]) {
    repeated_.push_back(*flight);
    repeat(activity, now + flights_[*flight].again_after, now);
  } else if (blocked.edge != no_edge) {
    is_void_[blocked.edge] = true;
  }
}

/// It finds no date any more; nor does what waits for it.
void Shift::lose(std::size_t activity, Tick now) {
  std::vector<std::size_t> waiting{activity};
  has_lost_ = true;
  while (!waiting.empty()) {
    const std::size_t lost = waiting.back();
    waiting.pop_back();
    if (state_[lost] != State::planned) continue;
    state_[lost] = State::lost;
    for (const std::size_t node : {2 * lost, 2 * lost + 1}) {
      for (const ShiftNetwork::Edge& edge : network_.from(node)) {
        const bool waits = edge.kind == RequirementKind::shortest_lag && !is_void_[edge.number];
        if (waits && !is_past(edge.to, now)) waiting.push_back(edge.to / 2);
      }
    }
  }
}

std::vector<bool> Shift::critical(const std::vector<std::vector<ScheduleEvent>>& groups) const {
  std::vector<Tick> latest(ticks_.size(), latest_tick);
  std::vector<std::size_t> waiting;
  const auto bound = [&](std::size_t node, Tick tick) {
    if (!takes_place(node / 2) || latest[node] <= tick) return;
    latest[node] = std::max(ticks_[node], network_.last_allowed(node, tick).value_or(ticks_[node]));
    waiting.push_back(node);
  };
  for (const std::vector<ScheduleEvent>& group : groups) {
    Tick last = earliest_tick;
    for (const ScheduleEvent& event : group)
      last = takes_place(event.activity) ? std::max(last, ticks_[node_of(event)]) : last;
    for (const ScheduleEvent& event : group) bound(node_of(event), last);
  }
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    const std::size_t node = waiting[next];
    for (const ShiftNetwork::Edge& edge : network_.into(node)) {
      if (!is_void_[edge.number]) bound(edge.to, latest[node] - edge.at_least + slack_[edge.number]);
    }
    if (node % 2 == 1) {
      bound(node - 1, latest[node] - lasts_[node / 2]);
      continue;
    }
    for (const auto& [pad, use] : network_.pads_of(node / 2)) {  // who is before it has to be gone in time
      const Disjunctive& rule = *network_.pads()[pad];
      for (const Disjunctive::Use& other : rule.uses) {
        if (ticks_[2 * other.activity] >= ticks_[node]) continue;
        bound(2 * other.activity + 1, latest[node] - rule.setup[other.kind][rule.uses[use].kind]);
      }
    }
  }
  std::vector<bool> critical(ticks_.size() / 2);
  for (std::size_t i = 0; i < critical.size(); ++i)
    critical[i] = takes_place(i) && latest[2 * i] == ticks_[2 * i];
  return critical;
}

}  // namespace perilune::detail
