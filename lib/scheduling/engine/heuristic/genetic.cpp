#include "engine/heuristic/genetic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace perilune::engine::detail {
namespace {

constexpr std::uint64_t borrow_bits = 0x8000'8000'8000'8000ULL;

std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

/// Duration times the thousandths of each resource's capacity at the beginning that the activity needs.
std::int64_t energy_of(const Project& project, std::size_t activity) {
  std::int64_t energy = 0;
  for (std::size_t lane = 0; lane < 4 * project.words; ++lane) {
    const auto value = [&](std::uint64_t word) {
      return static_cast<std::int64_t>((word >> (16 * (lane % 4))) & 0x7FFF);
    };
    const std::int64_t capacity = std::max<std::int64_t>(1, value(project.free[lane / 4]));
    energy += value(project.demands[activity * project.words + lane / 4]) * 1000 / capacity;
  }
  return energy * project.durations[activity];
}

/// Where the sink would start if there were no resources.
std::int32_t soonest_sink(const Project& project) {
  std::vector<std::int32_t> soonest(project.size(), 0);
  for (const std::int32_t activity : project.order) {
    std::int32_t& start = soonest[at(activity)];
    start = std::max(start, static_cast<std::int32_t>(project.windows[at(activity)].front().first));
    for (const Project::Edge& edge : project.predecessors[at(activity)])
      start = std::max(start, soonest[at(edge.other)] + edge.distance);
  }
  return soonest[at(project.sink)];
}

}  // namespace

// ---- Schedule generation

ScheduleGeneration::ScheduleGeneration(const Project& project) : project_(project), free_(project.free) {
  rank_.resize(project.size());
  for (std::size_t i = 0; i < project.order.size(); ++i)
    rank_[at(project.order[i])] = static_cast<std::int32_t>(i);
  leads_to_sink_.assign(project.size(), 0);
  leads_to_sink_[at(project.sink)] = 1;
  for (std::size_t k = project.order.size(); k > 0; --k) {
    const std::int32_t activity = project.order[k - 1];
    for (const Project::Edge& edge : project.successors[at(activity)])
      if (leads_to_sink_[at(edge.other)] != 0) leads_to_sink_[at(activity)] = 1;
  }
}

void ScheduleGeneration::clear() {
  const auto end = static_cast<std::ptrdiff_t>(at(used_until_) * project_.words);
  std::copy(project_.free.begin(), project_.free.begin() + end, free_.begin());
  used_until_ = 0;
}

bool ScheduleGeneration::fits(std::size_t activity, std::int32_t tick) const {
  const std::uint64_t* free = &free_[at(tick) * project_.words];
  const std::uint64_t* demand = &project_.demands[activity * project_.words];
  std::uint64_t left = borrow_bits;  // a lane that goes below zero takes its borrow bit
  for (std::size_t w = 0; w < project_.words; ++w) left &= (free[w] | borrow_bits) - demand[w];
  return left == borrow_bits;
}

void ScheduleGeneration::occupy(std::size_t activity, std::int32_t start) {
  const std::int32_t end = start + project_.durations[activity];
  used_until_ = std::max(used_until_, end);
  const std::uint64_t* demand = &project_.demands[activity * project_.words];
  for (std::int32_t tick = start; tick < end; ++tick)
    for (std::size_t w = 0; w < project_.words; ++w) free_[at(tick) * project_.words + w] -= demand[w];
}

std::int32_t ScheduleGeneration::next_start(std::size_t activity, std::int32_t from) const {
  const auto& windows = project_.windows[activity];
  if (windows.size() == 1) {
    if (from > windows.front().last) return -1;
    return std::max(from, static_cast<std::int32_t>(windows.front().first));
  }
  const auto window =
      std::lower_bound(windows.begin(), windows.end(), from,
                       [](const Range& range, std::int32_t tick) { return range.last < tick; });
  if (window == windows.end()) return -1;
  return std::max(from, static_cast<std::int32_t>(window->first));
}

std::int32_t ScheduleGeneration::last_start(std::size_t activity, std::int32_t to) const {
  const auto& windows = project_.windows[activity];
  auto window = std::upper_bound(windows.begin(), windows.end(), to,
                                 [](std::int32_t tick, const Range& range) { return tick < range.first; });
  if (window == windows.begin()) return -1;
  --window;
  return std::min(to, static_cast<std::int32_t>(window->last));
}

std::int32_t ScheduleGeneration::place_early(std::size_t activity, std::int32_t from) {
  const std::int32_t duration = project_.durations[activity];
  std::int32_t start = next_start(activity, from);
  std::int32_t known = start;  // [start, known) fits
  while (start >= 0) {
    if (start + duration > project_.horizon) return -1;
    std::int32_t tick = start + duration - 1;
    while (tick >= known && fits(activity, tick)) --tick;
    if (tick < known) break;
    known = start + duration;
    start = next_start(activity, tick + 1);
    known = std::max(known, start);
  }
  if (start >= 0) occupy(activity, start);
  return start;
}

std::int32_t ScheduleGeneration::place_late(std::size_t activity, std::int32_t to) {
  const std::int32_t duration = project_.durations[activity];
  std::int32_t start = last_start(activity, std::min(to, project_.horizon - duration));
  std::int32_t known = start + duration;  // [known, start + duration) fits
  while (start >= 0) {
    std::int32_t tick = start;
    while (tick < known && fits(activity, tick)) ++tick;
    if (tick >= known) break;
    known = start;
    start = last_start(activity, tick - duration);
    known = std::min(known, start + duration);
  }
  if (start >= 0) occupy(activity, start);
  return start;
}

std::int32_t ScheduleGeneration::forward(const std::vector<std::int32_t>& order, Starts& starts) {
  ++count_;
  clear();
  for (const std::int32_t activity : order) {
    std::int32_t from = 0;
    for (const Project::Edge& edge : project_.predecessors[at(activity)])
      from = std::max(from, starts[at(edge.other)] + edge.distance);
    starts[at(activity)] = place_early(at(activity), from);
    if (starts[at(activity)] < 0) return -1;
  }
  return starts[at(project_.sink)];
}

bool ScheduleGeneration::backward(const std::vector<std::int32_t>& order, std::int32_t end, Starts& starts) {
  ++count_;
  clear();
  for (std::size_t k = order.size(); k > 0; --k) {
    const std::int32_t activity = order[k - 1];
    std::int32_t to = leads_to_sink_[at(activity)] != 0 ? end : project_.horizon;
    for (const Project::Edge& edge : project_.successors[at(activity)])
      to = std::min(to, starts[at(edge.other)] - edge.distance);
    starts[at(activity)] = place_late(at(activity), to);
    if (starts[at(activity)] < 0) return false;
  }
  return true;
}

void ScheduleGeneration::order_by_start(const Starts& starts, std::vector<std::int32_t>& order) {
  order = project_.order;
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return starts[at(a)] != starts[at(b)] ? starts[at(a)] < starts[at(b)] : rank_[at(a)] < rank_[at(b)];
  });
}

void ScheduleGeneration::order_by_end(const Starts& starts, std::vector<std::int32_t>& order) {
  order = project_.order;
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const std::int32_t end_a = starts[at(a)] + project_.durations[at(a)];
    const std::int32_t end_b = starts[at(b)] + project_.durations[at(b)];
    return end_a != end_b ? end_a < end_b : rank_[at(a)] < rank_[at(b)];
  });
}

std::int32_t ScheduleGeneration::justified(std::vector<std::int32_t>& order, Starts& starts) {
  const std::int32_t value = forward(order, starts);
  if (value < 0) return value;
  order_by_end(starts, order);
  Starts moved = starts;
  const std::int32_t again = late_then_early(order, value, moved);
  if (again < 0 || again > value) return value;
  starts = std::move(moved);
  return again;
}

std::int32_t ScheduleGeneration::late_then_early(std::vector<std::int32_t>& order, std::int32_t end,
                                                 Starts& starts) {
  if (backward(order, end, starts)) order_by_start(starts, order);
  const std::int32_t value = forward(order, starts);
  if (value >= 0) order_by_end(starts, order);
  return value;
}

// ---- Genetic search

Genetic::Genetic(const Project& project, std::uint64_t seed)
    : project_(project),
      generation_(project),
      random_(seed),
      wanted_(project.size() > 100 ? 200 : 60),
      tails_(project.size(), 0),
      energy_(project.size(), 0),
      taken_(project.size(), 0) {
  for (std::size_t k = project.order.size(); k > 0; --k) {
    const std::size_t i = at(project.order[k - 1]);
    for (const Project::Edge& edge : project.successors[i])
      tails_[i] = std::max(tails_[i], tails_[at(edge.other)] + edge.distance);
  }
  for (std::size_t i = 0; i < project.size(); ++i) energy_[i] = energy_of(project, i);
  soonest_ = soonest_sink(project);
}

void Genetic::run(std::int64_t schedules, std::int32_t enough) {
  const std::int64_t until = generation_.count() + schedules;
  while (generation_.count() < until && (best_ < 0 || best_ > std::max(enough, soonest_))) {
    if (population_.size() < wanted_ && drawn_ < 2 * wanted_) {
      insert(first(drawn_++));
    } else if (population_.size() >= 2) {
      insert(child());
    } else {
      return;
    }
  }
}

void Genetic::add(const ScheduleGeneration::Starts& starts) {
  Individual individual;
  individual.starts = starts;
  generation_.order_by_start(starts, individual.order);
  individual.value = generation_.justified(individual.order, individual.starts);
  if (individual.value >= 0) insert(std::move(individual));
}

/// Orders by chance, with long tails first more often.
Genetic::Individual Genetic::first(std::size_t number) {
  Individual individual;
  std::vector<std::size_t> open(project_.size());
  std::vector<std::int32_t> eligible;
  for (std::size_t i = 0; i < project_.size(); ++i) {
    open[i] = project_.predecessors[i].size();
    if (open[i] == 0) eligible.push_back(static_cast<std::int32_t>(i));
  }
  std::vector<double> weights;
  while (!eligible.empty()) {
    std::int32_t shortest = tails_[at(eligible.front())];
    for (const std::int32_t activity : eligible) shortest = std::min(shortest, tails_[at(activity)]);
    weights.clear();
    double sum = 0.0;
    std::size_t longest = 0;
    for (std::size_t e = 0; e < eligible.size(); ++e) {
      const double weight = tails_[at(eligible[e])] - shortest + 1.0;
      sum += weight * weight;
      weights.push_back(sum);
      if (tails_[at(eligible[e])] > tails_[at(eligible[longest])]) longest = e;
    }
    std::size_t pick = longest;
    if (number > 0) {
      const double drawn = random_.unit() * sum;
      pick =
          static_cast<std::size_t>(std::upper_bound(weights.begin(), weights.end(), drawn) - weights.begin());
      pick = std::min(pick, eligible.size() - 1);
    }
    const std::int32_t activity = eligible[pick];
    eligible[pick] = eligible.back();
    eligible.pop_back();
    individual.order.push_back(activity);
    for (const Project::Edge& edge : project_.successors[at(activity)])
      if (--open[at(edge.other)] == 0) eligible.push_back(edge.other);
  }
  individual.starts.resize(project_.size());
  individual.value = generation_.justified(individual.order, individual.starts);
  return individual;
}

const Genetic::Individual& Genetic::tournament() {
  const Individual& a = population_[random_.below(population_.size())];
  const Individual& b = population_[random_.below(population_.size())];
  return is_worse(a, b) ? b : a;
}

Genetic::Individual Genetic::child() {
  const std::size_t n = project_.size();
  const Individual& mother = tournament();
  const Individual& father = population_[random_.below(population_.size())];
  const std::size_t length = n / 4 + random_.below(n / 2 + 1);
  const std::size_t from = random_.below(n - length + 1);
  Individual individual;
  individual.order.reserve(n);
  std::fill(taken_.begin(), taken_.end(), 0);
  const auto take = [&](std::int32_t activity) {
    if (taken_[at(activity)] != 0) return;
    taken_[at(activity)] = 1;
    individual.order.push_back(activity);
  };
  for (std::size_t i = 0; i < from; ++i) take(mother.order[i]);
  for (std::size_t i = 0; i < n && individual.order.size() < from + length; ++i) take(father.order[i]);
  for (const std::int32_t activity : mother.order) take(activity);
  mutate(individual.order);
  individual.starts.resize(n);
  individual.value =
      generation_.late_then_early(individual.order, mother.value + mother.value / 4, individual.starts);
  return individual;
}

void Genetic::mutate(std::vector<std::int32_t>& order) {
  const std::size_t n = order.size();
  if (n < 3) return;
  const std::size_t moves = 1 + random_.below(2) + (stale_ > 200 ? random_.below(6) : 0);
  for (std::size_t m = 0; m < moves; ++m) {
    const std::size_t i = random_.below(n);
    const std::int32_t activity = order[i];
    const auto is_linked = [&](const std::vector<Project::Edge>& edges, std::int32_t other) {
      return std::any_of(edges.begin(), edges.end(),
                         [&](const Project::Edge& edge) { return edge.other == other; });
    };
    std::size_t low = i;
    std::size_t high = i;
    while (low > 0 && !is_linked(project_.predecessors[at(activity)], order[low - 1])) --low;
    while (high + 1 < n && !is_linked(project_.successors[at(activity)], order[high + 1])) ++high;
    const std::size_t to = low + random_.below(high - low + 1);
    const auto place = [&](std::size_t index) { return order.begin() + static_cast<std::ptrdiff_t>(index); };
    if (to < i) std::rotate(place(to), place(i), place(i + 1));
    if (to > i) std::rotate(place(i), place(i + 1), place(to + 1));
  }
}

void Genetic::note(const Individual& individual) {
  if (best_ >= 0 && individual.value >= best_) return;
  best_ = individual.value;
  best_starts_ = individual.starts;
  stale_ = 0;
}

void Genetic::insert(Individual individual) {
  ++stale_;
  if (individual.value < 0) return;
  note(individual);
  individual.lateness = 0;
  individual.hash = 1469598103934665603ULL;
  for (std::size_t i = 0; i < project_.size(); ++i) {
    individual.lateness += energy_[i] * individual.starts[i];
    individual.hash = (individual.hash ^ static_cast<std::uint64_t>(individual.starts[i])) * 1099511628211ULL;
  }
  for (const Individual& other : population_)
    if (other.hash == individual.hash) return;
  if (population_.size() < wanted_) {
    population_.push_back(std::move(individual));
    return;
  }
  std::size_t worst = 0;
  for (std::size_t i = 1; i < population_.size(); ++i)
    if (is_worse(population_[i], population_[worst])) worst = i;
  if (!is_worse(individual, population_[worst])) population_[worst] = std::move(individual);
}

}  // namespace perilune::engine::detail
