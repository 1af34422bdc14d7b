#pragma once

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune::detail {

/// The earliest schedule of a plain problem (`is_plain`) with its proofs, or its conflict.
Schedule solve_plain(const ScheduleProblem& problem, SlackAim aim);

}  // namespace perilune::detail
