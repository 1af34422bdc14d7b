#pragma once

#include <cstddef>
#include <vector>

#include <perilune/scheduling/event.hpp>
#include <perilune/scheduling/tick_grid.hpp>

namespace perilune {

/// A decision on everything that a problem leaves open, right or wrong: when, whether, and in which way.
struct ScheduleAssignment {
  std::vector<Tick> ticks;        ///< start of activity 0, end of 0, start of 1, ...; 0 of what is left out
  std::vector<bool> present;      ///< by activity; empty: all take place
  std::vector<std::size_t> ways;  ///< by activity, into its `ways`; empty: the first of each

  Tick tick(const ScheduleEvent& event) const {
    return ticks[2 * event.activity + (event.side == EventSide::end ? 1 : 0)];
  }
  bool takes_place(std::size_t activity) const { return present.empty() || present[activity]; }
  std::size_t way(std::size_t activity) const { return ways.empty() ? 0 : ways[activity]; }

  friend bool operator==(const ScheduleAssignment&, const ScheduleAssignment&) = default;
};

}  // namespace perilune
