#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/scheduling/problem.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// How good an answer is.
enum class ScheduleStatus {
  optimal,     ///< the best there is, and proved so
  feasible,    ///< it respects every requirement
  infeasible,  ///< no schedule respects every requirement, and this is proved
  unknown,     ///< none was found, and none was ruled out
};

/// "optimal", "feasible", "infeasible", "unknown".
std::string to_text(ScheduleStatus status);

/// One step of a proof that an event cannot be earlier (in the proof of latest dates: later) than a tick.
///
/// By a `Difference`, the bound of its other event moves this one. By `AllowedTicks`, the event cannot be at
/// the bound it had, nor at any tick between, and so has to be at the next one allowed.
struct ProofStep {
  /// In the proof of latest dates: the goal comes no later than the makespan.
  static constexpr std::size_t the_makespan = static_cast<std::size_t>(-1);

  ScheduleEvent event;
  Tick bound = 0;
  std::size_t requirement = 0;         ///< position in `ScheduleProblem::requirements`, or `the_makespan`
  std::optional<std::size_t> premise;  ///< an earlier step of the same proof; none: the first bound there is

  friend bool operator==(const ProofStep&, const ProofStep&) = default;
};

/// Why one event is not earlier than it is.
struct Binding {
  std::size_t requirement = 0;  ///< the one that holds it there, by position in the problem

  /// For a precedence or a duration: the event that it hangs on. For a window, if it has missed an earlier
  /// one: the event that made it miss.
  std::optional<ScheduleEvent> after;

  /// For a window, if it has missed an earlier one: from when on it could have started.
  std::optional<Tick> ready;

  friend bool operator==(const Binding&, const Binding&) = default;
};

/// One activity with its dates. The latest dates are those that leave the aim of the slack (`SlackAim`)
/// untouched, all other activities moving with it as they must.
struct ScheduledActivity {
  std::string name;
  Tick start = 0;
  Tick end = 0;
  Tick latest_start = 0;
  Tick latest_end = 0;
  Epoch start_date;
  Epoch end_date;
  bool happened = false;  ///< its start is past
  Duration slack;         ///< latest start minus start; zero if it has happened
  bool critical = false;  ///< no slack, and yet to happen
  Binding start_binding;
  Binding end_binding;
};

/// One event on the way to the makespan, and what holds it where it is.
struct PathStep {
  ScheduleEvent event;
  Tick tick = 0;
  Binding binding;

  friend bool operator==(const PathStep&, const PathStep&) = default;
};

/// Requirements that cannot hold together, none of which can be spared: without any one of them, the others
/// can. Those that are understood (`Requirement::is_understood`) hold throughout and are not named.
struct Conflict {
  std::vector<std::size_t> requirements;  ///< by position in the problem, in the order of the chain

  /// The proof that they cannot: either a circle of differences that adds up to more than zero ...
  std::vector<std::size_t> circle;
  /// ... or steps to a bound beyond the last tick that the requirement `refused_by` allows.
  std::vector<ProofStep> steps;
  std::size_t refused_by = 0;

  /// The proof that none can be spared: for each of `requirements`, ticks for all events (start of activity
  /// 0, end of 0, start of 1, ...) that respect all the others.
  std::vector<std::vector<Tick>> witnesses;
};

/// The answer to a scheduling problem.
struct Schedule {
  ScheduleStatus status = ScheduleStatus::unknown;

  /// As they are numbered in the problem; empty if there is no schedule. Every start and end is the earliest
  /// that any schedule could have, so that every aim which never gains by lateness is at its best.
  std::vector<ScheduledActivity> activities;

  Tick makespan = 0;                      ///< the tick of the last goal
  Tick makespan_bound = 0;                ///< no schedule is shorter
  std::vector<PathStep> critical_path;    ///< from what starts it to the last goal
  std::vector<ProofStep> earliest_proof;  ///< that no event can be earlier
  std::vector<ProofStep> latest_proof;    ///< that no event can be later than its latest date
  std::optional<Conflict> conflict;       ///< if it is infeasible
};

/// The binding in words: "change-7.transfer lasts at least 4 d".
std::string binding_text(const ScheduleProblem& problem, const Binding& binding);

/// The conflict in words: its requirements with their places, one line each.
std::vector<std::string> conflict_text(const ScheduleProblem& problem, const Conflict& conflict);

}  // namespace perilune
