#include "risk_life.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/replan.hpp>
#include <perilune/scheduling/settle.hpp>

namespace perilune::detail {
namespace {

/// The activity lasts at least so long, and exactly so long where its duration was exact.
void lengthen(ScheduleProblem& problem, std::size_t i, Tick planned, Tick lasts) {
  const ScheduleEvent start{i, EventSide::start};
  const ScheduleEvent end{i, EventSide::end};
  const Tick extra = lasts - planned;
  for (Requirement& requirement : problem.requirements) {
    auto* lag = std::get_if<Difference>(&requirement.rule);
    if (lag == nullptr || requirement.kind != RequirementKind::longest_duration) continue;
    if (lag->from == end && lag->to == start) lag->at_least = std::min(lag->at_least, -planned) - extra;
  }
  if (!problem.choices.empty()) {
    for (ActivityWay& way : problem.choices[i].ways) {
      way.shortest += extra;
      if (way.longest) *way.longest += extra;
    }
  }
  problem.requirements.push_back({RequirementKind::shortest_duration,
                                  concat(problem.activities[i], " has overrun"),
                                  {},
                                  Difference{start, end, lasts}});
}

/// The activity starts no earlier. What it had to follow within some time is made ready again meanwhile.
void put_off(ScheduleProblem& problem, std::size_t i, Tick not_before) {
  const ScheduleEvent start{i, EventSide::start};
  for (Requirement& requirement : problem.requirements) {
    const auto* lag = std::get_if<Difference>(&requirement.rule);
    if (lag == nullptr || requirement.kind != RequirementKind::longest_lag) continue;
    if (lag->from == start && lag->to.activity != i)
      requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
  }
  problem.requirements.push_back({RequirementKind::not_before,
                                  concat(problem.activities[i], " has slipped"),
                                  {},
                                  AllowedTicks{start, {{not_before, latest_tick}}}});
}

}  // namespace

Life::Life(const ScheduleProblem& problem, const ScheduleAssignment& plan,
           const std::vector<ActivityRisk>& risks, std::vector<Fate> fates, const SolveOptions& solve)
    : problem_(problem),
      baseline_(plan),
      plan_(plan),
      risks_(risks),
      fates_(std::move(fates)),
      solve_(solve),
      courses_(risks.size()) {
  const auto happened = [&](std::size_t i, EventSide side) {
    const auto& all = problem.happened;
    return std::find(all.begin(), all.end(), ScheduleEvent{i, side}) != all.end();
  };
  for (std::size_t k = 0; k < risks.size(); ++k) {
    courses_[k].has_begun = happened(activity(k), EventSide::start);
    courses_[k].is_over = happened(activity(k), EventSide::end);
  }
}

Tick Life::planned(std::size_t k) const {
  return baseline_.ticks[2 * activity(k) + 1] - baseline_.ticks[2 * activity(k)];
}

Tick Life::next_moment(std::size_t k) const {
  return plan_.ticks[2 * activity(k) + (courses_[k].has_begun ? 1 : 0)];
}

std::optional<std::size_t> Life::next_risk() const {
  std::optional<std::size_t> next;
  const auto order = [&](std::size_t k) { return std::tuple(next_moment(k), courses_[k].has_begun, k); };
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    if (courses_[k].is_over || !plan_.takes_place(activity(k))) continue;
    if (!next || order(k) < order(*next)) next = k;
  }
  return next;
}

bool Life::replan_as_it_comes() {
  while (const std::optional<std::size_t> k = next_risk()) {
    if (!(courses_[*k].has_begun ? end(*k) : begin(*k))) return false;
  }
  return true;
}

/// It should start now.
bool Life::begin(std::size_t k) {
  Course& course = courses_[k];
  course.has_begun = true;
  const Tick late = (course.attempt == 0 ? fates_[k].slip : 0) + fates_[k].tries[course.attempt].scrubs;
  if (late == 0) return true;
  const Tick now = plan_.ticks[2 * activity(k)];
  course.not_before = now + late;
  return make_anew(now);
}

/// It should end now.
bool Life::end(std::size_t k) {
  Course& course = courses_[k];
  const Fate::Try& fate = fates_[k].tries[course.attempt];
  const std::size_t i = activity(k);
  const Tick now = plan_.ticks[2 * i + 1];
  if (fate.overrun > 0 && !course.has_overrun) {
    course.has_overrun = true;
    course.lasts = planned(k) + fate.overrun;
    return make_anew(now);
  }
  if (!fate.fails) {
    course.is_over = true;
    return true;
  }
  ++course.attempt;
  const Tick again =
      now + problem_.grid.ceil(risks_[k].risk.again_after) + fates_[k].tries[course.attempt].scrubs;
  course.has_overrun = false;
  course.lasts.reset();
  course.not_before = again;
  plan_.ticks[2 * i] = again;  // what has begun has failed: the try to come is what is planned
  plan_.ticks[2 * i + 1] = again + planned(k);
  return make_anew(now);
}

ScheduleProblem Life::problem_now() const {
  ScheduleProblem now = problem_;
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    const Course& course = courses_[k];
    if (course.not_before) put_off(now, activity(k), *course.not_before);
    if (course.lasts) lengthen(now, activity(k), planned(k), *course.lasts);
  }
  return now;
}

bool Life::make_anew(Tick now) {
  const Replan answer = replan(problem_now(), plan_, problem_.grid.epoch(now), solve_);
  if (answer.schedule.activities.empty()) return false;
  plan_ = assignment_of(answer.schedule);
  return true;
}

bool Life::plan_with_foresight() {
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    Course& course = courses_[k];
    const std::size_t i = activity(k);
    if (course.is_over || !baseline_.takes_place(i)) continue;
    const Tick late = fates_[k].slip + fates_[k].tries.front().scrubs;
    if (late > 0 && !course.has_begun) course.not_before = baseline_.ticks[2 * i] + late;
    const Tick extra = fates_[k].lost(planned(k), problem_.grid.ceil(risks_[k].risk.again_after)) - late;
    if (extra > 0) course.lasts = planned(k) + extra;
  }
  const Schedule schedule = solve(problem_now(), solve_);
  if (schedule.activities.empty()) return false;
  plan_ = assignment_of(schedule);
  return true;
}

std::vector<bool> Life::critical() const {
  std::vector<bool> out;
  for (const ScheduledActivity& activity : settle(problem_now(), plan_, solve_).activities)
    out.push_back(activity.critical);
  return out;
}

}  // namespace perilune::detail
