#include <perilune/roadmap/lookup.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune {
namespace {

template <class Items, class Predicate>
std::optional<std::size_t> position(const Items& items, Predicate matches) {
  const auto found = std::find_if(items.begin(), items.end(), matches);
  if (found == items.end()) return std::nullopt;
  return static_cast<std::size_t>(found - items.begin());
}

bool is_work(ActivityKind kind) {
  return kind == ActivityKind::surface || kind == ActivityKind::operate;
}

bool has_started(const Activity& activity) {
  return activity.actual_start.has_value() || activity.actual_end.has_value();
}

/// Position of the last activity of a lost mission that started, or nothing.
std::optional<std::size_t> last_started(const Mission& mission) {
  for (std::size_t i = mission.activities.size(); i-- > 0;) {
    if (has_started(mission.activities[i])) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_phase(const Roadmap& roadmap, std::string_view id) {
  return position(roadmap.phases, [&](const Phase& phase) { return phase.id == id; });
}

std::optional<std::size_t> find_mission(const Roadmap& roadmap, std::string_view id) {
  return position(roadmap.missions, [&](const Mission& mission) { return mission.id == id; });
}

std::optional<std::size_t> find_resource(const Roadmap& roadmap, std::string_view id) {
  return position(roadmap.resources, [&](const Resource& resource) { return resource.id == id; });
}

std::optional<std::size_t> find_activity(const Mission& mission, std::string_view id) {
  return position(mission.activities, [&](const Activity& activity) { return activity_id(activity) == id; });
}

std::optional<std::size_t> find_milestone(const Mission& mission, std::string_view milestone) {
  return position(mission.activities, [&](const Activity& activity) {
    return std::any_of(activity.milestones.begin(), activity.milestones.end(),
                       [&](const Reference& reached) { return reached.id == milestone; });
  });
}

std::string activity_name(const Mission& mission, std::size_t activity) {
  return detail::concat(mission.id, ".", activity_id(mission.activities.at(activity)));
}

std::string event_name(const Roadmap& roadmap, const RoadmapEvent& event) {
  return detail::concat(event.side == EventSide::start ? "the start of " : "the end of ",
                        activity_name(roadmap.missions.at(event.mission), event.activity));
}

bool takes_place(const Mission& mission, std::size_t activity) {
  if (mission.status == MissionStatus::superseded) return false;
  if (mission.status != MissionStatus::lost) return true;
  const std::optional<std::size_t> last = last_started(mission);
  return last.has_value() && activity <= *last;
}

bool is_completed(const Mission& mission, std::size_t activity) {
  if (!takes_place(mission, activity)) return false;
  if (mission.status != MissionStatus::lost) return true;
  return activity < *last_started(mission) || mission.activities[activity].actual_end.has_value();
}

std::optional<std::size_t> in_place(const Mission& mission) {
  if (mission.activities.empty()) return std::nullopt;
  for (std::size_t i = mission.activities.size(); i-- > 0;) {
    if (!is_work(mission.activities[i].kind)) return i;
  }
  return mission.activities.size() - 1;
}

bool has_ended(const Mission& mission, std::size_t activity) {
  if (mission.status == MissionStatus::lost) return takes_place(mission, activity);
  if (mission.activities.at(activity).actual_end) return true;
  for (std::size_t later = activity + 1; later < mission.activities.size(); ++later) {
    if (has_started(mission.activities[later])) return true;
  }
  return false;
}

std::vector<PlacedUse> uses_of(const Roadmap& roadmap, std::size_t resource) {
  const Resource& item = roadmap.resources.at(resource);
  std::vector<PlacedUse> uses;
  std::optional<PlacedUse> last_ended;
  std::optional<Epoch> last_date;
  const auto add = [&](const PlacedUse& placed) {
    const Mission& mission = roadmap.missions[placed.mission];
    if (placed.use->resource.id != item.id || !takes_place(mission, placed.last)) return;
    const bool keeps_history = std::holds_alternative<ReservoirResource>(item.data);
    if (keeps_history || !has_ended(mission, placed.last)) {
      uses.push_back(placed);
      return;
    }
    const Activity& activity = mission.activities[placed.last];
    const std::optional<Epoch> date = activity.actual_end ? activity.actual_end : activity.actual_start;
    if (!date || (last_date && *date < *last_date)) return;
    last_date = date;
    last_ended = placed;
  };
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const Mission& mission = roadmap.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const Activity& activity = mission.activities[a];
      for (const ResourceUse& use : activity.uses) add({m, a, a, &use});
      const bool is_open = !activity.actual_start && !activity.actual_end;
      for (std::size_t mode = 0; is_open && mode < activity.modes.size(); ++mode) {
        for (const ResourceUse& use : activity.modes[mode].uses) add({m, a, a, &use, mode});
      }
    }
    for (const ResourceUse& use : mission.uses) {
      if (mission.activities.empty()) continue;
      const auto first =
          use.from.empty() ? std::optional<std::size_t>(0) : find_activity(mission, use.from.id);
      const auto last =
          use.to.empty() ? std::optional(mission.activities.size() - 1) : find_activity(mission, use.to.id);
      if (first && last && *first <= *last) add({m, *first, *last, &use});
    }
  }
  if (last_ended && std::holds_alternative<DisjunctiveResource>(item.data)) {
    uses.insert(uses.begin(), *last_ended);
  }
  return uses;
}

bool is_optional(const Roadmap& roadmap, std::size_t mission) {
  const Mission& item = roadmap.missions.at(mission);
  if (item.status != MissionStatus::planned && item.status != MissionStatus::unconfirmed) return false;
  const auto names_it = [&](const Reference& reference) { return reference.id == item.id; };
  return item.optional ||
         std::any_of(roadmap.choices.begin(), roadmap.choices.end(), [&](const MissionChoice& choice) {
           return std::any_of(choice.missions.begin(), choice.missions.end(), names_it);
         });
}

std::vector<RoadmapBudget::Period> budget_periods(const Roadmap& roadmap, const RoadmapBudget& budget) {
  std::vector<RoadmapBudget::Period> periods = budget.periods;
  if (!budget.yearly) return periods;
  const auto year_of = [](Epoch epoch) {
    return static_cast<int>(*parse_integer(epoch.iso8601(TimeScale::utc, 0).substr(0, 4)));
  };
  const auto begins = [](int year) { return Epoch::parse(detail::concat(year, "-01-01 UTC")); };
  for (int year = year_of(roadmap.horizon.from); begins(year) < roadmap.horizon.to; ++year) {
    periods.push_back({{begins(year), begins(year + 1)}, *budget.yearly, budget.where});
  }
  return periods;
}

PhaseDates phase_dates(const Roadmap& roadmap, std::size_t phase) {
  PhaseDates dates;
  for (std::size_t steps = 0; steps <= roadmap.phases.size(); ++steps) {
    const Phase& current = roadmap.phases.at(phase);
    if (!dates.from && current.from) {
      dates.from = current.from;
      dates.from_phase = phase;
    }
    if (!dates.to && current.to) {
      dates.to = current.to;
      dates.to_phase = phase;
    }
    const std::optional<std::size_t> parent = find_phase(roadmap, current.parent.id);
    if (current.parent.empty() || !parent) break;
    phase = *parent;
  }
  return dates;
}

std::optional<PrecedenceEvents> find_events(const Roadmap& roadmap, std::size_t mission,
                                            const Precedence& precedence) {
  const std::optional<std::size_t> before_mission = find_mission(roadmap, precedence.mission.id);
  if (!before_mission) return std::nullopt;
  const Mission& earlier = roadmap.missions[*before_mission];
  const Mission& later = roadmap.missions.at(mission);
  const std::optional<std::size_t> before =
      !precedence.milestone.empty()        ? find_milestone(earlier, precedence.milestone.id)
      : !precedence.after_activity.empty() ? find_activity(earlier, precedence.after_activity.id)
                                           : in_place(earlier);
  std::optional<std::size_t> after = find_activity(later, precedence.activity.id);
  if (precedence.activity.empty() && !later.activities.empty()) after = 0;
  if (!before || !after) return std::nullopt;
  const bool from_end = precedence.kind == PrecedenceKind::finish_to_start ||
                        precedence.kind == PrecedenceKind::finish_to_finish;
  const bool to_start =
      precedence.kind == PrecedenceKind::finish_to_start || precedence.kind == PrecedenceKind::start_to_start;
  return PrecedenceEvents{{*before_mission, *before, from_end ? EventSide::end : EventSide::start},
                          {mission, *after, to_start ? EventSide::start : EventSide::end}};
}

}  // namespace perilune
