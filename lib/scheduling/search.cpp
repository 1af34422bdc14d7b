#include "search.hpp"

#include <algorithm>
#include <utility>

#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/engine/solve.hpp>

#include "search_conflict.hpp"
#include "search_options.hpp"
#include "settled.hpp"
#include "translation.hpp"
#include "turns.hpp"

namespace perilune::detail {
namespace {

/// Of a schedule that takes decisions out of the engine's answer: what it is worth, and what is proved of
/// that.
void note_bounds(const ScheduleProblem& problem, const engine::Answer& answer, Schedule& schedule) {
  const bool is_proved = answer.status == engine::Status::proved_optimal;
  if (is_proved) schedule.status = ScheduleStatus::optimal;
  const auto bound_of = [&](std::size_t level) -> std::optional<std::int64_t> {
    if (level >= answer.bounds.size()) return std::nullopt;
    return answer.bounds[level];
  };
  if (problem.objective.empty()) {
    const Tick bound = bound_of(0).value_or(std::min<Tick>(0, schedule.makespan));
    schedule.makespan_bound = is_proved ? schedule.makespan : std::min<Tick>(bound, schedule.makespan);
    return;
  }
  for (std::size_t level = 0; level < schedule.objective.size(); ++level) {
    ObjectiveValue& value = schedule.objective[level];
    if (is_proved) {
      value.bound = value.value;
    } else if (const auto bound = bound_of(level)) {
      value.bound = std::min(*bound, value.value);
    }
    // The bounds of later levels hold beside the best values of the earlier ones.
    if (value.bound != value.value) break;
  }
}

}  // namespace

engine::Options engine_options(const SolveOptions& options) {
  engine::Options out;
  out.seconds = options.seconds;
  out.conflicts = options.conflicts;
  out.threads = std::max(1, options.threads);
  out.seed = options.seed;
  if (options.progress) {
    out.progress = [report = options.progress](const engine::Progress& progress) {
      return report({progress.seconds, progress.objective, progress.value, progress.bound});
    };
  }
  return out;
}

Schedule search(const ScheduleProblem& problem, const SolveOptions& options) {
  if (has_turns_alone(problem, {}) && can_hold_by_turns(problem, {}).status == ScheduleStatus::infeasible) {
    Schedule refused;
    refused.status = ScheduleStatus::infeasible;
    refused.conflict = find_conflict_by_search(problem, options);
    return refused;
  }
  const Translation translation(problem);
  engine::Options how = engine_options(options);
  if (options.start_from) how.hint = translation.hint(*options.start_from);
  const engine::Answer answer = engine::solve(translation.model(), how);
  Schedule schedule;
  if (answer.status == engine::Status::infeasible) {
    schedule.status = ScheduleStatus::infeasible;
    schedule.conflict = find_conflict_by_search(problem, options);
    return schedule;
  }
  if (!answer.has_assignment()) return schedule;
  schedule = settled(problem, translation.read(answer.assignment), options.slack_aim);
  note_bounds(problem, answer, schedule);
  return schedule;
}

}  // namespace perilune::detail
