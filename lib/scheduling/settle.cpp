#include <perilune/scheduling/settle.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/check.hpp>

#include "fixed_order.hpp"
#include "plain.hpp"
#include "settled.hpp"
#include "well_formed.hpp"

namespace perilune {
namespace detail {

namespace {

Schedule settled_once(const ScheduleProblem& problem, const ScheduleAssignment& assignment, SlackAim aim) {
  FixedOrder fixed = fix_order(problem, assignment);
  const bool has_goal = !fixed.problem.goals.empty();
  if (!problem.objective.empty() || !has_goal) aim = SlackAim::horizon;
  Schedule schedule = solve_plain(fixed.problem, aim);
  if (schedule.status != ScheduleStatus::optimal) {
    throw std::logic_error(
        "solve: a bug: the decisions of a schedule do not hold together. Please report it.");
  }
  schedule.status = ScheduleStatus::feasible;
  if (!has_goal) {
    schedule.makespan = 0;
    schedule.critical_path.clear();
  }
  schedule.makespan_bound = std::min<Tick>(0, schedule.makespan);
  for (std::size_t i = 0; i < schedule.activities.size(); ++i) {
    ScheduledActivity& activity = schedule.activities[i];
    activity.way = assignment.takes_place(i) ? assignment.way(i) : 0;
    if (assignment.takes_place(i)) continue;
    const std::string name = activity.name;
    activity = {};
    activity.name = name;
    activity.takes_place = false;
  }
  const auto is_left_out = [&](const ProofStep& step) {
    return !assignment.takes_place(step.event.activity);
  };
  for (auto* proof : {&schedule.earliest_proof, &schedule.latest_proof}) drop_steps(*proof, is_left_out);
  schedule.decisions = std::move(fixed.decisions);
  for (const std::int64_t value : objective_values(problem, assignment_of(schedule))) {
    schedule.objective.push_back({value, std::nullopt});
  }
  return schedule;
}

}  // namespace

Schedule settled(const ScheduleProblem& problem, const ScheduleAssignment& assignment, SlackAim aim) {
  Schedule schedule = settled_once(problem, assignment, aim);
  // Earlier dates may have made an aim better; then slack must not spoil that.
  for (auto before = objective_values(problem, assignment);;) {
    const auto now = objective_values(problem, assignment_of(schedule));
    if (now == before) return schedule;
    before = now;
    schedule = settled_once(problem, assignment_of(schedule), aim);
  }
}

}  // namespace detail

Schedule settle(const ScheduleProblem& problem, const ScheduleAssignment& assignment,
                const SolveOptions& options) {
  detail::expect_well_formed(problem);
  std::vector<std::string> broken;
  for (const std::size_t r : broken_requirements(problem, assignment)) {
    broken.push_back(problem.requirements[r].text);
  }
  if (!broken.empty()) {
    throw InvalidArgument(detail::concat("settle: the decisions break ", broken.size(), " requirements: ",
                                         join(broken, "; "), ". Pass decisions that respect the problem."));
  }
  Schedule schedule = detail::settled(problem, assignment, options.slack_aim);
  const std::vector<std::string> faults = check(problem, schedule, options);
  if (!faults.empty()) {
    throw std::logic_error(detail::concat(
        "settle: a bug: the answer does not pass its check. Please report it. ", join(faults, "; ")));
  }
  return schedule;
}

}  // namespace perilune
