#pragma once

#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/time/duration.hpp>

namespace perilune::detail {

/// All that is wrong with the resources of a roadmap and with what asks for them.
std::vector<Diagnostic> resource_problems(const Roadmap& roadmap, Duration tick);

/// All that is wrong with modes, choices, budgets and objectives.
std::vector<Diagnostic> choice_problems(const Roadmap& roadmap, Duration tick);

}  // namespace perilune::detail
