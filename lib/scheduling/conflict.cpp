#include "conflict.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace perilune::detail {
namespace {

std::vector<std::size_t> without(const std::vector<std::size_t>& all, std::size_t one) {
  std::vector<std::size_t> rest;
  std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](std::size_t r) { return r != one; });
  return rest;
}

bool is_horizon(const Requirement& requirement) {
  return requirement.kind == RequirementKind::horizon_start ||
         requirement.kind == RequirementKind::horizon_end;
}

}  // namespace

std::vector<std::size_t> used_requirements(const ScheduleProblem& problem, const Propagation& failed) {
  std::vector<std::size_t> used;
  std::vector<bool> is_used(problem.requirements.size(), false);
  const auto use = [&](std::size_t requirement) {
    if (problem.requirements[requirement].is_understood || is_used[requirement]) return;
    is_used[requirement] = true;
    used.push_back(requirement);
  };
  for (const std::size_t requirement : failed.circle) use(requirement);
  if (!failed.circle.empty()) return used;
  if (failed.refused_step) {
    for (const ProofStep& step : needed_steps(failed.steps, {*failed.refused_step})) use(step.requirement);
  }
  use(failed.refused_by);
  return used;
}

std::vector<Tick> make_witness(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements,
                               const Propagation& solved) {
  Tick back = 0;
  const auto keep_within = [&](std::size_t node, const AllowedTicks& allowed) {
    if (!solved.bounds[node]) back = std::max(back, solved.potentials[node] - allowed.ranges.front().last);
  };
  for (const std::size_t r : requirements) {
    const auto& rule = problem.requirements[r].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      const std::size_t from = node_of(difference->from);
      const auto& to = solved.bounds[node_of(difference->to)];
      if (solved.bounds[from] || !to) continue;
      back = std::max(back, solved.potentials[from] + difference->at_least - *to);
    } else if (const auto& allowed = std::get<AllowedTicks>(rule); allowed.event) {
      keep_within(node_of(*allowed.event), allowed);
    } else {
      for (std::size_t node = 0; node < solved.bounds.size(); ++node) keep_within(node, allowed);
    }
  }
  std::vector<Tick> ticks;
  for (std::size_t node = 0; node < solved.bounds.size(); ++node) {
    ticks.push_back(solved.bounds[node] ? *solved.bounds[node] : solved.potentials[node] - back);
  }
  return ticks;
}

Conflict find_conflict(const ScheduleProblem& problem, const Propagation& failed) {
  std::vector<std::size_t> understood;
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    if (problem.requirements[r].is_understood) understood.push_back(r);
  }
  const auto with_understood = [&](std::vector<std::size_t> requirements) {
    requirements.insert(requirements.end(), understood.begin(), understood.end());
    return requirements;
  };
  // Where the whole problem has no circle, a part of it has none either.
  const auto try_to_hold = [&](const std::vector<std::size_t>& requirements) {
    return propagate(problem, requirements, Sense::earliest, std::nullopt, failed.potentials);
  };

  std::vector<std::size_t> core = used_requirements(problem, failed);
  std::vector<std::size_t> candidates = core;
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](std::size_t r) { return is_horizon(problem.requirements[r]); });
  std::map<std::size_t, std::vector<Tick>> witnesses;
  for (const std::size_t candidate : candidates) {
    if (std::find(core.begin(), core.end(), candidate) == core.end()) continue;
    const std::vector<std::size_t> rest = with_understood(without(core, candidate));
    const Propagation solved = try_to_hold(rest);
    if (solved.feasible) {
      witnesses[candidate] = make_witness(problem, rest, solved);
    } else {
      core = used_requirements(problem, solved);
    }
  }
  const Propagation proof = try_to_hold(with_understood(core));
  Conflict conflict;
  conflict.requirements = used_requirements(problem, proof);
  conflict.circle = proof.circle;
  if (proof.circle.empty()) {
    conflict.refused_by = proof.refused_by;
    if (proof.refused_step) conflict.steps = needed_steps(proof.steps, {*proof.refused_step});
  }
  for (const std::size_t requirement : conflict.requirements) {
    conflict.witnesses.push_back({std::move(witnesses.at(requirement)), {}, {}});
  }
  return conflict;
}

}  // namespace perilune::detail
