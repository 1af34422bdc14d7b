#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// What became of one activity of the plan before.
struct PlanChange {
  enum class Kind {
    moved,    ///< it starts on another tick
    rebuilt,  ///< it starts when it did, in another way (mode or window)
    dropped,  ///< it no longer takes place
    added,    ///< it did not take place before
  };
  Kind kind = Kind::moved;
  std::size_t activity = 0;
  Tick before = 0;  ///< its start; 0 if it is added
  Tick after = 0;   ///< 0 if it is dropped

  friend bool operator==(const PlanChange&, const PlanChange&) = default;
};

/// A plan that keeps what can be kept of the one before.
struct Replan {
  /// The problem that was solved: with the past as facts, and the levels "few changes" and "small shifts"
  /// before those of the campaign.
  ScheduleProblem problem;
  Schedule schedule;
  std::vector<PlanChange> changes;  ///< in the order of the activities; empty without a schedule

  std::size_t changed = 0;  ///< activities moved, dropped or added
  Tick shifted = 0;  ///< ticks by which those that take place in both plans start earlier or later, in all
};

/// A new plan for a problem that has changed since the last one was made: a launch has slipped, an activity
/// takes longer, a resource is gone.
///
/// - What the plan before started by `now` has started then, and what it ended by then has ended, unless the
///   problem itself says when (an actual date). What had not started starts no earlier than now.
/// - Then, in this order: as few activities as possible moved, dropped or added; as little shift as possible
/// in
///   all; the objective of the problem (without one: the makespan).
/// - The search begins at the plan before.
///
/// @param problem   as it is now, with the activities of the plan before (new ones come last)
/// @param before    the decisions of the plan before; it need not fit the problem any more
/// @param now       the day of the change
/// @return          status `infeasible` with a conflict if the past and the requirements cannot hold together
/// @throws InvalidArgument if `before` has other activities or ways than the problem
///
/// Checked in: tests/unit/scheduling/test_replan.cpp against brute force
Replan replan(const ScheduleProblem& problem, const ScheduleAssignment& before, Epoch now,
              const SolveOptions& options = {});

/// One line for each change: "ilrs-2.launch moves from 2031-03-01T00:00:00 UTC by 41 d".
std::vector<std::string> change_text(const Replan& replan);

}  // namespace perilune
