#include "positive_cycle.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

// Sums of many durations of up to 292 years each: 64 bits of nanoseconds would not hold them.
__extension__ using Nanoseconds = __int128;

struct Edge {
  std::size_t from = 0;
  std::size_t to = 0;
  Nanoseconds length = 0;
  const Precedence* precedence = nullptr;  ///< none for what ties the activities of one mission
};

class WaitingGraph {
 public:
  explicit WaitingGraph(const Roadmap& roadmap) : roadmap_(roadmap) {
    for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
      first_.push_back(events_.size());
      const Mission& mission = roadmap.missions[m];
      for (std::size_t a = 0; a < mission.activities.size(); ++a) {
        events_.push_back({m, a, EventSide::start});
        events_.push_back({m, a, EventSide::end});
      }
    }
    for (std::size_t m = 0; m < roadmap.missions.size(); ++m) add_mission(m);
  }

  std::optional<std::vector<Edge>> find_cycle() const {
    std::vector<Nanoseconds> earliest(events_.size(), 0);
    std::vector<std::size_t> reason(events_.size(), edges_.size());
    std::size_t moved = events_.size();
    for (std::size_t round = 0; round <= events_.size() && (round == 0 || moved < events_.size()); ++round) {
      moved = events_.size();
      for (std::size_t e = 0; e < edges_.size(); ++e) {
        const Edge& edge = edges_[e];
        if (earliest[edge.from] + edge.length <= earliest[edge.to]) continue;
        earliest[edge.to] = earliest[edge.from] + edge.length;
        reason[edge.to] = e;
        moved = edge.to;
      }
    }
    if (moved == events_.size()) return std::nullopt;
    // An event that still moves after as many rounds as there are events hangs on a cycle: go back into it.
    for (std::size_t i = 0; i < events_.size(); ++i) moved = edges_[reason[moved]].from;
    std::vector<Edge> cycle;
    for (std::size_t at = moved; cycle.empty() || at != moved; at = cycle.back().from) {
      cycle.push_back(edges_[reason[at]]);
    }
    std::reverse(cycle.begin(), cycle.end());
    return cycle;
  }

  void remove(const Precedence* precedence) {
    std::erase_if(edges_, [&](const Edge& edge) { return edge.precedence == precedence; });
  }

  const RoadmapEvent& event(std::size_t number) const { return events_[number]; }

 private:
  static Nanoseconds length(Duration duration) { return duration.nanoseconds(); }

  std::size_t number(const RoadmapEvent& event) const {
    return first_[event.mission] + 2 * event.activity + (event.side == EventSide::end ? 1 : 0);
  }

  void add_mission(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      if (!takes_place(mission, a)) continue;
      const std::size_t start = number({m, a, EventSide::start});
      const Duration shortest = mission.activities[a].duration.min;
      edges_.push_back({start, start + 1, std::max<Nanoseconds>(0, length(shortest)), nullptr});
      if (a > 0) edges_.push_back({start - 1, start, 0, nullptr});
    }
    for (const Precedence& precedence : mission.after) {
      const auto events = find_events(roadmap_, m, precedence);
      if (!events || !takes_place(mission, events->after.activity)) continue;
      if (!takes_place(roadmap_.missions[events->before.mission], events->before.activity)) continue;
      edges_.push_back(
          {number(events->before), number(events->after), length(precedence.lag.min), &precedence});
    }
  }

  const Roadmap& roadmap_;
  std::vector<std::size_t> first_;
  std::vector<RoadmapEvent> events_;
  std::vector<Edge> edges_;
};

std::string place(const SourceLocation& where) {
  return where.line > 0 ? concat(" (", where.file, ":", where.line, ":", where.column, ")") : std::string();
}

/// The cycle with its precedences in words; what ties the activities of one mission is understood.
WaitingCycle described(const Roadmap& roadmap, const WaitingGraph& graph, const std::vector<Edge>& cycle) {
  WaitingCycle out;
  for (const Edge& edge : cycle) {
    const RoadmapEvent& from = graph.event(edge.from);
    const RoadmapEvent& to = graph.event(edge.to);
    const std::string name = activity_name(roadmap.missions[from.mission], from.activity);
    if (edge.precedence != nullptr) {
      out.links.push_back(
          {name, concat(event_name(roadmap, to), " waits for ", event_name(roadmap, from), ", at least ",
                        to_text(edge.precedence->lag.min), place(edge.precedence->where))});
    } else if (from.activity == to.activity) {
      out.links.push_back(
          {name, concat(name, " lasts at least ",
                        to_text(roadmap.missions[from.mission].activities[from.activity].duration.min))});
    } else {
      out.links.push_back({name, concat(activity_name(roadmap.missions[to.mission], to.activity), " follows ",
                                        name, " in its mission")});
    }
  }
  return out;
}

/// By the place of its precedence in the file; what ties the activities of one mission comes last.
bool comes_first(const Edge& a, const Edge& b) {
  if (a.precedence == nullptr || b.precedence == nullptr) return a.precedence != nullptr;
  const SourceLocation& p = a.precedence->where;
  const SourceLocation& q = b.precedence->where;
  return std::tie(p.file, p.line, p.column) < std::tie(q.file, q.line, q.column);
}

}  // namespace

std::vector<WaitingCycle> positive_cycles(const Roadmap& roadmap) {
  WaitingGraph graph(roadmap);
  std::vector<WaitingCycle> found;
  while (auto cycle = graph.find_cycle()) {
    const auto first = std::min_element(cycle->begin(), cycle->end(), comes_first);
    const Precedence* precedence = first->precedence;
    // It closes the circle, which then begins with the activity that waits.
    std::rotate(cycle->begin(), std::next(first), cycle->end());
    found.push_back(described(roadmap, graph, *cycle));
    found.back().where = precedence->where;
    graph.remove(precedence);
  }
  return found;
}

}  // namespace perilune::detail
