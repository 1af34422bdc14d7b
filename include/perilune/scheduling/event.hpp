#pragma once

#include <cstddef>

#include <perilune/roadmap/event_side.hpp>

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

}  // namespace perilune
