#pragma once

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune {

/// A schedule from decisions that somebody has taken: their orders, windows and modes kept, every date as
/// early as these allow, with slack, what binds each date, and the critical path. No level of the objective
/// gets worse.
///
/// @param assignment  respects every requirement of the problem
/// @return            status `feasible`; checked by `check`
/// @throws InvalidArgument if it breaks a requirement, with all that it breaks
/// @throws std::logic_error if the answer does not pass the check: a bug of ours, please report it
///
/// Checked in: tests/unit/scheduling/test_settle.cpp
Schedule settle(const ScheduleProblem& problem, const ScheduleAssignment& assignment,
                const SolveOptions& options = {});

}  // namespace perilune
