#pragma once

#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

namespace perilune::detail {

/// A plain problem (lags and allowed ticks alone) in which everything that a search decides is fixed:
/// whatever schedule it has respects the whole problem, and is no worse in any level of the objective.
struct FixedOrder {
  /// With the requirements of the problem at their numbers (those that are not plain say nothing), and the
  /// decisions after them.
  ScheduleProblem problem;
  std::vector<Decision> decisions;
};

/// @param assignment  respects the problem
FixedOrder fix_order(const ScheduleProblem& problem, const ScheduleAssignment& assignment);

}  // namespace perilune::detail
