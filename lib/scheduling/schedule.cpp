#include <perilune/scheduling/schedule.hpp>

#include <array>

#include <perilune/core/text.hpp>

#include "words.hpp"

namespace perilune {

std::string to_text(ScheduleStatus status) {
  static const std::array<std::string, 4> names = {"optimal", "feasible", "infeasible", "unknown"};
  return names.at(static_cast<std::size_t>(status));
}

const Requirement& requirement_of(const ScheduleProblem& problem, const Schedule& schedule,
                                  std::size_t number) {
  const std::size_t given = problem.requirements.size();
  return number < given ? problem.requirements[number] : schedule.decisions.at(number - given).requirement;
}

ScheduleAssignment assignment_of(const Schedule& schedule) {
  ScheduleAssignment out;
  for (const ScheduledActivity& activity : schedule.activities) {
    out.ticks.push_back(activity.start);
    out.ticks.push_back(activity.end);
    out.present.push_back(activity.takes_place);
    out.ways.push_back(activity.way);
  }
  return out;
}

ScheduleAssignment latest_assignment_of(const Schedule& schedule) {
  ScheduleAssignment out = assignment_of(schedule);
  for (std::size_t i = 0; i < schedule.activities.size(); ++i) {
    out.ticks[2 * i] = schedule.activities[i].latest_start;
    out.ticks[2 * i + 1] = schedule.activities[i].latest_end;
  }
  return out;
}

std::string binding_text(const ScheduleProblem& problem, const Schedule& schedule, const Binding& binding) {
  std::string text = requirement_of(problem, schedule, binding.requirement).text;
  if (binding.ready) {
    const std::string date = detail::date_words(problem.grid.epoch(*binding.ready));
    text += detail::concat("; ready on ", date);
    if (binding.after) text += detail::concat(", after ", event_text(problem, *binding.after));
    text += ", it missed an earlier one";
  }
  return text;
}

std::vector<std::string> conflict_text(const ScheduleProblem& problem, const Conflict& conflict) {
  std::vector<std::string> lines;
  for (const std::size_t r : conflict.requirements) {
    const Requirement& requirement = problem.requirements.at(r);
    const SourceLocation& where = requirement.where;
    lines.push_back(where.line > 0 ? detail::concat(requirement.text, " (", where.file, ":", where.line, ":",
                                                    where.column, ")")
                                   : requirement.text);
  }
  return lines;
}

}  // namespace perilune
