#include <perilune/scheduling/solve.hpp>

#include <algorithm>
#include <stdexcept>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/check.hpp>

#include "conflict.hpp"
#include "network.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::event_of;
using detail::node_of;
using detail::Propagation;

/// Where the numbers inside could not be followed safely: a problem that no builder made.
void expect_well_formed(const ScheduleProblem& problem) {
  const auto expect = [](bool holds, const std::string& what) {
    if (!holds) throw InvalidArgument(concat("solve: ", what, ". Let ScheduleBuilder make the problem."));
  };
  const auto is_known = [&](const ScheduleEvent& event) {
    return event.activity < problem.activities.size();
  };
  Tick room = latest_tick / 2;
  bool begins = false;
  bool ends = false;
  for (const Requirement& requirement : problem.requirements) {
    const std::string name = concat("the requirement '", requirement.text, "' ");
    expect(std::holds_alternative<Difference>(requirement.rule) ||
               std::holds_alternative<AllowedTicks>(requirement.rule),
           name + "needs a search");
    if (const auto* difference = std::get_if<Difference>(&requirement.rule)) {
      expect(is_known(difference->from) && is_known(difference->to), name + "names an unknown activity");
      expect(difference->at_least >= -room && difference->at_least <= room, name + "overflows the ticks");
      room -= std::max(difference->at_least, -difference->at_least);
      continue;
    }
    const auto& allowed = std::get<AllowedTicks>(requirement.rule);
    expect(!allowed.event || is_known(*allowed.event), name + "names an unknown activity");
    expect(!allowed.ranges.empty(), name + "allows no tick");
    for (std::size_t i = 0; i < allowed.ranges.size(); ++i) {
      const TickRange& range = allowed.ranges[i];
      expect(range.first <= range.last && range.first >= earliest_tick && range.last <= latest_tick &&
                 (i == 0 || allowed.ranges[i - 1].last < range.first),
             name + "has ranges that are not sorted and apart");
    }
    begins |= !allowed.event && allowed.ranges.front().first > earliest_tick;
    ends |= !allowed.event && allowed.ranges.back().last < latest_tick;
  }
  expect(begins && ends, "nothing says where the horizon begins and ends");
  for (const ScheduleEvent& goal : problem.goals) expect(is_known(goal), "a goal is an unknown activity");
  for (const ScheduleEvent& event : problem.happened)
    expect(is_known(event), "an unknown activity has happened");
  expect(problem.offsets.size() == 2 * problem.activities.size(), "not every event has an offset");
  for (const Duration offset : problem.offsets) {
    expect(offset >= Duration{} && offset < problem.grid.step(), "an offset is not within a step");
  }
}

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
  return detail::needed_steps(propagation.steps, wanted);
}

void fill(Schedule& schedule, const ScheduleProblem& problem, const Propagation& earliest,
          const SolveOptions& options) {
  schedule.status = ScheduleStatus::optimal;
  if (problem.activities.empty()) return;
  const auto tick_of = [&](const ScheduleEvent& event) { return *earliest.bounds[node_of(event)]; };
  const std::vector<ScheduleEvent> goals = detail::goals_of(problem);
  const ScheduleEvent last_goal = *std::max_element(
      goals.begin(), goals.end(),
      [&](const ScheduleEvent& a, const ScheduleEvent& b) { return tick_of(a) < tick_of(b); });
  schedule.makespan = tick_of(last_goal);
  schedule.makespan_bound = schedule.makespan;
  std::vector<std::size_t> all(problem.requirements.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::optional<Tick> makespan;
  if (options.slack_aim == SlackAim::makespan) makespan = schedule.makespan;
  const Propagation latest =
      detail::propagate(problem, all, detail::Sense::latest, makespan, earliest.potentials);
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

Schedule solve(const ScheduleProblem& problem, const SolveOptions& options) {
  expect_well_formed(problem);
  std::vector<std::size_t> all(problem.requirements.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const Propagation earliest = detail::propagate(problem, all, detail::Sense::earliest);
  Schedule schedule;
  if (earliest.feasible) {
    fill(schedule, problem, earliest, options);
  } else {
    schedule.status = ScheduleStatus::infeasible;
    schedule.conflict = detail::find_conflict(problem, earliest);
  }
  const std::vector<std::string> faults = check(problem, schedule, options);
  if (!faults.empty()) {
    throw std::logic_error(
        concat("solve: a bug: the answer does not pass its check. Please report it. ", join(faults, "; ")));
  }
  return schedule;
}

}  // namespace perilune
