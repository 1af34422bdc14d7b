#pragma once

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

namespace perilune {

/// What may not suffer when slack is used up.
enum class SlackAim {
  makespan,  ///< the last goal keeps its date
  horizon,   ///< everything stays inside the horizon
};

struct SolveOptions {
  SlackAim slack_aim = SlackAim::makespan;  ///< what planners call total float
};

/// The earliest schedule: exact. Every event is as early as it can be in any schedule, so the makespan is
/// optimal too; if there is no schedule, a smallest set of requirements that cannot hold together.
///
/// Precedences with shortest and longest lags and sets of windows have this property: of two schedules, the
/// earlier date of each event makes a schedule again. So there is one schedule that is earliest in
/// everything, and moving events later only where a requirement forces them ends in it. docs/scheduling.md
/// has the proof.
///
/// @return  status `optimal` or `infeasible`; checked by `check` before it is returned
/// @throws std::logic_error if the answer does not pass the check: a bug of ours, please report it
///
/// Work: with n events and m requirements, O(n m) for the lags, then O(m log n) for each window that is
/// passed. Checked in: tests/unit/scheduling/test_solve.cpp against brute force
Schedule solve(const ScheduleProblem& problem, const SolveOptions& options = {});

}  // namespace perilune
