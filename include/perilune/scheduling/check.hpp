#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune {

/// The requirements that the decisions break, by position in the problem: the meaning of every rule, said
/// once and plainly, and shared with no solver. An assignment with other numbers of activities or with ways
/// that there are not breaks everything.
std::vector<std::size_t> broken_requirements(const ScheduleProblem& problem,
                                             const ScheduleAssignment& assignment);

/// What the levels of the objective add up to, most important first; likewise.
std::vector<std::int64_t> objective_values(const ScheduleProblem& problem,
                                           const ScheduleAssignment& assignment);

/// What is wrong with an answer, one line for each fault; empty if it holds. It shares no code with the
/// solver.
///
/// - A schedule respects every requirement, at its own dates and at its latest ones; its makespan, slack and
/// critical
///   marks follow from its ticks; each step of both proofs follows from the ones before, and they end at
///   exactly the dates given, so nothing can be earlier and no latest date later; bindings and the critical
///   path are steps of that proof.
/// - A conflict's circle or steps follow, use exactly its requirements, and end in a contradiction; each
/// witness
///   respects all requirements but its own.
/// - Answers that claim less (feasible, unknown) are checked for what they claim.
///
/// `solve` calls it on every answer.
std::vector<std::string> check(const ScheduleProblem& problem, const Schedule& schedule,
                               const SolveOptions& options = {});

}  // namespace perilune
