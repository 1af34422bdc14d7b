#include "random_problem.hpp"

#include <perilune/core/text.hpp>
#include <perilune/scheduling/builder.hpp>

namespace perilune::test {
namespace {

const Epoch noon = Epoch::parse("2030-01-01T12:00:00 UTC");

Duration minutes(int count) {
  return count * Duration::minutes(1);
}

DurationRange range(Dice& dice, int smallest, int largest) {
  const int min = dice.roll(smallest, largest);
  if (dice.chance(50)) return DurationRange::at_least(minutes(min));
  return DurationRange::between(minutes(min), minutes(min + dice.roll(0, 3)));
}

/// A date inside the horizon, sometimes between two ticks.
Epoch date(Dice& dice, int horizon) {
  const Epoch on_tick = noon + minutes(dice.roll(0, horizon - 1));
  return dice.chance(30) ? on_tick + Duration::seconds(dice.roll(1, 59)) : on_tick;
}

}  // namespace

ScheduleProblem random_problem(std::uint64_t seed) {
  Dice dice(seed);
  const int count = dice.roll(2, 4);
  const int horizon = count == 4 ? 5 : dice.roll(5, count == 2 ? 9 : 7);
  ScheduleBuilder builder({noon, noon + minutes(horizon)});
  std::vector<ScheduleActivity> activities;
  for (int i = 0; i < count; ++i) {
    activities.push_back(builder.add_activity(detail::concat("a", i), range(dice, 0, 2)));
  }
  const auto event = [&](std::size_t activity) {
    return dice.chance(50) ? activities[activity].start() : activities[activity].end();
  };
  const auto any = [&] { return static_cast<std::size_t>(dice.roll(0, count - 1)); };
  for (int i = dice.roll(0, count + 1); i > 0; --i) {
    // One roll a statement: compilers evaluate arguments in different orders.
    const ScheduleEvent before = event(any());
    const ScheduleEvent after = event(any());
    const int smallest = dice.chance(30) ? -3 : 0;
    builder.precede(before, after, range(dice, smallest, 2));
  }
  for (std::size_t i = 1; i < activities.size(); ++i) {
    if (dice.chance(20)) builder.follow(activities[i - 1], activities[i]);
  }
  for (const ScheduleActivity activity : activities) {
    if (!dice.chance(50)) continue;
    std::vector<Window> windows;
    for (int i = dice.roll(1, 3); i > 0; --i) {
      const Epoch opens = date(dice, horizon);
      windows.push_back({{opens, opens + Duration::seconds(dice.roll(60, 150))}, {}});
    }
    builder.start_in(activity, windows);
  }
  for (const ScheduleActivity activity : activities) {
    if (dice.chance(10)) builder.happened(activity.start(), date(dice, horizon));
    if (dice.chance(5)) builder.happened(activity.end(), date(dice, horizon));
    if (dice.chance(10)) {
      const ScheduleEvent released = event(any());
      builder.not_before(released, date(dice, horizon));
    }
    if (dice.chance(10)) {
      const ScheduleEvent due = event(any());
      builder.not_after(due, date(dice, horizon));
    }
    if (dice.chance(20)) builder.add_goal(activity.end());
  }
  return builder.build();
}

}  // namespace perilune::test
