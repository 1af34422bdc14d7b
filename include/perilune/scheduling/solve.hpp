#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>

namespace perilune {

/// What may not suffer when slack is used up.
enum class SlackAim {
  makespan,  ///< the last goal keeps its date
  horizon,   ///< everything stays inside the horizon
};

/// How far a search is.
struct SolveProgress {
  double seconds = 0.0;
  std::size_t level = 0;              ///< of the objective, from 0 on
  std::optional<std::int64_t> value;  ///< of that level, in the best schedule so far
  std::optional<std::int64_t> bound;
};

struct SolveOptions {
  /// What planners call total float. Counts where the makespan is an aim; otherwise the terms of the
  /// objective keep their values, and the horizon ends the rest.
  SlackAim slack_aim = SlackAim::makespan;

  // The rest is for problems that need a search (`is_plain` says which do not). Several levels of an
  // objective share the limits: each may use an equal part of what those before it have left.
  double seconds = std::numeric_limits<double>::infinity();  ///< wall-clock limit
  /// Limit of work; with it, unlike with seconds, an unfinished search repeats exactly.
  std::int64_t conflicts = std::numeric_limits<std::int64_t>::max();
  int threads = 2;         ///< changes the time, never the answer
  std::uint64_t seed = 1;  ///< another seed may find another schedule of the same value
  /// Where the search begins: a plan made before. It need not hold any more.
  std::optional<ScheduleAssignment> start_from = std::nullopt;
  /// Called now and then; the search stops where it returns false, with the best it has.
  std::function<bool(const SolveProgress&)> progress = {};
};

/// The best schedule, proved; or what limits leave of that, with a bound; or a smallest set of requirements
/// that cannot hold together.
///
/// Where nothing but dates is open and no objective is given, every event is as early as it can be in any
/// schedule, and no search is needed. Precedences with shortest and longest lags and sets of windows have
/// this property: of two schedules, the earlier date of each event makes a schedule again. So there is one
/// schedule that is earliest in everything, and moving events later only where a requirement forces them ends
/// in it. docs/scheduling.md has the proof.
///
/// Otherwise the engine searches, and what it decides (orders, windows, modes) is fixed as plain
/// requirements, so that dates, slack and bindings are found, proved and audited in the same way.
///
/// @return  checked by `check` before it is returned; status `unknown` only where a limit struck
/// @throws InvalidArgument if the problem is not well formed or its numbers are too large: no builder made it
/// @throws std::logic_error if the answer does not pass the check: a bug of ours, please report it
///
/// Work without a search: with n events and m requirements, O(n m) for the lags, then O(m log n) for each
/// window that is passed. Checked in: tests/unit/scheduling/test_solve.cpp, test_search.cpp against brute
/// force
Schedule solve(const ScheduleProblem& problem, const SolveOptions& options = {});

}  // namespace perilune
