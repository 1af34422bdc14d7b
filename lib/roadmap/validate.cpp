#include <perilune/roadmap/validate.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "positive_cycle.hpp"
#include "problem_list.hpp"
#include "validate_resources.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::underline;

std::string date(Epoch epoch, int decimals = 0) {
  static const Epoch utc_begins = Epoch::parse("1972-01-01 UTC");
  return epoch.to_text(epoch < utc_begins ? TimeScale::tt : TimeScale::utc, decimals);
}

std::string dates(const Interval& span) {
  return concat(date(span.from), " to ", date(span.to));
}

/// One run over a roadmap: every member function looks at one kind of item and adds what it finds.
class Validation : private detail::ProblemList {
 public:
  Validation(const Roadmap& roadmap, Duration tick) : roadmap_(roadmap), tick_(tick) {
    for (const Phase& phase : roadmap.phases) phase_ids_.push_back(phase.id);
    for (const Mission& mission : roadmap.missions) mission_ids_.push_back(mission.id);
  }

  std::vector<Diagnostic> run() {
    check_horizon();
    check_time_step();
    check_as_of();
    check_ids(roadmap_.phases, "phase");
    check_ids(roadmap_.missions, "mission");
    for (std::size_t i = 0; i < roadmap_.phases.size(); ++i) check_phase(i);
    for (std::size_t i = 0; i < roadmap_.missions.size(); ++i) check_mission(i);
    check_cycles();
    for (Diagnostic& problem : detail::choice_problems(roadmap_, tick_)) found_.push_back(std::move(problem));
    for (Diagnostic& problem : detail::resource_problems(roadmap_, tick_))
      found_.push_back(std::move(problem));
    std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return std::tie(a.where.file, a.where.line, a.where.column) <
             std::tie(b.where.file, b.where.line, b.where.column);
    });
    return std::move(found_);
  }

 private:
  void check_horizon() {
    if (roadmap_.horizon.from < roadmap_.horizon.to) return;
    error("empty-horizon", roadmap_.horizon_where,
          concat("the horizon ends before it begins: ", dates(roadmap_.horizon)),
          "give a 'to' that is later than 'from'");
  }

  void check_time_step() {
    const Duration step = roadmap_.time_step;
    const Epoch from = roadmap_.horizon.from;
    if (step <= Duration{} || roadmap_.horizon.to <= from) return;
    const double steps = (static_cast<double>(roadmap_.horizon.to.nanoseconds_since_j2000()) -
                          static_cast<double>(from.nanoseconds_since_j2000())) /
                         static_cast<double>(step.nanoseconds());
    if (steps <= static_cast<double>(most_time_steps)) return;
    const bool placed = roadmap_.time_step_where.line > 0;
    error("too-many-ticks", placed ? roadmap_.time_step_where : roadmap_.horizon_where,
          concat("the horizon has more than ", most_time_steps, " steps of ", to_text(step), ": ",
                 fixed(steps, 0)),
          "make the time step longer: a minute is usual, and an hour enough for most campaigns")
        .notes.push_back(concat("the horizon is ", dates(roadmap_.horizon)));
  }

  void check_as_of() {
    if (!roadmap_.as_of || *roadmap_.as_of < roadmap_.horizon.to) return;
    error("date-outside-horizon", roadmap_.as_of_where,
          concat("the day of the roadmap, ", date(*roadmap_.as_of), ", is after the end of the horizon"),
          "widen the horizon")
        .notes.push_back(concat("the horizon is ", dates(roadmap_.horizon)));
  }

  template <class Items>
  void check_ids(const Items& items, const char* what) {
    std::set<std::string> seen;
    for (const auto& item : items) {
      if (item.id.empty()) {
        error("missing-id", item.where, concat("a ", what, " has no id"), "every one needs an id of its own");
      } else if (!seen.insert(item.id).second) {
        error("duplicate-id", item.where, concat("a second ", what, " has the id '", item.id, "'"),
              "ids are how others speak of it: give each its own");
      }
    }
  }

  void check_phase(std::size_t index) {
    const Phase& phase = roadmap_.phases[index];
    if (!phase.parent.empty()) {
      std::optional<std::size_t> parent = find_phase(roadmap_, phase.parent.id);
      if (!parent) {
        unknown("unknown-phase", phase.parent, concat("phase '", phase.parent.id, "'"), phase_ids_);
      }
      for (std::size_t steps = 0; parent && steps <= roadmap_.phases.size(); ++steps) {
        if (*parent == index) {
          error("phase-circle", phase.parent.where,
                concat("phase '", phase.id, "' is a part of itself, by way of '", phase.parent.id, "'"),
                "a parent has to be a larger phase");
          break;
        }
        parent = find_phase(roadmap_, roadmap_.phases[*parent].parent.id);
      }
    }
    if (phase.from && phase.to && *phase.to < *phase.from) {
      error("dates-reversed", phase.where,
            concat("phase '", phase.id, "' ends on ", date(*phase.to), ", before it begins on ",
                   date(*phase.from)),
            "swap the dates");
    }
  }

  void check_mission(std::size_t index) {
    const Mission& mission = roadmap_.missions[index];
    if (!mission.phase.empty() && !find_phase(roadmap_, mission.phase.id)) {
      unknown("unknown-phase", mission.phase, concat("phase '", mission.phase.id, "'"), phase_ids_);
    }
    if (mission.activities.empty() && mission.status != MissionStatus::superseded) {
      error("no-activities", mission.where,
            concat("mission '", mission.id, "' has no activities: there is nothing to schedule"),
            "give it at least a launch, or the status 'superseded'");
    }
    check_activity_names(mission);
    for (std::size_t i = 0; i < mission.activities.size(); ++i) check_activity(mission, i);
    check_dates(mission);
    for (const Precedence& precedence : mission.after) check_precedence(index, precedence);
  }

  void check_activity_names(const Mission& mission) {
    std::set<std::string> ids;
    std::set<std::string> milestones;
    for (const Activity& activity : mission.activities) {
      if (!ids.insert(activity_id(activity)).second) {
        error("duplicate-id", activity.where,
              concat("a second activity of '", mission.id, "' has the id '", activity_id(activity), "'"),
              "give it an id of its own");
      }
      for (const Reference& milestone : activity.milestones) {
        if (milestones.insert(milestone.id).second) continue;
        error("duplicate-id", milestone.where,
              concat("mission '", mission.id, "' reaches the milestone '", milestone.id, "' twice"),
              "name the two moments differently")
            .length = underline(milestone.id);
      }
    }
  }

  void check_activity(const Mission& mission, std::size_t index) {
    const Activity& activity = mission.activities[index];
    const std::string name = activity_name(mission, index);
    check_range(activity.duration, activity.where, concat("the duration of ", name), false, tick_);
    if (activity.max_gap) {
      const SourceLocation& place = activity.max_gap_where.line > 0 ? activity.max_gap_where : activity.where;
      if (*activity.max_gap < Duration{}) {
        error("negative-duration", place,
              concat("the longest gap before ", name, " is negative: ", to_text(*activity.max_gap)),
              "zero lets it follow at once");
      }
      check_countable(*activity.max_gap, place, concat("the longest gap before ", name), tick_);
    }
    check_windows(mission, activity, name);
    for (const auto& actual : {activity.actual_start, activity.actual_end}) {
      if (actual && roadmap_.as_of && *actual > *roadmap_.as_of) {
        error("date-in-future", activity.actual_where,
              concat("the actual date of ", name, ", ", date(*actual), ", is after the day of the roadmap, ",
                     date(*roadmap_.as_of)),
              "what is still to come has windows or no date at all");
      }
      if (!actual || (*actual >= roadmap_.horizon.from && *actual < roadmap_.horizon.to)) continue;
      error("date-outside-horizon", activity.actual_where,
            concat("the actual date of ", name, ", ", date(*actual), ", is outside the horizon"),
            "widen the horizon")
          .notes.push_back(concat("the horizon is ", dates(roadmap_.horizon)));
    }
  }

  void check_windows(const Mission& mission, const Activity& activity, const std::string& name) {
    const bool to_schedule = mission.status != MissionStatus::superseded && !activity.actual_start;
    if (activity.planned && activity.planned->to <= activity.planned->from) {
      error("dates-reversed", activity.planned_where,
            concat("what was planned of ", name, " closes before it opens: ", dates(*activity.planned)),
            "swap the dates");
    }
    std::vector<const Window*> outside;
    bool contains_start = false;
    for (const Window& window : activity.windows) {
      const Interval& span = window.span;
      contains_start |=
          activity.actual_start && span.from <= *activity.actual_start && *activity.actual_start < span.to;
      if (span.to <= span.from) {
        error("dates-reversed", window.where,
              concat("a window of ", name, " closes before it opens: ", dates(span)), "swap the dates");
      } else if (span.from > span.to - tick_) {
        error("window-too-short", window.where,
              concat("a window of ", name, " is shorter than the time step of ", to_text(tick_), ": ",
                     date(span.from, 3), " to ", date(span.to, 3)),
              "make it longer, or the time step shorter");
      } else if (span.to <= roadmap_.horizon.from || span.from >= roadmap_.horizon.to) {
        outside.push_back(&window);
      }
    }
    if (activity.actual_start && !activity.windows.empty() && !contains_start) {
      warning("started-outside-window", activity.actual_where,
              concat(name, " started on ", date(*activity.actual_start), ", in none of its windows"),
              "the actual date counts; correct it or the windows");
    }
    if (!to_schedule) return;
    const bool none_left = !outside.empty() && outside.size() == activity.windows.size();
    for (const Window* window : outside) {
      add(none_left ? Severity::error : Severity::warning, "window-outside-horizon", window->where,
          concat("a window of ", name, " is outside the horizon: ", dates(window->span)),
          none_left ? "it has no other: widen the horizon, or give it a window inside"
                    : "it is never used: widen the horizon, or drop it")
          .notes.push_back(concat("the horizon is ", dates(roadmap_.horizon)));
    }
  }

  /// Actual dates against each other and against the status.
  void check_dates(const Mission& mission) {
    std::optional<Epoch> latest;
    for (std::size_t i = 0; i < mission.activities.size(); ++i) {
      const Activity& activity = mission.activities[i];
      for (const auto& [actual, side] :
           {std::pair{activity.actual_start, "started"}, std::pair{activity.actual_end, "ended"}}) {
        if (!actual) continue;
        if (latest && *actual < *latest) {
          error("dates-reversed", activity.actual_where,
                concat(activity_name(mission, i), " ", side, " on ", date(*actual),
                       ", earlier than what came before it in its mission, on ", date(*latest)),
                "the activities of a mission follow each other: correct a date or the order");
        }
        latest = latest ? std::max(*latest, *actual) : actual;
      }
    }
    const bool has_flown = mission.status == MissionStatus::flown || mission.status == MissionStatus::lost;
    if (has_flown && !latest && !mission.activities.empty()) {
      error("missing-date", mission.where,
            concat("mission '", mission.id, "' has the status '", to_text(mission.status),
                   "', but none of its activities says when it started"),
            "give at least one of them its actual date");
    }
    if (!mission.lost_on) return;
    if (mission.status != MissionStatus::lost) {
      warning("unused-date", mission.where,
              concat("mission '", mission.id, "' has a date of loss, but its status is '",
                     to_text(mission.status), "'"),
              "the date is not used: set the status to 'lost', or drop it");
    } else if (latest && *mission.lost_on < *latest) {
      error("dates-reversed", mission.where,
            concat("mission '", mission.id, "' was lost on ", date(*mission.lost_on),
                   ", before its last actual date, ", date(*latest)),
            "correct one of the dates");
    }
  }

  void check_precedence(std::size_t mission_index, const Precedence& precedence) {
    const Mission& later = roadmap_.missions[mission_index];
    check_range(precedence.lag, precedence.where,
                concat("the lag of '", later.id, "' after '", precedence.mission.id, "'"), true, tick_);
    if (!precedence.activity.empty() && !find_activity(later, precedence.activity.id)) {
      unknown("unknown-activity", precedence.activity,
              concat("activity '", precedence.activity.id, "' in mission '", later.id, "'"),
              activity_ids(later));
    }
    const bool from_end = precedence.kind == PrecedenceKind::finish_to_start ||
                          precedence.kind == PrecedenceKind::finish_to_finish;
    if (!precedence.milestone.empty() && !precedence.after_activity.empty()) {
      error("activity-and-milestone", precedence.where,
            concat("'", later.id, "' waits for the activity '", precedence.after_activity.id,
                   "' and for the milestone '", precedence.milestone.id, "' in one requirement"),
            "name one of the two, or make two requirements of it");
    } else if (!precedence.milestone.empty() && !from_end) {
      error("milestone-has-no-start", precedence.where,
            concat("a milestone is a moment: it has no start for ", to_text(precedence.kind)),
            "use FS or FF, or name an activity instead of a milestone");
    }
    const std::optional<std::size_t> found = find_mission(roadmap_, precedence.mission.id);
    if (!found) {
      unknown("unknown-mission", precedence.mission, concat("mission '", precedence.mission.id, "'"),
              mission_ids_);
      return;
    }
    const Mission& earlier = roadmap_.missions[*found];
    if (!precedence.after_activity.empty() && !find_activity(earlier, precedence.after_activity.id)) {
      unknown("unknown-activity", precedence.after_activity,
              concat("activity '", precedence.after_activity.id, "' in mission '", earlier.id, "'"),
              activity_ids(earlier));
    }
    if (!precedence.milestone.empty() && !find_milestone(earlier, precedence.milestone.id)) {
      unknown("unknown-milestone", precedence.milestone,
              concat("milestone '", precedence.milestone.id, "' in mission '", earlier.id, "'"),
              milestone_ids(earlier));
    }
    const auto events = find_events(roadmap_, mission_index, precedence);
    if (events) check_reached(later, earlier, *events, precedence);
  }

  /// Who waits for what never happens never flies: the schedule is infeasible and says so, with both lines.
  void check_reached(const Mission& later, const Mission& earlier, const PrecedenceEvents& events,
                     const Precedence& precedence) {
    if (later.status == MissionStatus::superseded || !takes_place(later, events.after.activity)) return;
    const std::string awaited =
        precedence.milestone.empty()
            ? event_name(roadmap_, events.before)
            : concat("the milestone '", precedence.milestone.id, "' of '", earlier.id, "'");
    if (earlier.status == MissionStatus::superseded) {
      warning("superseded-predecessor", precedence.mission.where,
              concat("'", later.id, "' waits for ", awaited, ", but '", earlier.id,
                     "' is superseded and never flies"),
              "name the mission that took its place, or drop the requirement")
          .length = underline(precedence.mission.id);
      return;
    }
    const bool reached = events.before.side == EventSide::start
                             ? takes_place(earlier, events.before.activity)
                             : is_completed(earlier, events.before.activity);
    if (earlier.status != MissionStatus::lost || reached) return;
    Diagnostic& found = warning(
        "lost-predecessor", precedence.mission.where,
        concat("'", later.id, "' waits for ", awaited, ", but '", earlier.id, "' was lost before that"),
        "name another mission or an event that was reached, or drop the requirement");
    found.length = underline(precedence.mission.id);
    std::vector<std::string> completed;
    for (std::size_t i = 0; i < earlier.activities.size(); ++i) {
      if (is_completed(earlier, i)) completed.push_back(activity_id(earlier.activities[i]));
    }
    if (!completed.empty()) found.notes.push_back(concat("it completed: ", join(completed, ", ")));
  }

  static std::vector<std::string> activity_ids(const Mission& mission) {
    std::vector<std::string> ids;
    for (const Activity& activity : mission.activities) ids.push_back(activity_id(activity));
    return ids;
  }

  static std::vector<std::string> milestone_ids(const Mission& mission) {
    std::vector<std::string> ids;
    for (const Activity& activity : mission.activities) {
      for (const Reference& milestone : activity.milestones) ids.push_back(milestone.id);
    }
    return ids;
  }

  void check_cycles() {
    for (const detail::WaitingCycle& cycle : detail::positive_cycles(roadmap_)) {
      std::vector<std::string> chain;
      for (const detail::WaitingLink& link : cycle.links) {
        if (chain.empty() || chain.back() != link.from) chain.push_back(link.from);
      }
      chain.push_back(cycle.links.front().from);
      Diagnostic& found =
          error("precedence-cycle", cycle.where,
                concat("these wait for each other, each for the one before: ", join(chain, " -> ")),
                "drop one of these requirements, or turn one round");
      for (const detail::WaitingLink& link : cycle.links) found.notes.push_back(link.text);
    }
  }

  const Roadmap& roadmap_;
  Duration tick_;
  std::vector<std::string> phase_ids_;
  std::vector<std::string> mission_ids_;
};

}  // namespace

std::vector<Diagnostic> validate(const Roadmap& roadmap, Duration tick) {
  if (tick <= Duration{}) {
    throw InvalidArgument(concat("validate: the time step is ", to_text(tick), ". Pass one above zero."));
  }
  return Validation(roadmap, tick).run();
}

}  // namespace perilune
