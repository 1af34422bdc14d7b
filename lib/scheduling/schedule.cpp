#include <perilune/scheduling/schedule.hpp>

#include <algorithm>
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

std::vector<std::string> objective_text(const ScheduleProblem& problem, const Schedule& schedule) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(problem.objective.size(), schedule.objective.size()); ++i) {
    const ObjectiveLevel& level = problem.objective[i];
    const ObjectiveValue& found = schedule.objective[i];
    // What is to be large is counted downwards.
    const bool is_gain =
        !level.terms.empty() && std::all_of(level.terms.begin(), level.terms.end(),
                                            [](const ObjectiveTerm& term) { return term.weight < 0; });
    const auto shown = [&](std::int64_t value) {
      double figure = static_cast<double>(is_gain ? -value : value) * level.unit;
      if (figure == 0.0) figure = 0.0;
      std::string text = fixed(figure, 2);
      while (text.ends_with('0')) text.pop_back();
      if (text.ends_with('.')) text.pop_back();
      return level.unit_text.empty() ? text : detail::concat(text, " ", level.unit_text);
    };
    std::string line =
        detail::concat(level.text.empty() ? std::string("objective") : level.text, ": ", shown(found.value));
    if (!found.bound) {
      line += ", no bound is known";
    } else if (*found.bound != found.value) {
      line += detail::concat(is_gain ? ", at most " : ", at least ", shown(*found.bound));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> critical_path_text(const ScheduleProblem& problem, const Schedule& schedule) {
  std::vector<std::string> lines;
  for (const PathStep& step : schedule.critical_path) {
    lines.push_back(detail::concat(detail::date_words(event_date(problem, step.event, step.tick)), "  ",
                                   event_text(problem, step.event), ": ",
                                   binding_text(problem, schedule, step.binding)));
  }
  return lines;
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
