#include <perilune/scheduling/replan.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/settle.hpp>

#include "network.hpp"
#include "shift.hpp"
#include "words.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::date_words;

class Replanning {
 public:
  Replanning(const ScheduleProblem& problem, const ScheduleAssignment& before, Epoch now)
      : problem_(problem), before_(before), now_(problem.grid.ceil(now)), now_date_(now) {}

  ScheduleProblem run() {
    out_ = problem_;
    if (out_.choices.empty()) out_.choices.resize(out_.activities.size());
    for (std::size_t i = 0; i < out_.activities.size(); ++i) freeze(i);
    keep();
    if (problem_.objective.empty()) {
      out_.objective.push_back({"the makespan", {ObjectiveTerm{}}, problem_.grid.step().days(), "d"});
    }
    return std::move(out_);
  }

 private:
  bool took_place(std::size_t i) const { return 2 * i < before_.ticks.size() && before_.takes_place(i); }

  bool has_fact(const ScheduleEvent& event) const {
    return std::any_of(problem_.requirements.begin(), problem_.requirements.end(),
                       [&](const Requirement& requirement) {
                         const auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
                         return requirement.kind == RequirementKind::actual_date && allowed != nullptr &&
                                allowed->event == event;
                       });
  }

  void freeze(std::size_t i) {
    const ScheduleEvent start{i, EventSide::start};
    const ScheduleEvent end{i, EventSide::end};
    if (has_fact(start)) return;
    if (!took_place(i) || before_.tick(start) >= now_) {
      out_.requirements.push_back(
          {RequirementKind::not_before,
           concat(event_text(out_, start), " on or after the day of the change, ", date_words(now_date_)),
           {},
           AllowedTicks{start, {{now_, latest_tick}}}});
      return;
    }
    add_fact(start);
    if (before_.tick(end) < now_ && !has_fact(end)) add_fact(end);
    ActivityChoices& choices = out_.choices[i];
    if (choices.optional) {
      out_.requirements.push_back({RequirementKind::presence,
                                   concat(out_.activities[i], " has begun"),
                                   {},
                                   PresenceCount{{i}, 1, 1, std::nullopt}});
    }
    // The way it began in is the only one left.
    const std::size_t way = before_.way(i);
    for (ActivityWay& other : choices.ways) other = ActivityWay(choices.ways[way]);
  }

  void add_fact(const ScheduleEvent& event) {
    const Tick tick = before_.tick(event);
    const char* verb = event.side == EventSide::start ? " started on " : " ended on ";
    out_.requirements.push_back(
        {RequirementKind::actual_date,
         concat(out_.activities[event.activity], verb, date_words(event_date(out_, event, tick))),
         {},
         AllowedTicks{event, {{tick, tick}}}});
    if (std::find(out_.happened.begin(), out_.happened.end(), event) == out_.happened.end())
      out_.happened.push_back(event);
  }

  void keep() {
    using Kind = ObjectiveTerm::Kind;
    ObjectiveLevel changes{"few activities moved, dropped or added", {}, 1.0, "activities"};
    ObjectiveLevel shifts{"small shifts", {}, problem_.grid.step().days(), "d"};
    for (std::size_t i = 0; i < out_.activities.size(); ++i) {
      const ScheduleEvent start{i, EventSide::start};
      const bool optional = out_.choices[i].optional;
      if (!took_place(i)) {
        if (optional) changes.terms.push_back({Kind::presence, start, 0, 1});
        continue;
      }
      const Tick tick = before_.tick(start);
      changes.terms.push_back({Kind::moved, start, tick, 1});
      if (optional) changes.terms.push_back({Kind::absence, start, 0, 1});
      shifts.terms.push_back({Kind::lateness, start, tick, 1});
      shifts.terms.push_back({Kind::earliness, start, tick, 1});
    }
    out_.objective.insert(out_.objective.begin(), {std::move(changes), std::move(shifts)});
  }

  const ScheduleProblem& problem_;
  const ScheduleAssignment& before_;
  Tick now_;
  Epoch now_date_;
  ScheduleProblem out_;
};

void expect_fits(const ScheduleProblem& problem, const ScheduleAssignment& before) {
  const std::size_t planned = before.ticks.size() / 2;
  bool fits = before.ticks.size() == 2 * planned && planned <= problem.activities.size() &&
              (before.present.empty() || before.present.size() == planned) &&
              (before.ways.empty() || before.ways.size() == planned);
  for (std::size_t i = 0; fits && i < planned; ++i) {
    const std::size_t ways = problem.choices.empty() ? 0 : problem.choices[i].ways.size();
    fits = before.way(i) < std::max<std::size_t>(1, ways);
  }
  if (fits) return;
  throw InvalidArgument(
      concat("replan: the plan before speaks of ", planned, " activities or of ways that the problem, of ",
             problem.activities.size(),
             ", does not have. Pass the plan of the same campaign; new activities come last."));
}

/// The plan before, with each start moved later where something forces it, and nothing else. If every start
/// that moved is then where it is in the earliest of all schedules, no schedule could leave it where it was,
/// or move it by less: nothing changes less. What one activity after the other uses is left aside at first: a
/// plan that keeps all else and changes least is the one that is looked for if it keeps this too. Nothing if
/// that is not so, or not so simple.
std::optional<Schedule> shifted(const ScheduleProblem& problem, const Replan& out,
                                const ScheduleAssignment& before, const SolveOptions& options) {
  if (!detail::can_be_shifted(problem) || !problem.objective.empty()) return std::nullopt;
  if (before.ticks.size() != 2 * problem.activities.size()) return std::nullopt;
  ScheduleProblem plain = out.problem;
  plain.choices.clear();
  plain.objective.clear();
  std::vector<std::size_t> all;
  for (std::size_t r = 0; r < plain.requirements.size(); ++r) {
    if (!std::holds_alternative<Disjunctive>(plain.requirements[r].rule)) all.push_back(r);
  }
  const bool has_pads = all.size() < plain.requirements.size();
  const detail::Propagation earliest = detail::propagate(plain, all, detail::Sense::earliest);
  if (!earliest.feasible) return std::nullopt;
  for (std::size_t i = 0; i < plain.activities.size(); ++i) {
    const ScheduleEvent start{i, EventSide::start};
    all.push_back(plain.requirements.size());
    plain.requirements.push_back(
        {RequirementKind::not_before, {}, {}, AllowedTicks{start, {{before.tick(start), latest_tick}}}});
  }
  const detail::Propagation kept = detail::propagate(plain, all, detail::Sense::earliest);
  if (!kept.feasible) return std::nullopt;
  ScheduleAssignment made;
  for (const auto& bound : kept.bounds) made.ticks.push_back(*bound);
  if (has_pads && !broken_requirements(out.problem, made).empty()) return std::nullopt;
  for (std::size_t node = 0; node < made.ticks.size(); node += 2) {
    if (made.ticks[node] > before.ticks[node] && made.ticks[node] > *earliest.bounds[node])
      return std::nullopt;
  }
  Schedule schedule = settle(out.problem, made, options);
  schedule.status = ScheduleStatus::optimal;
  for (ObjectiveValue& value : schedule.objective) value.bound = value.value;
  return schedule;
}

void note_changes(const ScheduleAssignment& before, Replan& out) {
  using Kind = PlanChange::Kind;
  const std::size_t planned = before.ticks.size() / 2;
  for (std::size_t i = 0; i < out.schedule.activities.size(); ++i) {
    const ScheduledActivity& now = out.schedule.activities[i];
    const bool was = i < planned && before.takes_place(i);
    if (!was && !now.takes_place) continue;
    const Tick start = was ? before.ticks[2 * i] : 0;
    if (!was) {
      out.changes.push_back({Kind::added, i, 0, now.start});
    } else if (!now.takes_place) {
      out.changes.push_back({Kind::dropped, i, start, 0});
    } else if (now.start != start) {
      out.changes.push_back({Kind::moved, i, start, now.start});
      out.shifted += std::abs(now.start - start);
    } else if (now.way != before.way(i) && out.problem.choices[i].ways.size() > 1 &&
               out.problem.choices[i].ways[now.way] != out.problem.choices[i].ways[before.way(i)]) {
      out.changes.push_back({Kind::rebuilt, i, start, start});
    }
  }
  out.changed = static_cast<std::size_t>(std::count_if(
      out.changes.begin(), out.changes.end(), [](const PlanChange& c) { return c.kind != Kind::rebuilt; }));
}

}  // namespace

Replan replan(const ScheduleProblem& problem, const ScheduleAssignment& before, Epoch now,
              const SolveOptions& options) {
  expect_fits(problem, before);
  Replan out;
  out.problem = Replanning(problem, before, now).run();
  SolveOptions how = options;
  if (!how.start_from && before.ticks.size() == 2 * problem.activities.size()) how.start_from = before;
  std::optional<Schedule> quick = shifted(problem, out, before, how);
  out.schedule = quick ? std::move(*quick) : solve(out.problem, how);
  if (!out.schedule.activities.empty()) note_changes(before, out);
  return out;
}

std::vector<std::string> change_text(const Replan& replan) {
  std::vector<std::string> lines;
  const ScheduleProblem& problem = replan.problem;
  for (const PlanChange& change : replan.changes) {
    const std::string& name = problem.activities[change.activity];
    const ScheduleEvent start{change.activity, EventSide::start};
    const auto date = [&](Tick tick) { return date_words(event_date(problem, start, tick)); };
    switch (change.kind) {
      case PlanChange::Kind::moved: {
        const Tick by = change.after - change.before;
        lines.push_back(concat(name, " moves from ", date(change.before), " to ", date(change.after), ", ",
                               to_text(problem.grid.duration(std::abs(by))), by > 0 ? " later" : " earlier"));
        break;
      }
      case PlanChange::Kind::rebuilt:
        lines.push_back(concat(name, " starts on ", date(change.before), " as before, in another way"));
        break;
      case PlanChange::Kind::dropped:
        lines.push_back(concat(name, " is dropped, planned for ", date(change.before)));
        break;
      case PlanChange::Kind::added:
        lines.push_back(concat(name, " is added on ", date(change.after)));
        break;
    }
  }
  return lines;
}

}  // namespace perilune
