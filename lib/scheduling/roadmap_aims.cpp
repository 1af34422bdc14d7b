#include <algorithm>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "roadmap_choices.hpp"

// Budgets and objectives of a roadmap.

namespace perilune::detail {
namespace {

class Aims {
 public:
  Aims(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities,
       const WantedFigures& wanted)
      : builder_(builder), roadmap_(roadmap), activities_(activities), wanted_(wanted) {}

  void run() {
    for (const RoadmapBudget& budget : roadmap_.budgets) add(budget);
    for (const RoadmapObjective& objective : roadmap_.objectives) add(objective);
  }

 private:
  /// The end of the activity that reaches a milestone, or has the mission in place, if it is still to come.
  std::optional<ScheduleEvent> reached(std::size_t m, const Reference& milestone) const {
    const Mission& mission = roadmap_.missions[m];
    const auto activity = milestone.empty() ? in_place(mission) : find_milestone(mission, milestone.id);
    if (!activity || !activities_[m][*activity] || !is_completed(mission, *activity)) return std::nullopt;
    return activities_[m][*activity]->end();
  }

  std::vector<ScheduleActivity> launches(std::size_t m) const {
    std::vector<ScheduleActivity> found;
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      if (mission.activities[a].kind == ActivityKind::launch && activities_[m][a])
        found.push_back(*activities_[m][a]);
    }
    return found;
  }

  void add(const RoadmapBudget& budget) {
    std::vector<ScheduleActivity> counted;
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      const auto is_it = [&](const Reference& mission) { return mission.id == roadmap_.missions[m].id; };
      if (!budget.missions.empty() && std::none_of(budget.missions.begin(), budget.missions.end(), is_it))
        continue;
      if (budget.measure == BudgetMeasure::launches) {
        for (const ScheduleActivity launch : launches(m)) counted.push_back(launch);
        continue;
      }
      for (std::size_t a = 0; a < activities_[m].size(); ++a) {
        if (activities_[m][a] && has_ways(roadmap_.missions[m].activities[a], wanted_))
          counted.push_back(*activities_[m][a]);
      }
    }
    if (counted.empty()) return;  // an empty list would mean all
    const double unit = budget.measure == BudgetMeasure::cost      ? wanted_.cost_unit
                        : budget.measure == BudgetMeasure::delta_v ? wanted_.delta_v_unit
                                                                   : 1.0;
    std::vector<BudgetPeriod> periods;
    for (const RoadmapBudget::Period& period : budget_periods(roadmap_, budget)) {
      periods.push_back({period.span, period.limit / unit});
    }
    const Measure measure = budget.measure == BudgetMeasure::cost      ? Measure::cost
                            : budget.measure == BudgetMeasure::delta_v ? Measure::delta_v
                                                                       : Measure::one;
    builder_.add_budget(budget.id, measure, counted, periods, budget.where);
  }

  void add(const RoadmapObjective& objective) {
    std::vector<Aim> aims;
    if (objective.makespan) aims.push_back(Aim::makespan(*objective.makespan));
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_of_mission(objective, m, aims);
    for (const MilestoneAim& milestone : objective.milestones) {
      const auto mission = find_mission(roadmap_, milestone.mission.id);
      if (!mission) continue;
      if (const auto event = reached(*mission, milestone.milestone))
        aims.push_back(Aim::date_of(*event, milestone.weight));
    }
    if (objective.cost) aims.push_back(Aim::total_cost(*objective.cost * wanted_.cost_unit));
    if (objective.delta_v) aims.push_back(Aim::total_delta_v(*objective.delta_v * wanted_.delta_v_unit));
    if (objective.crew_days) add_crew_days(objective, aims);
    builder_.minimise(std::move(aims), objective_text(objective), objective.where);
  }

  void add_of_mission(const RoadmapObjective& objective, std::size_t m, std::vector<Aim>& aims) {
    const Mission& mission = roadmap_.missions[m];
    if (objective.lateness && mission.due) {
      if (const auto event = reached(m, mission.due->milestone)) {
        aims.push_back(Aim::lateness(*event, mission.due->date, *objective.lateness * mission.due->weight));
      }
    }
    if (!is_optional(roadmap_, m)) {
      // What flies in any case makes no difference to the counts.
    } else if (activities_[m].front()) {
      if (objective.launches) {
        for (const ScheduleActivity launch : launches(m))
          aims.push_back(Aim::presence(launch, *objective.launches));
      }
      if (objective.left_out) aims.push_back(Aim::absence(*activities_[m].front(), *objective.left_out));
    }
    if (objective.delivered_mass && objective.delivered_by && mission.delivers) {
      if (const auto event = reached(m, {})) {
        aims.push_back(Aim::delivered(*event, *objective.delivered_by,
                                      *objective.delivered_mass * mission.delivers->in(unit::kilogram)));
      }
    }
  }

  void add_crew_days(const RoadmapObjective& objective, std::vector<Aim>& aims) {
    const auto resource = find_resource(roadmap_, objective.crew.id);
    if (!resource) return;
    for (const PlacedUse& use : uses_of(roadmap_, *resource)) {
      if (use.first != use.last || use.mode) continue;
      const double amount = use.use->amount ? use.use->amount->si : 1.0;
      aims.push_back(Aim::crew_days(*activities_[use.mission][use.first], amount * *objective.crew_days));
    }
  }

  ScheduleBuilder& builder_;
  const Roadmap& roadmap_;
  const PlacedActivities& activities_;
  const WantedFigures& wanted_;
};

}  // namespace

void add_aims(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities,
              const WantedFigures& wanted) {
  Aims(builder, roadmap, activities, wanted).run();
}

}  // namespace perilune::detail
