#include "stock.hpp"

#include <algorithm>
#include <cstdlib>

namespace perilune::engine::detail {

Stock::Stock(std::vector<StockEvent> events, Int initial, Int lowest, Int first, Int last, Lit selector)
    : events_(std::move(events)),
      initial_(initial),
      lowest_(lowest),
      first_(first),
      last_(last),
      selector_(selector) {
  std::stable_sort(events_.begin(), events_.end(), [](const StockEvent& a, const StockEvent& b) {
    return std::abs(a.change) > std::abs(b.change);
  });
  for (const StockEvent& event : events_) largest_change_ = std::max(largest_change_, std::abs(event.change));
}

std::vector<Side> Stock::watched() const {
  std::vector<Side> sides = {selector_.side};
  for (const StockEvent& event : events_) {
    // What comes matters when it may come later or not at all, what goes when it must go earlier or at all.
    sides.insert(sides.end(), {2 * event.at, 2 * event.at + 1});
    for (const Lit literal : {event.active, event.scope})
      sides.insert(sides.end(), {literal.side, opposite(literal.side)});
  }
  return sides;
}

Int Stock::earliest(const Kernel& kernel, const StockEvent& event) const {
  return std::max(first_, kernel.lower(event.at) + event.offset);
}
Int Stock::latest(const Kernel& kernel, const StockEvent& event) const {
  return std::max(first_, kernel.upper(event.at) + event.offset);
}
bool Stock::is_certain(const Kernel& kernel, const StockEvent& event) const {
  return kernel.is_true(event.active) && kernel.is_true(event.scope);
}
bool Stock::is_excluded(const Kernel& kernel, const StockEvent& event) const {
  return kernel.is_false(event.active) || kernel.is_false(event.scope);
}

bool Stock::propagate(Kernel& kernel) {
  if (!kernel.is_true(selector_)) return true;
  steps_.clear();
  for (const StockEvent& event : events_) {
    if (event.change > 0) {
      if (!is_excluded(kernel, event)) steps_.push_back({earliest(kernel, event), event.change});
    } else if (is_certain(kernel, event)) {
      steps_.push_back({latest(kernel, event), event.change});
    }
  }
  steps_.push_back({first_, 0});
  kernel.add_work(static_cast<std::int64_t>(events_.size()));
  std::sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.tick < b.tick; });
  std::int64_t level = initial_;
  for (std::size_t i = 0; i < steps_.size();) {
    const Int tick = steps_[i].tick;
    if (tick > last_) break;
    while (i < steps_.size() && steps_[i].tick == tick) level += steps_[i++].change;
    const Int until = std::min(last_, i < steps_.size() ? steps_[i].tick - 1 : last_);
    if (level >= std::int64_t{lowest_} + largest_change_) continue;
    // The level is the same up to `until`: what has to wait, waits for all of it.
    if (!look_at(kernel, tick, level) || (until > tick && !look_at(kernel, until, level))) return false;
  }
  return true;
}

/// `level`: the most that can be there at the tick.
bool Stock::look_at(Kernel& kernel, Int tick, std::int64_t level) {
  if (level < lowest_) {
    kernel.begin_reason();
    kernel.add_reason(selector_);
    explain_level(kernel, tick, nullptr, lowest_ - 1 - level);
    return kernel.conflict();
  }
  for (const StockEvent& event : events_) {
    const std::int64_t slack = lowest_ - 1 - (level - std::abs(event.change));
    if (slack < 0) break;  // nor for any smaller change
    if (is_excluded(kernel, event) || earliest(kernel, event) > tick) continue;
    if (event.change > 0) {
      if (is_certain(kernel, event) && latest(kernel, event) <= tick) continue;
      if (!hasten(kernel, event, tick, slack)) return false;
    } else {
      if (is_certain(kernel, event) && latest(kernel, event) <= tick) continue;  // counted already
      if (!delay(kernel, event, tick, slack)) return false;
    }
  }
  return true;
}

/// What goes cannot go by the tick.
bool Stock::delay(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t slack) {
  const bool is_by_tick = latest(kernel, event) <= tick;
  if (!is_by_tick && !kernel.is_true(event.active)) return true;
  kernel.begin_reason();
  kernel.add_reason(selector_);
  explain_level(kernel, tick, &event, slack);
  if (is_by_tick) {
    kernel.add_reason(le(event.at, tick - event.offset));
    return kernel.forbid({event.active, event.scope});
  }
  kernel.add_reason(event.active);
  return kernel.because(ge(event.at, tick + 1 - event.offset));
}

/// What comes has to come, and by the tick.
bool Stock::hasten(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t slack) {
  for (const Lit literal : {event.active, event.scope, le(event.at, tick - event.offset)}) {
    if (kernel.is_true(literal)) continue;
    kernel.begin_reason();
    kernel.add_reason(selector_);
    explain_level(kernel, tick, &event, slack);
    if (!kernel.because(literal)) return false;
  }
  return true;
}

/// Why the level at the tick is no higher, leaving out facts that together are worth at most `slack`.
void Stock::explain_level(Kernel& kernel, Int tick, const StockEvent* without, std::int64_t slack) {
  // From the smallest change: the more of those can be left out.
  for (std::size_t i = events_.size(); i > 0; --i) {
    const StockEvent& event = events_[i - 1];
    if (&event == without) continue;
    if (event.change > 0) {
      const bool is_late = earliest(kernel, event) > tick;
      if (!is_late && !is_excluded(kernel, event)) continue;  // counted as come
      if (slack >= event.change) {
        slack -= event.change;
        continue;
      }
      if (is_excluded(kernel, event)) {
        kernel.add_reason(kernel.is_false(event.active) ? ~event.active : ~event.scope);
      } else {
        kernel.add_reason(ge(event.at, tick + 1 - event.offset));
      }
    } else if (is_certain(kernel, event) && latest(kernel, event) <= tick) {
      if (slack >= -std::int64_t{event.change}) {
        slack += event.change;
        continue;
      }
      kernel.add_reason(le(event.at, tick - event.offset));
      kernel.add_reason(event.active);
      kernel.add_reason(event.scope);
    }
  }
}

}  // namespace perilune::engine::detail
