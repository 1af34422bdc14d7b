#include <perilune/scheduling/problem.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune {

std::string event_text(const ScheduleProblem& problem, const ScheduleEvent& event) {
  return detail::concat(problem.activities.at(event.activity),
                        event.side == EventSide::start ? " starts" : " ends");
}

Epoch event_date(const ScheduleProblem& problem, const ScheduleEvent& event, Tick tick) {
  const auto fact = std::find(problem.facts.begin(), problem.facts.end(), event);
  if (fact == problem.facts.end()) return problem.grid.epoch(tick);
  return problem.fact_dates.at(static_cast<std::size_t>(fact - problem.facts.begin()));
}

}  // namespace perilune
