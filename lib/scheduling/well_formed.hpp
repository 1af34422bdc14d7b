#pragma once

#include <perilune/scheduling/problem.hpp>

namespace perilune::detail {

/// Refuses what could not be followed safely: a problem that no builder made.
/// @throws InvalidArgument
void expect_well_formed(const ScheduleProblem& problem);

}  // namespace perilune::detail
