#include "conflict.hpp"

#include <algorithm>
#include <iterator>

namespace perilune::detail {
namespace {

/// The requirements that the contradiction rests on, each once, in the order in which the chain uses them.
std::vector<std::size_t> used_requirements(const Propagation& failed) {
  std::vector<std::size_t> used;
  const auto use = [&](std::size_t requirement) {
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

/// The events that the requirements speak of by name.
std::vector<ScheduleEvent> events_in(const ScheduleProblem& problem,
                                     const std::vector<std::size_t>& requirements) {
  std::vector<ScheduleEvent> events;
  const auto add = [&](const ScheduleEvent& event) {
    if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(event);
  };
  for (const std::size_t r : requirements) {
    const auto& rule = problem.requirements[r].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      add(difference->from);
      add(difference->to);
    } else if (const auto& allowed = std::get<AllowedTicks>(rule); allowed.event) {
      add(*allowed.event);
    }
  }
  return events;
}

/// Ticks for all events. Those that no requirement bounds from below are put as late as the others let them,
/// and keep the distances that the differences want between them.
Witness make_witness(const ScheduleProblem& problem, const std::vector<std::size_t>& requirements,
                     const std::vector<ScheduleEvent>& events, const Propagation& solved) {
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
      for (const ScheduleEvent& event : events) {
        if (allowed.event && *allowed.event != event) continue;
        const std::size_t node = node_of(event);
        if (!solved.bounds[node])
          back = std::max(back, solved.potentials[node] - allowed.ranges.front().last);
      }
    }
  }
  Witness witness;
  for (const ScheduleEvent& event : events) {
    const std::size_t node = node_of(event);
    witness.events.push_back(event);
    witness.ticks.push_back(solved.bounds[node] ? *solved.bounds[node] : solved.potentials[node] - back);
  }
  return witness;
}

}  // namespace

Conflict find_conflict(const ScheduleProblem& problem, const Propagation& failed) {
  std::vector<std::size_t> core = used_requirements(failed);
  std::vector<std::size_t> candidates = core;
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](std::size_t r) { return is_horizon(problem.requirements[r]); });
  for (const std::size_t candidate : candidates) {
    if (std::find(core.begin(), core.end(), candidate) == core.end()) continue;
    const Propagation rest = propagate(problem, without(core, candidate), Sense::earliest);
    if (!rest.feasible) core = used_requirements(rest);
  }
  const Propagation proof = propagate(problem, core, Sense::earliest);
  Conflict conflict;
  conflict.requirements = used_requirements(proof);
  conflict.circle = proof.circle;
  if (proof.circle.empty()) {
    conflict.refused_by = proof.refused_by;
    if (proof.refused_step) conflict.steps = needed_steps(proof.steps, {*proof.refused_step});
  }
  const std::vector<ScheduleEvent> events = events_in(problem, conflict.requirements);
  for (const std::size_t requirement : conflict.requirements) {
    const std::vector<std::size_t> rest = without(conflict.requirements, requirement);
    const Propagation solved = propagate(problem, rest, Sense::earliest);
    conflict.witnesses.push_back(make_witness(problem, rest, events, solved));
  }
  return conflict;
}

}  // namespace perilune::detail
