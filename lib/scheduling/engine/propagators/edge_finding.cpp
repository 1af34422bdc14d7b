#include "engine/propagators/edge_finding.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

constexpr int patience = 30;      // runs without a result before some are left out
constexpr int longest_skip = 16;  // runs

}  // namespace

EdgeFinding::EdgeFinding(std::vector<Demand> demands, std::vector<Block> blocks, Int capacity, Lit selector)
    : demands_(std::move(demands)), blocks_(std::move(blocks)), capacity_(capacity), selector_(selector) {
  std::erase_if(demands_, [](const Demand& demand) { return demand.activity.duration == 0; });
}

std::vector<Side> EdgeFinding::watched() const {
  std::vector<Side> sides = {selector_.side};
  for (const Demand& demand : demands_) demand.activity.watch(sides);
  return sides;
}

bool EdgeFinding::propagate(Kernel& kernel) {
  if (!kernel.is_true(selector_)) return true;
  if (to_skip_ > 0) {
    --to_skip_;
    return true;
  }
  has_moved_ = false;
  for (const bool backwards : {false, true}) {
    look(kernel, backwards);
    if (tasks_.size() < 2) return true;
    if (!sweep(kernel, backwards)) {
      idle_ = 0;
      return false;
    }
  }
  idle_ = has_moved_ ? 0 : idle_ + 1;
  to_skip_ = idle_ > patience ? std::min(longest_skip, idle_ / patience) : 0;
  return true;
}

// ---- What is there

void EdgeFinding::look(const Kernel& kernel, bool backwards) {
  tasks_.clear();
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    const Activity& a = demands_[i].activity;
    if (!a.is_present(kernel)) continue;
    Task task{i, a.earliest_start(kernel), a.latest_start(kernel), a.duration, demands_[i].amount, 0};
    if (backwards) {
      task.earliest_start = -a.latest_end(kernel);
      task.latest_start = -a.earliest_end(kernel);
    }
    const Int certain = std::max(0, task.earliest_end() - task.latest_start);
    task.free_energy = std::int64_t{task.amount} * (task.duration - certain);
    tasks_.push_back(task);
  }
  knots_.clear();
  for (const Task& task : tasks_) {
    if (task.latest_start >= task.earliest_end()) continue;
    knots_.push_back({task.latest_start, 0, task.amount});
    knots_.push_back({task.earliest_end(), 0, -task.amount});
  }
  for (const Block& block : blocks_) {
    knots_.push_back({backwards ? -block.to : block.from, 0, block.amount});
    knots_.push_back({backwards ? -block.from : block.to, 0, -block.amount});
  }
  build_profile();
}

void EdgeFinding::build_profile() {
  std::sort(knots_.begin(), knots_.end(), [](const Knot& a, const Knot& b) { return a.tick < b.tick; });
  std::int64_t height = 0;
  std::int64_t energy = 0;
  for (std::size_t i = 0; i < knots_.size(); ++i) {
    if (i > 0) energy += height * (std::int64_t{knots_[i].tick} - knots_[i - 1].tick);
    height += knots_[i].height;
    knots_[i].energy = energy;
    knots_[i].height = height;
  }
}

std::int64_t EdgeFinding::certain_energy_before(Int tick) const {
  auto knot =
      std::upper_bound(knots_.begin(), knots_.end(), tick, [](Int t, const Knot& k) { return t < k.tick; });
  if (knot == knots_.begin()) return 0;
  --knot;
  return knot->energy + knot->height * (std::int64_t{tick} - knot->tick);
}

std::int64_t EdgeFinding::block_energy(const Window& window, bool backwards) const {
  std::int64_t energy = 0;
  for (const Block& block : blocks_) {
    const Int from = std::max(window.from, backwards ? -block.to : block.from);
    const Int to = std::min(window.to, backwards ? -block.from : block.to);
    if (from < to) energy += std::int64_t{block.amount} * (to - from);
  }
  return energy;
}

std::int64_t EdgeFinding::least_overlap(const Task& task, const Window& window) {
  const Int overlap = std::min({task.duration, window.to - window.from, task.earliest_end() - window.from,
                                window.to - task.latest_start});
  return std::max(0, overlap);
}

std::int64_t EdgeFinding::energy_without(const Window& window, bool backwards, const Task* without) const {
  std::int64_t energy = block_energy(window, backwards);
  for (const Task& task : tasks_)
    if (&task != without) energy += task.amount * least_overlap(task, window);
  return energy;
}

// ---- Windows

bool EdgeFinding::sweep(Kernel& kernel, bool backwards) {
  by_start_.resize(tasks_.size());
  before_start_.resize(tasks_.size());
  ends_.clear();
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    by_start_[i] = i;
    before_start_[i] = certain_energy_before(tasks_[i].earliest_start);
    if (tasks_[i].free_energy > 0) ends_.push_back(tasks_[i].latest_end());
  }
  std::sort(by_start_.begin(), by_start_.end(), [&](std::size_t a, std::size_t b) {
    return tasks_[a].earliest_start != tasks_[b].earliest_start
               ? tasks_[a].earliest_start > tasks_[b].earliest_start
               : a < b;
  });
  std::sort(ends_.begin(), ends_.end());
  ends_.erase(std::unique(ends_.begin(), ends_.end()), ends_.end());
  kernel.add_work(static_cast<std::int64_t>(ends_.size() * tasks_.size() / 16 + tasks_.size()));
  for (const Int end : ends_) {
    const std::int64_t before_end = certain_energy_before(end);
    std::int64_t inside = 0;
    std::int64_t most_extra = 0;
    Task* candidate = nullptr;
    for (const std::size_t i : by_start_) {
      Task& task = tasks_[i];
      if (task.earliest_start >= end) continue;
      if (task.latest_end() <= end) {
        inside += task.free_energy;
      } else if (task.free_energy > 0) {
        // If it began as early as it can, so much more of it would lie inside than its certain part.
        const Int certain_to = std::min(end, task.earliest_end());
        const Int certain = std::max(0, certain_to - std::min(certain_to, task.latest_start));
        // What must lie inside wherever it is.
        const Int least = std::max(0, std::min(task.duration, end - task.latest_start)) - certain;
        if (least > 0) inside += std::int64_t{task.amount} * least;
        const std::int64_t extra =
            std::int64_t{task.amount} * (certain_to - task.earliest_start - certain - std::max(0, least));
        if (extra > most_extra) {
          most_extra = extra;
          candidate = &task;
        }
      }
      const Window window{task.earliest_start, end};
      const std::int64_t room = std::int64_t{capacity_} * (end - window.from);
      const std::int64_t energy = inside + before_end - before_start_[i];
      if (energy > room) return fail(kernel, window, backwards);
      if (candidate != nullptr && energy + most_extra > room && !push(kernel, window, backwards, *candidate))
        return false;
    }
  }
  return true;
}

Lit EdgeFinding::from_tick(const Task& task, Int tick, bool backwards) const {
  const Activity& a = demands_[task.demand].activity;
  return backwards ? a.ends_by(-tick) : a.starts_from(tick);
}

Lit EdgeFinding::by_tick(const Task& task, Int tick, bool backwards) const {
  const Activity& a = demands_[task.demand].activity;
  return backwards ? a.ends_from(-tick) : a.starts_by(tick);
}

/// Lists what makes the energy within the window, less at most `spare` of it.
void EdgeFinding::explain(Kernel& kernel, const Window& window, bool backwards, const Task* without,
                          std::int64_t spare) const {
  for (const Task& task : tasks_) {
    if (&task == without) continue;
    std::int64_t overlap = least_overlap(task, window);
    if (overlap == 0) continue;
    const std::int64_t less = std::min(overlap, spare / task.amount);
    spare -= less * task.amount;
    overlap -= less;
    if (overlap == 0) continue;
    const auto ticks = static_cast<Int>(overlap);
    kernel.add_reason(from_tick(task, window.from + ticks - task.duration, backwards));
    kernel.add_reason(by_tick(task, window.to - ticks, backwards));
    kernel.add_reason(demands_[task.demand].activity.presence);
  }
}

bool EdgeFinding::fail(Kernel& kernel, const Window& window, bool backwards) {
  const std::int64_t room = std::int64_t{capacity_} * (window.to - window.from);
  const std::int64_t spare = energy_without(window, backwards, nullptr) - room - 1;
  kernel.begin_reason();
  kernel.add_reason(selector_);
  explain(kernel, window, backwards, nullptr, spare);
  return kernel.conflict();
}

/// Moves a task that does not fit at the beginning of the window.
bool EdgeFinding::push(Kernel& kernel, const Window& window, bool backwards, Task& task) {
  const std::int64_t room = std::int64_t{capacity_} * (window.to - window.from);
  const std::int64_t others = energy_without(window, backwards, &task);
  if (others > room) return fail(kernel, window, backwards);
  const std::int64_t ticks = (room - others) / task.amount;  // as many of it fit
  if (ticks >= task.duration || ticks >= window.to - window.from ||
      task.earliest_end() <= window.from + ticks)
    return true;
  const auto fitting = static_cast<Int>(ticks);
  const Int start = window.to - fitting;
  if (start <= task.earliest_start) return true;
  kernel.begin_reason();
  kernel.add_reason(selector_);
  explain(kernel, window, backwards, &task, others + task.amount * (ticks + 1) - room - 1);
  kernel.add_reason(from_tick(task, window.from + fitting + 1 - task.duration, backwards));
  if (!kernel.because(from_tick(task, start, backwards))) return false;
  has_moved_ = true;  // the task is left as it was seen: the kernel calls again
  return true;
}

}  // namespace perilune::engine::detail
