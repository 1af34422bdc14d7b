#pragma once

#include <cstdint>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>

// The meaning of every rule and of every term of an objective, said once and plainly, for the auditor alone:
// no solver may include this.

namespace perilune::detail {

/// Whether the decisions respect the rule.
bool holds(const ScheduleProblem& problem, const Rule& rule, const ScheduleAssignment& assignment);

/// What the levels of the objective add up to, most important first.
std::vector<std::int64_t> measured(const ScheduleProblem& problem, const ScheduleAssignment& assignment);

}  // namespace perilune::detail
