#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune {

/// One requirement that, loosened by so much or given up, lets the whole problem have a schedule.
struct Relaxation {
  std::size_t requirement = 0;     ///< by position in the problem
  std::string text;                ///< "would hold if ilrs-3.launch may start 41 d later"
  std::optional<std::int64_t> by;  ///< ticks, or thousandths of a unit, or parts of a stock; none: given up
  bool is_time = false;            ///< whether `by` counts ticks
  ScheduleProblem problem;         ///< with the requirement loosened
  ScheduleAssignment schedule;     ///< of that problem; it has passed `broken_requirements`
  bool smallest = false;           ///< one tick (thousandth, part) less is proved to be too little
};

/// For each member of the conflict that alone is in the way: the least by which it has to give. Those that
/// loosen time first, the smallest first; then the others. None: no single one is enough.
///
/// Each is proved: applied, there is a schedule, which is given; one step less, and the search shows that
/// there is none. Facts of the past are never loosened.
///
/// @param options  limits, for each question to the solver
/// Checked in: tests/unit/scheduling/test_relax.cpp against brute force
std::vector<Relaxation> find_relaxations(const ScheduleProblem& problem, const Conflict& conflict,
                                         const SolveOptions& options = {});

/// Several conflicts of an infeasible problem, each irreducible and sharing no requirement with another.
/// @param most  how many are looked for, > 0
std::vector<Conflict> find_conflicts(const ScheduleProblem& problem, std::size_t most,
                                     const SolveOptions& options = {});

}  // namespace perilune
