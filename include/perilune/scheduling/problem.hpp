#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/scheduling/event.hpp>
#include <perilune/scheduling/objective.hpp>
#include <perilune/scheduling/rules.hpp>
#include <perilune/scheduling/tick_grid.hpp>

namespace perilune {

/// What a requirement is about: decides its wording, never its meaning.
enum class RequirementKind {
  horizon_start,
  horizon_end,
  shortest_duration,
  longest_duration,
  shortest_lag,  ///< of a precedence, or of the order inside a mission
  longest_lag,
  windows,
  actual_date,
  not_before,
  not_after,
  presence,     ///< alternatives, and what needs what
  modes,        ///< an activity is carried out in one of its ways
  disjunctive,  ///< a pad, a crew, a vehicle: one activity at a time
  cumulative,   ///< power, links, people: so much at a time
  calendar,     ///< an activity runs only while its calendar is open
  reservoir,    ///< a stock
  budget,       ///< so much in a year
};

/// One thing that a schedule has to respect, with its name in the words of the roadmap and the place where it
/// was written.
struct Requirement {
  RequirementKind kind = RequirementKind::shortest_lag;
  std::string text;  ///< "change-7.launch starts at least 30 d after queqiao-2.commission ends"
  SourceLocation where;
  Rule rule;

  /// It holds by what the words mean (nothing ends before it starts, the steps of a flight follow each
  /// other): nobody could give it up, so no conflict names it.
  bool is_understood = false;
};

/// One way in which an activity can be carried out: a mode, and in it perhaps one launch opportunity.
struct ActivityWay {
  std::size_t mode = 0;             ///< into `ActivityChoices::modes`
  std::optional<TickRange> starts;  ///< it starts in that window; empty: at any time
  Tick shortest = 0;                ///< its duration, >= 0
  std::optional<Tick> longest;
  Amount delta_v = 0;
  Amount cost = 0;

  friend bool operator==(const ActivityWay&, const ActivityWay&) = default;
};

/// What is open about an activity beside its dates.
struct ActivityChoices {
  bool optional = false;           ///< it may be left out
  std::vector<std::string> modes;  ///< names; none: one mode without a name
  std::vector<ActivityWay> ways;   ///< it is carried out in one of them; none: there is only one way

  friend bool operator==(const ActivityChoices&, const ActivityChoices&) = default;
};

/// A scheduling problem: activities, and everything that is required of their events. Made by
/// `ScheduleBuilder`, which checks it; everything in it counts in ticks.
struct ScheduleProblem {
  TickGrid grid;
  Tick horizon_end = 0;  ///< last tick of the horizon; the first is 0
  std::vector<std::string> activities;
  std::vector<Requirement> requirements;
  std::vector<ScheduleEvent> goals;     ///< what the makespan is measured to; none: all ends
  std::vector<ScheduleEvent> happened;  ///< what is past, whether its date is known or not

  /// How much later than its tick each event is (start of activity 0, end of 0, start of 1, ...), at least
  /// zero and less than a step. Actual dates and what is tied to them without play are not on whole ticks.
  std::vector<Duration> offsets;

  std::vector<ActivityChoices> choices = {};  ///< by activity; empty: nothing is open but dates

  /// What is best, most important first. None: the makespan, and every date as early as the order allows.
  std::vector<ObjectiveLevel> objective = {};
};

/// Whether one earliest schedule exists and is wanted: no choices, no resources, no objective of its own.
bool is_plain(const ScheduleProblem& problem);

/// "change-7.launch starts", "change-7.launch ends".
std::string event_text(const ScheduleProblem& problem, const ScheduleEvent& event);

/// When the event is, if it is on that tick.
Epoch event_date(const ScheduleProblem& problem, const ScheduleEvent& event, Tick tick);

}  // namespace perilune
