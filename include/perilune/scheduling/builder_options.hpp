#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/scheduling/objective.hpp>
#include <perilune/scheduling/rules.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// Names one mode of an activity: what `ScheduleBuilder::add_mode` returns.
struct ScheduleMode {
  std::size_t activity = 0;
  std::size_t number = 0;
};

/// Names a resource of one problem: what the `add_` functions of `ScheduleBuilder` return.
struct ScheduleDisjunctive {
  std::size_t number = 0;
};
struct ScheduleCumulative {
  std::size_t number = 0;
};
struct ScheduleReservoir {
  std::size_t number = 0;
};
struct ScheduleCalendar {
  std::size_t number = 0;
};

/// One way of doing an activity: launcher A or B, a direct transfer or a slow one.
struct ModeOptions {
  std::string name;
  DurationRange duration = DurationRange::at_least(Duration{});
  double delta_v_m_s = 0.0;
  double cost = 0.0;  ///< in the unit of cost that the user keeps to throughout
  SourceLocation where;
};

/// A window with figures of its own: a launch opportunity as a trajectory search finds it.
struct Opportunity {
  Interval span;  ///< the activity starts in it
  std::optional<DurationRange>
      duration;              ///< then it lasts so long; empty: as its mode, or the activity, says
  double delta_v_m_s = 0.0;  ///< added to that of the mode; so the cost
  double cost = 0.0;
  std::optional<ScheduleMode> mode;  ///< open to that mode alone; empty: to each of them
  SourceLocation where;
};

/// A pad, a vehicle, a crew: one activity at a time.
struct DisjunctiveOptions {
  Duration turnaround;  ///< from the end of one to the start of the next, where `set_setup` says nothing else
  SourceLocation where;
};

/// A stock: vehicles built, propellant, oxygen, the charge of a battery.
struct ReservoirOptions {
  double initial = 0.0;
  double lowest = 0.0;
  double highest = std::numeric_limits<double>::infinity();
  bool spills = false;  ///< what would rise above `highest` is lost, rather than forbidden
  std::string unit;     ///< "kg", for messages
  SourceLocation where;
};

/// A limit for what starts in a stretch of time.
struct BudgetPeriod {
  Interval span;
  double limit = 0.0;
};

/// One term of an objective, in units of the user. Weights are per day for what is a time, per m/s, per unit
/// of cost, per activity, and per unit of mass.
struct Aim {
  ObjectiveTerm::Kind kind = ObjectiveTerm::Kind::makespan;
  std::optional<ScheduleEvent> event;  ///< for cost and delta-v, empty: of all activities
  std::optional<Epoch> date;
  double weight = 1.0;

  /// The last goal, as early as possible.
  static Aim makespan(double weight = 1.0) { return {ObjectiveTerm::Kind::makespan, {}, {}, weight}; }
  /// A milestone as early as possible (weight > 0), or as late as possible.
  static Aim date_of(ScheduleEvent event, double weight = 1.0) {
    return {ObjectiveTerm::Kind::date, event, {}, weight};
  }
  /// A soft date: each day later than `due` costs.
  static Aim lateness(ScheduleEvent event, Epoch due, double weight = 1.0) {
    return {ObjectiveTerm::Kind::lateness, event, due, weight};
  }
  /// A soft date: each day earlier than `due` costs.
  static Aim earliness(ScheduleEvent event, Epoch due, double weight = 1.0) {
    return {ObjectiveTerm::Kind::earliness, event, due, weight};
  }
  static Aim total_cost(double weight = 1.0) { return {ObjectiveTerm::Kind::cost, {}, {}, weight}; }
  static Aim total_delta_v(double weight = 1.0) { return {ObjectiveTerm::Kind::delta_v, {}, {}, weight}; }
  /// One more activity that takes place: launches used, one by one.
  static Aim presence(ScheduleActivity activity, double weight = 1.0) {
    return {ObjectiveTerm::Kind::presence, activity.start(), {}, weight};
  }
  /// The price of leaving the activity out.
  static Aim absence(ScheduleActivity activity, double weight = 1.0) {
    return {ObjectiveTerm::Kind::absence, activity.start(), {}, weight};
  }
  /// As much mass as possible delivered by a date: the event brings so much of it, if it is in time.
  static Aim delivered(ScheduleEvent event, Epoch by, double mass) {
    return {ObjectiveTerm::Kind::by_date, event, by, -mass};
  }
  /// As many crew days as possible: the activity keeps so many people as long as it lasts.
  static Aim crew_days(ScheduleActivity activity, double crew) {
    return {ObjectiveTerm::Kind::duration, activity.start(), {}, -crew};
  }
};

}  // namespace perilune
