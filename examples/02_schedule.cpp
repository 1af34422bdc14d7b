// When can a lander launch, if it has to be built first, needs a relay at the Moon and has two windows?
// prints: launch 2031-03-07T00:00:00, slack 0 s.launch starts in one of its 2 windows; ready on 2031-02-15
#include <iostream>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/solve.hpp>
#include <perilune/time/literals.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  ScheduleBuilder plan({Epoch::parse("2030-01-01 UTC"), Epoch::parse("2036-01-01 UTC")});
  const ScheduleActivity build = plan.add_activity("build", DurationRange::exactly(400_d));
  const ScheduleActivity relay = plan.add_activity("relay", DurationRange::between(5_d, 30_d));
  const ScheduleActivity launch = plan.add_activity("launch", DurationRange::exactly(30_min));
  plan.precede(build.end(), launch.start(), DurationRange::at_least(10_d));
  plan.precede(relay.end(), launch.start());
  const IntervalSet windows = {{Epoch::parse("2031-02-06 UTC"), Epoch::parse("2031-02-12 UTC")},
                               {Epoch::parse("2031-03-07 UTC"), Epoch::parse("2031-03-13 UTC")}};
  plan.start_in(launch, to_windows(windows));
  const ScheduleProblem problem = plan.build();
  const Schedule schedule = solve(problem);
  for (const ScheduledActivity& activity : schedule.activities) {
    std::cout << activity.name << ' ' << activity.start_date.iso8601(TimeScale::utc, 0) << ", slack "
              << to_text(activity.slack) << '\n';
  }
  const Binding& why = schedule.activities[launch.number].start_binding;
  std::cout << binding_text(problem, schedule, why) << '\n';
}
