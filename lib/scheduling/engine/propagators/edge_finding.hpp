#pragma once

#include "engine/propagators/activity.hpp"

namespace perilune::engine::detail {

/// Demands within a capacity, by energy: what has to happen within a window of ticks fits into it, and what
/// could begin early within it but would not fit then begins later (and, seen backwards, ends earlier).
///
/// Energy is that of the certain parts within the window plus the rest of everything that lies inside.
/// Reasons take the least overlap of each activity, which is at least that, and leave out or weaken what is
/// not needed.
///
/// Source: Vilim, Timetable edge finding filtering algorithm for discrete cumulative resources, CPAIOR 2011;
/// Schutt, Feydy, Stuckey, Explaining time-table-edge-finding propagation, CPAIOR 2013.
class EdgeFinding final : public Propagator {
 public:
  EdgeFinding(std::vector<Demand> demands, std::vector<Block> blocks, Int capacity, Lit selector);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  /// An activity as seen forwards, or backwards with all ticks negated.
  struct Task {
    std::size_t demand = 0;
    Int earliest_start = 0;
    Int latest_start = 0;
    Int duration = 0;
    Int amount = 0;
    std::int64_t free_energy = 0;  ///< without its certain part

    Int earliest_end() const { return earliest_start + duration; }
    Int latest_end() const { return latest_start + duration; }
  };
  struct Knot {
    Int tick = 0;
    std::int64_t energy = 0;  ///< of certain parts before it
    std::int64_t height = 0;  ///< from it on
  };
  struct Window {
    Int from = 0;
    Int to = 0;
  };

  void look(const Kernel& kernel, bool backwards);
  void build_profile();
  std::int64_t certain_energy_before(Int tick) const;
  bool sweep(Kernel& kernel, bool backwards);
  std::int64_t block_energy(const Window& window, bool backwards) const;
  static std::int64_t least_overlap(const Task& task, const Window& window);
  std::int64_t energy_without(const Window& window, bool backwards, const Task* task) const;
  void explain(Kernel& kernel, const Window& window, bool backwards, const Task* without,
               std::int64_t spare) const;
  bool fail(Kernel& kernel, const Window& window, bool backwards);
  bool push(Kernel& kernel, const Window& window, bool backwards, Task& task);
  Lit from_tick(const Task& task, Int tick, bool backwards) const;
  Lit by_tick(const Task& task, Int tick, bool backwards) const;

  std::vector<Demand> demands_;
  std::vector<Block> blocks_;
  Int capacity_;
  Lit selector_;
  std::vector<Task> tasks_;
  std::vector<Knot> knots_;
  std::vector<std::size_t> by_start_;
  std::vector<Int> ends_;
  std::vector<std::int64_t> before_start_;
  bool has_moved_ = false;
  int idle_ = 0;     ///< runs without a result, lately
  int to_skip_ = 0;  ///< runs
};

}  // namespace perilune::engine::detail
