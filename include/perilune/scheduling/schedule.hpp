#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
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
  /// As `Binding::requirement`, or `the_makespan`.
  std::size_t requirement = 0;
  std::optional<std::size_t> premise;  ///< an earlier step of the same proof; none: the first bound there is

  friend bool operator==(const ProofStep&, const ProofStep&) = default;
};

/// Why one event is not earlier than it is.
struct Binding {
  /// The one that holds it there, by position in the problem; from the number of those on, in
  /// `Schedule::decisions`.
  std::size_t requirement = 0;

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
  bool takes_place = true;  ///< otherwise it is left out, and all its ticks are 0
  std::size_t way = 0;      ///< into `ActivityChoices::ways`, if it has any
  bool happened = false;    ///< its start is past
  Duration slack;           ///< latest start minus start; zero if it has happened
  bool critical = false;    ///< no slack, and yet to happen
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

  /// Or neither: that they cannot was found by an exhaustive search, which leaves no proof to follow.
  bool by_search = false;

  /// The proof that none can be spared: for each of `requirements`, decisions that respect all the others.
  std::vector<ScheduleAssignment> witnesses;

  /// Whether that is so. Otherwise a limit came before the last could be tried; those without a witness may
  /// be superfluous.
  bool irreducible = true;
};

/// What one level of the objective came to.
struct ObjectiveValue {
  std::int64_t value = 0;
  std::optional<std::int64_t> bound;  ///< no schedule that is as good in the levels before is below

  friend bool operator==(const ObjectiveValue&, const ObjectiveValue&) = default;
};

/// One thing that the search has settled, as a plain requirement: which of two goes first, which window is
/// taken. Slack, bindings and the critical path are those of the schedule with all its decisions kept.
struct Decision {
  Requirement requirement;
  std::optional<std::size_t> because;  ///< the requirement it serves; none: the objective
};

/// The answer to a scheduling problem.
struct Schedule {
  ScheduleStatus status = ScheduleStatus::unknown;

  /// As they are numbered in the problem; empty if there is no schedule. Every start and end is the earliest
  /// that the decisions allow. Where there are none to take (`is_plain`), it is the earliest that any
  /// schedule could have, so that every aim which never gains by lateness is at its best.
  std::vector<ScheduledActivity> activities;

  Tick makespan = 0;                      ///< the tick of the last goal that takes place; 0 without one
  Tick makespan_bound = 0;                ///< no schedule is shorter
  std::vector<PathStep> critical_path;    ///< from what starts it to the last goal
  std::vector<ProofStep> earliest_proof;  ///< that no event can be earlier
  std::vector<ProofStep> latest_proof;    ///< that no event can be later than its latest date
  std::vector<ObjectiveValue> objective;  ///< for each level
  std::vector<Decision> decisions;        ///< numbered on from the requirements of the problem
  std::optional<Conflict> conflict;       ///< if it is infeasible
};

/// The requirement, or the decision, of that number.
const Requirement& requirement_of(const ScheduleProblem& problem, const Schedule& schedule,
                                  std::size_t number);

/// The decisions that the schedule stands for.
ScheduleAssignment assignment_of(const Schedule& schedule);
/// Likewise, every event at its latest date.
ScheduleAssignment latest_assignment_of(const Schedule& schedule);

/// The binding in words: "change-7.transfer lasts at least 4 d".
std::string binding_text(const ScheduleProblem& problem, const Schedule& schedule, const Binding& binding);

/// What the levels of the objective came to, one line each, most important first: "lateness: 34.5 d",
/// "delivered mass: 3200 kg, at most 4100 kg" where the search has not ended.
std::vector<std::string> objective_text(const ScheduleProblem& problem, const Schedule& schedule);

/// The critical path in words, one line for each event: its date, what happens, and what holds it there.
std::vector<std::string> critical_path_text(const ScheduleProblem& problem, const Schedule& schedule);

/// The conflict in words: its requirements with their places, one line each.
std::vector<std::string> conflict_text(const ScheduleProblem& problem, const Conflict& conflict);

}  // namespace perilune
