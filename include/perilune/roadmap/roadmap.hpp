#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/choice.hpp>
#include <perilune/roadmap/mission.hpp>
#include <perilune/roadmap/objective.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/resource.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// A stretch of the roadmap, or a part of one. Its dates are targets: no planned mission of it is launched
/// before `from`, and one that is not in place by `to` gets a warning with the slip.
struct Phase {
  std::string id;  ///< unique in the roadmap: "robotic-precursors"
  std::string title;
  Reference parent;           ///< the phase it is a part of; may be empty
  std::optional<Epoch> from;  ///< empty: from the start of the parent, or of the horizon
  std::optional<Epoch> to;    ///< the target; empty: that of the parent, or none
  SourceLocation where;

  friend bool operator==(const Phase&, const Phase&) = default;
};

/// The most steps of time that a horizon, a duration or a lag may have: 760 years of minutes. The scheduler
/// counts in 32 bits, and looks a horizon beyond the horizon for what would help where nothing fits.
inline constexpr std::int64_t most_time_steps = 400'000'000;

/// What a campaign wants, as plain data: phases, missions and the stretch of time that is looked at.
struct Roadmap {
  Interval horizon;  ///< nothing starts before its beginning or ends after its end
  SourceLocation horizon_where;

  /// The day of the knowledge in it: no activity of a planned or unconfirmed mission starts earlier, unless
  /// it has an actual date. Empty: they may start anywhere in the horizon.
  std::optional<Epoch> as_of;
  SourceLocation as_of_where;

  std::vector<Phase> phases;
  std::vector<Mission> missions;
  std::vector<Resource> resources;  ///< what they share
  std::vector<MissionChoice> choices;
  std::vector<RoadmapBudget> budgets;
  std::vector<RoadmapObjective> objectives;  ///< most important first; none: the makespan

  /// The length of a tick: dates are multiples of it from the beginning of the horizon on. Longer ticks make
  /// large problems smaller.
  Duration time_step = Duration::minutes(1);
  SourceLocation time_step_where;

  friend bool operator==(const Roadmap&, const Roadmap&) = default;
};

}  // namespace perilune
