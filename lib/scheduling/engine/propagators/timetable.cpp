#include "timetable.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

constexpr auto nobody = static_cast<std::size_t>(-1);

}  // namespace

Timetable::Timetable(std::vector<Demand> demands, std::vector<Block> blocks, Int capacity, Lit selector)
    : demands_(std::move(demands)), blocks_(std::move(blocks)), capacity_(capacity), selector_(selector) {
  // The largest first: reasons then need the fewest.
  std::stable_sort(demands_.begin(), demands_.end(),
                   [](const Demand& a, const Demand& b) { return a.amount > b.amount; });
}

std::vector<Side> Timetable::watched() const {
  std::vector<Side> sides = {selector_.side};
  for (const Demand& demand : demands_) demand.activity.watch(sides);
  return sides;
}

bool Timetable::propagate(Kernel& kernel) {
  if (!kernel.is_true(selector_)) return true;
  if (!build_profile(kernel)) return false;
  if (profile_.empty()) return true;
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    const Demand& demand = demands_[i];
    if (highest_ + demand.amount <= capacity_) break;  // nor can any smaller one
    if (demand.activity.is_absent(kernel)) continue;
    if (kernel.is_fixed(demand.activity.start) &&
        demand.activity.earliest_end(kernel) == demand.activity.latest_end(kernel) &&
        demand.activity.is_present(kernel))
      continue;
    if (!push_later(kernel, i) || !push_earlier(kernel, i)) return false;
  }
  return true;
}

bool Timetable::build_profile(Kernel& kernel) {
  steps_.clear();
  profile_.clear();
  highest_ = 0;
  for (const Block& block : blocks_) {
    steps_.push_back({block.from, block.amount});
    steps_.push_back({block.to, -block.amount});
  }
  for (const Demand& demand : demands_) {
    const Int from = demand.activity.latest_start(kernel);
    const Int to = demand.activity.earliest_end(kernel);
    if (from >= to || !demand.activity.is_present(kernel)) continue;
    steps_.push_back({from, demand.amount});
    steps_.push_back({to, -demand.amount});
  }
  kernel.add_work(static_cast<std::int64_t>(demands_.size() / 4 + steps_.size()));
  std::sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.tick < b.tick; });
  Int height = 0;
  for (std::size_t i = 0; i < steps_.size();) {
    const Int tick = steps_[i].tick;
    while (i < steps_.size() && steps_[i].tick == tick) height += steps_[i++].change;
    if (height <= 0) continue;
    const Int to = steps_[i].tick;
    profile_.push_back({tick, to, height});
    highest_ = std::max(highest_, height);
    if (height <= capacity_) continue;
    kernel.begin_reason();
    kernel.add_reason(selector_);
    explain_height(kernel, tick + (to - tick) / 2, nobody, capacity_);
    return kernel.conflict();
  }
  return true;
}

bool Timetable::push_later(Kernel& kernel, std::size_t i) {
  const Activity& activity = demands_[i].activity;
  const Int amount = demands_[i].amount;
  auto segment = std::upper_bound(profile_.begin(), profile_.end(), activity.earliest_start(kernel),
                                  [](Int tick, const Segment& s) { return tick < s.to; });
  const Int certain_from = activity.latest_start(kernel);
  const Int certain_to = activity.earliest_end(kernel);
  const bool is_in_profile = certain_from < certain_to && activity.is_present(kernel);
  for (; segment != profile_.end() && segment->from < activity.earliest_end(kernel); ++segment) {
    if (segment->height + amount <= capacity_) continue;
    if (is_in_profile && segment->from >= certain_from && segment->to <= certain_to) continue;
    while (activity.earliest_start(kernel) < segment->to) {
      const Int tick = std::min(segment->to - 1, activity.earliest_end(kernel) - 1);
      if (tick < segment->from || tick < activity.earliest_start(kernel)) break;
      kernel.begin_reason();
      kernel.add_reason(selector_);
      kernel.add_reason(activity.ends_from(tick + 1));
      explain_height(kernel, tick, i, capacity_ - amount);
      if (!kernel.because(activity.starts_from(tick + 1))) return false;
      if (activity.is_absent(kernel)) return true;
    }
  }
  return true;
}

bool Timetable::push_earlier(Kernel& kernel, std::size_t i) {
  const Activity& activity = demands_[i].activity;
  const Int amount = demands_[i].amount;
  auto segment = std::lower_bound(profile_.begin(), profile_.end(), activity.latest_end(kernel),
                                  [](const Segment& s, Int tick) { return s.from < tick; });
  const Int certain_from = activity.latest_start(kernel);
  const Int certain_to = activity.earliest_end(kernel);
  const bool is_in_profile = certain_from < certain_to && activity.is_present(kernel);
  while (segment != profile_.begin()) {
    --segment;
    if (segment->to <= activity.latest_start(kernel)) break;
    if (segment->height + amount <= capacity_) continue;
    if (is_in_profile && segment->from >= certain_from && segment->to <= certain_to) continue;
    while (activity.latest_end(kernel) > segment->from) {
      const Int tick = std::max(segment->from, activity.latest_start(kernel));
      if (tick >= segment->to || tick >= activity.latest_end(kernel)) break;
      kernel.begin_reason();
      kernel.add_reason(selector_);
      kernel.add_reason(activity.starts_by(tick));
      explain_height(kernel, tick, i, capacity_ - amount);
      if (!kernel.because(activity.ends_by(tick))) return false;
      if (activity.is_absent(kernel)) return true;
    }
  }
  return true;
}

/// Lists who occupies the tick, as few as make more than that.
void Timetable::explain_height(Kernel& kernel, Int tick, std::size_t without, Int more_than) {
  Int height = 0;
  for (const Block& block : blocks_)
    if (block.from <= tick && tick < block.to) height += block.amount;
  chosen_.clear();
  for (std::size_t i = 0; i < demands_.size() && height <= more_than; ++i) {
    const Activity& activity = demands_[i].activity;
    if (i == without || activity.latest_start(kernel) > tick || activity.earliest_end(kernel) <= tick ||
        !activity.is_present(kernel))
      continue;
    chosen_.push_back(i);
    height += demands_[i].amount;
  }
  for (std::size_t c = chosen_.size(); c > 0; --c) {
    const Demand& demand = demands_[chosen_[c - 1]];
    if (height - demand.amount > more_than) {
      height -= demand.amount;
      continue;
    }
    kernel.add_reason(demand.activity.starts_by(tick));
    kernel.add_reason(demand.activity.ends_from(tick + 1));
    kernel.add_reason(demand.activity.presence);
  }
}

}  // namespace perilune::engine::detail
