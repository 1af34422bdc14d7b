#pragma once

#include <optional>
#include <vector>

#include <perilune/scheduling/problem.hpp>

namespace perilune::test {

/// Everything about a small problem, by trying all ticks for all events.
struct Enumeration {
  long solutions = 0;
  Tick makespan = 0;  ///< the smallest
  std::vector<Tick>
      earliest;  ///< for each event (start 0, end 0, start 1, ...): the smallest tick in any schedule
  std::vector<Tick> latest;             ///< the largest tick in any schedule of the smallest makespan
  std::vector<Tick> latest_in_horizon;  ///< the largest tick in any schedule
};

/// Tries the ticks 0 to horizon_end: right for whole problems, whose horizon requires them.
Enumeration enumerate(const ScheduleProblem& problem);

/// Whether some ticks between `first` and `last` respect the requirements named.
bool is_satisfiable(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements, Tick first,
                    Tick last);

}  // namespace perilune::test
