#include <perilune/scheduling/check.hpp>

#include <algorithm>
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
      : problem_(problem),
        schedule_(schedule),
        aim_(problem.objective.empty() ? options.slack_aim : SlackAim::horizon) {
    for (std::size_t i = 0; i < problem.activities.size(); ++i) {
      if (!takes_place(i)) continue;
      events_.push_back({i, EventSide::start});
      events_.push_back({i, EventSide::end});
    }
    for (const Requirement& requirement : problem.requirements) rules_.push_back(as_plain(requirement.rule));
    for (const Decision& decision : schedule.decisions) rules_.push_back(as_plain(decision.requirement.rule));
  }

  std::vector<std::string> run() {
    switch (schedule_.status) {
      case ScheduleStatus::optimal:
        if (check_schedule()) check_optimality();
        break;
      case ScheduleStatus::feasible:
        if (check_schedule() && !schedule_.decisions.empty()) check_reasons();
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

  bool takes_place(std::size_t i) const {
    return i >= schedule_.activities.size() || schedule_.activities[i].takes_place;
  }

  /// Whether there is such an event, and it takes place.
  bool is_known(const ScheduleEvent& event) const {
    return event.activity < problem_.activities.size() && takes_place(event.activity);
  }

  /// What a proof may rest on: lags that are in force, and allowed ticks. Of other rules it may use nothing.
  Rule as_plain(const Rule& rule) const {
    const AllowedTicks nothing_said{std::nullopt, {{earliest_tick, latest_tick}}};
    if (const auto* difference = std::get_if<Difference>(&rule)) {
      if (!is_known(difference->from) || !is_known(difference->to)) return nothing_said;
      if (difference->when && !is_done_in(*difference->when)) return nothing_said;
      return Difference{difference->from, difference->to, difference->at_least};
    }
    const auto* allowed = std::get_if<AllowedTicks>(&rule);
    if (allowed == nullptr || (allowed->event && !is_known(*allowed->event))) return nothing_said;
    return rule;
  }

  bool is_done_in(const InMode& mode) const {
    if (mode.activity >= schedule_.activities.size() || !takes_place(mode.activity)) return false;
    if (problem_.choices.empty() || problem_.choices[mode.activity].ways.empty()) return mode.mode == 0;
    const auto& ways = problem_.choices[mode.activity].ways;
    const std::size_t way = schedule_.activities[mode.activity].way;
    return way < ways.size() && ways[way].mode == mode.mode;
  }

  std::string name(const ScheduleEvent& event) const {
    return is_known(event) ? event_text(problem_, event) : concat("activity ", event.activity);
  }

  void check_dates(const ScheduleAssignment& assignment, const std::string& which) {
    for (const std::size_t r : broken_requirements(problem_, assignment)) {
      expect(false, concat(which, " break: ", problem_.requirements[r].text));
    }
    for (std::size_t d = 0; d < schedule_.decisions.size(); ++d) {
      const Requirement& requirement = schedule_.decisions[d].requirement;
      expect(is_decision(d) && detail::holds(problem_, requirement.rule, assignment),
             concat(which, " are not bound by the decision: ", requirement.text));
    }
  }

  /// Whether it is a plain requirement, on events that what it serves speaks of.
  bool is_decision(std::size_t d) const {
    const Decision& decision = schedule_.decisions[d];
    const Rule& rule = decision.requirement.rule;
    const auto* difference = std::get_if<Difference>(&rule);
    const auto* allowed = std::get_if<AllowedTicks>(&rule);
    if (decision.requirement.is_understood) return false;
    std::vector<ScheduleEvent> events;
    if (difference != nullptr && !difference->when) events = {difference->from, difference->to};
    if (allowed != nullptr && allowed->event) events = {*allowed->event};
    if (events.empty()) return false;
    if (decision.because && *decision.because >= problem_.requirements.size()) return false;
    return std::all_of(events.begin(), events.end(), [&](const ScheduleEvent& event) {
      return is_known(event) && (decision.because ? speaks_of(*decision.because, event, difference)
                                                  : is_aimed_at(event.activity));
    });
  }

  bool speaks_of(std::size_t requirement, const ScheduleEvent& event, const Difference* lag) const {
    const Rule& rule = problem_.requirements[requirement].rule;
    const std::size_t i = event.activity;
    const auto among = [&](const auto& uses) {
      return std::any_of(uses.begin(), uses.end(), [&](const auto& use) { return use.activity == i; });
    };
    if (const auto* window = std::get_if<WayWindow>(&rule)) {
      return window->activity == i && event.side == EventSide::start && lag == nullptr;
    }
    if (const auto* duration = std::get_if<WayDuration>(&rule))
      return duration->activity == i && lag != nullptr;
    if (const auto* pad = std::get_if<Disjunctive>(&rule)) return among(pad->uses) && lag != nullptr;
    if (const auto* capacity = std::get_if<Cumulative>(&rule)) return among(capacity->uses);
    if (const auto* stock = std::get_if<Reservoir>(&rule)) {
      return among(stock->flows) ||
             std::any_of(stock->steps.begin(), stock->steps.end(),
                         [&](const Reservoir::Step& step) { return step.event == event; });
    }
    if (const auto* budget = std::get_if<Budget>(&rule)) {
      const auto& all = budget->activities;
      return event.side == EventSide::start && std::find(all.begin(), all.end(), i) != all.end();
    }
    return false;
  }

  bool is_aimed_at(std::size_t activity) const {
    for (const ObjectiveLevel& level : problem_.objective) {
      for (const ObjectiveTerm& term : level.terms) {
        if (term.kind == ObjectiveTerm::Kind::makespan || term.event.activity == activity) return true;
      }
    }
    return false;
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

  /// The goals that take place.
  std::vector<ScheduleEvent> goals() const {
    std::vector<ScheduleEvent> found;
    for (const ScheduleEvent& event : problem_.goals) {
      if (is_known(event)) found.push_back(event);
    }
    if (!problem_.goals.empty()) return found;
    for (const ScheduleEvent& event : events_) {
      if (event.side == EventSide::end) found.push_back(event);
    }
    return found;
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
    const ScheduleAssignment now = assignment_of(schedule_);
    const ScheduleAssignment latest = latest_assignment_of(schedule_);
    check_dates(now, "the dates");
    check_dates(latest, "the latest dates");
    for (std::size_t i = 0; i < schedule_.activities.size(); ++i) check_activity(i);
    check_objective(now, latest);
    const std::vector<ScheduleEvent> all_goals = goals();
    Tick last = all_goals.empty() ? 0 : given(all_goals.front());
    for (const ScheduleEvent& goal : all_goals) {
      last = std::max(last, given(goal));
      expect(aim_ != SlackAim::makespan || given_latest(goal) <= schedule_.makespan,
             concat("the latest date of '", name(goal), "' is beyond the makespan"));
    }
    expect(schedule_.makespan == last, "the makespan is not the tick of the last goal");
    expect(schedule_.makespan_bound <= schedule_.makespan, "the bound is above the makespan");
    return true;
  }

  /// The values are those of the dates, slack makes none worse, and no bound is above its value.
  void check_objective(const ScheduleAssignment& now, const ScheduleAssignment& latest) {
    const std::vector<std::int64_t> values = objective_values(problem_, now);
    const std::vector<std::int64_t> latest_values = objective_values(problem_, latest);
    if (!expect(schedule_.objective.size() == values.size() || broken_whole(now),
                "not every level of the objective has a value")) {
      return;
    }
    bool is_decided = false;  // by an earlier level that is better: later ones may then be anything
    for (std::size_t level = 0; level < values.size(); ++level) {
      const ObjectiveValue& given_value = schedule_.objective[level];
      const std::string which = concat("level ", level + 1, " of the objective");
      expect(given_value.value == values[level], concat("the value of ", which, " is not that of the dates"));
      expect(!given_value.bound || *given_value.bound <= given_value.value,
             concat("the bound of ", which, " is above its value"));
      expect(schedule_.status != ScheduleStatus::optimal || given_value.bound == given_value.value,
             concat("called optimal, but the bound of ", which, " is not its value"));
      if (is_decided || latest_values.empty()) continue;
      expect(latest_values[level] <= values[level], concat("at the latest dates, ", which, " is worse"));
      is_decided = latest_values[level] < values[level];
    }
  }

  bool broken_whole(const ScheduleAssignment& assignment) const {
    return !is_whole_assignment(problem_, assignment);
  }

  void check_activity(std::size_t i) {
    const ScheduledActivity& activity = schedule_.activities[i];
    const ScheduleEvent start{i, EventSide::start};
    const ScheduleEvent end{i, EventSide::end};
    const std::string& label = problem_.activities[i];
    expect(activity.name == label, concat("'", label, "' is called '", activity.name, "'"));
    if (!activity.takes_place) {
      expect(activity.start == 0 && activity.end == 0 && activity.latest_start == 0 &&
                 activity.latest_end == 0 && activity.slack == Duration{} && !activity.critical &&
                 !activity.happened,
             concat("'", label, "' is left out, and has dates or slack"));
      return;
    }
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
    expect(schedule_.makespan_bound == schedule_.makespan || !problem_.objective.empty(),
           "called optimal, but the bound is below the makespan");
    check_reasons();
  }

  /// The proofs of the dates, what binds them, and the critical path.
  void check_reasons() {
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
      return !forward && aim_ == SlackAim::makespan && step.bound >= schedule_.makespan &&
             std::find(all_goals.begin(), all_goals.end(), step.event) != all_goals.end();
    }
    if (step.requirement >= rules_.size()) return false;
    const Rule& rule = rules_[step.requirement];
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
    if (!expect(binding.requirement < rules_.size(), fault)) return;
    const Rule& rule = rules_[binding.requirement];
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
    const bool pushes = std::any_of(rules_.begin(), rules_.end(), [&](const Rule& other) {
      const auto* push = std::get_if<Difference>(&other);
      return push != nullptr && push->from == *binding.after && push->to == event && is_known(push->from) &&
             given(push->from) + push->at_least >= *binding.ready;
    });
    expect(pushes, concat("'", name(*binding.after), "' did not make '", name(event), "' miss its window"));
  }

  void check_path() {
    const std::vector<PathStep>& path = schedule_.critical_path;
    if (goals().empty()) {
      expect(path.empty(), "a critical path without a goal");
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
      expect(given_latest(step.event) == given(step.event) || aim_ != SlackAim::makespan,
             concat("'", name(step.event), "' is on the critical path and has slack"));
    }
    const std::vector<ScheduleEvent> all_goals = goals();
    expect(path.back().tick == schedule_.makespan &&
               std::find(all_goals.begin(), all_goals.end(), path.back().event) != all_goals.end(),
           "the critical path does not end at the last goal");
  }

  bool is_difference(std::size_t requirement) const {
    return requirement < rules_.size() && std::holds_alternative<Difference>(rules_[requirement]);
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
    if (conflict.by_search) {
      expect(conflict.circle.empty() && conflict.steps.empty(),
             "a conflict found by search carries another proof");
      expect(!is_plain(problem_), "a conflict that needs no search claims one");
      expect(std::none_of(members.begin(), members.end(),
                          [&](std::size_t r) { return problem_.requirements[r].is_understood; }),
             "the conflict names what is understood");
    } else {
      follow_proof(conflict, sorted);
    }
    if (!conflict.irreducible && conflict.by_search) return;
    if (!expect(conflict.witnesses.size() == members.size(), "a requirement of the conflict has no witness"))
      return;
    std::vector<std::size_t> held = members;
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      if (problem_.requirements[r].is_understood) held.push_back(r);
    }
    for (std::size_t i = 0; i < members.size(); ++i) check_witness(conflict, i, held);
  }

  void follow_proof(const Conflict& conflict, const std::vector<std::size_t>& sorted) {
    std::vector<std::size_t> used =
        conflict.circle.empty() ? follow_steps(conflict) : follow_circle(conflict);
    std::erase_if(used, [&](std::size_t r) {
      return r < problem_.requirements.size() && problem_.requirements[r].is_understood;
    });
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    expect(used == sorted, "the conflict's proof uses other requirements than it lists");
  }

  /// The requirements of a circle of differences that is longer than zero.
  std::vector<std::size_t> follow_circle(const Conflict& conflict) {
    Tick length = 0;
    std::optional<ScheduleEvent> first;
    std::optional<ScheduleEvent> at;
    for (const std::size_t r : conflict.circle) {
      if (!expect(is_difference(r), "the conflict's circle has a link that is none")) return {};
      const auto& difference = std::get<Difference>(rules_[r]);
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
    const auto& allowed = std::get<AllowedTicks>(rules_[requirement]);
    return (!allowed.event || *allowed.event == step.event) && none_allowed(allowed, step.bound, latest_tick);
  }

  /// The witness for the spared requirement `i`: all others of those that are to be held hold.
  void check_witness(const Conflict& conflict, std::size_t i, const std::vector<std::size_t>& held) {
    const ScheduleAssignment& witness = conflict.witnesses[i];
    const std::string label = problem_.requirements[conflict.requirements[i]].text;
    if (!expect(is_whole_assignment(problem_, witness), "a witness does not have a tick for each event"))
      return;
    for (const std::size_t r : held) {
      if (r == conflict.requirements[i]) continue;
      const Requirement& requirement = problem_.requirements[r];
      expect(detail::holds(problem_, requirement.rule, witness),
             concat("without '", label, "', its witness should respect: ", requirement.text));
    }
  }

  const ScheduleProblem& problem_;
  const Schedule& schedule_;
  SlackAim aim_;
  std::vector<ScheduleEvent> events_;  ///< that take place
  std::vector<Rule> rules_;            ///< of the requirements and the decisions: what proofs may use of them
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
