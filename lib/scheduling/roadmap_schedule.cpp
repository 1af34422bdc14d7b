#include <perilune/scheduling/roadmap_schedule.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/roadmap/validate.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/relax.hpp>

#include "roadmap_choices.hpp"
#include "roadmap_resources.hpp"
#include "words.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::date_words;

bool is_yet_to_fly(const Mission& mission) {
  return mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
}

bool has_date(const Activity& activity) {
  return activity.actual_start.has_value() || activity.actual_end.has_value();
}

/// How many of its activities have begun: those up to the last one with an actual date.
std::size_t begun(const Mission& mission) {
  std::size_t count = 0;
  for (std::size_t a = 0; a < mission.activities.size(); ++a) {
    if (has_date(mission.activities[a])) count = a + 1;
  }
  return count;
}

/// The activity that a phase keeps from starting before it begins.
std::size_t released_activity(const Mission& mission) {
  for (std::size_t a = 0; a < mission.activities.size(); ++a) {
    if (mission.activities[a].kind == ActivityKind::launch) return a;
  }
  return 0;
}

class Translation {
 public:
  explicit Translation(const Roadmap& roadmap)
      : roadmap_(roadmap),
        wanted_(detail::wanted_figures(roadmap)),
        builder_(roadmap.horizon, roadmap.time_step, roadmap.horizon_where) {}

  RoadmapProblem run() {
    for (const Mission& mission : roadmap_.missions) add_activities(mission);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      add_chain(m);
      add_dates(m);
      add_past(m);
      add_releases(m);
      for (const Precedence& precedence : roadmap_.missions[m].after) add_precedence(m, precedence);
      for (const Reference& needed : roadmap_.missions[m].needs) add_need(m, needed);
      const std::optional<std::size_t> goal = in_place(roadmap_.missions[m]);
      if (goal && is_completed(roadmap_.missions[m], *goal)) builder_.add_goal(activities_[m][*goal]->end());
    }
    detail::add_choices(builder_, roadmap_, activities_, [&](std::size_t m) {
      return never({m, 0, EventSide::start});
    });
    detail::ResourceTranslation(builder_, roadmap_, activities_).run();
    detail::add_aims(builder_, roadmap_, activities_, wanted_);
    RoadmapProblem made{builder_.build(), std::move(activities_)};
    for (std::size_t i = 0; i < roadmap_.objectives.size(); ++i) {
      made.problem.objective[i].unit_text = objective_unit(roadmap_.objectives[i]);
    }
    return made;
  }

 private:
  void add_activities(const Mission& mission) {
    auto& added = activities_.emplace_back();
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const Activity& activity = mission.activities[a];
      if (!takes_place(mission, a)) {
        added.push_back(std::nullopt);
        continue;
      }
      // What a mission was lost in may have been cut short.
      DurationRange duration = activity.duration;
      if (!is_completed(mission, a)) duration.min = Duration{};
      const SourceLocation& where = duration.where.line > 0 ? duration.where : activity.where;
      added.push_back(builder_.add_activity(activity_name(mission, a), duration, where));
      if (detail::has_ways(activity, wanted_)) detail::add_ways(builder_, *added.back(), activity, wanted_);
    }
  }

  void add_chain(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const Activity& activity = mission.activities[a];
      if (!activities_[m][a]) continue;
      const ScheduleActivity added = *activities_[m][a];
      if (a > 0) {
        const SourceLocation& where =
            activity.max_gap_where.line > 0 ? activity.max_gap_where : activity.where;
        builder_.follow(*activities_[m][a - 1], added, activity.max_gap, where);
      }
      if (!activity.windows.empty() && !activity.actual_start && !detail::has_ways(activity, wanted_)) {
        builder_.start_in(added, activity.windows);
      }
    }
  }

  void add_dates(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const Activity& activity = mission.activities[a];
      if (!activities_[m][a]) continue;
      const ScheduleActivity added = *activities_[m][a];
      const SourceLocation& where = activity.actual_where.line > 0 ? activity.actual_where : activity.where;
      if (activity.actual_start) builder_.happened(added.start(), *activity.actual_start, {}, where);
      if (activity.actual_end) builder_.happened(added.end(), *activity.actual_end, {}, where);
      if (mission.lost_on && !is_completed(mission, a)) {
        builder_.happened(added.end(), *mission.lost_on,
                          concat(mission.id, " was lost on ", date_words(*mission.lost_on)), mission.where);
      }
    }
  }

  /// What is before an actual date has happened too; so has what a flown or lost mission does next, unless it
  /// waits for a window.
  void add_past(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    std::size_t past = begun(mission);
    if (!is_yet_to_fly(mission)) {
      while (past < mission.activities.size() && mission.activities[past].windows.empty()) ++past;
    }
    for (std::size_t a = 0; a < past; ++a) {
      if (activities_[m][a]) builder_.happened(activities_[m][a]->start());
    }
  }

  void add_releases(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    if (!is_yet_to_fly(mission) || mission.activities.empty()) return;
    const std::size_t next = begun(mission);
    if (roadmap_.as_of) {
      // The chain carries it on to the activities that follow.
      if (next < mission.activities.size()) {
        builder_.not_before(
            activities_[m][next]->start(), *roadmap_.as_of,
            concat(activity_name(mission, next), " starts on or after the day of this roadmap, ",
                   date_words(*roadmap_.as_of)),
            roadmap_.as_of_where);
      }
    }
    const std::optional<std::size_t> phase = find_phase(roadmap_, mission.phase.id);
    const std::size_t released = released_activity(mission);
    if (!phase || released < next) return;
    const PhaseDates dates = phase_dates(roadmap_, *phase);
    if (!dates.from) return;
    const Phase& named = roadmap_.phases[dates.from_phase];
    builder_.not_before(
        activities_[m][released]->start(), *dates.from,
        concat(activity_name(mission, released), " starts on or after the beginning of the phase '", named.id,
               "', ", date_words(*dates.from)),
        named.where);
  }

  void add_precedence(std::size_t m, const Precedence& precedence) {
    const auto events = find_events(roadmap_, m, precedence);
    const auto& after = activities_[m][events->after.activity];
    const auto& before = activities_[events->before.mission][events->before.activity];
    if (!after) return;  // a lost or superseded mission waits for nothing
    const Mission& awaited = roadmap_.missions[events->before.mission];
    const bool ends = events->before.side == EventSide::end;
    if (ends ? !is_completed(awaited, events->before.activity) : !before.has_value()) {
      builder_.need(*after, never(events->before),
                    concat(activity_name(roadmap_.missions[m], events->after.activity), " waits for ",
                           precedence.milestone.empty()
                               ? event_name(roadmap_, events->before)
                               : concat(awaited.id, " to reach '", precedence.milestone.id, "'")),
                    precedence.where);
      return;
    }
    std::string words;
    if (!precedence.milestone.empty()) {
      words = concat(precedence.mission.id, " reaches '", precedence.milestone.id, "'");
    }
    builder_.precede(event(*before, events->before.side), event(*after, events->after.side), precedence.lag,
                     std::move(words), precedence.where);
  }

  /// Of what is superseded; of what may be left out `add_choices` takes care, and anything else flies anyway.
  void add_need(std::size_t m, const Reference& needed) {
    const auto found = find_mission(roadmap_, needed.id);
    if (!found || roadmap_.missions[*found].status != MissionStatus::superseded) return;
    if (activities_[m].empty() || !activities_[m].front()) return;
    builder_.need(*activities_[m].front(), never({*found, 0, EventSide::start}),
                  concat(roadmap_.missions[m].id, " flies only with ", needed.id), needed.where);
  }

  /// Stands for what a lost or superseded mission never comes to: it could take place, if its mission had not
  /// been given up. So the one requirement that says that it was can be named, and spared.
  ScheduleActivity never(const RoadmapEvent& awaited) {
    const Mission& mission = roadmap_.missions[awaited.mission];
    const bool is_lost = mission.status == MissionStatus::lost;
    const auto key = is_lost ? std::tuple(awaited.mission, awaited.activity, awaited.side)
                             : std::tuple(awaited.mission, std::size_t{0}, EventSide::start);
    const auto known = nevers_.find(key);
    if (known != nevers_.end()) return known->second;
    const ScheduleActivity made =
        builder_.add_activity(is_lost ? event_name(roadmap_, awaited) : mission.id, {}, mission.where);
    builder_.make_optional(made);
    builder_.take_place({made}, 0, 0, std::nullopt,
                        is_lost ? concat(mission.id, " was lost before ", event_name(roadmap_, awaited))
                                : concat(mission.id, " is superseded and never flies"),
                        mission.where);
    nevers_.insert({key, made});
    return made;
  }

  static ScheduleEvent event(ScheduleActivity activity, EventSide side) { return {activity.number, side}; }

  const Roadmap& roadmap_;
  detail::WantedFigures wanted_;
  ScheduleBuilder builder_;
  std::vector<std::vector<std::optional<ScheduleActivity>>> activities_;
  std::map<std::tuple<std::size_t, std::size_t, EventSide>, ScheduleActivity> nevers_;
};

void throw_if_wrong(std::vector<Diagnostic> found) {
  const auto is_error = [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; };
  if (std::none_of(found.begin(), found.end(), is_error)) return;
  std::string rendered;
  for (const Diagnostic& diagnostic : found) rendered += render(diagnostic, {});
  throw ScenarioError(rendered, std::move(found));
}

std::vector<PhaseSlip> find_slips(const Roadmap& roadmap, const RoadmapSchedule& answer) {
  std::vector<PhaseSlip> slips;
  if (answer.schedule.activities.empty()) return slips;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const Mission& mission = roadmap.missions[m];
    const std::optional<std::size_t> phase = find_phase(roadmap, mission.phase.id);
    const std::optional<std::size_t> last = in_place(mission);
    if (!phase || !last || !is_completed(mission, *last)) continue;
    const PhaseDates dates = phase_dates(roadmap, *phase);
    if (!answer.model.activities[m][*last]) continue;
    const Epoch date = answer.schedule.activities[answer.model.activities[m][*last]->number].end_date;
    if (dates.to && date > *dates.to) slips.push_back({m, dates.to_phase, date, *dates.to, date - *dates.to});
  }
  return slips;
}

/// Activities that are left out are no part of the answer, as those of lost missions.
void note_left_out(RoadmapSchedule& answer) {
  if (answer.schedule.activities.empty()) return;
  for (std::size_t m = 0; m < answer.model.activities.size(); ++m) {
    bool is_left_out = false;
    for (auto& activity : answer.model.activities[m]) {
      if (!activity || answer.schedule.activities[activity->number].takes_place) continue;
      activity.reset();
      is_left_out = true;
    }
    if (is_left_out) answer.left_out.push_back(m);
  }
}

Diagnostic slip_warning(const Roadmap& roadmap, const PhaseSlip& slip) {
  const Mission& mission = roadmap.missions[slip.mission];
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.code = "phase-slip";
  warning.where = mission.phase.where.line > 0 ? mission.phase.where : mission.where;
  warning.length = std::max(1, static_cast<int>(std::min<std::size_t>(mission.phase.id.size(), 1000)));
  warning.message = concat("'", mission.id, "' is in place on ", date_words(slip.in_place), ", ",
                           fixed(slip.slip.days(), 1), " d after the end of the phase '",
                           roadmap.phases[slip.phase].id, "' on ", date_words(slip.target));
  warning.help = "the dates of a phase are targets: move the target, or what holds the mission back";
  return warning;
}

}  // namespace

RoadmapProblem to_problem(const Roadmap& roadmap) {
  throw_if_wrong(validate(roadmap, roadmap.time_step));
  return Translation(roadmap).run();
}

SolveOptions campaign_search() {
  SolveOptions options;
  options.conflicts = 40'000;
  return options;
}

void add_relaxations(RoadmapSchedule& answer, const SolveOptions& options) {
  answer.relaxations.clear();
  if (!answer.schedule.conflict) return;
  for (const Relaxation& one : find_relaxations(answer.model.problem, *answer.schedule.conflict, options)) {
    const SourceLocation& where = answer.model.problem.requirements[one.requirement].where;
    std::string line = one.text;
    if (where.line > 0) line += concat(" (", where.file, ":", where.line, ":", where.column, ")");
    if (one.by && !one.smallest) line += "; less may be enough";
    answer.relaxations.push_back(std::move(line));
  }
}

RoadmapSchedule schedule_roadmap(const Roadmap& roadmap, const SolveOptions& options) {
  RoadmapSchedule answer{to_problem(roadmap), {}, {}, {}, {}, validate(roadmap, roadmap.time_step)};
  answer.schedule = solve(answer.model.problem, options);
  note_left_out(answer);
  const std::vector<std::string> faults = check_against_roadmap(roadmap, answer);
  if (!faults.empty()) {
    throw std::logic_error(concat(
        "schedule_roadmap: a bug: the schedule breaks the roadmap. Please report it. ", join(faults, "; ")));
  }
  answer.slips = find_slips(roadmap, answer);
  for (const PhaseSlip& slip : answer.slips) answer.warnings.push_back(slip_warning(roadmap, slip));
  return answer;
}

}  // namespace perilune
