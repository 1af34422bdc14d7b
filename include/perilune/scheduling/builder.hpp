#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/scheduling/builder_options.hpp>
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

  /// `whole` starts when `first` starts and ends when `last` ends: one name for a stretch of several
  /// activities, to ask something of a resource.
  /// @throws InvalidArgument if one of them is not of this problem
  ScheduleBuilder& cover(ScheduleActivity whole, ScheduleActivity first, ScheduleActivity last);

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

  /// One more way of doing the activity; with the first, the duration given to `add_activity` no longer
  /// counts.
  ScheduleMode add_mode(ScheduleActivity activity, ModeOptions options);

  /// The activity starts in one of the windows, and lasts and costs what that window says. Several calls add
  /// up.
  ScheduleBuilder& choose_window(ScheduleActivity activity, const std::vector<Opportunity>& opportunities,
                                 SourceLocation where = {});

  /// As `precede`, if the activity of the mode takes place and in that mode.
  ScheduleBuilder& precede_in_mode(ScheduleMode mode, ScheduleEvent before, ScheduleEvent after,
                                   DurationRange lag = DurationRange::at_least(Duration{}),
                                   SourceLocation where = {});

  /// The activity may be left out; what is required of it then says nothing.
  ScheduleBuilder& make_optional(ScheduleActivity activity);
  /// Exactly one of them takes place (all of them become optional).
  ScheduleBuilder& choose_one(const std::vector<ScheduleActivity>& activities, std::string text = {},
                              SourceLocation where = {});
  /// All of them take place, or none: the steps of one flight.
  ScheduleBuilder& together(const std::vector<ScheduleActivity>& activities);
  /// If `activity` takes place, so does `needed`.
  ScheduleBuilder& need(ScheduleActivity activity, ScheduleActivity needed, std::string text = {},
                        SourceLocation where = {});
  /// Between `at_least` and `at_most` of them take place; if `when` is given, only if that one does.
  ScheduleBuilder& take_place(const std::vector<ScheduleActivity>& activities, std::size_t at_least,
                              std::size_t at_most, std::optional<ScheduleActivity> when = std::nullopt,
                              std::string text = {}, SourceLocation where = {});

  /// @param name  in the words of the user, unique among resources: "pad 201"
  ScheduleDisjunctive add_disjunctive(std::string name, DisjunctiveOptions options = {});
  /// @param kind  what `set_setup` speaks of: activities of one kind; empty: a kind of its own for all
  ScheduleBuilder& use(ScheduleDisjunctive resource, ScheduleActivity activity, std::string kind = {},
                       std::optional<ScheduleMode> mode = std::nullopt);
  /// The time from the end of an activity of the kind `from` to the start of one of the kind `to`.
  ScheduleBuilder& set_setup(ScheduleDisjunctive resource, const std::string& from, const std::string& to,
                             Duration duration);

  /// @param unit  of the capacity and of what is taken, for messages: "kW"
  ScheduleCumulative add_cumulative(std::string name, double capacity, SourceLocation where = {},
                                    std::string unit = {});
  /// From that date on, until the next one given.
  ScheduleBuilder& set_capacity(ScheduleCumulative resource, Epoch from, double capacity);
  ScheduleBuilder& use(ScheduleCumulative resource, ScheduleActivity activity, double demand,
                       std::optional<ScheduleMode> mode = std::nullopt);

  ScheduleReservoir add_reservoir(std::string name, ReservoirOptions options = {});
  /// At the event the stock grows by `amount` (or shrinks, if it is negative).
  ScheduleBuilder& change(ScheduleReservoir resource, ScheduleEvent event, double amount,
                          std::optional<ScheduleMode> mode = std::nullopt);
  /// While the activity runs, the stock grows by so much a day.
  ScheduleBuilder& flow(ScheduleReservoir resource, ScheduleActivity activity, double per_day,
                        std::optional<ScheduleMode> mode = std::nullopt);
  /// From that date on, until the next one given, the stock grows by so much a day.
  ScheduleBuilder& supply(ScheduleReservoir resource, Epoch from, double per_day);

  /// @param open  when activities that keep to it may run
  ScheduleCalendar add_calendar(std::string name, IntervalSet open, SourceLocation where = {});
  /// The activity runs only while the calendar is open: it fits into one of its intervals.
  ScheduleBuilder& run_in(ScheduleCalendar calendar, ScheduleActivity activity);

  /// What the activities that start in a period cost (need, count) is at most its limit.
  /// @param activities  empty: all
  ScheduleBuilder& add_budget(std::string name, Measure measure,
                              const std::vector<ScheduleActivity>& activities,
                              const std::vector<BudgetPeriod>& periods, SourceLocation where = {});

  /// The next thing to make as small as possible: a weighted sum. What is given first matters most; what
  /// comes later decides between equals. Weights are kept to a thousandth of the smallest one.
  ScheduleBuilder& minimise(std::vector<Aim> aims, std::string text = {}, SourceLocation where = {});

  /// All that is wrong with it: `duplicate-id`, `negative-duration`, `maximum-below-minimum`,
  /// `window-too-short`, `no-windows`, `no-window-left`, `second-date`, `empty-horizon`, `too-many-ticks`,
  /// `demand-above-capacity`, `negative-demand`, `stock-limits`, `budget-periods`,
  /// `calendar-too-short`, `amount-too-large`, `bad-weight`. What was given to activities first, then lags,
  /// windows and dates, resources, objectives; each in the order in which it was given.
  std::vector<Diagnostic> problems() const;

  /// @throws ScenarioError with all of `problems()`, if there are any; with `objective-too-large`, if an
  /// objective may come to more than can be counted
  ScheduleProblem build() const;

 private:
  struct ActivityInput {
    std::string name;
    DurationRange duration;
    SourceLocation where;
    bool optional = false;
    std::vector<ModeOptions> modes;
  };
  struct LagInput {
    ScheduleEvent before;
    ScheduleEvent after;
    DurationRange lag;
    std::string before_words;
    SourceLocation where;
    bool is_one_flight = false;
    bool is_understood = false;  ///< by what the words mean
    std::optional<ScheduleMode> when = std::nullopt;
  };
  struct OpportunitiesInput {
    ScheduleActivity activity;
    std::vector<Opportunity> opportunities;
    SourceLocation where;
  };
  struct PresenceInput {
    std::vector<ScheduleActivity> activities;
    std::size_t at_least = 0;
    std::size_t at_most = 0;
    std::optional<ScheduleActivity> when;
    std::string text;
    SourceLocation where;
    bool is_understood = false;
  };
  /// Who takes what of a resource: for a disjunctive one `kind`, for the others `amount`.
  struct UseInput {
    ScheduleEvent event;
    double amount = 0.0;
    std::string kind;
    std::optional<std::size_t> mode;
  };
  struct DatedAmount {
    Epoch from;
    double amount = 0.0;
  };
  struct SetupInput {
    std::string from;
    std::string to;
    Duration duration;
  };
  struct DisjunctiveInput {
    std::string name;
    DisjunctiveOptions options;
    std::vector<UseInput> uses;
    std::vector<SetupInput> setups;
  };
  struct CumulativeInput {
    std::string name;
    double capacity = 0.0;
    SourceLocation where;
    std::string unit;
    std::vector<UseInput> uses;
    std::vector<DatedAmount> steps;
  };
  struct ReservoirInput {
    std::string name;
    ReservoirOptions options;
    std::vector<UseInput> steps;
    std::vector<UseInput> flows;
    std::vector<DatedAmount> supplies;
  };
  struct CalendarInput {
    std::string name;
    IntervalSet open;
    SourceLocation where;
    std::vector<std::size_t> activities;
  };
  struct BudgetInput {
    std::string name;
    Measure measure = Measure::cost;
    std::vector<std::size_t> activities;
    std::vector<BudgetPeriod> periods;
    SourceLocation where;
  };
  struct ObjectiveInput {
    std::vector<Aim> aims;
    std::string text;
    SourceLocation where;
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
  void expect_mode(const std::optional<ScheduleMode>& mode, std::size_t activity, const char* function) const;
  bool has_ways(std::size_t activity) const;
  void add_choices(ScheduleProblem& problem) const;
  void add_presences(ScheduleProblem& problem) const;
  void add_resources(ScheduleProblem& problem) const;
  void add_disjunctives(ScheduleProblem& problem) const;
  void add_cumulatives(ScheduleProblem& problem) const;
  void add_calendars(ScheduleProblem& problem) const;
  void add_reservoirs(ScheduleProblem& problem) const;
  void add_budgets(ScheduleProblem& problem) const;
  std::vector<Diagnostic> add_objective(ScheduleProblem& problem) const;
  void find_resource_problems(std::vector<Diagnostic>& found) const;
  std::string words(ScheduleEvent event) const;

  Interval horizon_;
  TickGrid grid_;
  SourceLocation where_;
  std::vector<ActivityInput> activities_;
  std::vector<LagInput> lags_;
  std::vector<WindowsInput> windows_;
  std::vector<DateInput> dates_;
  std::vector<OpportunitiesInput> opportunities_;
  std::vector<PresenceInput> presences_;
  std::vector<DisjunctiveInput> disjunctives_;
  std::vector<CumulativeInput> cumulatives_;
  std::vector<ReservoirInput> reservoirs_;
  std::vector<CalendarInput> calendars_;
  std::vector<BudgetInput> budgets_;
  std::vector<ObjectiveInput> objective_;
  std::vector<ScheduleEvent> goals_;
  std::vector<ScheduleEvent> happened_;
};

}  // namespace perilune
