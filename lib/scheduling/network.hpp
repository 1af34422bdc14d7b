#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

namespace perilune::detail {

/// Which end of time events are pushed away from: the proof that nothing can be earlier, or that nothing can
/// be later.
enum class Sense { earliest, latest };

/// What came of pushing every event as far as the requirements force it, and no further.
struct Propagation {
  /// A bound for each event (two for each activity, start and end), or nothing where none was found. If
  /// feasible, they are a schedule: the earliest (latest) one.
  std::vector<std::optional<Tick>> bounds;

  bool feasible = false;
  std::vector<ProofStep> steps;                        ///< all of them, in order
  std::vector<std::optional<std::size_t>> last_steps;  ///< for each event, the step that set its bound

  std::vector<std::size_t> circle;  ///< if infeasible by a circle: its requirements, in order
  std::size_t refused_by = 0;       ///< if infeasible otherwise: the requirement that refused a bound,
  std::optional<std::size_t> refused_step;  ///< and the step that had set it

  /// For each event a number such that every active difference holds between them (empty if there is a
  /// circle).
  std::vector<Tick> potentials;
};

std::size_t node_of(const ScheduleEvent& event);
ScheduleEvent event_of(std::size_t node);

/// Pushes events by the requirements named in `active`.
/// @param makespan    in the sense `latest`: no goal comes later
/// @param potentials  if they are known: those of a propagation in the sense `earliest` with at least the
/// same
///                    differences; the search for circles is then left out
Propagation propagate(const ScheduleProblem& problem, const std::vector<std::size_t>& active, Sense sense,
                      std::optional<Tick> makespan = std::nullopt, const std::vector<Tick>& potentials = {});

/// The goals of the problem: those it names, or all ends.
std::vector<ScheduleEvent> goals_of(const ScheduleProblem& problem);

/// The steps that `wanted` rest on, renumbered, in order.
std::vector<ProofStep> needed_steps(const std::vector<ProofStep>& steps,
                                    const std::vector<std::size_t>& wanted);

}  // namespace perilune::detail
