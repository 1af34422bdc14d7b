#include <perilune/scheduling/check.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <perilune/core/text.hpp>

#include "audit_rules.hpp"

// This file is the schedule's auditor. It uses what a problem and an answer are made of, and nothing of how
// answers are found: a mistake in the solver must not be able to hide here. It prefers the plainest way to
// say a thing.

namespace perilune {
namespace {

using detail::concat;

/// When the event is, in the schedule under audit.
using Dates = std::function<Tick(const ScheduleEvent&)>;

bool is_allowed(const AllowedTicks& allowed, Tick tick) {
  for (const TickRange& range : allowed.ranges) {
    if (range.first <= tick && tick <= range.last) return true;
  }
  return false;
}

/// Whether none of the ticks from `first` to `last` is allowed; true if there are no such ticks.
bool none_allowed(const AllowedTicks& allowed, Tick first, Tick last) {
  for (const TickRange& range : allowed.ranges) {
    if (range.first <= last && first <= range.last && first <= last) return false;
  }
  return true;
}

/// Whether it decides on every activity, and only in ways that there are; what may not be left out is not.
bool is_whole_assignment(const ScheduleProblem& problem, const ScheduleAssignment& assignment) {
  const std::size_t count = problem.activities.size();
  if (assignment.ticks.size() != 2 * count) return false;
  if (!assignment.present.empty() && assignment.present.size() != count) return false;
  if (!assignment.ways.empty() && assignment.ways.size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const bool optional = !problem.choices.empty() && problem.choices[i].optional;
    if (!assignment.takes_place(i) && !optional) return false;
    const std::size_t ways = problem.choices.empty() ? 0 : problem.choices[i].ways.size();
    if (assignment.takes_place(i) && assignment.way(i) >= std::max<std::size_t>(ways, 1)) return false;
  }
  return true;
}

class Audit {
 public:
  Audit(const ScheduleProblem& problem, const Schedule& schedule, const SolveOptions& options)
      : problem_(problem), schedule_(schedule), options_(options) {
    for (std::size_t i = 0; i < problem.activities.size(); ++i) {
      events_.push_back({i, EventSide::start});
      events_.push_back({i, EventSide::end});
    }
  }

  std::vector<std::string> run() {
    switch (schedule_.status) {
      case ScheduleStatus::optimal:
        if (check_schedule()) check_optimality();
        break;
      case ScheduleStatus::feasible:
        check_schedule();
        break;
      case ScheduleStatus::infeasible:
        expect(schedule_.activities.empty(), "an infeasible problem has no schedule, but one is given");
        if (expect(schedule_.conflict.has_value(),
                   "the problem is called infeasible, and no conflict says why")) {
          check_conflict(*schedule_.conflict);
        }
        break;
      case ScheduleStatus::unknown:
        expect(schedule_.activities.empty() && !schedule_.conflict,
               "an unknown answer carries one all the same");
        break;
    }
    return std::move(faults_);
  }

 private:
  bool expect(bool holds, const std::string& fault) {
    if (!holds) faults_.push_back(fault);
    return holds;
  }

  bool is_known(const ScheduleEvent& event) const { return event.activity < problem_.activities.size(); }

  std::string name(const ScheduleEvent& event) const {
    return is_known(event) ? event_text(problem_, event) : concat("activity ", event.activity);
  }

  bool holds(const Requirement& requirement, const Dates& dates) const {
    if (const auto* difference = std::get_if<Difference>(&requirement.rule)) {
      return dates(difference->to) - dates(difference->from) >= difference->at_least;
    }
    const auto& allowed = std::get<AllowedTicks>(requirement.rule);
    const auto agrees = [&](const ScheduleEvent& event) { return is_allowed(allowed, dates(event)); };
    return allowed.event ? agrees(*allowed.event) : std::all_of(events_.begin(), events_.end(), agrees);
  }

  void check_dates(const Dates& dates, const std::string& which) {
    for (const Requirement& requirement : problem_.requirements) {
      expect(holds(requirement, dates), concat(which, " break: ", requirement.text));
    }
  }

  Tick given(const ScheduleEvent& event) const {
    const ScheduledActivity& activity = schedule_.activities[event.activity];
    return event.side == EventSide::start ? activity.start : activity.end;
  }

  Tick given_latest(const ScheduleEvent& event) const {
    const ScheduledActivity& activity = schedule_.activities[event.activity];
    return event.side == EventSide::start ? activity.latest_start : activity.latest_end;
  }

  const Binding& given_binding(const ScheduleEvent& event) const {
    const ScheduledActivity& activity = schedule_.activities[event.activity];
    return event.side == EventSide::start ? activity.start_binding : activity.end_binding;
  }

  std::vector<ScheduleEvent> goals() const {
    if (!problem_.goals.empty()) return problem_.goals;
    std::vector<ScheduleEvent> ends;
    for (const ScheduleEvent& event : events_) {
      if (event.side == EventSide::end) ends.push_back(event);
    }
    return ends;
  }

  /// Whether the date is what the problem says of the event at that tick.
  bool is_date(const ScheduleEvent& event, Tick tick, Epoch date) const {
    const Duration offset = problem_.offsets[2 * event.activity + (event.side == EventSide::start ? 0 : 1)];
    return date - problem_.grid.origin() == tick * problem_.grid.step() + offset;
  }

  /// Dates, slack and makespan. False if the rest cannot be looked at.
  bool check_schedule() {
    expect(!schedule_.conflict, "a schedule is given, and a conflict too");
    if (!expect(schedule_.activities.size() == problem_.activities.size(),
                concat("there are dates for ", schedule_.activities.size(), " of ",
                       problem_.activities.size(), " activities"))) {
      return false;
    }
    check_dates([&](const ScheduleEvent& event) { return given(event); }, "the dates");
    check_dates([&](const ScheduleEvent& event) { return given_latest(event); }, "the latest dates");
    for (std::size_t i = 0; i < schedule_.activities.size(); ++i) check_activity(i);
    if (problem_.activities.empty()) return true;
    const std::vector<ScheduleEvent> all_goals = goals();
    Tick last = given(all_goals.front());
    for (const ScheduleEvent& goal : all_goals) {
      last = std::max(last, given(goal));
      expect(options_.slack_aim != SlackAim::makespan || given_latest(goal) <= schedule_.makespan,
             concat("the latest date of '", name(goal), "' is beyond the makespan"));
    }
    expect(schedule_.makespan == last, "the makespan is not the tick of the last goal");
    expect(schedule_.makespan_bound <= schedule_.makespan, "the bound is above the makespan");
    return true;
  }

  void check_activity(std::size_t i) {
    const ScheduledActivity& activity = schedule_.activities[i];
    const ScheduleEvent start{i, EventSide::start};
    const ScheduleEvent end{i, EventSide::end};
    const std::string& label = problem_.activities[i];
    expect(activity.name == label, concat("'", label, "' is called '", activity.name, "'"));
    expect(activity.start <= activity.end, concat("'", label, "' ends before it starts"));
    expect(activity.latest_start >= activity.start && activity.latest_end >= activity.end,
           concat("a latest date of '", label, "' is before its date"));
    expect(
        is_date(start, activity.start, activity.start_date) && is_date(end, activity.end, activity.end_date),
        concat("the dates of '", label, "' are not those of its ticks"));
    const std::vector<ScheduleEvent>& past = problem_.happened;
    expect(activity.happened == (std::find(past.begin(), past.end(), start) != past.end()),
           concat("'", label, "' is said to have happened, or not to, wrongly"));
    const Tick play = activity.happened ? 0 : activity.latest_start - activity.start;
    expect(activity.slack == play * problem_.grid.step(),
           concat("the slack of '", label, "' is not the latest start minus the start"));
    expect(activity.critical == (play == 0 && !activity.happened),
           concat("'", label, "' is marked wrongly as critical or not"));
  }

  void check_optimality() {
    expect(schedule_.makespan_bound == schedule_.makespan,
           "called optimal, but the bound is below the makespan");
    const auto earliest = proved_bounds(schedule_.earliest_proof, true);
    const auto latest = proved_bounds(schedule_.latest_proof, false);
    for (const ScheduleEvent& event : events_) {
      const auto number = key(event);
      const auto first = earliest.find(number);
      expect(first != earliest.end() && first->second == given(event),
             concat("it is not proved that '", name(event), "' cannot be earlier"));
      const auto last = latest.find(number);
      expect(last != latest.end() && last->second == given_latest(event),
             concat("it is not proved that '", name(event), "' cannot be later than its latest date"));
      check_binding(event);
    }
    check_path();
  }

  static std::pair<std::size_t, int> key(const ScheduleEvent& event) {
    return {event.activity, event.side == EventSide::start ? 0 : 1};
  }

  /// Follows a proof step by step. Returns the strongest bound that it proves for each event.
  /// @param forward  the bounds say "not earlier"; otherwise "not later"
  std::map<std::pair<std::size_t, int>, Tick> proved_bounds(const std::vector<ProofStep>& steps,
                                                            bool forward) {
    std::map<std::pair<std::size_t, int>, Tick> proved;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const ProofStep& step = steps[i];
      if (!expect(follows(steps, i, forward), concat("step ", i, " of a proof, on '", name(step.event),
                                                     "', does not follow from the steps before it"))) {
        return {};
      }
      const auto [entry, is_new] = proved.insert({key(step.event), step.bound});
      if (!is_new)
        entry->second = forward ? std::max(entry->second, step.bound) : std::min(entry->second, step.bound);
    }
    return proved;
  }

  bool follows(const std::vector<ProofStep>& steps, std::size_t i, bool forward) const {
    const ProofStep& step = steps[i];
    if (!is_known(step.event)) return false;
    if (step.premise && *step.premise >= i) return false;
    const ProofStep* premise = step.premise ? &steps[*step.premise] : nullptr;
    if (step.requirement == ProofStep::the_makespan) {
      const std::vector<ScheduleEvent> all_goals = goals();
      return !forward && options_.slack_aim == SlackAim::makespan && step.bound >= schedule_.makespan &&
             std::find(all_goals.begin(), all_goals.end(), step.event) != all_goals.end();
    }
    if (step.requirement >= problem_.requirements.size()) return false;
    const auto& rule = problem_.requirements[step.requirement].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      if (premise == nullptr) return false;
      return forward ? difference->from == premise->event && difference->to == step.event &&
                           step.bound <= premise->bound + difference->at_least
                     : difference->to == premise->event && difference->from == step.event &&
                           step.bound >= premise->bound - difference->at_least;
    }
    const auto& allowed = std::get<AllowedTicks>(rule);
    if (allowed.event && *allowed.event != step.event) return false;
    if (premise != nullptr && premise->event != step.event) return false;
    return forward
               ? none_allowed(allowed, premise != nullptr ? premise->bound : earliest_tick, step.bound - 1)
               : none_allowed(allowed, step.bound + 1, premise != nullptr ? premise->bound : latest_tick);
  }

  /// Whether the binding is a reason why the event cannot be one tick earlier.
  void check_binding(const ScheduleEvent& event) {
    const Binding& binding = given_binding(event);
    const std::string fault = concat("the binding of '", name(event), "' does not hold it there");
    if (!expect(binding.requirement < problem_.requirements.size(), fault)) return;
    const auto& rule = problem_.requirements[binding.requirement].rule;
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      expect(difference->to == event && binding.after == difference->from && !binding.ready &&
                 given(event) - given(difference->from) == difference->at_least,
             fault);
      return;
    }
    const auto& allowed = std::get<AllowedTicks>(rule);
    expect((!allowed.event || *allowed.event == event) && !is_allowed(allowed, given(event) - 1), fault);
    if (!binding.ready) {
      expect(!binding.after, fault);
      return;
    }
    expect(none_allowed(allowed, *binding.ready, given(event) - 1) &&
               !none_allowed(allowed, earliest_tick, *binding.ready - 1),
           concat("'", name(event), "' has not missed a window as its binding says"));
    if (!binding.after) return;
    const bool pushes = std::any_of(
        problem_.requirements.begin(), problem_.requirements.end(), [&](const Requirement& requirement) {
          const auto* push = std::get_if<Difference>(&requirement.rule);
          return push != nullptr && push->from == *binding.after && push->to == event &&
                 is_known(push->from) && given(push->from) + push->at_least >= *binding.ready;
        });
    expect(pushes, concat("'", name(*binding.after), "' did not make '", name(event), "' miss its window"));
  }

  void check_path() {
    const std::vector<PathStep>& path = schedule_.critical_path;
    if (problem_.activities.empty()) {
      expect(path.empty(), "a critical path without activities");
      return;
    }
    if (!expect(!path.empty(), "there is no critical path")) return;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const PathStep& step = path[i];
      if (!expect(is_known(step.event), "the critical path names an unknown activity")) return;
      const bool linked =
          i == 0 ? !is_difference(step.binding.requirement) : step.binding.after == path[i - 1].event;
      expect(step.tick == given(step.event) && step.binding == given_binding(step.event) && linked &&
                 (i == 0 || is_difference(step.binding.requirement)),
             concat("'", name(step.event), "' does not follow in the critical path"));
      expect(given_latest(step.event) == given(step.event) || options_.slack_aim != SlackAim::makespan,
             concat("'", name(step.event), "' is on the critical path and has slack"));
    }
    const std::vector<ScheduleEvent> all_goals = goals();
    expect(path.back().tick == schedule_.makespan &&
               std::find(all_goals.begin(), all_goals.end(), path.back().event) != all_goals.end(),
           "the critical path does not end at the last goal");
  }

  bool is_difference(std::size_t requirement) const {
    return requirement < problem_.requirements.size() &&
           std::holds_alternative<Difference>(problem_.requirements[requirement].rule);
  }

  void check_conflict(const Conflict& conflict) {
    const std::vector<std::size_t>& members = conflict.requirements;
    std::vector<std::size_t> sorted = members;
    std::sort(sorted.begin(), sorted.end());
    const bool distinct = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
    const bool known = std::all_of(members.begin(), members.end(),
                                   [&](std::size_t r) { return r < problem_.requirements.size(); });
    if (!expect(!members.empty() && distinct && known, "the conflict's list of requirements is not one"))
      return;
    std::vector<std::size_t> used =
        conflict.circle.empty() ? follow_steps(conflict) : follow_circle(conflict);
    std::erase_if(used, [&](std::size_t r) {
      return r < problem_.requirements.size() && problem_.requirements[r].is_understood;
    });
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    expect(used == sorted, "the conflict's proof uses other requirements than it lists");
    if (!expect(conflict.witnesses.size() == members.size(), "a requirement of the conflict has no witness"))
      return;
    std::vector<std::size_t> held = members;
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      if (problem_.requirements[r].is_understood) held.push_back(r);
    }
    for (std::size_t i = 0; i < members.size(); ++i) check_witness(conflict, i, held);
  }

  /// The requirements of a circle of differences that is longer than zero.
  std::vector<std::size_t> follow_circle(const Conflict& conflict) {
    Tick length = 0;
    std::optional<ScheduleEvent> first;
    std::optional<ScheduleEvent> at;
    for (const std::size_t r : conflict.circle) {
      if (!expect(is_difference(r), "the conflict's circle has a link that is none")) return {};
      const auto& difference = std::get<Difference>(problem_.requirements[r].rule);
      if (!first) first = difference.from;
      expect(!at || *at == difference.from, "the conflict's circle is broken");
      at = difference.to;
      length += difference.at_least;
    }
    expect(at == first && length > 0, "the conflict's circle is not closed, or not longer than zero");
    return conflict.circle;
  }

  /// The requirements of steps that end where nothing is allowed any more.
  std::vector<std::size_t> follow_steps(const Conflict& conflict) {
    const std::vector<ProofStep>& steps = conflict.steps;
    proved_bounds(steps, true);
    std::vector<std::size_t> used = {conflict.refused_by};
    for (const ProofStep& step : steps) used.push_back(step.requirement);
    const bool refused = !steps.empty() && conflict.refused_by < problem_.requirements.size() &&
                         !is_difference(conflict.refused_by) && is_refused(conflict.refused_by, steps.back());
    expect(refused, "the conflict's proof does not end in a contradiction");
    return used;
  }

  bool is_refused(std::size_t requirement, const ProofStep& step) const {
    const auto& allowed = std::get<AllowedTicks>(problem_.requirements[requirement].rule);
    return (!allowed.event || *allowed.event == step.event) && none_allowed(allowed, step.bound, latest_tick);
  }

  /// The witness for the spared requirement `i`: all others of those that are to be held hold.
  void check_witness(const Conflict& conflict, std::size_t i, const std::vector<std::size_t>& held) {
    const std::vector<Tick>& ticks = conflict.witnesses[i];
    const std::string label = problem_.requirements[conflict.requirements[i]].text;
    if (!expect(ticks.size() == events_.size(), "a witness does not have a tick for each event")) return;
    const Dates dates = [&](const ScheduleEvent& event) {
      return ticks[2 * event.activity + (event.side == EventSide::start ? 0 : 1)];
    };
    for (const std::size_t r : held) {
      if (r == conflict.requirements[i]) continue;
      const Requirement& requirement = problem_.requirements[r];
      expect(holds(requirement, dates),
             concat("without '", label, "', its witness should respect: ", requirement.text));
    }
  }

  const ScheduleProblem& problem_;
  const Schedule& schedule_;
  const SolveOptions& options_;
  std::vector<ScheduleEvent> events_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::size_t> broken_requirements(const ScheduleProblem& problem,
                                             const ScheduleAssignment& assignment) {
  std::vector<std::size_t> broken;
  const bool is_whole = is_whole_assignment(problem, assignment);
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    if (!is_whole || !detail::holds(problem, problem.requirements[r].rule, assignment)) broken.push_back(r);
  }
  return broken;
}

std::vector<std::int64_t> objective_values(const ScheduleProblem& problem,
                                           const ScheduleAssignment& assignment) {
  if (!is_whole_assignment(problem, assignment)) return {};
  return detail::measured(problem, assignment);
}

std::vector<std::string> check(const ScheduleProblem& problem, const Schedule& schedule,
                               const SolveOptions& options) {
  return Audit(problem, schedule, options).run();
}

}  // namespace perilune
