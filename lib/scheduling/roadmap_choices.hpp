#pragma once

#include <functional>

#include <perilune/roadmap/roadmap.hpp>
#include <perilune/scheduling/builder.hpp>

#include "roadmap_resources.hpp"

namespace perilune::detail {

/// Which figures of activities are asked for, by an objective or a budget. Those that are not are left out of
/// the problem: without them many roadmaps need no search.
struct WantedFigures {
  bool cost = false;
  bool delta_v = false;

  /// What one of the problem's units is in units of the roadmap: sums have to fit into the solver's numbers.
  double cost_unit = 1.0;
  double delta_v_unit = 1.0;
};
WantedFigures wanted_figures(const Roadmap& roadmap);

/// Whether the activity has modes, or windows with figures that count, or figures of its own that do: then it
/// is carried out in one of several ways.
bool has_ways(const Activity& activity, const WantedFigures& wanted);

/// Adds modes and windows of an activity that has ways.
void add_ways(ScheduleBuilder& builder, ScheduleActivity added, const Activity& activity,
              const WantedFigures& wanted);

/// Adds which missions may be left out, which need which, and the choices.
/// @param never  by position of a superseded mission: an activity that stands for it and never takes place
void add_choices(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities,
                 const std::function<ScheduleActivity(std::size_t)>& never);

/// Adds budgets and objectives.
void add_aims(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities,
              const WantedFigures& wanted);

}  // namespace perilune::detail
