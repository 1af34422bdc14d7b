#pragma once

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

#include "network.hpp"

namespace perilune::detail {

/// A smallest set of requirements that cannot hold together, out of those that `failed` used: each is left
/// out in turn, the horizon first, and stays out if the others still cannot hold.
/// @param failed  an infeasible propagation of the whole problem
Conflict find_conflict(const ScheduleProblem& problem, const Propagation& failed);

}  // namespace perilune::detail
