#include "roadmap_choices.hpp"

#include <algorithm>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

// In the problem's units: sums of thousandths of them stay well below what the engine counts, 10^9.
constexpr double largest_sum = 4e5;

/// The smallest power of ten that brings the sum within bounds.
double unit_for(double sum) {
  double unit = 1.0;
  while (sum / unit > largest_sum) unit *= 10.0;
  return unit;
}

std::string list_of_ids(const std::vector<Reference>& missions) {
  std::string out;
  for (std::size_t i = 0; i < missions.size(); ++i) {
    if (i > 0) out += i + 1 == missions.size() ? " and " : ", ";
    out += missions[i].id;
  }
  return out;
}

std::string choice_text(const MissionChoice& choice) {
  const std::string ids = list_of_ids(choice.missions);
  const auto fly = [](std::size_t count) { return count == 1 ? " flies" : " fly"; };
  if (choice.at_least == choice.at_most) {
    return concat("exactly ", choice.at_least, " of ", ids, fly(choice.at_least));
  }
  if (choice.at_least == 0) return concat("at most ", choice.at_most, " of ", ids, fly(choice.at_most));
  return concat("between ", choice.at_least, " and ", choice.at_most, " of ", ids, " fly");
}

}  // namespace

WantedFigures wanted_figures(const Roadmap& roadmap) {
  WantedFigures wanted;
  for (const RoadmapObjective& objective : roadmap.objectives) {
    wanted.cost = wanted.cost || objective.cost.has_value();
    wanted.delta_v = wanted.delta_v || objective.delta_v.has_value();
  }
  for (const RoadmapBudget& budget : roadmap.budgets) {
    wanted.cost = wanted.cost || budget.measure == BudgetMeasure::cost;
    wanted.delta_v = wanted.delta_v || budget.measure == BudgetMeasure::delta_v;
  }
  double cost = 0.0;
  double delta_v = 0.0;
  for (const Mission& mission : roadmap.missions) {
    for (const Activity& activity : mission.activities) {
      const auto largest = [](const auto& items, auto figure) {
        double most = 0.0;
        for (const auto& item : items) most = std::max(most, std::abs(item.*figure));
        return most;
      };
      cost += std::abs(activity.cost) + largest(activity.modes, &ActivityMode::cost) +
              largest(activity.windows, &Window::cost);
      delta_v += std::abs(activity.delta_v_m_s) + largest(activity.modes, &ActivityMode::delta_v_m_s) +
                 largest(activity.windows, &Window::delta_v_m_s);
    }
  }
  wanted.cost_unit = unit_for(cost);
  wanted.delta_v_unit = unit_for(delta_v);
  return wanted;
}

bool has_ways(const Activity& activity, const WantedFigures& wanted) {
  if (activity.actual_start || activity.actual_end) return false;
  const auto counts = [&](double cost, double delta_v_m_s) {
    return (wanted.cost && cost != 0.0) || (wanted.delta_v && delta_v_m_s != 0.0);
  };
  return !activity.modes.empty() || counts(activity.cost, activity.delta_v_m_s) ||
         std::any_of(activity.windows.begin(), activity.windows.end(), [&](const Window& window) {
           return window.duration || !window.mode.empty() || counts(window.cost, window.delta_v_m_s);
         });
}

void add_ways(ScheduleBuilder& builder, ScheduleActivity added, const Activity& activity,
              const WantedFigures& wanted) {
  const auto cost = [&](double figure) { return wanted.cost ? figure / wanted.cost_unit : 0.0; };
  const auto delta_v = [&](double figure) { return wanted.delta_v ? figure / wanted.delta_v_unit : 0.0; };
  for (const ActivityMode& mode : activity.modes) {
    builder.add_mode(added, {mode.id, mode.duration.value_or(activity.duration),
                             delta_v(activity.delta_v_m_s + mode.delta_v_m_s),
                             cost(activity.cost + mode.cost), mode.where});
  }
  if (activity.modes.empty()) {
    builder.add_mode(
        added, {{}, activity.duration, delta_v(activity.delta_v_m_s), cost(activity.cost), activity.where});
  }
  std::vector<Opportunity> opportunities;
  for (const Window& window : activity.windows) {
    Opportunity opportunity{window.span, window.duration, delta_v(window.delta_v_m_s), cost(window.cost),
                            {},          window.where};
    for (std::size_t i = 0; i < activity.modes.size(); ++i) {
      if (activity.modes[i].id == window.mode.id) opportunity.mode = ScheduleMode{added.number, i};
    }
    opportunities.push_back(std::move(opportunity));
  }
  if (!opportunities.empty()) builder.choose_window(added, opportunities, activity.windows.front().where);
}

void add_choices(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities,
                 const std::function<ScheduleActivity(std::size_t)>& never) {
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    if (!is_optional(roadmap, m)) continue;
    std::vector<ScheduleActivity> all;
    for (const auto& placed : activities[m]) {
      if (placed) all.push_back(*placed);
    }
    for (const ScheduleActivity activity : all) builder.make_optional(activity);
    builder.together(all);
  }
  const auto first_of = [&](const Reference& mission) -> std::optional<ScheduleActivity> {
    const auto found = find_mission(roadmap, mission.id);
    if (!found || activities[*found].empty()) return std::nullopt;
    return activities[*found].front();
  };
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    for (const Reference& needed : roadmap.missions[m].needs) {
      const auto found = find_mission(roadmap, needed.id);
      const auto of_needed = first_of(needed);
      if (!found || !of_needed || !activities[m].front() || !is_optional(roadmap, *found)) continue;
      builder.need(*activities[m].front(), *of_needed,
                   concat(roadmap.missions[m].id, " flies only with ", needed.id), needed.where);
    }
  }
  for (const MissionChoice& choice : roadmap.choices) {
    std::vector<ScheduleActivity> firsts;
    for (const Reference& mission : choice.missions) {
      const auto found = find_mission(roadmap, mission.id);
      const bool is_given_up = found && roadmap.missions[*found].status == MissionStatus::superseded;
      if (is_given_up) {
        firsts.push_back(never(*found));
      } else if (const auto first = first_of(mission)) {
        firsts.push_back(*first);
      }
    }
    builder.take_place(firsts, choice.at_least, choice.at_most, std::nullopt, choice_text(choice),
                       choice.where);
  }
}

}  // namespace perilune::detail
