#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernel.hpp"

namespace perilune::engine::detail {

/// Remembers how often bounds took part in conflicts of late, and which of them leads.
class BoundActivity {
 public:
  struct Atom {  ///< "x <= value", or its opposite
    Var x = 0;
    Int value = 0;
  };

  void bump(Lit literal);
  void decay() noexcept { step_ /= decay_; }
  void set_decay(double decay) noexcept { decay_ = decay; }
  /// The leader out of those that `is_open` accepts. Others are set aside until `restore`.
  template <class IsOpen>
  const Atom* leader(int level, const IsOpen& is_open);
  /// Takes back what was set aside below the level.
  void restore(int level);
  void clear();
  std::size_t size() const noexcept { return atoms_.size(); }

 private:
  struct SetAside {
    std::int32_t atom;
    int level;
  };

  std::int32_t find(Var x, Int value);
  void grow_table();
  void push(std::int32_t atom);
  void pop();
  void sift_up(std::size_t slot);
  void sift_down(std::size_t slot);
  bool before(std::int32_t a, std::int32_t b) const;

  std::vector<Atom> atoms_;
  std::vector<double> activity_;
  std::vector<std::int32_t> slot_;  ///< in the heap, or -1
  std::vector<std::int32_t> heap_;
  std::vector<std::int32_t> table_;
  std::vector<SetAside> aside_;
  double step_ = 1.0;
  double decay_ = 0.95;
};

/// How a search behaves.
struct SearchSettings {
  std::uint64_t seed = 1;
  std::int64_t restart_conflicts = 100;  ///< times Luby's sequence
  double decay = 0.95;
  std::size_t learnt_limit = 4000;
  int chronological_restarts = 1;  ///< as many at first decide the earliest start first
};

/// Decides until everything is, learning from conflicts.
class Search {
 public:
  enum class Outcome {
    answer,      ///< every variable is fixed
    infeasible,  ///< without any assumption
    refuted,     ///< under the assumptions: `refutation` tells which
    stopped,     ///< by a limit
  };
  struct Limits {
    std::int64_t work = 0;       ///< to this count of the kernel
    std::int64_t conflicts = 0;  ///< to this count of the search
    std::function<bool()> should_stop{};
  };

  /// @param times   variables to be decided by rising lower bound
  /// @param others  variables to be decided after those, in this order, at their lower bound
  Search(Kernel& kernel, std::vector<Var> times, std::vector<Var> others, SearchSettings settings);

  /// From the root.
  Outcome run(std::span<const Lit> assumptions, const Limits& limits);

  std::int64_t conflicts() const noexcept { return conflicts_; }
  const std::vector<Lit>& refutation() const noexcept { return refutation_; }
  /// The values to prefer, by variable.
  void set_guide(std::vector<Int> values) { guide_ = std::move(values); }
  /// Whether decisions in order go to those values too, rather than to the lowest.
  void follow_guide(bool follows) noexcept { follows_guide_ = follows; }

 private:
  Lit decide();
  Lit decide_by_activity();
  Lit decide_in_order();
  bool is_open(Var x) const { return !kernel_.is_fixed(x) && kernel_.is_true(kernel_.scope(x)); }

  Kernel& kernel_;
  std::vector<Var> times_;
  std::vector<Var> others_;
  SearchSettings settings_;
  BoundActivity activity_;
  std::vector<Int> guide_;
  bool follows_guide_ = false;
  std::vector<Lit> refutation_;
  std::int64_t conflicts_ = 0;
  std::int64_t restarts_ = 0;
  std::int64_t until_restart_ = 0;
};

}  // namespace perilune::engine::detail
