#pragma once

#include "activity.hpp"

namespace perilune::engine::detail {

/// Of any two activities one ends, and its setup passes, before the other starts: where one order is no
/// longer possible the other one holds.
class Disjunction final : public Propagator {
 public:
  /// @param setup  [from * activities + to], ticks
  Disjunction(std::vector<Activity> activities, std::vector<Int> setup, Lit selector);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  Int setup(std::size_t from, std::size_t to) const { return setup_[from * activities_.size() + to]; }
  /// `second` cannot precede `first`, so `first` ends before `second` starts.
  bool enforce(Kernel& kernel, std::size_t first, std::size_t second);
  /// Facts that keep `a` from coming before `b`.
  void explain_order(Kernel& kernel, std::size_t a, std::size_t b);
  bool cannot_precede(const Kernel& kernel, std::size_t a, std::size_t b) const;

  std::vector<Activity> activities_;
  std::vector<Int> setup_;
  Lit selector_;
};

}  // namespace perilune::engine::detail
