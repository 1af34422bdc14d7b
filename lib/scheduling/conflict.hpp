#pragma once

#include <vector>

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

#include "network.hpp"

namespace perilune::detail {

/// The requirements that an infeasible propagation rests on, each once, without those that are understood.
std::vector<std::size_t> used_requirements(const ScheduleProblem& problem, const Propagation& failed);

/// Ticks for all events, of a feasible propagation in the sense `earliest`. Those that no requirement bounds
/// from below are put as late as the others let them, and keep the distances that the differences want.
/// @param requirements  that were propagated
std::vector<Tick> make_witness(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements,
                               const Propagation& solved);

/// A smallest set of requirements that cannot hold together, out of those that `failed` used: each is left
/// out in turn, the horizon first, and stays out if the others still cannot hold.
/// @param failed  an infeasible propagation of the whole problem
Conflict find_conflict(const ScheduleProblem& problem, const Propagation& failed);

}  // namespace perilune::detail
