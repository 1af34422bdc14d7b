#include <algorithm>
#include <set>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "problem_list.hpp"
#include "validate_resources.hpp"

namespace perilune::detail {
namespace {

/// What may be left out, in which ways legs are carried out, budgets and objectives.
class ChoiceValidation : private ProblemList {
 public:
  ChoiceValidation(const Roadmap& roadmap, Duration tick) : roadmap_(roadmap), tick_(tick) {
    for (const Mission& mission : roadmap.missions) missions_.push_back(mission.id);
  }

  std::vector<Diagnostic> run() {
    for (const Mission& mission : roadmap_.missions) check_mission(mission);
    check_choices();
    check_budgets();
    for (const RoadmapObjective& objective : roadmap_.objectives) check_objective(objective);
    return std::move(found_);
  }

 private:
  const Mission* mission_of(const Reference& reference) {
    const auto found = find_mission(roadmap_, reference.id);
    if (found) return &roadmap_.missions[*found];
    unknown("unknown-mission", reference, concat("mission '", reference.id, "'"), missions_);
    return nullptr;
  }

  static bool is_to_fly(const Mission& mission) {
    return mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
  }

  void check_mission(const Mission& mission) {
    if (mission.optional && !is_to_fly(mission)) {
      error(
          "not-optional", mission.where,
          concat("'", mission.id, "' has the status '", to_text(mission.status), "': it cannot be left out"),
          "only what is planned can be");
    }
    for (const Reference& needed : mission.needs) {
      const Mission* other = mission_of(needed);
      if (other == nullptr || mission.status == MissionStatus::superseded) continue;
      if (other->status == MissionStatus::superseded) {
        // As who waits for one: the schedule says with both lines why there is none.
        warning("superseded-predecessor", needed.where,
                concat("'", mission.id, "' needs '", other->id, "', which is superseded and never flies"),
                "name the mission that took its place, or drop the need");
      } else if (other == &mission) {
        error("precedence-cycle", needed.where, concat("'", mission.id, "' needs itself"), "drop the need");
      }
    }
    if (mission.due) check_milestone(mission, mission.due->milestone);
    for (std::size_t a = 0; a < mission.activities.size(); ++a) check_modes(mission, a);
  }

  void check_milestone(const Mission& mission, const Reference& milestone) {
    if (milestone.empty() || find_milestone(mission, milestone.id)) return;
    std::vector<std::string> ids;
    for (const Activity& activity : mission.activities) {
      for (const Reference& known : activity.milestones) ids.push_back(known.id);
    }
    unknown("unknown-milestone", milestone,
            concat("milestone '", milestone.id, "' in mission '", mission.id, "'"), ids);
  }

  void check_modes(const Mission& mission, std::size_t a) {
    const Activity& activity = mission.activities[a];
    const std::string name = activity_name(mission, a);
    std::vector<std::string> ids;
    for (const ActivityMode& mode : activity.modes) {
      if (std::find(ids.begin(), ids.end(), mode.id) != ids.end()) {
        error("duplicate-id", mode.where, concat("a second mode of ", name, " has the id '", mode.id, "'"),
              "give each its own");
      }
      ids.push_back(mode.id);
      if (mode.duration)
        check_range(*mode.duration, mode.where, concat("the duration of ", name, " by '", mode.id, "'"),
                    false, tick_);
    }
    for (const Window& window : activity.windows) {
      if (!window.mode.empty() && std::find(ids.begin(), ids.end(), window.mode.id) == ids.end()) {
        unknown("unknown-mode", window.mode, concat("mode '", window.mode.id, "' of ", name), ids);
      }
      if (window.duration)
        check_range(*window.duration, window.where, concat("the duration of ", name, " in its window"), false,
                    tick_);
    }
  }

  void check_choices() {
    std::set<std::string> seen;
    for (const MissionChoice& choice : roadmap_.choices) {
      if (!choice.id.empty() && !seen.insert(choice.id).second) {
        error("duplicate-id", choice.where, concat("a second choice has the id '", choice.id, "'"),
              "give each its own");
      }
      std::set<std::string> named;
      for (const Reference& reference : choice.missions) {
        const Mission* mission = mission_of(reference);
        if (mission == nullptr) continue;
        if (!named.insert(reference.id).second) {
          error("listed-twice", reference.where,
                concat("'", reference.id, "' is listed twice in the choice '", choice.id, "'"),
                "remove one of the two");
        }
        if (is_to_fly(*mission)) continue;
        if (mission->status == MissionStatus::superseded) {
          // The others are left; if they are too few, the schedule says with both lines why there is none.
          warning("superseded-predecessor", reference.where,
                  concat("'", mission->id, "' in the choice '", choice.id, "' is superseded and never flies"),
                  "name the mission that took its place, or drop it from the choice");
          continue;
        }
        error("not-optional", reference.where,
              concat("'", mission->id, "' has the status '", to_text(mission->status),
                     "': it cannot be chosen"),
              "only what is planned can be");
      }
      if (choice.at_most < choice.at_least) {
        error("maximum-below-minimum", choice.where,
              concat("the choice '", choice.id, "' takes at least ", choice.at_least, " and at most ",
                     choice.at_most),
              "swap the two, or drop one");
      } else if (choice.missions.size() < choice.at_least) {
        error("wrong-count", choice.where,
              concat("the choice '", choice.id, "' takes at least ", choice.at_least, " of ",
                     choice.missions.size(), " missions"),
              "list more missions, or take fewer");
      }
    }
  }

  void check_budgets() {
    std::set<std::string> seen;
    for (const RoadmapBudget& budget : roadmap_.budgets) {
      if (!seen.insert(budget.id).second) {
        error("duplicate-id", budget.where, concat("a second budget has the id '", budget.id, "'"),
              "give each its own");
      }
      for (const Reference& mission : budget.missions) mission_of(mission);
      if (budget.periods.empty() && !budget.yearly) {
        error("missing-key", budget.where, concat("the budget '", budget.id, "' has no limit"),
              "add 'yearly' or 'periods'");
      }
      std::vector<const RoadmapBudget::Period*> periods;
      for (const RoadmapBudget::Period& period : budget.periods) periods.push_back(&period);
      std::stable_sort(periods.begin(), periods.end(),
                       [](const auto* a, const auto* b) { return a->span.from < b->span.from; });
      for (std::size_t i = 0; i < periods.size(); ++i) {
        const Interval& span = periods[i]->span;
        const bool overlaps = i > 0 && span.from < periods[i - 1]->span.to;
        if (span.to > span.from && !overlaps) continue;
        error("budget-periods", periods[i]->where,
              overlaps
                  ? concat("a period of the budget '", budget.id, "' begins before the one before it ends")
                  : concat("a period of the budget '", budget.id, "' ends before it begins"),
              "give periods that follow each other");
      }
      if (budget.yearly && !budget.periods.empty()) {
        error("too-many-keys", budget.where,
              concat("the budget '", budget.id, "' has a limit for each year and periods of its own"),
              "keep 'yearly' or 'periods'");
      }
    }
  }

  void check_objective(const RoadmapObjective& objective) {
    RoadmapObjective untitled = objective;
    untitled.title.clear();
    if (objective_text(untitled).empty()) {
      error("missing-key", objective.where, "the objective says nothing that could be made smaller",
            "add a term: 'makespan: {}'");
    }
    for (const MilestoneAim& milestone : objective.milestones) {
      if (const Mission* mission = mission_of(milestone.mission))
        check_milestone(*mission, milestone.milestone);
    }
    if (objective.lateness && std::none_of(roadmap_.missions.begin(), roadmap_.missions.end(),
                                           [](const Mission& mission) { return mission.due.has_value(); })) {
      error("key-without-effect", objective.where, "'lateness' means nothing: no mission has a 'due'",
            "give one a 'due'");
    }
    if (!objective.crew_days) return;
    const auto resource = find_resource(roadmap_, objective.crew.id);
    std::vector<std::string> ids;
    for (const Resource& known : roadmap_.resources) {
      if (std::holds_alternative<CumulativeResource>(known.data)) ids.push_back(known.id);
    }
    if (!resource || std::find(ids.begin(), ids.end(), objective.crew.id) == ids.end()) {
      unknown("unknown-resource", objective.crew, concat("cumulative resource '", objective.crew.id, "'"),
              ids);
    }
  }

  const Roadmap& roadmap_;
  Duration tick_;
  std::vector<std::string> missions_;
};

}  // namespace

std::vector<Diagnostic> choice_problems(const Roadmap& roadmap, Duration tick) {
  return ChoiceValidation(roadmap, tick).run();
}

}  // namespace perilune::detail
