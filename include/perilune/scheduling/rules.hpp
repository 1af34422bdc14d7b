#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <perilune/scheduling/event.hpp>
#include <perilune/scheduling/tick_grid.hpp>

namespace perilune {

/// A mass, a speed, a cost, a power, a number of people ...: whole thousandths of the unit that the user
/// speaks in, so that sums are exact and the same on every machine.
using Amount = std::int64_t;

/// Thousandths in one unit.
inline constexpr Amount amount_per_unit = 1000;

/// Stands for "no limit" at the ends of a range.
inline constexpr Tick earliest_tick = -(Tick{1} << 61);
inline constexpr Tick latest_tick = Tick{1} << 61;
inline constexpr Amount no_limit = Amount{1} << 61;

/// The activity takes place, and in that of its modes.
struct InMode {
  std::size_t activity = 0;
  std::size_t mode = 0;

  friend bool operator==(const InMode&, const InMode&) = default;
};

/// `to` is at least `at_least` ticks later than `from`. A longest time between two events is written the
/// other way round, with a negative number. It says nothing if one of the two activities is left out, or if
/// `when` does not hold.
struct Difference {
  ScheduleEvent from;
  ScheduleEvent to;
  Tick at_least = 0;
  std::optional<InMode> when = std::nullopt;
};

/// The event happens in one of the ranges: sorted, disjoint, not touching each other. Without an event it
/// speaks of every event of the problem. It says nothing of an activity that is left out.
struct AllowedTicks {
  std::optional<ScheduleEvent> event;
  std::vector<TickRange> ranges;
};

/// Between `at_least` and `at_most` of the activities take place: alternatives, and what needs what. It says
/// nothing if `when` is named and left out.
struct PresenceCount {
  std::vector<std::size_t> activities;
  std::size_t at_least = 0;
  std::size_t at_most = 0;
  std::optional<std::size_t> when;
};

/// The activity starts inside the window of the way in which it is carried out.
struct WayWindow {
  std::size_t activity = 0;
};

/// The activity lasts as long as the way in which it is carried out says.
struct WayDuration {
  std::size_t activity = 0;
};

/// One activity at a time: of two that use it, one starts after the other has ended, and after the time that
/// it takes to change from the kind of the one to the kind of the other.
struct Disjunctive {
  struct Use {
    std::size_t activity = 0;
    std::size_t kind = 0;             ///< row and column of `setup`
    std::optional<std::size_t> mode;  ///< in that mode alone; empty: in every mode
  };
  std::vector<Use> uses;
  std::vector<std::vector<Tick>> setup;  ///< from row to column, >= 0; as many as there are kinds
};

/// What activities take of it while they run (from their start up to, and without, their end) adds up to no
/// more than there is.
struct Cumulative {
  struct Use {
    std::size_t activity = 0;
    Amount demand = 0;  ///< >= 0
    std::optional<std::size_t> mode;
  };
  struct Step {
    Tick from = earliest_tick;
    Amount capacity = 0;  ///< from that tick up to the next step, >= 0
  };
  std::vector<Use> uses;
  std::vector<Step> capacity;  ///< sorted by tick; the first one begins at `earliest_tick`
};

/// A stock whose level stays within its limits on every tick of `ticks`. It is counted in parts, so many to a
/// unit that the flow of one tick is a whole number of them. The level on a tick is what was there first, and
/// all steps on and before that tick, and all that flowed on the ticks before it.
struct Reservoir {
  struct Step {
    ScheduleEvent event;
    Amount amount = 0;                ///< [parts]
    std::optional<std::size_t> mode;  ///< in that mode of its activity alone; empty: in every mode
  };
  /// While the activity runs.
  struct Flow {
    std::size_t activity = 0;
    Amount per_tick = 0;  ///< [parts]
    std::optional<std::size_t> mode;
  };
  /// Whatever is done: what the light brings, what a base consumes.
  struct Supply {
    Tick from = 0;
    Amount per_tick = 0;  ///< on that tick, and up to the next supply [parts]
  };
  Amount initial = 0;
  Amount lowest = 0;
  Amount highest = no_limit;
  bool spills =
      false;  ///< on each tick what exceeds `highest` is lost (a full battery); otherwise it is forbidden
  TickRange ticks;  ///< what happens before the first of them counts as on it
  std::vector<Step> steps;
  std::vector<Flow> flows;
  std::vector<Supply> supplies;  ///< sorted by tick; before the first one there is none
  double parts_per_unit = 1.0;
  std::string unit;  ///< "kg", for messages
};

/// What is counted of an activity by the way in which it is carried out.
enum class Measure {
  one,      ///< that it takes place
  cost,     ///< its cost
  delta_v,  ///< its delta-v
};

/// What the activities that start within a period cost (or need, or how many they are) is at most the limit
/// of that period.
struct Budget {
  struct Period {
    TickRange ticks;
    Amount limit = 0;
  };
  Measure measure = Measure::cost;
  std::vector<std::size_t> activities;
  std::vector<Period> periods;  ///< sorted and disjoint
};

using Rule = std::variant<Difference, AllowedTicks, PresenceCount, WayWindow, WayDuration, Disjunctive,
                          Cumulative, Reservoir, Budget>;

}  // namespace perilune
