#include "random_campaign.hpp"

#include <perilune/core/text.hpp>
#include <perilune/scheduling/builder.hpp>

#include "random_problem.hpp"

namespace perilune::test {
namespace {

const Epoch noon = Epoch::parse("2030-01-01T12:00:00 UTC");

Duration minutes(int count) {
  return count * Duration::minutes(1);
}

/// So much a minute, as a flow a day.
double each_minute(int amount) {
  return 1440.0 * amount;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed)
      : dice_(seed),
        count_(dice_.roll(2, 4)),
        horizon_(count_ == 4 ? 5 : dice_.roll(4, 6)),
        builder_({noon, noon + minutes(horizon_)}) {}

  ScheduleProblem run() {
    for (int i = 0; i < count_; ++i) {
      activities_.push_back(builder_.add_activity(detail::concat("a", i), duration()));
      modes_.emplace_back();
    }
    for (const ScheduleActivity activity : activities_) {
      add_modes(activity);
      if (dice_.chance(30)) add_windows(activity);
      if (dice_.chance(30)) builder_.make_optional(activity);
    }
    add_lags();
    add_dates();
    if (dice_.chance(35)) add_alternatives();
    if (dice_.chance(40)) add_pad();
    if (dice_.chance(40)) add_capacity();
    if (dice_.chance(25)) add_calendar();
    if (dice_.chance(50)) add_stock();
    if (dice_.chance(25)) add_budget();
    for (int i = dice_.roll(0, 2); i > 0; --i) add_aims();
    return builder_.build();
  }

 private:
  DurationRange duration() {
    const int min = dice_.roll(0, 2);
    if (dice_.chance(60)) return DurationRange::exactly(minutes(min));
    return DurationRange::between(minutes(min), minutes(min + dice_.roll(1, 2)));
  }
  ScheduleActivity any() { return activities_[static_cast<std::size_t>(dice_.roll(0, count_ - 1))]; }
  ScheduleEvent any_event() {
    const ScheduleActivity activity = any();
    return dice_.chance(50) ? activity.start() : activity.end();
  }
  Epoch date() { return noon + minutes(dice_.roll(0, horizon_)); }
  std::optional<ScheduleMode> maybe_mode(ScheduleActivity activity) {
    const auto& modes = modes_[activity.number];
    if (modes.empty() || !dice_.chance(50)) return std::nullopt;
    return modes[static_cast<std::size_t>(dice_.roll(0, static_cast<int>(modes.size()) - 1))];
  }

  void add_modes(ScheduleActivity activity) {
    if (!dice_.chance(35)) return;
    for (int m = dice_.roll(1, 2); m > 0; --m) {
      const DurationRange lasts = duration();
      const double delta_v = dice_.roll(0, 3);
      const double cost = dice_.roll(0, 3);
      modes_[activity.number].push_back(
          builder_.add_mode(activity, {detail::concat("m", m), lasts, delta_v, cost, {}}));
    }
  }

  void add_windows(ScheduleActivity activity) {
    if (dice_.chance(30)) {
      const Epoch opens = noon + minutes(dice_.roll(0, horizon_ - 1));
      builder_.start_in(activity, {Window{{opens, opens + minutes(dice_.roll(1, 2))}, {}}});
      return;
    }
    std::vector<Opportunity> windows;
    for (int w = dice_.roll(1, 3); w > 0; --w) {
      Opportunity window;
      window.span.from = noon + minutes(dice_.roll(0, horizon_ - 1));
      window.span.to = window.span.from + minutes(dice_.roll(1, 2));
      if (dice_.chance(50)) window.duration = duration();
      window.delta_v_m_s = dice_.roll(0, 3);
      window.cost = dice_.roll(0, 3);
      window.mode = maybe_mode(activity);
      windows.push_back(window);
    }
    builder_.choose_window(activity, windows);
  }

  void add_lags() {
    for (int i = dice_.roll(0, count_); i > 0; --i) {
      const ScheduleEvent before = any_event();
      const ScheduleEvent after = any_event();
      const int min = dice_.roll(dice_.chance(30) ? -2 : 0, 2);
      const DurationRange lag = dice_.chance(70)
                                    ? DurationRange::at_least(minutes(min))
                                    : DurationRange::between(minutes(min), minutes(min + dice_.roll(0, 2)));
      const auto mode = maybe_mode(any());
      if (mode) {
        builder_.precede_in_mode(*mode, before, after, lag);
      } else {
        builder_.precede(before, after, lag);
      }
    }
  }

  void add_dates() {
    if (dice_.chance(15)) builder_.not_before(any_event(), date());
    if (dice_.chance(20)) builder_.not_after(any_event(), date());
    if (dice_.chance(20)) builder_.add_goal(any_event());
  }

  void add_alternatives() {
    const ScheduleActivity a = any();
    const ScheduleActivity b = any();
    const int what = dice_.roll(1, 3);
    if (a == b) return;
    if (what == 1) builder_.choose_one({a, b});
    if (what == 2) builder_.need(a, b);
    if (what == 3) {
      const auto at_least = static_cast<std::size_t>(dice_.roll(0, 2));
      builder_.take_place({a, b}, at_least, at_least + 1, any());
    }
  }

  void add_pad() {
    const auto pad = builder_.add_disjunctive("pad", {minutes(dice_.roll(0, 1)), {}});
    for (const ScheduleActivity activity : activities_) {
      if (!dice_.chance(60)) continue;
      const char* kind = dice_.chance(50) ? "crewed" : "cargo";
      builder_.use(pad, activity, kind, maybe_mode(activity));
    }
    if (dice_.chance(50)) builder_.set_setup(pad, "crewed", "cargo", minutes(dice_.roll(0, 2)));
  }

  void add_capacity() {
    const int capacity = dice_.roll(1, 3);
    const auto power = builder_.add_cumulative("power", capacity);
    for (const ScheduleActivity activity : activities_) {
      if (!dice_.chance(70)) continue;
      const double demand = dice_.roll(0, capacity);
      builder_.use(power, activity, demand, maybe_mode(activity));
    }
    for (int s = dice_.roll(0, 2); s > 0; --s) {
      const Epoch from = date();
      builder_.set_capacity(power, from, dice_.roll(0, 3));
    }
  }

  void add_calendar() {
    const Epoch from = noon + minutes(dice_.roll(0, 2));
    const Epoch to = from + minutes(dice_.roll(1, 3));
    const auto calendar =
        builder_.add_calendar("day", IntervalSet{{from, to}, {to + minutes(1), to + minutes(3)}});
    builder_.run_in(calendar, any());
  }

  void add_stock() {
    ReservoirOptions options;
    options.initial = dice_.roll(0, 4);
    if (dice_.chance(50)) {
      options.highest = options.initial + dice_.roll(0, 4);
      options.spills = dice_.chance(50);
    }
    const auto stock = builder_.add_reservoir("water", options);
    for (const ScheduleActivity activity : activities_) {
      if (dice_.chance(50)) {
        const ScheduleEvent event = dice_.chance(50) ? activity.start() : activity.end();
        const int amount = dice_.roll(-3, 3);
        builder_.change(stock, event, amount, maybe_mode(activity));
      }
      if (dice_.chance(25)) {
        const int flow = dice_.roll(-2, 2);
        builder_.flow(stock, activity, each_minute(flow), maybe_mode(activity));
      }
    }
    for (int s = dice_.roll(0, 2); s > 0; --s) {
      const Epoch from = date();
      builder_.supply(stock, from, each_minute(dice_.roll(-1, 1)));
    }
  }

  void add_budget() {
    const Epoch middle = noon + minutes(dice_.roll(1, horizon_));
    const int what = dice_.roll(0, 2);
    const Measure measure = what == 0 ? Measure::one : what == 1 ? Measure::cost : Measure::delta_v;
    const double first = dice_.roll(0, 4);
    const double second = dice_.roll(0, 4);
    builder_.add_budget("budget", measure, {},
                        {{{noon, middle}, first}, {{middle, noon + minutes(horizon_ + 1)}, second}});
  }

  void add_aims() {
    std::vector<Aim> aims;
    for (int i = dice_.roll(1, 3); i > 0; --i) {
      const ScheduleEvent event = any_event();
      const ScheduleActivity activity = any();
      const double weight = dice_.roll(1, 3);
      switch (dice_.roll(0, 9)) {
        case 0:
          aims.push_back(Aim::makespan(weight));
          break;
        case 1:
          aims.push_back(Aim::date_of(event, dice_.chance(70) ? weight : -weight));
          break;
        case 2:
          aims.push_back(Aim::lateness(event, date(), weight));
          break;
        case 3:
          aims.push_back(Aim::earliness(event, date(), weight));
          break;
        case 4:
          aims.push_back(Aim::total_cost(weight));
          break;
        case 5:
          aims.push_back(Aim::total_delta_v(weight));
          break;
        case 6:
          aims.push_back(Aim::presence(activity, dice_.chance(50) ? weight : -weight));
          break;
        case 7:
          aims.push_back(Aim::absence(activity, weight));
          break;
        case 8:
          aims.push_back(Aim::delivered(event, date(), weight));
          break;
        default:
          aims.push_back(Aim::crew_days(activity, weight));
          break;
      }
    }
    builder_.minimise(std::move(aims));
  }

  Dice dice_;
  int count_;
  int horizon_;
  ScheduleBuilder builder_;
  std::vector<ScheduleActivity> activities_;
  std::vector<std::vector<ScheduleMode>> modes_;
};

}  // namespace

ScheduleProblem random_campaign(std::uint64_t seed) {
  return Generator(seed).run();
}

}  // namespace perilune::test
