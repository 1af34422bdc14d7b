#include "flow.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

Int to_int(std::int64_t value) {
  return static_cast<Int>(std::clamp<std::int64_t>(value, -2'000'000'000, 2'000'000'000));
}

bool is_certain(const Kernel& kernel, const StockEvent& event) {
  return kernel.is_true(event.active) && kernel.is_true(event.scope);
}

bool is_excluded(const Kernel& kernel, const StockEvent& event) {
  return kernel.is_false(event.active) || kernel.is_false(event.scope);
}

/// Leaves what lies within the limits, sorted, each once.
void sort_within(const FlowLimits& limits, std::vector<Int>& ticks) {
  std::erase_if(ticks, [&](Int tick) { return tick < limits.first || tick > limits.last; });
  std::sort(ticks.begin(), ticks.end());
  ticks.erase(std::unique(ticks.begin(), ticks.end()), ticks.end());
}

constexpr int patience = 30;      // looks at windows without a result before some are left out
constexpr int longest_skip = 16;  // looks

}  // namespace

Flow::Flow(std::vector<StockEvent> events, std::vector<FlowRate> rates, std::vector<FlowSupply> supply,
           FlowLimits limits, Lit selector)
    : events_(std::move(events)),
      rates_(std::move(rates)),
      supply_(std::move(supply)),
      limits_(limits),
      selector_(selector) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < supply_.size(); ++i) {
    if (i > 0) total += std::int64_t{supply_[i - 1].per_tick} * (supply_[i].from - supply_[i - 1].from);
    supplied_.push_back(total);
  }
}

std::vector<Side> Flow::watched() const {
  std::vector<Side> sides = {selector_.side};
  for (const StockEvent& event : events_) {
    sides.insert(sides.end(), {2 * event.at, 2 * event.at + 1});
    for (const Lit literal : {event.active, event.scope})
      sides.insert(sides.end(), {literal.side, opposite(literal.side)});
  }
  for (const FlowRate& rate : rates_) rate.activity.watch(sides);
  return sides;
}

// ---- What can be there

std::int64_t Flow::supplied_before(Int tick) const {
  const auto after = std::upper_bound(supply_.begin(), supply_.end(), tick,
                                      [](Int t, const FlowSupply& step) { return t < step.from; });
  if (after == supply_.begin()) return 0;
  const auto step = std::prev(after);
  return supplied_[static_cast<std::size_t>(step - supply_.begin())] +
         std::int64_t{step->per_tick} * (tick - step->from);
}

std::int64_t Flow::net_supply(const Window& window) const {
  return supplied_before(window.to) - (window.from ? supplied_before(*window.from) : 0);
}

/// The most that can be there at the end of the window.
std::int64_t Flow::level(const Kernel& kernel, const Window& window) const {
  std::int64_t sum = window.from ? *limits_.brim : limits_.initial;
  sum += net_supply(window);
  for (const StockEvent& event : events_) sum += event_change(kernel, event, window, nullptr);
  for (const FlowRate& rate : rates_) sum += rate_change(kernel, rate, window, nullptr);
  return sum;
}

/// The most that the event can bring within the window, and why.
std::int64_t Flow::event_change(const Kernel& kernel, const StockEvent& event, const Window& window,
                                std::vector<Lit>* why) const {
  const Int earliest = std::max(limits_.first, kernel.lower(event.at) + event.offset);
  const Int latest = std::max(limits_.first, kernel.upper(event.at) + event.offset);
  if (event.change < 0) {
    if (!is_certain(kernel, event) || latest > window.to || (window.from && earliest <= *window.from))
      return 0;
    if (why != nullptr) {
      why->insert(why->end(), {event.active, event.scope, le(event.at, window.to - event.offset)});
      if (window.from) why->push_back(ge(event.at, *window.from + 1 - event.offset));
    }
    return event.change;
  }
  Lit reason = always;
  if (kernel.is_false(event.active)) {
    reason = ~event.active;
  } else if (kernel.is_false(event.scope)) {
    reason = ~event.scope;
  } else if (earliest > window.to) {
    reason = ge(event.at, window.to + 1 - event.offset);
  } else if (window.from && latest <= *window.from) {
    reason = le(event.at, *window.from - event.offset);
  } else {
    return event.change;
  }
  if (why != nullptr) why->push_back(reason);
  return 0;
}

std::int64_t Flow::rate_change(const Kernel& kernel, const FlowRate& rate, const Window& window,
                               std::vector<Lit>* why) const {
  if (rate.per_tick > 0) {
    if (rate.activity.is_absent(kernel)) {
      if (why != nullptr) why->push_back(~rate.activity.presence);
      return 0;
    }
    return rate.per_tick * most_ticks(kernel, rate, window, why);
  }
  if (!rate.activity.is_present(kernel)) return 0;
  const std::int64_t ticks = least_ticks(kernel, rate.activity, window, why);
  if (ticks > 0 && why != nullptr) why->push_back(rate.activity.presence);
  return rate.per_tick * ticks;
}

/// On how many ticks of the window the activity goes on at least, if it takes place.
std::int64_t Flow::least_ticks(const Kernel& kernel, const Activity& a, const Window& window,
                               std::vector<Lit>* why) const {
  const std::int64_t to = window.to;
  // By its shortest duration, wherever it lies ...
  std::int64_t shifted = std::min<std::int64_t>(a.duration, to - a.latest_start(kernel));
  if (window.from) {
    shifted = std::min(shifted, to - *window.from);
    shifted = std::min(shifted, std::int64_t{a.earliest_start(kernel)} + a.duration - *window.from);
  }
  // ... and by what it occupies in any case.
  std::int64_t certain = std::min<std::int64_t>(a.earliest_end(kernel), to) - a.latest_start(kernel);
  if (window.from)
    certain = std::min(certain, std::min<std::int64_t>(a.earliest_end(kernel), to) - *window.from);
  const std::int64_t ticks = std::max<std::int64_t>(0, std::max(shifted, certain));
  if (why == nullptr || ticks == 0) return ticks;
  if (shifted >= certain) {
    why->push_back(a.starts_by(to_int(to - ticks)));
    if (window.from) why->push_back(a.starts_from(to_int(*window.from + ticks - a.duration)));
  } else {
    const Int end = std::min(a.earliest_end(kernel), window.to);
    why->push_back(a.starts_by(to_int(end - ticks)));
    why->push_back(a.ends_from(end));
  }
  return ticks;
}

/// On how many ticks of the window it goes on at most.
std::int64_t Flow::most_ticks(const Kernel& kernel, const FlowRate& rate, const Window& window,
                              std::vector<Lit>* why) const {
  const Activity& a = rate.activity;
  std::int64_t free = rate.longest;
  if (window.from) free = std::min<std::int64_t>(free, window.to - *window.from);
  const std::int64_t from_start =
      std::max<std::int64_t>(0, std::int64_t{window.to} - a.earliest_start(kernel));
  const std::int64_t to_end =
      window.from ? std::max<std::int64_t>(0, std::int64_t{a.latest_end(kernel)} - *window.from) : free;
  const std::int64_t whole =
      std::max<std::int64_t>(0, std::int64_t{a.latest_end(kernel)} - a.earliest_start(kernel));
  const std::int64_t ticks = std::min({free, from_start, to_end, whole});
  if (why == nullptr || ticks == free) return ticks;
  if (ticks == from_start) {
    why->push_back(a.starts_from(to_int(window.to - ticks)));
  } else if (ticks == to_end) {
    why->push_back(a.ends_by(to_int(*window.from + ticks)));
  } else {
    why->push_back(a.starts_from(a.earliest_start(kernel)));
    why->push_back(a.ends_by(a.latest_end(kernel)));
  }
  return ticks;
}

/// Lists why the level is no higher, but for facts that together are worth at most `slack`.
void Flow::explain(Kernel& kernel, const Window& window, const void* without, std::int64_t slack) {
  const auto give = [&](std::int64_t most, std::int64_t found) {
    const std::int64_t worth = most - found;
    if (worth <= slack) {
      slack -= worth;
      return;
    }
    for (const Lit fact : why_) kernel.add_reason(fact);
  };
  for (const StockEvent& event : events_) {
    if (&event == without) continue;
    why_.clear();
    const std::int64_t found = event_change(kernel, event, window, &why_);
    if (!why_.empty()) give(std::max(0, event.change), found);
  }
  for (const FlowRate& rate : rates_) {
    if (&rate == without) continue;
    why_.clear();
    const std::int64_t found = rate_change(kernel, rate, window, &why_);
    std::int64_t longest = rate.longest;
    if (window.from) longest = std::min<std::int64_t>(longest, window.to - *window.from);
    if (!why_.empty()) give(rate.per_tick > 0 ? rate.per_tick * longest : 0, found);
  }
}

bool Flow::begin(Kernel& kernel, const Window& window, const void* without, std::int64_t slack) {
  kernel.begin_reason();
  kernel.add_reason(selector_);
  explain(kernel, window, without, slack);
  return true;
}

bool Flow::fail(Kernel& kernel, const Window& window, std::int64_t level) {
  begin(kernel, window, nullptr, limits_.lowest - 1 - level);
  return kernel.conflict();
}

// ---- Propagation

void Flow::find_ticks(const Kernel& kernel) {
  ticks_ = {limits_.first, limits_.last};
  for (const StockEvent& event : events_) {
    for (const Int tick : {kernel.lower(event.at) + event.offset, kernel.upper(event.at) + event.offset}) {
      ticks_.push_back(tick);
      ticks_.push_back(tick - 1);
    }
  }
  for (const FlowRate& rate : rates_) {
    const Activity& a = rate.activity;
    for (const Int tick : {a.earliest_start(kernel), a.latest_start(kernel), a.earliest_end(kernel),
                           a.latest_end(kernel), a.latest_start(kernel) + a.duration})
      ticks_.push_back(tick);
    ticks_.push_back(to_int(std::int64_t{a.earliest_start(kernel)} + rate.longest));
  }
  for (const FlowSupply& step : supply_) ticks_.push_back(step.from);
  sort_within(limits_, ticks_);
}

bool Flow::propagate(Kernel& kernel) {
  if (!kernel.is_true(selector_)) return true;
  find_ticks(kernel);
  kernel.add_work(static_cast<std::int64_t>(ticks_.size() * (events_.size() + rates_.size() + 1) / 4));
  const std::vector<Int> ticks = ticks_;
  for (const Int tick : ticks) {
    const Window window{{}, tick};
    const std::int64_t most = level(kernel, window);
    if (most < limits_.lowest) return fail(kernel, window, most);
    for (const StockEvent& event : events_)
      if (!filter_event(kernel, event, tick, most)) return false;
    for (const FlowRate& rate : rates_)
      if (!filter_rate(kernel, rate, tick, most)) return false;
  }
  return !limits_.brim || (look_at_overflow(kernel) && look_at_windows(kernel));
}

bool Flow::filter_event(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t level) {
  const std::int64_t without = event.change < 0 ? level + event.change : level - event.change;
  if (without >= limits_.lowest || is_excluded(kernel, event)) return true;
  const Window window{{}, tick};
  const std::int64_t slack = limits_.lowest - 1 - without;
  const Lit by_tick = le(event.at, tick - event.offset);
  if (kernel.is_false(by_tick)) return true;
  if (event.change > 0) {  // has to come by the tick
    for (const Lit literal : {event.active, event.scope, by_tick}) {
      if (kernel.is_true(literal)) continue;
      begin(kernel, window, &event, slack);
      if (!kernel.because(literal)) return false;
    }
    return true;
  }
  if (kernel.is_true(by_tick)) {
    if (is_certain(kernel, event)) return true;  // counted already
    begin(kernel, window, &event, slack);
    kernel.add_reason(by_tick);
    return kernel.forbid({event.active, event.scope});
  }
  if (!kernel.is_true(event.active)) return true;
  begin(kernel, window, &event, slack);
  kernel.add_reason(event.active);
  return kernel.because(~by_tick);
}

bool Flow::filter_rate(Kernel& kernel, const FlowRate& rate, Int tick, std::int64_t level) {
  const Activity& a = rate.activity;
  if (a.is_absent(kernel) || rate.per_tick == 0) return true;
  const Window window{{}, tick};
  const std::int64_t counted = rate_change(kernel, rate, window, nullptr);
  const std::int64_t others = level - counted;
  if (rate.per_tick > 0) {
    if (others >= limits_.lowest) return true;
    const std::int64_t needed = -floor_quotient(others - limits_.lowest, rate.per_tick);
    const std::int64_t slack = limits_.lowest - 1 - (others + (needed - 1) * rate.per_tick);
    for (const Lit literal : {a.presence, a.starts_by(to_int(tick - needed))}) {
      if (kernel.is_true(literal)) continue;
      begin(kernel, window, &rate, slack);
      if (!kernel.because(literal)) return false;
    }
    return true;
  }
  // As many ticks of it at most.
  const std::int64_t most = floor_quotient(others - limits_.lowest, -rate.per_tick);
  const std::int64_t slack = limits_.lowest - 1 - (others + (most + 1) * rate.per_tick);
  why_.clear();
  if (least_ticks(kernel, a, window, &why_) > most) {
    const std::vector<Lit> why = why_;
    begin(kernel, window, &rate, slack);
    for (const Lit fact : why) kernel.add_reason(fact);
    return kernel.forbid({a.presence});
  }
  if (most >= a.duration || kernel.is_true(a.starts_from(to_int(tick - most)))) return true;
  begin(kernel, window, &rate, slack);
  return kernel.because(a.starts_from(to_int(tick - most)));
}

/// A full stock at some tick, and what follows.
bool Flow::look_at_overflow(Kernel& kernel) {
  std::optional<Int> full;
  std::int64_t most = 0;
  for (std::size_t i = 0; i < ticks_.size(); ++i) {
    const Window step{i == 0 ? std::nullopt : std::optional<Int>(ticks_[i - 1]), ticks_[i]};
    const std::int64_t base = step.from ? *limits_.brim : 0;
    most = i == 0 ? level(kernel, step) : most + level(kernel, step) - base;
    if (most < limits_.lowest && full) {
      const Window whole{full, ticks_[i]};
      const std::int64_t exact = level(kernel, whole);
      if (exact < limits_.lowest) return fail(kernel, whole, exact);
    }
    if (most < *limits_.brim) continue;
    most = *limits_.brim;
    full = ticks_[i];
  }
  return true;
}

void Flow::find_windows(const Kernel& kernel) {
  window_begins_.clear();
  for (const FlowSupply& step : supply_) window_begins_.push_back(step.from);
  window_ends_ = window_begins_;
  for (const StockEvent& event : events_) {
    if (event.change >= 0 || !is_certain(kernel, event)) continue;
    window_begins_.push_back(kernel.lower(event.at) + event.offset - 1);
    window_ends_.push_back(kernel.upper(event.at) + event.offset);
  }
  for (const FlowRate& rate : rates_) {
    if (rate.per_tick >= 0 || !rate.activity.is_present(kernel)) continue;
    window_begins_.push_back(rate.activity.earliest_start(kernel));
    window_ends_.push_back(rate.activity.latest_end(kernel));
  }
  sort_within(limits_, window_begins_);
  sort_within(limits_, window_ends_);
}

/// From a full stock, whether what has to be taken within a window is there.
bool Flow::look_at_windows(Kernel& kernel) {
  if (to_skip_ > 0) {
    --to_skip_;
    return true;
  }
  find_windows(kernel);
  kernel.add_work(static_cast<std::int64_t>(window_begins_.size() * window_ends_.size() *
                                            (events_.size() + rates_.size() + 1) / 8));
  for (const Int from : window_begins_) {
    for (auto to = std::upper_bound(window_ends_.begin(), window_ends_.end(), from); to != window_ends_.end();
         ++to) {
      const Window window{from, *to};
      const std::int64_t most = level(kernel, window);
      if (most >= limits_.lowest) continue;
      idle_ = 0;
      return fail(kernel, window, most);
    }
  }
  ++idle_;
  to_skip_ = idle_ > patience ? std::min(longest_skip, idle_ / patience) : 0;
  return true;
}

}  // namespace perilune::engine::detail
