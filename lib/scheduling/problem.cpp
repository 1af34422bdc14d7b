#include <perilune/scheduling/problem.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune {

std::string event_text(const ScheduleProblem& problem, const ScheduleEvent& event) {
  return detail::concat(problem.activities.at(event.activity),
                        event.side == EventSide::start ? " starts" : " ends");
}

Epoch event_date(const ScheduleProblem& problem, const ScheduleEvent& event, Tick tick) {
  const std::size_t number = 2 * event.activity + (event.side == EventSide::end ? 1 : 0);
  return problem.grid.epoch(tick) + problem.offsets.at(number);
}

bool is_plain(const ScheduleProblem& problem) {
  const auto is_open = [](const ActivityChoices& choices) {
    return choices.optional || !choices.ways.empty();
  };
  const auto is_simple = [](const Requirement& requirement) {
    const auto* difference = std::get_if<Difference>(&requirement.rule);
    return difference != nullptr ? !difference->when : std::holds_alternative<AllowedTicks>(requirement.rule);
  };
  return problem.objective.empty() && std::none_of(problem.choices.begin(), problem.choices.end(), is_open) &&
         std::all_of(problem.requirements.begin(), problem.requirements.end(), is_simple);
}

}  // namespace perilune
