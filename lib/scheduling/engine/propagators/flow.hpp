#pragma once

#include <optional>

#include "activity.hpp"
#include "stock.hpp"

namespace perilune::engine::detail {

/// A level that changes on every tick that an activity occupies.
struct FlowRate {
  Activity activity;
  Int longest = 0;  ///< duration at the root
  Int per_tick = 0;
};

/// From this tick on, until the next step.
struct FlowSupply {
  Int from = 0;
  Int per_tick = 0;
};

/// What a level is about: a `Stock`, with rates of activities and a supply on top.
struct FlowLimits {
  Int initial = 0;
  Int lowest = 0;
  Int first = 0;
  Int last = 0;
  std::optional<Int> brim{};  ///< no tick ends above it: what would exceed it is lost, or not allowed
};

/// A level that never falls below `lowest`. Between two ticks where something may begin or end it runs
/// straight, so it is looked at only there: with what uses it as late and what fills it as early and as long
/// as possible.
///
/// With a brim, no more is there at a tick than a full stock at any tick before and all that came since then:
/// what has to be taken within a window of ticks is at most a full stock and what fills it meanwhile. Windows
/// begin where a use of it may first begin and end where one has to have ended: energetic reasoning, as of a
/// cumulative resource, whose capacity is the stock.
class Flow final : public Propagator {
 public:
  Flow(std::vector<StockEvent> events, std::vector<FlowRate> rates, std::vector<FlowSupply> supply,
       FlowLimits limits, Lit selector);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  /// What happens after tick `from` (or ever) and until tick `to`: events in (from, to], rates on [from, to).
  struct Window {
    std::optional<Int> from{};
    Int to = 0;
  };
  struct Ticks {
    std::int64_t count = 0;
    std::vector<Lit> why{};
  };

  std::int64_t supplied_before(Int tick) const;
  std::int64_t net_supply(const Window& window) const;
  std::int64_t level(const Kernel& kernel, const Window& window) const;
  std::int64_t event_change(const Kernel& kernel, const StockEvent& event, const Window& window,
                            std::vector<Lit>* why) const;
  std::int64_t rate_change(const Kernel& kernel, const FlowRate& rate, const Window& window,
                           std::vector<Lit>* why) const;
  std::int64_t least_ticks(const Kernel& kernel, const Activity& activity, const Window& window,
                           std::vector<Lit>* why) const;
  std::int64_t most_ticks(const Kernel& kernel, const FlowRate& rate, const Window& window,
                          std::vector<Lit>* why) const;
  void find_ticks(const Kernel& kernel);
  void explain(Kernel& kernel, const Window& window, const void* without, std::int64_t slack);
  bool begin(Kernel& kernel, const Window& window, const void* without, std::int64_t slack);
  bool fail(Kernel& kernel, const Window& window, std::int64_t level);
  bool filter_event(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t level);
  bool filter_rate(Kernel& kernel, const FlowRate& rate, Int tick, std::int64_t level);
  bool look_at_overflow(Kernel& kernel);
  bool look_at_windows(Kernel& kernel);
  void find_windows(const Kernel& kernel);

  std::vector<StockEvent> events_;
  std::vector<FlowRate> rates_;
  std::vector<FlowSupply> supply_;
  std::vector<std::int64_t> supplied_;  ///< before each step of the supply
  FlowLimits limits_;
  Lit selector_;
  std::vector<Int> ticks_;
  std::vector<Int> window_begins_;
  std::vector<Int> window_ends_;
  std::vector<Lit> why_;
  int idle_ = 0;     ///< looks at windows without a result, lately
  int to_skip_ = 0;  ///< of them
};

}  // namespace perilune::engine::detail
