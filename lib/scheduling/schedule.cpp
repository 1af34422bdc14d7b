#include <perilune/scheduling/schedule.hpp>

#include <array>

#include <perilune/core/text.hpp>

#include "words.hpp"

namespace perilune {

std::string to_text(ScheduleStatus status) {
  static const std::array<std::string, 4> names = {"optimal", "feasible", "infeasible", "unknown"};
  return names.at(static_cast<std::size_t>(status));
}

std::string binding_text(const ScheduleProblem& problem, const Binding& binding) {
  std::string text = problem.requirements.at(binding.requirement).text;
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
