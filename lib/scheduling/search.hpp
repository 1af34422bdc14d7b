#pragma once

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune::detail {

/// `solve` for problems that need a search, unchecked.
Schedule search(const ScheduleProblem& problem, const SolveOptions& options);

}  // namespace perilune::detail
