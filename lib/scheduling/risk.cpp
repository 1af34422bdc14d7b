#include <perilune/scheduling/risk.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/philox.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/scheduling/replan.hpp>
#include <perilune/scheduling/settle.hpp>

namespace perilune {
namespace {

using detail::concat;

void expect_sound(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks,
                  const std::vector<ScheduleEvent>& milestones, const RiskOptions& options) {
  const auto expect = [](bool holds, const std::string& what) {
    if (!holds) throw InvalidArgument(concat("assess_risk: ", what));
  };
  expect(options.samples > 0, "there are no samples. Ask for at least one.");
  for (const ActivityRisk& risk : risks) {
    expect(risk.activity.number < problem.activities.size(), "a risk names an unknown activity.");
    const std::string& name = problem.activities[risk.activity.number];
    expect(risk.failure >= 0.0 && risk.failure <= 1.0,
           concat("the probability that ", name, " fails is ", risk.failure, ": it is between 0 and 1."));
    const bool ranged =
        risk.overrun == ActivityRisk::Shape::uniform || risk.overrun == ActivityRisk::Shape::triangular;
    expect(risk.least >= Duration{} && (!ranged || risk.least <= risk.most) &&
               risk.again_after >= Duration{} &&
               (risk.overrun != ActivityRisk::Shape::triangular ||
                (risk.least <= risk.likely && risk.likely <= risk.most)) &&
               risk.likely >= Duration{},
           concat("the overrun of ", name, " is not least <= likely <= most, all of zero or more."));
  }
  for (const ScheduleEvent& event : milestones)
    expect(event.activity < problem.activities.size(), "a milestone is an unknown activity.");
}

double draw_days(const ActivityRisk& risk, double u) {
  const double least = risk.least.days();
  const double likely = risk.likely.days();
  const double most = risk.most.days();
  switch (risk.overrun) {
    case ActivityRisk::Shape::none:
      return 0.0;
    case ActivityRisk::Shape::uniform:
      return least + u * (most - least);
    case ActivityRisk::Shape::exponential:
      return -likely * std::log1p(-u);
    case ActivityRisk::Shape::triangular: {
      if (most <= least) return least;
      const double split = (likely - least) / (most - least);
      return u < split ? least + std::sqrt(u * (most - least) * (likely - least))
                       : most - std::sqrt((1.0 - u) * (most - least) * (most - likely));
    }
  }
  return 0.0;
}

/// The ticks by which the activity lasts longer in that sample.
Tick draw_overrun(const ScheduleProblem& problem, const ActivityRisk& risk, Tick planned, std::uint64_t seed,
                  std::uint64_t sample) {
  RandomStream draws(seed, sample, stream_purpose(problem.activities[risk.activity.number]));
  const double tick_days = problem.grid.step().days();
  const auto ticks = [&](double days) { return static_cast<Tick>(std::ceil(days / tick_days - 1e-9)); };
  Tick extra = ticks(draw_days(risk, draws.uniform()));
  for (int attempt = 0; attempt < risk.most_failures; ++attempt) {
    if (draws.uniform() >= risk.failure) break;
    extra += planned + problem.grid.ceil(risk.again_after) + ticks(draw_days(risk, draws.uniform()));
  }
  return extra;
}

/// The activity lasts longer by so many ticks, exactly by so many where its duration was exact.
void lengthen(ScheduleProblem& problem, std::size_t i, Tick planned, Tick extra) {
  if (extra == 0) return;
  const ScheduleEvent start{i, EventSide::start};
  const ScheduleEvent end{i, EventSide::end};
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
                                  Difference{start, end, planned + extra}});
}

struct Sample {
  bool found = false;
  ScheduleAssignment plan;
  std::vector<bool> critical;
};

class Simulation {
 public:
  Simulation(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks, const Schedule& plan,
             const RiskOptions& options)
      : problem_(problem), risks_(risks), baseline_(assignment_of(plan)), options_(options) {}

  Tick planned(std::size_t i) const { return baseline_.ticks[2 * i + 1] - baseline_.ticks[2 * i]; }
  Tick overrun(std::size_t risk, std::size_t sample) const {
    const std::size_t i = risks_[risk].activity.number;
    return draw_overrun(problem_, risks_[risk], planned(i), options_.seed, sample);
  }

  Sample run(std::size_t sample) const {
    ScheduleProblem now = problem_;
    Sample out;
    Schedule last;
    if (options_.policy == RiskPolicy::foresight) {
      for (std::size_t k = 0; k < risks_.size(); ++k)
        lengthen(now, risks_[k].activity.number, planned(risks_[k].activity.number), overrun(k, sample));
      last = solve(now, options_.solve);
      if (last.activities.empty()) return out;
      out.plan = assignment_of(last);
    } else {
      out.plan = baseline_;
      if (!live_through(now, out.plan, sample)) return out;
      last = settle(now, out.plan, options_.solve);
    }
    out.found = true;
    for (const ScheduledActivity& activity : last.activities) out.critical.push_back(activity.critical);
    return out;
  }

 private:
  /// One overrun after the other, in the order in which they become known.
  bool live_through(ScheduleProblem& now, ScheduleAssignment& plan, std::size_t sample) const {
    std::vector<std::size_t> waiting;
    for (std::size_t k = 0; k < risks_.size(); ++k) waiting.push_back(k);
    while (!waiting.empty()) {
      const auto known_on = [&](std::size_t k) { return plan.ticks[2 * risks_[k].activity.number + 1]; };
      const auto next = std::min_element(waiting.begin(), waiting.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(known_on(a), a) < std::pair(known_on(b), b);
      });
      const std::size_t k = *next;
      waiting.erase(next);
      const std::size_t i = risks_[k].activity.number;
      if (!plan.takes_place(i)) continue;
      const Tick extra = overrun(k, sample);
      if (extra == 0) continue;
      const Tick known = known_on(k);
      lengthen(now, i, planned(i), extra);
      const Replan answer = replan(now, plan, now.grid.epoch(known), options_.solve);
      if (answer.schedule.activities.empty()) return false;
      plan = assignment_of(answer.schedule);
    }
    return true;
  }

  const ScheduleProblem& problem_;
  const std::vector<ActivityRisk>& risks_;
  ScheduleAssignment baseline_;
  const RiskOptions& options_;
};

std::vector<Sample> run_all(const Simulation& simulation, const RiskOptions& options) {
  std::vector<Sample> samples(options.samples);
  ThreadPool pool({std::max(1, options.threads), false});
  pool.for_each(samples.size(), [&](std::size_t s, int) { samples[s] = simulation.run(s); });
  return samples;
}

/// The last tick of the window in which the activity was to start, if it has windows.
std::optional<Tick> window_end(const ScheduleProblem& problem, const ScheduleAssignment& plan,
                               std::size_t i) {
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

/// Means of the milestone in the half with the larger overruns, minus the other half.
Duration swing_of(const ScheduleProblem& problem, std::vector<std::pair<Tick, Tick>> overrun_and_tick) {
  if (overrun_and_tick.size() < 2) return {};
  std::stable_sort(overrun_and_tick.begin(), overrun_and_tick.end());
  const std::size_t half = overrun_and_tick.size() / 2;
  if (overrun_and_tick.front().first == overrun_and_tick.back().first) return {};
  double low = 0.0;
  double high = 0.0;
  for (std::size_t s = 0; s < overrun_and_tick.size(); ++s) {
    const double tick = static_cast<double>(overrun_and_tick[s].second);
    if (s < half) {
      low += tick / static_cast<double>(half);
    } else {
      high += tick / static_cast<double>(overrun_and_tick.size() - half);
    }
  }
  return Duration::seconds(1) *
         static_cast<std::int64_t>(std::llround((high - low) * problem.grid.step().days() * 86400.0));
}

}  // namespace

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
                       const std::vector<ScheduleEvent>& milestones, const RiskOptions& options) {
  expect_sound(problem, risks, milestones, options);
  RiskAnswer answer;
  answer.plan = solve(problem, options.solve);
  if (answer.plan.activities.empty() && !problem.activities.empty()) {
    throw InvalidArgument("assess_risk: there is no plan to begin with: solve it, and see why.");
  }
  const Simulation simulation(problem, risks, answer.plan, options);
  const std::vector<Sample> samples = run_all(simulation, options);
  const ScheduleAssignment baseline = assignment_of(answer.plan);
  answer.activities.resize(problem.activities.size());
  for (const ScheduleEvent& event : milestones) {
    MilestoneRisk risk{event, {}, options.samples};
    for (const Sample& sample : samples) {
      if (sample.found && sample.plan.takes_place(event.activity))
        risk.dates.push_back(event_date(problem, event, sample.plan.tick(event)));
    }
    std::sort(risk.dates.begin(), risk.dates.end());
    answer.milestones.push_back(std::move(risk));
  }
  const double share = 1.0 / static_cast<double>(options.samples);
  for (const Sample& sample : samples) answer.failed += sample.found ? 0 : 1;
  for (std::size_t i = 0; i < problem.activities.size(); ++i) {
    if (!baseline.takes_place(i)) continue;
    const std::optional<Tick> closes = window_end(problem, baseline, i);
    for (const Sample& sample : samples) {
      if (!sample.found) continue;
      if (sample.critical[i]) answer.activities[i].critical += share;
      if (closes && sample.plan.takes_place(i) && sample.plan.ticks[2 * i] > *closes)
        answer.activities[i].window_miss += share;
    }
  }
  for (std::size_t k = 0; k < risks.size() && !milestones.empty(); ++k) {
    std::vector<std::pair<Tick, Tick>> pairs;
    for (std::size_t s = 0; s < samples.size(); ++s) {
      if (samples[s].found && samples[s].plan.takes_place(milestones.front().activity))
        pairs.emplace_back(simulation.overrun(k, s), samples[s].plan.tick(milestones.front()));
    }
    answer.activities[risks[k].activity.number].swing = swing_of(problem, std::move(pairs));
  }
  return answer;
}

}  // namespace perilune
