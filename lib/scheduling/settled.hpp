#pragma once

#include <cstddef>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune::detail {

/// `settle`, unchecked.
Schedule settled(const ScheduleProblem& problem, const ScheduleAssignment& assignment, SlackAim aim);

/// Takes out the steps that nothing is to rest on (nothing that stays does), and renumbers the others.
template <class IsDropped>
void drop_steps(std::vector<ProofStep>& steps, const IsDropped& is_dropped) {
  std::vector<std::size_t> numbers(steps.size());
  std::vector<ProofStep> kept;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    numbers[i] = kept.size();
    if (is_dropped(steps[i])) continue;
    kept.push_back(steps[i]);
    if (kept.back().premise) kept.back().premise = numbers[*kept.back().premise];
  }
  steps = std::move(kept);
}

}  // namespace perilune::detail
