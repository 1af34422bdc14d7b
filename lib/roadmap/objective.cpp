#include <perilune/roadmap/objective.hpp>

#include <perilune/core/text.hpp>

namespace perilune {

std::string objective_text(const RoadmapObjective& objective) {
  if (!objective.title.empty()) return objective.title;
  std::vector<std::string> terms;
  if (objective.makespan) terms.emplace_back("makespan");
  if (objective.lateness) terms.emplace_back("lateness");
  for (const MilestoneAim& milestone : objective.milestones) {
    terms.push_back(milestone.milestone.empty()
                        ? milestone.mission.id
                        : detail::concat(milestone.mission.id, ".", milestone.milestone.id));
  }
  if (objective.launches) terms.emplace_back("launches");
  if (objective.left_out) terms.emplace_back("missions left out");
  if (objective.cost) terms.emplace_back("cost");
  if (objective.delta_v) terms.emplace_back("delta-v");
  if (objective.delivered_mass) terms.emplace_back("delivered mass");
  if (objective.crew_days) terms.emplace_back("crew days");
  return join(terms, " and ");
}

std::string objective_unit(const RoadmapObjective& objective) {
  std::vector<std::string> units;
  if (objective.makespan || objective.lateness) units.emplace_back("d");
  if (objective.delta_v) units.emplace_back("m/s");
  if (objective.delivered_mass) units.emplace_back("kg");
  if (objective.crew_days) units.emplace_back("person-days");
  const bool has_others =
      objective.launches || objective.left_out || objective.cost || !objective.milestones.empty();
  return units.size() == 1 && !has_others ? units.front() : std::string();
}

}  // namespace perilune
