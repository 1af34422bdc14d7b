#pragma once

#include <vector>

#include <perilune/scheduling/problem.hpp>

#include "search_conflict.hpp"

namespace perilune::detail {

/// Whether nothing but dates and the order of turns at disjunctive resources is open, and `Difference`,
/// `AllowedTicks` and `Disjunctive` are all there is, among the requirements that count.
/// @param enabled  by requirement; empty: all
bool has_turns_alone(const ScheduleProblem& problem, const std::vector<bool>& enabled);

/// Whether such requirements can hold together, by the earliest schedule of the lags and windows: where two
/// turns in it come too near each other, one order is tried after the other. Launch pads are rarely asked for
/// by two at a time, so that few orders have to be tried among hundreds of turns. An engine that learns
/// pushes dates along the horizon instead, turn by turn, where lags contradict each other.
///
/// @param enabled  as in `can_hold`
/// @return  `unknown` after `most_orders` orders; of what is infeasible a core, which need not be smallest
///
/// Checked in: tests/unit/scheduling/test_turns.cpp against brute force
Possibility can_hold_by_turns(const ScheduleProblem& problem, const std::vector<bool>& enabled,
                              int most_orders = 2'000);

}  // namespace perilune::detail
