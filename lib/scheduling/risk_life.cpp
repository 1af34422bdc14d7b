#include "risk_life.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/replan.hpp>
#include <perilune/scheduling/settle.hpp>

#include "network.hpp"

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
void put_off_in(ScheduleProblem& problem, std::size_t i, Tick not_before) {
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

/// The activity does not take place.
void leave_out(ScheduleProblem& problem, std::size_t i) {
  if (problem.choices.empty()) problem.choices.resize(problem.activities.size());
  problem.choices[i].optional = true;
  problem.requirements.push_back({RequirementKind::presence,
                                  concat(problem.activities[i], " has been withdrawn"),
                                  {},
                                  PresenceCount{{i}, 0, 0, std::nullopt}});
}

}  // namespace

RiskField::RiskField(const ScheduleProblem& all, const ScheduleAssignment& plan,
                     const std::vector<ActivityRisk>& of, const SharedRisks& together,
                     const std::vector<RiskMilestone>& milestones, const SolveOptions& how)
    : problem(all),
      baseline(plan),
      risks(of),
      shared(together),
      solve(how),
      flight_of(all.activities.size()),
      groups_of(of.size()),
      risks_of(all.activities.size()) {
  for (const RiskFlight& flight : shared.flights) {
    Flight& made = flights.emplace_back();
    made.again_after = problem.grid.ceil(flight.again_after);
    for (const ScheduleActivity& each : flight.activities) {
      made.activities.push_back(each.number);
      flight_of[each.number] = flights.size() - 1;
    }
  }
  for (std::size_t g = 0; g < shared.groups.size(); ++g)
    for (const std::size_t k : shared.groups[g].risks) groups_of[k].push_back(g);
  for (std::size_t k = 0; k < risks.size(); ++k) risks_of[risks[k].activity.number].push_back(k);
  for (const RiskMilestone& milestone : milestones)
    if (milestone.is_aim) aims.push_back(milestone.events);
  if (aims.empty()) aims.push_back(goals_of(problem));
  if (can_be_shifted(problem)) network.emplace(problem);
}

Life::Life(const RiskField& field, Fates fates)
    : field_(field),
      plan_(field.baseline),
      fates_(std::move(fates)),
      courses_(field.risks.size()),
      has_withdrawn_(field.shared.withdrawals.size(), false),
      not_before_(field.problem.activities.size()),
      lasts_(field.problem.activities.size()),
      is_removed_(field.problem.activities.size(), false) {
  const auto happened = [&](std::size_t i, EventSide side) {
    const auto& all = field.problem.happened;
    return std::find(all.begin(), all.end(), ScheduleEvent{i, side}) != all.end();
  };
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    courses_[k].has_begun = happened(activity(k), EventSide::start);
    courses_[k].is_over = happened(activity(k), EventSide::end);
  }
}

Tick Life::planned(std::size_t k) const {
  return field_.baseline.ticks[2 * activity(k) + 1] - field_.baseline.ticks[2 * activity(k)];
}

Tick Life::next_moment(std::size_t k) const {
  return plan_.ticks[2 * activity(k) + (courses_[k].has_begun ? 1 : 0)];
}

bool Life::takes_place(std::size_t i) const {
  return plan_.takes_place(i) && !is_removed_[i] && (!shift_ || shift_->takes_place(i));
}

std::optional<std::size_t> Life::next_risk() const {
  std::optional<std::size_t> next;
  const auto order = [&](std::size_t k) { return std::tuple(next_moment(k), courses_[k].has_begun, k); };
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    if (courses_[k].is_over || !takes_place(activity(k))) continue;
    if (!next || order(k) < order(*next)) next = k;
  }
  return next;
}

std::optional<std::size_t> Life::next_withdrawal() const {
  std::optional<std::size_t> next;
  for (std::size_t w = 0; w < has_withdrawn_.size(); ++w) {
    if (has_withdrawn_[w] || !fates_.withdrawals[w].happens) continue;
    if (!next || fates_.withdrawals[w].at < fates_.withdrawals[*next].at) next = w;
  }
  return next;
}

bool Life::replan_as_it_comes() {
  if (field_.network) shift_.emplace(*field_.network, plan_.ticks, field_.flights);
  while (holds_) {
    const std::optional<std::size_t> k = next_risk();
    const std::optional<std::size_t> w = next_withdrawal();
    if (!k && !w) break;
    if (w && (!k || fates_.withdrawals[*w].at <= next_moment(*k))) {
      withdraw(*w);
    } else if (courses_[*k].has_begun) {
      end(*k);
    } else {
      begin(*k);
    }
  }
  return holds_ && !(shift_ && shift_->has_lost());
}

/// It should start now.
void Life::begin(std::size_t k) {
  Course& course = courses_[k];
  course.has_begun = true;
  const Tick late =
      (course.has_slipped ? 0 : fates_.risks[k].slip) + fates_.risks[k].tries[course.attempt].scrubs;
  course.has_slipped = true;
  if (late == 0) return;
  const Tick now = plan_.ticks[2 * activity(k)];
  put_off(activity(k), now + late, now);
  make_anew(now);
}

/// It should end now.
void Life::end(std::size_t k) {
  Course& course = courses_[k];
  const Fate::Try& fate = fates_.risks[k].tries[course.attempt];
  const std::size_t i = activity(k);
  const Tick now = plan_.ticks[2 * i + 1];
  if (fate.overrun > 0 && !course.has_overrun) {
    course.has_overrun = true;
    lasts_[i] = planned(k) + fate.overrun;
    if (shift_) shift_->overrun(i, *lasts_[i], fate.overrun, now);
    make_anew(now);
  } else if (fate.fails) {
    fail(k, now);
  } else {
    course.is_over = true;
  }
}

void Life::fail(std::size_t k, Tick now) {
  const TickGrid& grid = field_.problem.grid;
  const Tick grounded = fates_.risks[k].tries[courses_[k].attempt].grounded;
  const std::size_t attempt = ++courses_[k].attempt;
  const Tick scrubs = fates_.risks[k].tries[attempt].scrubs;
  const std::size_t i = activity(k);
  const bool flies_again = field_.flight_of[i].has_value();
  // The first of a flight meets its own scrubs when it begins.
  const Tick again = now + grid.ceil(field_.risks[k].risk.again_after) + (flies_again ? 0 : scrubs);
  start_again(i, std::max(again, now + grounded), now);
  if (!flies_again) courses_[k].has_begun = true;
  ground(k, now + grounded, now);
  make_anew(now);
}

/// Nothing else of its groups starts until then.
void Life::ground(std::size_t k, Tick until, Tick now) {
  if (until == now) return;
  for (const std::size_t g : field_.groups_of[k]) {
    for (const std::size_t other : field_.shared.groups[g].risks) {
      const std::size_t i = activity(other);
      if (other != k && takes_place(i) && plan_.ticks[2 * i] >= now) put_off(i, until, now);
    }
  }
}

void Life::withdraw(std::size_t w) {
  has_withdrawn_[w] = true;
  const RiskWithdrawal& withdrawal = field_.shared.withdrawals[w];
  const Tick now = fates_.withdrawals[w].at;
  const auto has_begun = [&](const std::vector<ScheduleActivity>& mission) {
    return plan_.ticks[2 * mission.front().number] < now;
  };
  for (const auto& mission : withdrawal.removed) {
    if (mission.empty() || has_begun(mission)) continue;
    for (const ScheduleActivity& each : mission) remove(each.number);
  }
  for (const auto& mission : withdrawal.delayed) {
    if (mission.empty() || has_begun(mission) || !takes_place(mission.front().number)) continue;
    const std::size_t first = mission.front().number;
    put_off(first, plan_.ticks[2 * first] + fates_.withdrawals[w].delay, now);
  }
  make_anew(now);
}

void Life::put_off(std::size_t i, Tick not_before, Tick now) {
  if (shift_) {
    shift_->put_off(i, not_before, now);
  } else {
    not_before_[i] = std::max(not_before_[i].value_or(not_before), not_before);
  }
}

/// What has begun has failed: the try to come, of the whole flight, is what is planned.
void Life::start_again(std::size_t i, Tick not_before, Tick now) {
  const auto flight = field_.flight_of[i];
  const std::vector<std::size_t> all = flight ? field_.flights[*flight].activities : std::vector{i};
  for (const std::size_t each : all) forget_course(each);
  if (shift_) {
    shift_->repeat(i, not_before, now);
    return;
  }
  const Tick by = not_before - plan_.ticks[2 * all.front()];
  for (const std::size_t each : all) {
    lasts_[each].reset();
    plan_.ticks[2 * each] += by;
    plan_.ticks[2 * each + 1] =
        plan_.ticks[2 * each] + field_.baseline.ticks[2 * each + 1] - field_.baseline.ticks[2 * each];
  }
  put_off(all.front(), not_before, now);
}

void Life::forget_course(std::size_t i) {
  for (const std::size_t k : field_.risks_of[i])
    courses_[k].has_begun = courses_[k].is_over = courses_[k].has_overrun = false;
}

void Life::remove(std::size_t i) {
  is_removed_[i] = true;
  if (shift_) shift_->remove(i);
}

ScheduleProblem Life::problem_now() const {
  ScheduleProblem now = field_.problem;
  for (std::size_t i = 0; i < now.activities.size(); ++i) {
    const Tick planned = field_.baseline.ticks[2 * i + 1] - field_.baseline.ticks[2 * i];
    if (not_before_[i]) put_off_in(now, i, *not_before_[i]);
    if (lasts_[i]) lengthen(now, i, planned, *lasts_[i]);
    if (is_removed_[i]) leave_out(now, i);
  }
  return now;
}

void Life::make_anew(Tick now) {
  if (shift_) {
    for (const std::size_t flight : shift_->take_repeated())
      for (const std::size_t i : field_.flights[flight].activities) forget_course(i);
    return;
  }
  const Replan answer = replan(problem_now(), plan_, field_.problem.grid.epoch(now), field_.solve);
  holds_ = !answer.schedule.activities.empty();
  if (holds_) plan_ = assignment_of(answer.schedule);
}

bool Life::plan_with_foresight() {
  for (std::size_t k = 0; k < courses_.size(); ++k) {
    const std::size_t i = activity(k);
    if (courses_[k].is_over || !field_.baseline.takes_place(i)) continue;
    const Tick late = fates_.risks[k].slip + fates_.risks[k].tries.front().scrubs;
    if (late > 0 && !courses_[k].has_begun) not_before_[i] = field_.baseline.ticks[2 * i] + late;
    const Tick extra =
        fates_.risks[k].lost(planned(k), field_.problem.grid.ceil(field_.risks[k].risk.again_after)) - late;
    if (extra > 0) lasts_[i] = planned(k) + extra;
  }
  const Schedule schedule = solve(problem_now(), field_.solve);
  holds_ = !schedule.activities.empty();
  if (holds_) plan_ = assignment_of(schedule);
  return holds_;
}

std::vector<bool> Life::critical() const {
  if (shift_) return shift_->critical(field_.aims);
  std::vector<bool> out(field_.problem.activities.size(), false);
  if (!holds_) return out;
  const Schedule settled = settle(problem_now(), plan_, field_.solve);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = settled.activities[i].critical;
  return out;
}

}  // namespace perilune::detail
