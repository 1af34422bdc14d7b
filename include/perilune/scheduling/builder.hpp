#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/scheduling/problem.hpp>

namespace perilune {

/// Puts a scheduling problem together, from code or from a roadmap, and finds what is wrong with it.
///
///     ScheduleBuilder plan({Epoch::parse("2030-01-01 UTC"), Epoch::parse("2040-01-01 UTC")});
///     const ScheduleActivity build = plan.add_activity("build", DurationRange::exactly(300_d));
///     const ScheduleActivity launch = plan.add_activity("launch", DurationRange::exactly(30_min));
///     plan.precede(build.end(), launch.start(), DurationRange::at_least(10_d)).start_in(launch, windows);
///     const Schedule schedule = solve(plan.build());
///
/// Dates become ticks so that what holds in ticks holds in time: shortest durations and lags are rounded up,
/// longest ones down, windows and the horizon inward. Events are on whole ticks, except that an actual date
/// stays what it is, and that an event tied to another without a tick of play ("lasts exactly 90 s") keeps
/// its distance: it is so much later than its tick, and all rounding counts from there. Where a text is asked
/// for, an empty one is replaced by a plain wording.
class ScheduleBuilder {
 public:
  /// @param horizon  nothing happens before `from` (which is tick 0) or after `to`
  /// @param step     the length of a tick, > 0
  /// @throws InvalidArgument if step is not positive
  explicit ScheduleBuilder(Interval horizon, Duration step = Duration::minutes(1), SourceLocation where = {});

  /// @param name  in the words of the user, unique: "change-7.launch"
  ScheduleActivity add_activity(std::string name,
                                DurationRange duration = DurationRange::at_least(Duration{}),
                                SourceLocation where = {});

  /// `after` comes between `lag.min` and `lag.max` after `before`. Lags may be negative.
  /// @param before_words  what `before` is in the words of the user: "queqiao-2 is operational"; empty:
  /// "build ends"
  /// @throws InvalidArgument if an event is not of this problem; so the next ones
  ScheduleBuilder& precede(ScheduleEvent before, ScheduleEvent after,
                           DurationRange lag = DurationRange::at_least(Duration{}),
                           std::string before_words = {}, SourceLocation where = {});

  /// `after` starts when `before` has ended, or later by at most `max_gap` (empty: by any time): the next
  /// step of one flight. As `precede`, except that it starts to the second when a step with an actual date
  /// ends, not on the next whole tick.
  ScheduleBuilder& follow(ScheduleActivity before, ScheduleActivity after,
                          std::optional<Duration> max_gap = std::nullopt, SourceLocation where = {});

  /// The activity starts in one of the windows.
  ScheduleBuilder& start_in(ScheduleActivity activity, const std::vector<Window>& windows,
                            std::string text = {}, SourceLocation where = {});

  /// The event happened on that date: nothing moves it.
  ScheduleBuilder& happened(ScheduleEvent event, Epoch date, std::string text = {},
                            SourceLocation where = {});
  /// The event happened, and nobody says when: it gets the earliest date that the others allow, and no slack.
  ScheduleBuilder& happened(ScheduleEvent event);

  ScheduleBuilder& not_before(ScheduleEvent event, Epoch date, std::string text = {},
                              SourceLocation where = {});
  ScheduleBuilder& not_after(ScheduleEvent event, Epoch date, std::string text = {},
                             SourceLocation where = {});

  /// The makespan is measured to this event, and to the other goals.
  ScheduleBuilder& add_goal(ScheduleEvent event);

  /// All that is wrong with it: `duplicate-id`, `negative-duration`, `maximum-below-minimum`,
  /// `window-too-short`, `no-windows`, `second-date`, `empty-horizon`, `too-many-ticks`. In the order in
  /// which it was given.
  std::vector<Diagnostic> problems() const;

  /// @throws ScenarioError with all of `problems()`, if there are any
  ScheduleProblem build() const;

 private:
  struct ActivityInput {
    std::string name;
    DurationRange duration;
    SourceLocation where;
  };
  struct LagInput {
    ScheduleEvent before;
    ScheduleEvent after;
    DurationRange lag;
    std::string before_words;
    SourceLocation where;
    bool is_one_flight = false;
  };
  struct WindowsInput {
    ScheduleActivity activity;
    std::vector<Window> windows;
    std::string text;
    SourceLocation where;
  };
  struct DateInput {
    RequirementKind kind;
    ScheduleEvent event;
    Epoch date;
    std::string text;
    SourceLocation where;
  };

  void expect_known(ScheduleEvent event, const char* function) const;
  std::vector<Duration> make_offsets() const;
  void add_durations(ScheduleProblem& problem) const;
  void add_lags(ScheduleProblem& problem) const;
  void add_windows(ScheduleProblem& problem) const;
  void add_dates(ScheduleProblem& problem) const;
  std::string words(ScheduleEvent event) const;

  Interval horizon_;
  TickGrid grid_;
  SourceLocation where_;
  std::vector<ActivityInput> activities_;
  std::vector<LagInput> lags_;
  std::vector<WindowsInput> windows_;
  std::vector<DateInput> dates_;
  std::vector<ScheduleEvent> goals_;
  std::vector<ScheduleEvent> happened_;
};

}  // namespace perilune
