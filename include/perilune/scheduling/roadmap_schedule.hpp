#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune {

/// A roadmap as a scheduling problem.
struct RoadmapProblem {
  ScheduleProblem problem;

  /// `activities[m][a]` is the activity `roadmap.missions[m].activities[a]` in the problem; empty if it does
  /// not take place (`takes_place` in roadmap/lookup.hpp), and in an answer if it is left out.
  std::vector<std::vector<std::optional<ScheduleActivity>>> activities;
};

/// What a roadmap requires, as a problem:
///
/// - the activities of a mission follow each other, each within its `max_gap`; durations, windows and
/// precedences as
///   they are given; actual dates as facts, and the loss of a lost mission as the end of what it was doing;
/// - activities of planned and unconfirmed missions that have no actual date, and none after them, start no
/// earlier than
///   `roadmap.as_of`, and launches (without one: the first activity) no earlier than their phase begins;
/// - resources with what activities and missions ask of them (`uses_of` in roadmap/lookup.hpp); a use over
///   several activities becomes an activity of its own;
/// - optional missions, needs and choices; modes and windows with figures; budgets and objectives;
/// - the goals are the moments at which the missions are in place (`in_place` in roadmap/lookup.hpp).
///
/// Time counts in ticks of `roadmap.time_step`.
/// @throws ScenarioError with all problems that `validate` finds, if one of them is an error
/// @throws InvalidArgument if `roadmap.time_step` is not positive
RoadmapProblem to_problem(const Roadmap& roadmap);

/// How a roadmap is searched where nothing else is asked: for a fixed amount of work, so that the same answer
/// comes out on every machine.
SolveOptions campaign_search();

/// A mission that is in place only after its phase should have ended.
struct PhaseSlip {
  std::size_t mission = 0;  ///< position in the roadmap
  std::size_t phase =
      0;  ///< the phase whose target it misses: its own, or the ancestor that it inherits it from
  Epoch in_place;
  Epoch target;
  Duration slip;  ///< > 0
};

/// A roadmap with its schedule.
struct RoadmapSchedule {
  RoadmapProblem model;
  Schedule schedule;
  std::vector<std::size_t> left_out;  ///< optional missions that do not fly, in the order of the roadmap
  std::vector<PhaseSlip> slips;       ///< in the order of the missions; lost missions never slip
  /// Of an infeasible one, once they are looked for: what would let it hold, the smallest first, in words.
  std::vector<std::string> relaxations;
  std::vector<Diagnostic> warnings;  ///< of `validate`, and `phase-slip` for each slip
};

/// Makes the problem, solves it and measures the slips.
/// @throws ScenarioError, InvalidArgument as `to_problem`
/// @throws std::logic_error if the answer does not pass `check` or `check_against_roadmap`: a bug of ours
RoadmapSchedule schedule_roadmap(const Roadmap& roadmap, const SolveOptions& options = campaign_search());

/// If the schedule is infeasible, looks for what would let it hold and writes it into `relaxations`
/// (scheduling/relax.hpp); otherwise does nothing.
/// @param options  limits, for each question to the solver
void add_relaxations(RoadmapSchedule& answer, const SolveOptions& options = campaign_search());

/// What is wrong with a schedule by the roadmap itself: every duration, lag, gap, window and date of it, to
/// the nanosecond, without the problem in between; and all of its resources, of which cumulative ones and
/// reservoirs are counted on whole ticks. Empty if it holds. `schedule_roadmap`
/// calls it on every schedule.
std::vector<std::string> check_against_roadmap(const Roadmap& roadmap, const RoadmapSchedule& answer);

}  // namespace perilune
