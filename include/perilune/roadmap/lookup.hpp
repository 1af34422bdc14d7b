#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/roadmap/event_side.hpp>
#include <perilune/roadmap/roadmap.hpp>

namespace perilune {

/// One event of a roadmap, by position: `roadmap.missions[mission].activities[activity]` starts or ends.
struct RoadmapEvent {
  std::size_t mission = 0;
  std::size_t activity = 0;
  EventSide side = EventSide::start;

  friend bool operator==(const RoadmapEvent&, const RoadmapEvent&) = default;
};

/// Positions of the items of that id: the first one, or nothing.
std::optional<std::size_t> find_phase(const Roadmap& roadmap, std::string_view id);
std::optional<std::size_t> find_mission(const Roadmap& roadmap, std::string_view id);
std::optional<std::size_t> find_resource(const Roadmap& roadmap, std::string_view id);
std::optional<std::size_t> find_activity(const Mission& mission, std::string_view id);

/// Position of the activity whose end reaches the milestone, or nothing.
std::optional<std::size_t> find_milestone(const Mission& mission, std::string_view milestone);

/// "change-7.launch".
std::string activity_name(const Mission& mission, std::size_t activity);

/// "the start of change-7.launch".
std::string event_name(const Roadmap& roadmap, const RoadmapEvent& event);

/// Whether the activity is part of the schedule: none of a superseded mission, of a lost one those that
/// started.
bool takes_place(const Mission& mission, std::size_t activity);

/// Whether its end is reached: as `takes_place`, without the activity in which a lost mission was lost (the
/// last one that started, unless it has an actual end).
bool is_completed(const Mission& mission, std::size_t activity);

/// Position of the activity whose end puts the mission in place: the last one before the work (`surface`,
/// `operate`) that it ends with, if it ends so; otherwise the last one. A mission that only works is in place
/// when its work ends. Nothing for a mission without activities.
///
/// Phases judge a mission by this moment, and whoever waits for the mission without saying for what waits for
/// it.
std::optional<std::size_t> in_place(const Mission& mission);

/// Whether it is known that the activity is over: it has an actual end, one after it has an actual date, or
/// its mission was lost.
bool has_ended(const Mission& mission, std::size_t activity);

/// One use of a resource: by `roadmap.missions[mission]`, from the start of its activity `first` to the end
/// of its activity `last`.
struct PlacedUse {
  std::size_t mission = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  const ResourceUse* use = nullptr;
  std::optional<std::size_t> mode = std::nullopt;  ///< only if the activity is carried out in that mode
};

/// All uses of that resource by activities that take place, in the order of the missions. Of what is over
/// (`has_ended`) a disjunctive resource keeps the last, a cumulative one and a calendar none: history needs
/// no room. A reservoir keeps all: they make its level.
std::vector<PlacedUse> uses_of(const Roadmap& roadmap, std::size_t resource);

/// Whether the scheduler may leave the mission out: it says so itself, or a choice has it.
bool is_optional(const Roadmap& roadmap, std::size_t mission);

/// The periods of a budget: its own, and the years of the horizon if it has a yearly limit.
std::vector<RoadmapBudget::Period> budget_periods(const Roadmap& roadmap, const RoadmapBudget& budget);

/// Dates of a phase: its own, and where it has none those of its nearest ancestor that has one.
struct PhaseDates {
  std::optional<Epoch> from;
  std::optional<Epoch> to;
  std::size_t from_phase = 0;  ///< whose `from` it is, by position; so `to_phase`
  std::size_t to_phase = 0;
};

/// @param phase  position in `roadmap.phases`; a parent that is unknown, or a circle of parents, ends the
/// search
PhaseDates phase_dates(const Roadmap& roadmap, std::size_t phase);

/// The two events that a precedence ties together.
struct PrecedenceEvents {
  RoadmapEvent before;
  RoadmapEvent after;
};

/// @param mission  position of the mission that holds the precedence
/// @return         nothing if a name in it is unknown or an activity is missing
std::optional<PrecedenceEvents> find_events(const Roadmap& roadmap, std::size_t mission,
                                            const Precedence& precedence);

}  // namespace perilune
