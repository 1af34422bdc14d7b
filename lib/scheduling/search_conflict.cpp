#include "search_conflict.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <perilune/scheduling/engine/solve.hpp>

#include "search_options.hpp"
#include "translation.hpp"
#include "turns.hpp"

namespace perilune::detail {
namespace {

bool is_horizon(const Requirement& requirement) {
  return requirement.kind == RequirementKind::horizon_start ||
         requirement.kind == RequirementKind::horizon_end;
}

std::vector<bool> enable(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements) {
  std::vector<bool> enabled(problem.requirements.size(), false);
  for (const std::size_t r : requirements) enabled[r] = true;
  return enabled;
}

}  // namespace

Possibility can_hold(const ScheduleProblem& problem, const std::vector<bool>& enabled,
                     const SolveOptions& options) {
  if (has_turns_alone(problem, enabled)) {
    Possibility found = can_hold_by_turns(problem, enabled);
    if (found.status != ScheduleStatus::unknown) return found;
  }
  TranslationOptions translation_options{enabled, true, false};
  for (std::size_t r = 0; r < problem.requirements.size() && !enabled.empty(); ++r) {
    if (problem.requirements[r].is_understood) translation_options.enabled[r] = true;
  }
  const Translation translation(problem, translation_options);
  engine::Options how = engine_options(options);
  how.progress = {};
  how.find_core = true;
  how.stop_at_first = true;
  const engine::Answer answer = engine::solve(translation.model(), how);
  Possibility found;
  if (answer.has_assignment()) {
    found.status = ScheduleStatus::feasible;
    found.assignment = translation.read(answer.assignment);
  } else if (answer.status == engine::Status::infeasible) {
    found.status = ScheduleStatus::infeasible;
    for (const engine::Tag tag : answer.core) {
      if (tag >= 0) found.core.push_back(static_cast<std::size_t>(tag));
    }
    std::sort(found.core.begin(), found.core.end());
    found.core.erase(std::unique(found.core.begin(), found.core.end()), found.core.end());
  }
  return found;
}

Conflict find_conflict_by_search(const ScheduleProblem& problem, const SolveOptions& options,
                                 std::vector<bool> enabled) {
  if (enabled.empty()) enabled.assign(problem.requirements.size(), true);
  std::vector<std::size_t> core;
  const Possibility whole = can_hold(problem, enabled, options);
  if (whole.status == ScheduleStatus::infeasible) core = whole.core;
  if (core.empty()) {
    for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
      if (enabled[r] && !problem.requirements[r].is_understood) core.push_back(r);
    }
  }
  std::vector<std::size_t> candidates = core;
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](std::size_t r) { return is_horizon(problem.requirements[r]); });
  std::map<std::size_t, ScheduleAssignment> witnesses;
  Conflict conflict;
  conflict.by_search = true;
  for (const std::size_t candidate : candidates) {
    const auto at = std::find(core.begin(), core.end(), candidate);
    if (at == core.end()) continue;
    std::vector<std::size_t> rest = core;
    rest.erase(rest.begin() + (at - core.begin()));
    const Possibility without = can_hold(problem, enable(problem, rest), options);
    if (without.status == ScheduleStatus::feasible) {
      witnesses[candidate] = without.assignment;
    } else if (without.status == ScheduleStatus::infeasible) {
      core = without.core.empty() ? rest : without.core;
    } else {
      conflict.irreducible = false;
    }
  }
  conflict.requirements = core;
  if (!conflict.irreducible) return conflict;
  for (const std::size_t r : core) conflict.witnesses.push_back(std::move(witnesses.at(r)));
  return conflict;
}

}  // namespace perilune::detail
