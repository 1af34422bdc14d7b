#include "plain.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "conflict.hpp"
#include "network.hpp"

namespace perilune::detail {
namespace {

/// Why the event stands where its last step put it.
Binding binding_of(const ScheduleProblem& problem, const Propagation& earliest, std::size_t node) {
  const ProofStep& step = earliest.steps[*earliest.last_steps[node]];
  Binding binding{step.requirement, std::nullopt, std::nullopt};
  const auto& rule = problem.requirements[step.requirement].rule;
  if (const auto* difference = std::get_if<Difference>(&rule)) {
    binding.after = difference->from;
  } else if (step.premise) {
    const ProofStep& before = earliest.steps[*step.premise];
    if (std::get<AllowedTicks>(rule).ranges.front().last < before.bound) {
      binding.ready = before.bound;
      const auto* push = std::get_if<Difference>(&problem.requirements[before.requirement].rule);
      if (push != nullptr) binding.after = push->from;
    }
  }
  return binding;
}

/// From the last goal back along what holds each event, to what nothing holds but a date or a window.
std::vector<PathStep> path_to(const ScheduleProblem& problem, const Propagation& earliest,
                              ScheduleEvent goal) {
  std::vector<PathStep> path;
  for (ScheduleEvent at = goal;;) {
    const std::size_t node = node_of(at);
    path.push_back({at, *earliest.bounds[node], binding_of(problem, earliest, node)});
    const auto* difference =
        std::get_if<Difference>(&problem.requirements[path.back().binding.requirement].rule);
    if (difference == nullptr) break;
    at = difference->from;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<ProofStep> proof_of(const Propagation& propagation) {
  std::vector<std::size_t> wanted;
  for (const auto& step : propagation.last_steps) wanted.push_back(*step);
  return needed_steps(propagation.steps, wanted);
}

void fill(Schedule& schedule, const ScheduleProblem& problem, const Propagation& earliest, SlackAim aim) {
  schedule.status = ScheduleStatus::optimal;
  if (problem.activities.empty()) return;
  const auto tick_of = [&](const ScheduleEvent& event) { return *earliest.bounds[node_of(event)]; };
  const std::vector<ScheduleEvent> goals = goals_of(problem);
  const ScheduleEvent last_goal = *std::max_element(
      goals.begin(), goals.end(),
      [&](const ScheduleEvent& a, const ScheduleEvent& b) { return tick_of(a) < tick_of(b); });
  schedule.makespan = tick_of(last_goal);
  schedule.makespan_bound = schedule.makespan;
  std::vector<std::size_t> all(problem.requirements.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::optional<Tick> makespan;
  if (aim == SlackAim::makespan) makespan = schedule.makespan;
  const Propagation latest = propagate(problem, all, Sense::latest, makespan, earliest.potentials);
  if (!latest.feasible)
    throw std::logic_error("solve: a bug: the earliest schedule is refused as the latest one");
  std::vector<bool> happened(earliest.bounds.size(), false);
  for (const ScheduleEvent& event : problem.happened) happened[node_of(event)] = true;
  for (std::size_t i = 0; i < problem.activities.size(); ++i) {
    const std::size_t start = node_of({i, EventSide::start});
    const std::size_t end = node_of({i, EventSide::end});
    ScheduledActivity activity;
    activity.name = problem.activities[i];
    activity.start = *earliest.bounds[start];
    activity.end = *earliest.bounds[end];
    activity.latest_start = *latest.bounds[start];
    activity.latest_end = *latest.bounds[end];
    activity.start_date = event_date(problem, event_of(start), activity.start);
    activity.end_date = event_date(problem, event_of(end), activity.end);
    activity.happened = happened[start];
    if (!activity.happened) activity.slack = problem.grid.duration(activity.latest_start - activity.start);
    activity.critical = !activity.happened && activity.slack == Duration{};
    activity.start_binding = binding_of(problem, earliest, start);
    activity.end_binding = binding_of(problem, earliest, end);
    schedule.activities.push_back(std::move(activity));
  }
  schedule.critical_path = path_to(problem, earliest, last_goal);
  schedule.earliest_proof = proof_of(earliest);
  schedule.latest_proof = proof_of(latest);
}

}  // namespace

Schedule solve_plain(const ScheduleProblem& problem, SlackAim aim) {
  std::vector<std::size_t> all(problem.requirements.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const Propagation earliest = propagate(problem, all, Sense::earliest);
  Schedule schedule;
  if (earliest.feasible) {
    fill(schedule, problem, earliest, aim);
  } else {
    schedule.status = ScheduleStatus::infeasible;
    schedule.conflict = find_conflict(problem, earliest);
  }
  return schedule;
}

}  // namespace perilune::detail
