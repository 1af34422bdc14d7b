#include "conflict.hpp"

#include <algorithm>
#include <iterator>

namespace perilune::detail {
namespace {

/// The requirements that the contradiction rests on, each once, in the order in which the chain uses them,
/// without those that are understood.
std::vector<std::size_t> used_requirements(const ScheduleProblem& problem, const Propagation& failed) {
  std::vector<std::size_t> used;
  const auto use = [&](std::size_t requirement) {
    if (problem.requirements[requirement].is_understood) return;
    if (std::find(used.begin(), used.end(), requirement) == used.end()) used.push_back(requirement);
  };
  for (const std::size_t requirement : failed.circle) use(requirement);
  if (!failed.circle.empty()) return used;
  if (failed.refused_step) {
    for (const ProofStep& step : needed_steps(failed.steps, {*failed.refused_step})) use(step.requirement);
  }
  use(failed.refused_by);
  return used;
}

std::vector<std::size_t> without(const std::vector<std::size_t>& all, std::size_t one) {
  std::vector<std::size_t> rest;
  std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](std::size_t r) { return r != one; });
  return rest;
}

bool is_horizon(const Requirement& requirement) {
  return requirement.kind == RequirementKind::horizon_start ||
         requirement.kind == RequirementKind::horizon_end;
}

/// Ticks for all events. Those that no requirement bounds from below are put as late as the others let them,
/// and keep the distances that the differences want between them.
std::vector<Tick> make_witness(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements,
                               const Propagation& solved) {
  Tick back = 0;
  for (const std::size_t r : requirements) {
    const auto& rule = problem.requirements[r].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      const std::size_t from = node_of(difference->from);
      const auto& to = solved.bounds[node_of(difference->to)];
      if (solved.bounds[from] || !to) continue;
      back = std::max(back, solved.potentials[from] + difference->at_least - *to);
    } else {
      const auto& allowed = std::get<AllowedTicks>(rule);
      for (std::size_t node = 0; node < solved.bounds.size(); ++node) {
        if (solved.bounds[node] || (allowed.event && node_of(*allowed.event) != node)) continue;
        back = std::max(back, solved.potentials[node] - allowed.ranges.front().last);
      }
    }
  }
  std::vector<Tick> ticks;
  for (std::size_t node = 0; node < solved.bounds.size(); ++node) {
    ticks.push_back(solved.bounds[node] ? *solved.bounds[node] : solved.potentials[node] - back);
  }
  return ticks;
}

}  // namespace

Conflict find_conflict(const ScheduleProblem& problem, const Propagation& failed) {
  std::vector<std::size_t> understood;
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    if (problem.requirements[r].is_understood) understood.push_back(r);
  }
  const auto with_understood = [&](std::vector<std::size_t> requirements) {
    requirements.insert(requirements.end(), understood.begin(), understood.end());
    return requirements;
  };
  const auto try_to_hold = [&](const std::vector<std::size_t>& requirements) {
    return propagate(problem, with_understood(requirements), Sense::earliest);
  };

  std::vector<std::size_t> core = used_requirements(problem, failed);
  std::vector<std::size_t> candidates = core;
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](std::size_t r) { return is_horizon(problem.requirements[r]); });
  for (const std::size_t candidate : candidates) {
    if (std::find(core.begin(), core.end(), candidate) == core.end()) continue;
    const Propagation rest = try_to_hold(without(core, candidate));
    if (!rest.feasible) core = used_requirements(problem, rest);
  }
  const Propagation proof = try_to_hold(core);
  Conflict conflict;
  conflict.requirements = used_requirements(problem, proof);
  conflict.circle = proof.circle;
  if (proof.circle.empty()) {
    conflict.refused_by = proof.refused_by;
    if (proof.refused_step) conflict.steps = needed_steps(proof.steps, {*proof.refused_step});
  }
  for (const std::size_t requirement : conflict.requirements) {
    const std::vector<std::size_t> rest = without(conflict.requirements, requirement);
    conflict.witnesses.push_back(make_witness(problem, with_understood(rest), try_to_hold(rest)));
  }
  return conflict;
}

}  // namespace perilune::detail
