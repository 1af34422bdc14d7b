#include <perilune/scheduling/problem.hpp>

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

}  // namespace perilune
