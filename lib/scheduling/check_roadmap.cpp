#include <algorithm>
#include <optional>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "check_roadmap_resources.hpp"

// The second auditor: it reads the roadmap and the dates, and knows nothing of ticks, problems and how one
// becomes the other.

namespace perilune {
namespace {

using detail::concat;

struct Dates {
  Epoch start;
  Epoch end;
};

class RoadmapAudit {
 public:
  RoadmapAudit(const Roadmap& roadmap, const RoadmapSchedule& answer) : roadmap_(roadmap), answer_(answer) {}

  std::vector<std::string> run() {
    if (answer_.schedule.activities.empty()) return {};
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      for (std::size_t a = 0; a < roadmap_.missions[m].activities.size(); ++a) {
        const bool is_there = dates(m, a).has_value();
        expect(is_there == (takes_place(roadmap_.missions[m], a) && flies(m)),
               concat(activity_name(roadmap_.missions[m], a), is_there ? " is in it" : " is not in it"));
        if (is_there) check_activity(m, a);
      }
      for (const Precedence& precedence : roadmap_.missions[m].after) check_precedence(m, precedence);
    }
    check_choices();
    detail::audit_resources(roadmap_, answer_, faults_);
    return std::move(faults_);
  }

 private:
  /// Whether the mission is in the schedule: of an optional one the first activity says so for all.
  bool flies(std::size_t m) const {
    if (roadmap_.missions[m].status == MissionStatus::superseded) return false;
    return !is_optional(roadmap_, m) || dates(m, 0).has_value();
  }
  bool flies(const Reference& mission) const {
    const auto found = find_mission(roadmap_, mission.id);
    return found && flies(*found);
  }

  void check_choices() {
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      for (const Reference& needed : roadmap_.missions[m].needs) {
        expect(!flies(m) || flies(needed),
               concat(roadmap_.missions[m].id, " flies without ", needed.id, ", which it needs"));
      }
    }
    for (const MissionChoice& choice : roadmap_.choices) {
      std::size_t flying = 0;
      for (const Reference& mission : choice.missions) flying += flies(mission) ? 1 : 0;
      expect(choice.at_least <= flying && flying <= choice.at_most,
             concat(flying, " missions of the choice '", choice.id, "' fly"));
    }
  }

  void expect(bool holds, const std::string& fault) {
    if (!holds) faults_.push_back(fault);
  }

  std::optional<Dates> dates(std::size_t m, std::size_t a) const {
    const auto& numbers = answer_.model.activities;
    if (m >= numbers.size() || a >= numbers[m].size() || !numbers[m][a]) return std::nullopt;
    const auto& scheduled = answer_.schedule.activities;
    if (numbers[m][a]->number >= scheduled.size()) return std::nullopt;
    const ScheduledActivity& activity = scheduled[numbers[m][a]->number];
    return Dates{activity.start_date, activity.end_date};
  }

  void check_apart(Epoch from, Epoch to, const DurationRange& range, const std::string& what) {
    expect(to - from >= range.min, concat(what, " is shorter than ", to_text(range.min)));
    if (range.max) expect(to - from <= *range.max, concat(what, " is longer than ", to_text(*range.max)));
  }

  void check_activity(std::size_t m, std::size_t a) {
    const Mission& mission = roadmap_.missions[m];
    const Activity& activity = mission.activities[a];
    const std::string name = activity_name(mission, a);
    const Dates when = *dates(m, a);
    const bool was_lost_in_it = mission.status == MissionStatus::lost && !is_completed(mission, a);
    DurationRange duration = activity.duration;
    if (was_lost_in_it) duration.min = Duration{};
    const auto way = activity.actual_start || activity.actual_end ? std::nullopt : way_of(m, a);
    if (way) {
      check_way(activity, *way, when, name);
    } else {
      check_apart(when.start, when.end, duration, name);
    }
    expect(when.start >= roadmap_.horizon.from && when.end <= roadmap_.horizon.to,
           concat(name, " is outside the horizon"));
    if (activity.actual_start) {
      expect(when.start == *activity.actual_start, concat(name, " does not start on its actual date"));
    } else if (!activity.windows.empty() && !way) {
      expect(std::any_of(activity.windows.begin(), activity.windows.end(),
                         [&](const Window& window) { return window.span.contains(when.start); }),
             concat(name, " starts in none of its windows"));
    }
    if (activity.actual_end)
      expect(when.end == *activity.actual_end, concat(name, " does not end on its actual date"));
    if (was_lost_in_it && mission.lost_on) {
      expect(when.end == *mission.lost_on, concat(name, " does not end with the loss of its mission"));
    }
    if (a > 0 && dates(m, a - 1)) {
      check_apart(dates(m, a - 1)->end, when.start, {Duration{}, activity.max_gap, {}},
                  concat("the gap before ", name));
    }
    check_releases(mission, a, when);
  }

  /// The mode in which the activity is carried out, if it is in one of several ways; its name may be empty.
  std::optional<std::string> way_of(std::size_t m, std::size_t a) const {
    const std::size_t number = answer_.model.activities[m][a]->number;
    const auto& all = answer_.model.problem.choices;
    if (number >= all.size() || all[number].ways.empty()) return std::nullopt;
    const ActivityChoices& choices = all[number];
    const std::size_t way = answer_.schedule.activities[number].way;
    return way < choices.ways.size() ? choices.modes.at(choices.ways[way].mode) : std::string("?");
  }

  /// Some window that its mode may use has it start in it and last as long as it does, to a tick.
  void check_way(const Activity& activity, const std::string& mode, const Dates& when,
                 const std::string& name) {
    DurationRange lasts = activity.duration;
    bool is_known = activity.modes.empty() && mode.empty();
    for (const ActivityMode& known : activity.modes) {
      if (known.id != mode) continue;
      is_known = true;
      if (known.duration) lasts = *known.duration;
    }
    expect(is_known, concat(name, " is carried out in no mode of its own"));
    const auto fits = [&](const DurationRange& range) {
      const Duration length = when.end - when.start;
      return length >= range.min && (!range.max || length < *range.max + roadmap_.time_step);
    };
    const bool holds =
        activity.windows.empty()
            ? fits(lasts)
            : std::any_of(activity.windows.begin(), activity.windows.end(), [&](const Window& window) {
                return (window.mode.empty() || window.mode.id == mode) && window.span.contains(when.start) &&
                       fits(window.duration.value_or(lasts));
              });
    expect(holds,
           concat(name, " starts in none of its windows, or lasts too long or too short for its mode"));
  }

  void check_releases(const Mission& mission, std::size_t a, const Dates& when) {
    if (mission.status != MissionStatus::planned && mission.status != MissionStatus::unconfirmed) return;
    const auto& chain = mission.activities;
    for (std::size_t later = a; later < chain.size(); ++later) {
      if (chain[later].actual_start || chain[later].actual_end) return;
    }
    expect(!roadmap_.as_of || when.start >= *roadmap_.as_of,
           concat(activity_name(mission, a), " starts before the day of the roadmap"));
    const bool has_launch = std::any_of(chain.begin(), chain.end(), [](const Activity& activity) {
      return activity.kind == ActivityKind::launch;
    });
    const bool is_released = has_launch ? chain[a].kind == ActivityKind::launch : a == 0;
    const std::optional<std::size_t> phase = find_phase(roadmap_, mission.phase.id);
    if (!is_released || !phase) return;
    const std::optional<Epoch> from = phase_dates(roadmap_, *phase).from;
    const bool is_first =
        !has_launch ||
        std::none_of(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(a),
                     [](const Activity& earlier) { return earlier.kind == ActivityKind::launch; });
    expect(!from || !is_first || when.start >= *from,
           concat(activity_name(mission, a), " starts before its phase"));
  }

  void check_precedence(std::size_t m, const Precedence& precedence) {
    const auto events = find_events(roadmap_, m, precedence);
    if (!events) {
      expect(false, concat("a requirement of ", roadmap_.missions[m].id, " names what does not exist"));
      return;
    }
    const auto before = dates(events->before.mission, events->before.activity);
    const auto after = dates(m, events->after.activity);
    if (!before || !after) return;
    check_apart(events->before.side == EventSide::start ? before->start : before->end,
                events->after.side == EventSide::start ? after->start : after->end, precedence.lag,
                concat("the lag from ", event_name(roadmap_, events->before), " to ",
                       event_name(roadmap_, events->after)));
  }

  const Roadmap& roadmap_;
  const RoadmapSchedule& answer_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> check_against_roadmap(const Roadmap& roadmap, const RoadmapSchedule& answer) {
  return RoadmapAudit(roadmap, answer).run();
}

}  // namespace perilune
