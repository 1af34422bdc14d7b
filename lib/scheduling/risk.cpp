#include <perilune/scheduling/risk.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>

#include "risk_life.hpp"

namespace perilune {
namespace {

using detail::concat;

bool is_sound(const DelayLaw& law) {
  if (law.shape == DelayLaw::Shape::none) return true;
  if (law.least < Duration{} || law.likely < Duration{}) return false;
  if (law.shape == DelayLaw::Shape::exponential) return true;
  if (law.least > law.most) return false;
  return law.shape == DelayLaw::Shape::uniform || (law.least <= law.likely && law.likely <= law.most);
}

void expect_sound(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks,
                  const std::vector<RiskMilestone>& milestones) {
  const auto expect = [](bool holds, const std::string& what) {
    if (!holds) throw InvalidArgument(concat("RiskStudy: ", what));
  };
  for (const ActivityRisk& each : risks) {
    expect(each.activity.number < problem.activities.size(), "a risk names an unknown activity.");
    const std::string& name = problem.activities[each.activity.number];
    const Risk& risk = each.risk;
    expect(risk.failure >= 0.0 && risk.failure <= 1.0,
           concat("the probability that ", name, " fails is ", risk.failure, ": it is between 0 and 1."));
    expect(risk.scrub >= 0.0 && risk.scrub < 1.0,
           concat("the probability that a start of ", name, " is called off is ", risk.scrub,
                  ": it is between 0 and 1, and below 1."));
    expect(is_sound(risk.slip) && is_sound(risk.overrun),
           concat("a delay of ", name, " is not least <= likely <= most, all of zero or more."));
    expect(risk.again_after >= Duration{} && risk.scrub_delay >= Duration{} && risk.most_failures >= 0,
           concat("what follows a failure or a scrub of ", name, " is negative."));
  }
  for (const RiskMilestone& milestone : milestones) {
    expect(!milestone.events.empty(), "a milestone has no events.");
    for (const ScheduleEvent& event : milestone.events)
      expect(event.activity < problem.activities.size(), "a milestone is an unknown activity.");
  }
}

void expect_sound(const ScheduleProblem& problem, std::size_t risks, const SharedRisks& shared) {
  const auto expect = [](bool holds, std::string_view what) {
    if (!holds) throw InvalidArgument(concat("RiskStudy: ", what));
  };
  const auto are_known = [&](const std::vector<ScheduleActivity>& activities) {
    return std::all_of(activities.begin(), activities.end(),
                       [&](const ScheduleActivity& each) { return each.number < problem.activities.size(); });
  };
  std::vector<bool> flies(problem.activities.size(), false);
  for (const RiskFlight& flight : shared.flights) {
    expect(!flight.activities.empty() && are_known(flight.activities) && flight.again_after >= Duration{},
           "a flight is empty, has an unknown activity or is flown again before it was lost.");
    for (const ScheduleActivity& each : flight.activities) {
      expect(!flies[each.number], concat(problem.activities[each.number], " is in two flights."));
      flies[each.number] = true;
    }
  }
  for (const RiskGroup& group : shared.groups) {
    expect(is_sound(group.grounded),
           "the time on the ground is not least <= likely <= most, all of zero or more.");
    for (const std::size_t k : group.risks) expect(k < risks, "a group names an unknown risk.");
  }
  for (const RiskWithdrawal& each : shared.withdrawals) {
    expect(each.probability >= 0.0 && each.probability <= 1.0 && is_sound(each.delay) &&
               each.when.from <= each.when.to,
           concat("the withdrawal of ", each.name,
                  " has a probability that is not between 0 and 1, or dates or delays out of order."));
    for (const auto* missions : {&each.removed, &each.delayed})
      for (const auto& mission : *missions)
        expect(are_known(mission), "a withdrawal names an unknown activity.");
  }
}

/// The last tick of the window in which the activity was to start, if it has windows.
std::optional<Tick> window_end(const ScheduleProblem& problem, const ScheduleAssignment& plan,
                               std::size_t i) {
  if (!plan.takes_place(i)) return std::nullopt;
  const Tick start = plan.ticks[2 * i];
  if (!problem.choices.empty() && !problem.choices[i].ways.empty()) {
    const ActivityWay& way = problem.choices[i].ways[plan.way(i)];
    if (way.starts) return way.starts->last;
  }
  for (const Requirement& requirement : problem.requirements) {
    const auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
    if (requirement.kind != RequirementKind::windows || allowed == nullptr || !allowed->event ||
        allowed->event->activity != i) {
      continue;
    }
    for (const TickRange& range : allowed->ranges) {
      if (range.first <= start && start <= range.last) return range.last;
    }
  }
  return std::nullopt;
}

/// The slope of the dates over the time that is lost, times the standard deviation of that time.
Duration swing_of(const std::vector<std::pair<Duration, Duration>>& lost_and_reached) {
  const auto count = static_cast<double>(lost_and_reached.size());
  double mean_lost = 0.0;
  double mean_reached = 0.0;
  for (const auto& [lost, reached] : lost_and_reached) {
    mean_lost += lost.seconds() / count;
    mean_reached += reached.seconds() / count;
  }
  double variance = 0.0;
  double covariance = 0.0;
  for (const auto& [lost, reached] : lost_and_reached) {
    variance += (lost.seconds() - mean_lost) * (lost.seconds() - mean_lost) / count;
    covariance += (lost.seconds() - mean_lost) * (reached.seconds() - mean_reached) / count;
  }
  if (variance < 1.0) return {};  // less than a second: it never differs
  return Duration::seconds(1) * static_cast<std::int64_t>(std::llround(covariance / std::sqrt(variance)));
}

}  // namespace

RiskStudy::RiskStudy(ScheduleProblem problem, Schedule plan, std::vector<ActivityRisk> risks,
                     std::vector<RiskMilestone> milestones, RiskOptions options, SharedRisks shared)
    : problem_(std::move(problem)),
      plan_(std::move(plan)),
      risks_(std::move(risks)),
      milestones_(std::move(milestones)),
      options_(std::move(options)),
      shared_(std::move(shared)) {
  expect_sound(problem_, risks_, milestones_);
  expect_sound(problem_, risks_.size(), shared_);
  if (plan_.activities.size() != problem_.activities.size())
    throw InvalidArgument("RiskStudy: there is no plan to begin with: solve the problem, and see why.");
  const ScheduleAssignment baseline = assignment_of(plan_);
  for (std::size_t i = 0; i < problem_.activities.size(); ++i)
    window_ends_.push_back(window_end(problem_, baseline, i));
  field_ =
      std::make_unique<detail::RiskField>(problem_, baseline, risks_, shared_, milestones_, options_.solve);
}

RiskStudy::~RiskStudy() = default;

std::vector<std::string> RiskStudy::drivers() const {
  std::vector<std::string> names;
  for (const ActivityRisk& each : risks_) names.push_back(problem_.activities[each.activity.number]);
  for (const RiskWithdrawal& each : shared_.withdrawals) names.push_back(each.name);
  for (const RiskGroup& each : shared_.groups) names.push_back(each.name);
  return names;
}

RiskSample RiskStudy::run(std::size_t sample) const {
  RiskSample out;
  const ScheduleAssignment& baseline = field_->baseline;
  detail::Fates fates;
  for (std::size_t k = 0; k < risks_.size(); ++k) {
    const ActivityRisk& each = risks_[k];
    const std::size_t i = each.activity.number;
    const std::string& name = problem_.activities[i];
    detail::Fate fate = detail::draw_fate(each.risk, problem_.grid, options_.seed, sample, name);
    const Tick planned = baseline.ticks[2 * i + 1] - baseline.ticks[2 * i];
    out.lost.push_back(problem_.grid.duration(fate.lost(planned, problem_.grid.ceil(each.risk.again_after))));
    for (const std::size_t g : field_->groups_of[k])
      detail::draw_groundings(fate, shared_.groups[g].grounded, problem_.grid, options_.seed, sample, name);
    fates.risks.push_back(std::move(fate));
  }
  for (const RiskWithdrawal& each : shared_.withdrawals) {
    fates.withdrawals.push_back(detail::draw_withdrawal(each, problem_.grid, options_.seed, sample));
    out.lost.push_back(Duration::days(fates.withdrawals.back().happens ? 1 : 0));
  }
  detail::Life life(*field_, std::move(fates));
  out.found = options_.policy == RiskPolicy::replan ? life.replan_as_it_comes() : life.plan_with_foresight();
  const ScheduleAssignment& plan = life.plan();
  for (const RiskMilestone& milestone : milestones_) {
    std::optional<Duration> last;
    // Where a new plan had to be searched for and there was none, nothing is known of what comes then.
    bool is_reached = out.found || field_->network;
    for (const ScheduleEvent& event : milestone.events) {
      is_reached = is_reached && life.takes_place(event.activity);
      const Duration at = event_date(problem_, event, plan.tick(event)) - problem_.grid.origin();
      if (!last || *last < at) last = at;
    }
    out.reached.push_back(is_reached ? last : std::nullopt);
  }
  out.critical = life.critical();
  for (std::size_t i = 0; i < problem_.activities.size(); ++i)
    out.missed.push_back(window_ends_[i] && life.takes_place(i) && plan.ticks[2 * i] > *window_ends_[i]);
  return out;
}

RiskAnswer RiskStudy::answer(const std::vector<RiskSample>& samples) const {
  RiskAnswer answer;
  answer.plan = plan_;
  answer.activities.resize(problem_.activities.size());
  answer.swings.resize(milestones_.size());
  const std::size_t drivers = risks_.size() + shared_.withdrawals.size() + shared_.groups.size();
  std::vector<std::vector<Duration>> lost;  // by sample and driver
  for (const RiskSample& sample : samples) {
    std::vector<Duration>& all = lost.emplace_back(sample.lost);
    for (const RiskGroup& group : shared_.groups) {
      Duration together;
      for (const std::size_t k : group.risks) together = together + sample.lost[k];
      all.push_back(together);
    }
  }
  std::vector<std::size_t> critical(problem_.activities.size());
  std::vector<std::size_t> missed(problem_.activities.size());
  for (const RiskSample& sample : samples) {
    answer.failed += sample.found ? 0 : 1;
    for (std::size_t i = 0; i < problem_.activities.size(); ++i) {
      critical[i] += sample.critical[i] ? 1 : 0;
      missed[i] += sample.missed[i] ? 1 : 0;
    }
  }
  const auto all = static_cast<double>(std::max<std::size_t>(1, samples.size()));
  for (std::size_t i = 0; i < problem_.activities.size(); ++i)
    answer.activities[i] = {static_cast<double>(critical[i]) / all, static_cast<double>(missed[i]) / all};
  for (std::size_t m = 0; m < milestones_.size(); ++m) {
    MilestoneRisk& risk = answer.milestones.emplace_back();
    risk.samples = samples.size();
    for (const RiskSample& sample : samples)
      if (sample.reached[m]) risk.dates.push_back(problem_.grid.origin() + *sample.reached[m]);
    std::sort(risk.dates.begin(), risk.dates.end());
    for (std::size_t d = 0; d < drivers; ++d) {
      std::vector<std::pair<Duration, Duration>> pairs;
      for (std::size_t s = 0; s < samples.size(); ++s)
        if (samples[s].reached[m]) pairs.emplace_back(lost[s][d], *samples[s].reached[m]);
      answer.swings[m].push_back(swing_of(pairs));
    }
  }
  return answer;
}

std::optional<Epoch> MilestoneRisk::quantile(double probability) const {
  const double wanted = std::ceil(probability * static_cast<double>(samples));
  const std::size_t place = wanted < 1.0 ? 1 : static_cast<std::size_t>(wanted);
  if (place > dates.size()) return std::nullopt;
  return dates[place - 1];
}

double MilestoneRisk::probability_by(Epoch date) const {
  if (samples == 0) return 0.0;
  const auto in_time = std::upper_bound(dates.begin(), dates.end(), date) - dates.begin();
  return static_cast<double>(in_time) / static_cast<double>(samples);
}

RiskAnswer assess_risk(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks,
                       const std::vector<RiskMilestone>& milestones, const RiskOptions& options) {
  if (options.samples == 0) throw InvalidArgument("assess_risk: there are no samples. Ask for at least one.");
  expect_sound(problem, risks, milestones);
  const RiskStudy study(problem, solve(problem, options.solve), risks, milestones, options);
  std::vector<RiskSample> samples(options.samples);
  ThreadPool pool({std::max(1, options.threads), false});
  pool.for_each(samples.size(), [&](std::size_t s, int) { samples[s] = study.run(s); });
  return study.answer(samples);
}

}  // namespace perilune
