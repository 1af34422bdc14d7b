#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/event_side.hpp>
#include <perilune/scheduling/tick_grid.hpp>

namespace perilune {

/// An event of a schedule, by the number of its activity: it starts, or it ends.
struct ScheduleEvent {
  std::size_t activity = 0;
  EventSide side = EventSide::start;

  friend bool operator==(const ScheduleEvent&, const ScheduleEvent&) = default;
};

/// Names an activity of one problem: what `ScheduleBuilder::add_activity` returns.
struct ScheduleActivity {
  std::size_t number = 0;

  ScheduleEvent start() const noexcept { return {number, EventSide::start}; }
  ScheduleEvent end() const noexcept { return {number, EventSide::end}; }
  friend bool operator==(const ScheduleActivity&, const ScheduleActivity&) = default;
};

/// `to` is at least `at_least` ticks later than `from`. A longest time between two events is written the
/// other way round, with a negative number.
struct Difference {
  ScheduleEvent from;
  ScheduleEvent to;
  Tick at_least = 0;
};

/// The event happens in one of the ranges: sorted, disjoint, not touching each other. Without an event it
/// speaks of every event of the problem.
struct AllowedTicks {
  std::optional<ScheduleEvent> event;
  std::vector<TickRange> ranges;
};

/// Stands for "no limit" at the ends of a range.
inline constexpr Tick earliest_tick = -(Tick{1} << 61);
inline constexpr Tick latest_tick = Tick{1} << 61;

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
};

/// One thing that a schedule has to respect, with its name in the words of the roadmap and the place where it
/// was written.
struct Requirement {
  RequirementKind kind = RequirementKind::shortest_lag;
  std::string text;  ///< "change-7.launch starts at least 30 d after queqiao-2.commission ends"
  SourceLocation where;
  std::variant<Difference, AllowedTicks> rule;

  /// It holds by what the words mean (nothing ends before it starts, the steps of a flight follow each
  /// other): nobody could give it up, so no conflict names it.
  bool is_understood = false;
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
};

/// "change-7.launch starts", "change-7.launch ends".
std::string event_text(const ScheduleProblem& problem, const ScheduleEvent& event);

/// When the event is, if it is on that tick.
Epoch event_date(const ScheduleProblem& problem, const ScheduleEvent& event, Tick tick);

}  // namespace perilune
