#pragma once

#include "activity.hpp"

namespace perilune::engine::detail {

/// A change of a level, at a variable plus an offset, where it takes place.
struct StockEvent {
  Var at = 0;
  Int offset = 0;
  Int change = 0;
  Lit active = always;  ///< its conditions
  Lit scope = always;   ///< the presence of its variable; both have to hold
};

/// A level that never falls below `lowest` from tick `first` to `last`, with steps at events: by the profile
/// of the most that can be there, which counts what comes as early and what goes as late as possible.
class Stock final : public Propagator {
 public:
  Stock(std::vector<StockEvent> events, Int initial, Int lowest, Int first, Int last, Lit selector);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  struct Step {
    Int tick;
    Int change;
  };

  Int earliest(const Kernel& kernel, const StockEvent& event) const;
  Int latest(const Kernel& kernel, const StockEvent& event) const;
  bool is_certain(const Kernel& kernel, const StockEvent& event) const;
  bool is_excluded(const Kernel& kernel, const StockEvent& event) const;
  void explain_level(Kernel& kernel, Int tick, const StockEvent* without, std::int64_t slack);
  bool look_at(Kernel& kernel, Int tick, std::int64_t level);
  bool delay(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t slack);
  bool hasten(Kernel& kernel, const StockEvent& event, Int tick, std::int64_t slack);

  std::vector<StockEvent> events_;
  Int initial_;
  Int lowest_;
  Int first_;
  Int last_;
  Lit selector_;
  Int largest_change_ = 0;
  std::vector<Step> steps_;
};

}  // namespace perilune::engine::detail
