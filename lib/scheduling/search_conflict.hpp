#pragma once

#include <optional>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune::detail {

/// An irreducible set of requirements that cannot hold together, of an infeasible problem. Each is left out
/// in turn, the horizon first, and stays out if the others still cannot hold.
/// @param enabled  the requirements that count, which cannot hold together; empty: all
Conflict find_conflict_by_search(const ScheduleProblem& problem, const SolveOptions& options,
                                 std::vector<bool> enabled = {});

/// What came of asking whether requirements can hold together.
struct Possibility {
  ScheduleStatus status = ScheduleStatus::unknown;  ///< feasible, infeasible or unknown
  ScheduleAssignment assignment;                    ///< if feasible
  std::vector<std::size_t> core;                    ///< if infeasible: those that the refusal rests on
};

/// @param enabled  by requirement; those that are understood always count
Possibility can_hold(const ScheduleProblem& problem, const std::vector<bool>& enabled,
                     const SolveOptions& options);

}  // namespace perilune::detail
