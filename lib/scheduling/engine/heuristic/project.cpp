#include "engine/heuristic/project.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

constexpr Value longest_profile = 200'000;  // ticks
constexpr Value largest_capacity = 32'767;  // of a lane of 16 bits, less its borrow bit

bool is_plain(const Model& model) {
  if (!model.clauses.empty() || !model.alternatives.empty() || !model.tables.empty() ||
      !model.disjunctives.empty() || !model.reservoirs.empty() || !model.linears.empty() ||
      !model.variables.empty() || model.objectives.size() != 1 || model.intervals.empty())
    return false;
  const auto is_fixed = [](const Interval& interval) {
    return !interval.presence && interval.end.empty() && interval.duration.first == interval.duration.last;
  };
  if (!std::all_of(model.intervals.begin(), model.intervals.end(), is_fixed)) return false;
  const Objective& objective = model.objectives.front();
  if (objective.terms.size() != 1 || objective.terms.front().weight != 1) return false;
  const TermKind kind = objective.terms.front().term.kind;
  if (kind != TermKind::start && kind != TermKind::end) return false;
  for (const Lag& lag : model.lags)
    if (!lag.conditions.empty() || lag.from.kind == TermKind::duration || lag.to.kind == TermKind::duration)
      return false;
  for (const Membership& membership : model.memberships)
    if (!membership.conditions.empty() || membership.term.kind == TermKind::duration) return false;
  return true;
}

std::vector<Range> intersection(const std::vector<Range>& a, const std::vector<Range>& b) {
  std::vector<Range> both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Range range{std::max(a[i].first, b[j].first), std::min(a[i].last, b[j].last)};
    if (range.first <= range.last) both.push_back(range);
    a[i].last < b[j].last ? ++i : ++j;
  }
  return both;
}

/// Fills `order`; false where precedence has a cycle.
bool sort(Project& project) {
  std::vector<std::size_t> open(project.size());
  for (std::size_t i = 0; i < project.size(); ++i) {
    open[i] = project.predecessors[i].size();
    if (open[i] == 0) project.order.push_back(static_cast<std::int32_t>(i));
  }
  for (std::size_t k = 0; k < project.order.size(); ++k)
    for (const Project::Edge& edge : project.successors[static_cast<std::size_t>(project.order[k])])
      if (--open[static_cast<std::size_t>(edge.other)] == 0) project.order.push_back(edge.other);
  return project.order.size() == project.size();
}

bool fill_resources(Project& project, const Model& model) {
  project.words = (model.cumulatives.size() + 3) / 4;
  project.demands.assign(project.size() * project.words, 0);
  project.free.assign(static_cast<std::size_t>(project.horizon) * project.words, 0);
  for (std::size_t r = 0; r < model.cumulatives.size(); ++r) {
    const Cumulative& resource = model.cumulatives[r];
    const std::size_t word = r / 4;
    const auto shift = static_cast<unsigned>(16 * (r % 4));
    Value capacity = resource.capacity;
    std::size_t step = 0;
    for (Value tick = 0; tick < project.horizon; ++tick) {
      while (step < resource.steps.size() && resource.steps[step].from <= tick + project.origin)
        capacity = resource.steps[step++].capacity;
      project.free[static_cast<std::size_t>(tick) * project.words + word] |=
          static_cast<std::uint64_t>(std::min(capacity, largest_capacity)) << shift;
    }
    for (const Cumulative::Use& use : resource.uses) {
      if (use.demand > largest_capacity) return false;
      std::uint64_t& demand = project.demands[use.interval * project.words + word];
      const auto before = static_cast<Value>((demand >> shift) & 0xFFFF);
      if (before + use.demand > largest_capacity) return false;
      demand += static_cast<std::uint64_t>(use.demand) << shift;
    }
  }
  return true;
}

}  // namespace

std::optional<Project> as_project(const Model& model) {
  if (!is_plain(model)) return std::nullopt;
  Project project;
  Value first = largest_value;
  Value last = -largest_value;
  for (const Interval& interval : model.intervals) {
    first = std::min(first, interval.start.front().first);
    last = std::max(last, interval.start.back().last + interval.duration.first);
  }
  if (last - first >= longest_profile) return std::nullopt;
  project.origin = first;
  project.horizon = static_cast<std::int32_t>(last - first + 1);
  for (const Interval& interval : model.intervals) {
    project.durations.push_back(static_cast<std::int32_t>(interval.duration.first));
    project.windows.push_back(interval.start);
  }
  const auto after_start = [&](const Term& term) {
    return term.kind == TermKind::end ? project.durations[term.index] : 0;
  };
  for (const Membership& membership : model.memberships) {
    Domain starts = membership.domain;
    for (Range& range : starts) {
      range.first -= after_start(membership.term);
      range.last -= after_start(membership.term);
    }
    project.windows[membership.term.index] = intersection(project.windows[membership.term.index], starts);
  }
  for (auto& windows : project.windows) {
    if (windows.empty()) return std::nullopt;
    for (Range& range : windows) {
      range.first -= first;
      range.last -= first;
    }
  }
  project.predecessors.resize(project.size());
  project.successors.resize(project.size());
  for (const Lag& lag : model.lags) {
    const auto from = static_cast<std::int32_t>(lag.from.index);
    const auto to = static_cast<std::int32_t>(lag.to.index);
    const Value distance = after_start(lag.from) + lag.at_least - after_start(lag.to);
    if (distance < 0 || distance > longest_profile) return std::nullopt;
    project.predecessors[lag.to.index].push_back({from, static_cast<std::int32_t>(distance)});
    project.successors[lag.from.index].push_back({to, static_cast<std::int32_t>(distance)});
  }
  const Term goal = model.objectives.front().terms.front().term;
  project.sink = static_cast<std::int32_t>(goal.index);
  project.offset = first + after_start(goal) + model.objectives.front().constant;
  if (!sort(project) || !fill_resources(project, model)) return std::nullopt;
  return project;
}

}  // namespace perilune::engine::detail
