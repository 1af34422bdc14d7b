#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>

namespace perilune::test {

/// What brute force may look at, and what it leaves out.
struct Enumerate {
  std::vector<bool> enabled;  ///< by requirement; empty: all
  Tick first = 0;
  Tick last = 0;
};

/// The activities that the enabled requirements (empty: all) speak of by name.
std::vector<bool> mentioned(const ScheduleProblem& problem, const std::vector<bool>& enabled);

/// All assignments of a small problem: every presence, way, start and end between two ticks. It looks at each
/// tick for itself, and so shares neither code nor manner with the auditor or a solver. The visitor returns
/// whether to go on.
void for_each_schedule(const ScheduleProblem& problem, const Enumerate& bounds,
                       const std::function<bool(const ScheduleAssignment&)>& visit);

/// The best values of the objective (the makespan, if it has none), or nothing if there is no schedule.
std::optional<std::vector<std::int64_t>> best_values(const ScheduleProblem& problem);

/// Whether the enabled requirements can hold together somewhere between the ticks.
bool can_hold(const ScheduleProblem& problem, const std::vector<bool>& enabled, Tick first, Tick last);

/// What the objective (the makespan, if it has none) is, computed here.
std::vector<std::int64_t> values_of(const ScheduleProblem& problem, const ScheduleAssignment& assignment);

}  // namespace perilune::test
