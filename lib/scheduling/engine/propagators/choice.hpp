#pragma once

#include "engine/kernel/kernel.hpp"

namespace perilune::engine::detail {

/// One of the rows holds, where all guards do: each column's variable lies in the row's range.
class Rows final : public Propagator {
 public:
  struct Cell {
    Int first = 0;
    Int last = 0;
  };

  Rows(std::vector<Var> columns, std::vector<std::vector<Cell>> rows, std::vector<Lit> guards);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  bool is_alive(const Kernel& kernel, const std::vector<Cell>& row) const;
  /// Why no row is left that `wanted` picks.
  template <class Wanted>
  void explain(Kernel& kernel, const Wanted& wanted);

  std::vector<Var> columns_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<Lit> guards_;
  std::vector<Cell> hull_;
  std::vector<Int> above_;  ///< facts of the reason in the making: columns at least, at most
  std::vector<Int> below_;
};

/// A side follows one of several others, whichever is chosen: its bound is at least as low as the highest of
/// those that can still be.
class Followed final : public Propagator {
 public:
  struct Option {
    Side side = 0;
    Int offset = 0;  ///< target = side + offset, where chosen
    Lit chosen = always;
  };

  Followed(Side target, std::vector<Option> options, Lit guard);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  Side target_;
  std::vector<Option> options_;
  Lit guard_;
};

}  // namespace perilune::engine::detail
