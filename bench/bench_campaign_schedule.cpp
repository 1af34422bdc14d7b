// Plans as campaigns need them: made anew after a disturbance, and large.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <random>
#include <string>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/replan.hpp>

namespace {

using namespace perilune;

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration day = Duration::days(1);

/// As many windows of twelve hours, evenly spread.
std::vector<Window> half_days(int count, int spacing_h, int first_h) {
  std::vector<Window> windows;
  for (int w = 0; w < count; ++w) {
    const Epoch opens = from + Duration::hours(first_h + w * spacing_h);
    windows.push_back({.span = {opens, opens + Duration::hours(12)}, .where = {}});
  }
  return windows;
}

enum class Windows { of_launches, of_everything };

/// Missions of three activities: a build, a launch from one of two pads in one of its windows, and work that
/// needs power.
ScheduleProblem campaign(std::uint64_t seed, int activities, int windows, int years,
                         Windows whose = Windows::of_launches) {
  std::mt19937_64 dice(seed);
  const auto roll = [&](int first, int last) {
    return first + static_cast<int>(dice() % static_cast<std::uint64_t>(last - first + 1));
  };
  ScheduleBuilder builder({from, from + (365 * years) * day});
  const auto power = builder.add_cumulative("power", 10.0);
  const ScheduleDisjunctive pads[] = {builder.add_disjunctive("pad a", {20 * day, {}}),
                                      builder.add_disjunctive("pad b", {30 * day, {}})};
  for (int m = 0; m < activities / 3; ++m) {
    const std::string name = "mission " + std::to_string(m);
    const auto build = builder.add_activity(name + ".build", DurationRange::exactly(roll(50, 300) * day));
    const auto launch = builder.add_activity(name + ".launch");
    const auto work = builder.add_activity(name + ".work", DurationRange::exactly(roll(20, 90) * day));
    builder.precede(build.end(), launch.start());
    builder.use(pads[m % 2], launch).use(power, work, roll(1, 5));
    std::vector<Opportunity> open;
    const int spacing_h = 24 * 365 * years / windows;
    if (whose == Windows::of_everything) {
      builder.start_in(build, half_days(windows, spacing_h, roll(0, spacing_h / 2)));
      builder.start_in(work, half_days(windows, spacing_h, roll(0, spacing_h / 2)));
      builder.precede(launch.end(), work.start());
    } else {
      builder.follow(launch, work);
    }
    for (int w = 0; w < windows; ++w) {
      const Epoch opens = from + Duration::hours(w * spacing_h + roll(0, spacing_h / 2));
      open.push_back({{opens, opens + Duration::hours(6)},
                      DurationRange::exactly(Duration::hours(roll(90, 130))),
                      3100.0 + roll(0, 200),
                      1.0,
                      {},
                      {}});
    }
    builder.choose_window(launch, open);
  }
  return builder.build();
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// One activity of a plan of 60 takes longer, known between the beginning of the plan and the day on which it
/// should have ended; one core.
void replan_60(benchmark::State& state, int windows, int years) {
  const ScheduleProblem problem = campaign(1, 60, windows, years);
  const Schedule plan = solve(problem, {.conflicts = 5000, .threads = 1});
  const ScheduleAssignment before = assignment_of(plan);
  std::mt19937_64 dice(7);
  double proved = 0;
  double changed = 0;
  double planned = 0;
  for (auto _ : state) {
    ScheduleProblem now = problem;
    const std::size_t i = dice() % problem.activities.size();
    const Tick extra = static_cast<Tick>(1440 * (5 + dice() % 60));
    const Tick lasts = before.ticks[2 * i + 1] - before.ticks[2 * i];
    for (Requirement& requirement : now.requirements) {
      auto* lag = std::get_if<Difference>(&requirement.rule);
      if (lag != nullptr && lag->from == ScheduleEvent{i, EventSide::end} && lag->to.activity == i)
        lag->at_least -= extra;
    }
    for (ActivityWay& way : now.choices[i].ways) *way.longest += extra;
    now.requirements.push_back({RequirementKind::shortest_duration,
                                "it takes longer",
                                {},
                                Difference{{i, EventSide::start}, {i, EventSide::end}, lasts + extra}});
    const Tick known = static_cast<Tick>(dice() % static_cast<std::uint64_t>(before.ticks[2 * i + 1]));
    const Replan answer = replan(now, before, now.grid.epoch(known), {.conflicts = 2000, .threads = 1});
    planned += answer.schedule.activities.empty() ? 0 : 1;
    proved += answer.schedule.status == ScheduleStatus::optimal ? 1 : 0;
    changed += static_cast<double>(answer.changed);
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["found"] = planned / runs;
  state.counters["proved"] = proved / runs;
  state.counters["changed"] = changed / runs;
}
BENCHMARK_CAPTURE(replan_60, of_20_years, 60, 20)
    ->Name("replan/60_activities/20_years")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1000);
BENCHMARK_CAPTURE(replan_60, of_3_years, 40, 3)
    ->Name("replan/60_activities/3_years")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1000);

/// 300 activities, launches or all of them with 500 windows each, twenty years in minutes: until the first
/// plan.
void first_plan_300(benchmark::State& state, Windows whose) {
  const ScheduleProblem problem = campaign(2, 300, 500, 20, whose);
  double found = 0;
  for (auto _ : state) {
    const Schedule plan = solve(
        problem, {.threads = 1, .progress = [](const SolveProgress& progress) { return !progress.value; }});
    found += plan.activities.empty() ? 0 : 1;
  }
  state.counters["found"] = found / static_cast<double>(state.iterations());
  state.counters["peak_MB"] = peak_mb();
}
BENCHMARK_CAPTURE(first_plan_300, launches, Windows::of_launches)
    ->Name("first_plan/300_activities/500_windows")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);
BENCHMARK_CAPTURE(first_plan_300, everything, Windows::of_everything)
    ->Name("first_plan/300_activities/500_windows_each")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
