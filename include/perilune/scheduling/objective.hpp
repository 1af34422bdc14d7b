#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <perilune/scheduling/event.hpp>
#include <perilune/scheduling/rules.hpp>

namespace perilune {

/// One thing that makes a schedule better or worse: `weight` times what its kind says. An activity that is
/// left out counts for nothing, unless the kind says otherwise.
struct ObjectiveTerm {
  enum class Kind {
    makespan,   ///< tick of the last goal that takes place; 0 if none does
    date,       ///< tick of the event
    lateness,   ///< ticks by which the event is later than `tick`
    earliness,  ///< ticks by which the event is earlier than `tick`
    presence,   ///< 1 if the activity takes place
    absence,    ///< 1 if the activity is left out
    cost,       ///< its cost
    delta_v,    ///< its delta-v
    by_date,    ///< 1 if the event is no later than `tick`
    duration,   ///< ticks from its start to its end
    moved,      ///< 1 if the event is on another tick than `tick`
  };
  Kind kind = Kind::makespan;
  ScheduleEvent event;
  Tick tick = 0;
  std::int64_t weight = 1;

  friend bool operator==(const ObjectiveTerm&, const ObjectiveTerm&) = default;
};

/// What is minimised: the sum of its terms. A problem has several in order: a later one decides between
/// schedules that are equal in all earlier ones.
struct ObjectiveLevel {
  std::string text;  ///< "the basic model stands as early as possible"
  std::vector<ObjectiveTerm> terms;

  /// What one point of the sum is in the unit of `unit_text`: for showing it.
  double unit = 1.0;
  std::string unit_text;
};

}  // namespace perilune
