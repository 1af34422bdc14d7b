#include <perilune/scheduling/builder.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/roadmap.hpp>

#include "words.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::date_words;

// Sums of this many ticks stay clear of `latest_tick` and of the ends of 64 bits.
constexpr double most_ticks = 1152921504606846976.0;  // 2^60

double size(Tick ticks) {
  return std::abs(static_cast<double>(ticks));
}

/// Whether dates in it may be farther apart than a Duration can say.
bool is_too_long(const Interval& horizon) {
  return horizon.from < Epoch{} && horizon.to > horizon.from + Duration::nanoseconds(INT64_MAX);
}

/// Sorted, overlapping and touching ranges joined.
std::vector<TickRange> joined(std::vector<TickRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const TickRange& a, const TickRange& b) { return a.first < b.first; });
  std::vector<TickRange> out;
  for (const TickRange& range : ranges) {
    if (!out.empty() && range.first <= out.back().last + 1) {
      out.back().last = std::max(out.back().last, range.last);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

std::size_t number(const ScheduleEvent& event) {
  return 2 * event.activity + (event.side == EventSide::end ? 1 : 0);
}

Duration offset(const ScheduleProblem& problem, const ScheduleEvent& event) {
  return problem.offsets[number(event)];
}

/// The least distance between the ticks of two events that keeps the events at least so far apart.
Tick lag_in_ticks(const ScheduleProblem& problem, const ScheduleEvent& from, const ScheduleEvent& to,
                  Duration at_least) {
  return problem.grid.ceil(at_least + (offset(problem, from) - offset(problem, to)));
}

/// How much later than its tick each event is. What is known of one event is passed on to those tied to it.
class OffsetNetwork {
 public:
  OffsetNetwork(std::size_t events, Duration step)
      : step_ns_(step.nanoseconds()), ties_(events), offsets_(events) {}

  /// Ties two events, if their distance has less than a step of play.
  void tie(std::size_t from, std::size_t to, const DurationRange& range) {
    if (!range.max || range.max->nanoseconds() - range.min.nanoseconds() >= step_ns_) return;
    const std::int64_t distance_ns = range.min.nanoseconds() % step_ns_;
    ties_[from].push_back({to, distance_ns});
    ties_[to].push_back({from, -distance_ns});
  }

  /// What is known from outside, before anything is passed on.
  void fix(std::size_t event, Duration offset) { offsets_[event] = offset.nanoseconds(); }

  /// Passes the offset of an event on to all tied to it; an event that has one keeps it.
  void spread(std::size_t event) {
    std::vector<std::size_t> reached = {event};
    for (std::size_t i = 0; i < reached.size(); ++i) {
      for (const Tie& tie : ties_[reached[i]]) {
        if (offsets_[tie.to]) continue;
        offsets_[tie.to] = (*offsets_[reached[i]] + tie.distance_ns + step_ns_) % step_ns_;
        reached.push_back(tie.to);
      }
    }
  }

  /// Sets the offset of an event and of all tied to it; an event that has one keeps it.
  void set(std::size_t event, Duration offset) {
    if (offsets_[event]) return;
    fix(event, offset);
    spread(event);
  }

  /// Puts an event without an offset so much later than another that has one.
  void pass(std::size_t from, std::size_t to, Duration distance) {
    if (!offsets_[from] || offsets_[to]) return;
    offsets_[to] = (*offsets_[from] + distance.nanoseconds() % step_ns_ + step_ns_) % step_ns_;
    spread(to);
  }

  std::vector<Duration> offsets() const {
    std::vector<Duration> out;
    for (const auto& offset_ns : offsets_) out.push_back(Duration::nanoseconds(offset_ns.value_or(0)));
    return out;
  }

 private:
  struct Tie {
    std::size_t to = 0;
    std::int64_t distance_ns = 0;
  };

  std::int64_t step_ns_;
  std::vector<std::vector<Tie>> ties_;
  std::vector<std::optional<std::int64_t>> offsets_;
};

std::string lag_words(Duration lag, bool shortest) {
  const std::string size = to_text(lag < Duration{} ? -lag : lag);
  if (lag == Duration{}) return shortest ? "no earlier than" : "no later than";
  if (lag > Duration{}) return concat(shortest ? "at least " : "at most ", size, " after");
  return concat(shortest ? "at most " : "at least ", size, " before");
}

void throw_if_any(std::vector<Diagnostic> found) {
  if (found.empty()) return;
  std::string rendered;
  for (const Diagnostic& diagnostic : found) rendered += render(diagnostic, {});
  throw ScenarioError(rendered, std::move(found));
}

}  // namespace

ScheduleBuilder::ScheduleBuilder(Interval horizon, Duration step, SourceLocation where)
    : horizon_(horizon), grid_(horizon.from, step), where_(std::move(where)) {}

ScheduleActivity ScheduleBuilder::add_activity(std::string name, DurationRange duration,
                                               SourceLocation where) {
  activities_.push_back({std::move(name), std::move(duration), std::move(where), false, {}});
  return {activities_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::precede(ScheduleEvent before, ScheduleEvent after, DurationRange lag,
                                          std::string before_words, SourceLocation where) {
  expect_known(before, "precede");
  expect_known(after, "precede");
  LagInput input{before, after, std::move(lag), std::move(before_words), std::move(where)};
  lags_.push_back(std::move(input));
  return *this;
}

ScheduleBuilder& ScheduleBuilder::follow(ScheduleActivity before, ScheduleActivity after,
                                         std::optional<Duration> max_gap, SourceLocation where) {
  precede(before.end(), after.start(), {Duration{}, max_gap, {}}, {}, std::move(where));
  lags_.back().is_one_flight = true;
  lags_.back().is_understood = true;
  return *this;
}

ScheduleBuilder& ScheduleBuilder::cover(ScheduleActivity whole, ScheduleActivity first,
                                        ScheduleActivity last) {
  precede(first.start(), whole.start(), DurationRange::exactly(Duration{}));
  lags_.back().is_understood = true;
  precede(last.end(), whole.end(), DurationRange::exactly(Duration{}));
  lags_.back().is_understood = true;
  return *this;
}

ScheduleBuilder& ScheduleBuilder::start_in(ScheduleActivity activity, const std::vector<Window>& windows,
                                           std::string text, SourceLocation where) {
  expect_known(activity.start(), "start_in");
  windows_.push_back({activity, windows, std::move(text), std::move(where)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::happened(ScheduleEvent event, Epoch date, std::string text,
                                           SourceLocation where) {
  happened(event);
  dates_.push_back({RequirementKind::actual_date, event, date, std::move(text), std::move(where)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::happened(ScheduleEvent event) {
  expect_known(event, "happened");
  if (std::find(happened_.begin(), happened_.end(), event) == happened_.end()) happened_.push_back(event);
  return *this;
}

ScheduleBuilder& ScheduleBuilder::not_before(ScheduleEvent event, Epoch date, std::string text,
                                             SourceLocation where) {
  expect_known(event, "not_before");
  dates_.push_back({RequirementKind::not_before, event, date, std::move(text), std::move(where)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::not_after(ScheduleEvent event, Epoch date, std::string text,
                                            SourceLocation where) {
  expect_known(event, "not_after");
  dates_.push_back({RequirementKind::not_after, event, date, std::move(text), std::move(where)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::add_goal(ScheduleEvent event) {
  expect_known(event, "add_goal");
  if (std::find(goals_.begin(), goals_.end(), event) == goals_.end()) goals_.push_back(event);
  return *this;
}

void ScheduleBuilder::expect_known(ScheduleEvent event, const char* function) const {
  if (event.activity < activities_.size()) return;
  throw InvalidArgument(concat("ScheduleBuilder::", function, ": there is no activity number ",
                               event.activity, ": this problem has ", activities_.size(),
                               ". Pass what add_activity of the same builder returned."));
}

std::string ScheduleBuilder::words(ScheduleEvent event) const {
  return concat(activities_[event.activity].name, event.side == EventSide::start ? " starts" : " ends");
}

std::vector<Diagnostic> ScheduleBuilder::problems() const {
  std::vector<Diagnostic> found;
  const auto error = [&](const char* code, const SourceLocation& where, std::string message,
                         std::string help) {
    found.push_back({Severity::error, code, where, 1, std::move(message), {}, std::move(help)});
  };
  const auto check_range = [&](const DurationRange& range, const SourceLocation& where,
                               const std::string& what) {
    if (range.max && *range.max < range.min) {
      error("maximum-below-minimum", where,
            concat(what, " is at least ", to_text(range.min), " and at most ", to_text(*range.max)),
            "swap the two, or drop one");
    }
    for (const Duration& length : {range.min, range.max.value_or(range.min)}) {
      if (std::abs(length / grid_.step()) <= static_cast<double>(most_time_steps)) continue;
      error("too-many-ticks", where,
            concat(what, ", ", to_text(length), ", is more than ", most_time_steps, " steps of ",
                   to_text(grid_.step())),
            "make it shorter, or the time step longer");
      break;
    }
  };
  if (horizon_.to <= horizon_.from) {
    error("empty-horizon", where_,
          concat("the horizon ends before it begins: ", date_words(horizon_.from), " to ",
                 date_words(horizon_.to)),
          "give a 'to' that is later than 'from'");
  }
  if (is_too_long(horizon_)) {
    error("too-many-ticks", where_,
          concat("the horizon is longer than 292 years: ", date_words(horizon_.from), " to ",
                 date_words(horizon_.to)),
          "look at a shorter stretch of time");
  }
  const Tick horizon_ticks = grid_.floor(horizon_.to);
  double total = size(horizon_ticks);
  std::set<std::string> names;
  for (const ActivityInput& activity : activities_) {
    if (!names.insert(activity.name).second) {
      error("duplicate-id", activity.where, concat("a second activity has the name '", activity.name, "'"),
            "give each its own");
    }
    const DurationRange& range = activity.duration;
    if (range.min < Duration{} || (range.max && *range.max < Duration{})) {
      error("negative-duration", activity.where,
            concat("the duration of ", activity.name,
                   " is negative: ", to_text(range.min < Duration{} ? range.min : *range.max)),
            "a duration is zero or more");
    } else {
      check_range(range, activity.where, concat("the duration of ", activity.name));
    }
    total += size(grid_.ceil(range.min)) + (range.max ? size(grid_.floor(*range.max)) : 0.0) + 2.0;
  }
  for (const ActivityInput& activity : activities_) {
    for (const ModeOptions& mode : activity.modes) {
      const std::string what = concat("the duration of ", activity.name, " by '", mode.name, "'");
      if (mode.duration.min < Duration{}) {
        error("negative-duration", mode.where, concat(what, " is negative: ", to_text(mode.duration.min)),
              "a duration is zero or more");
      } else {
        check_range(mode.duration, mode.where, what);
      }
      total += size(grid_.ceil(mode.duration.min)) +
               (mode.duration.max ? size(grid_.floor(*mode.duration.max)) : 0.0) + 2.0;
    }
  }
  for (const LagInput& lag : lags_) {
    check_range(lag.lag, lag.where, concat("the lag between ", words(lag.before), " and ", words(lag.after)));
    total += size(grid_.ceil(lag.lag.min)) + (lag.lag.max ? size(grid_.floor(*lag.lag.max)) : 0.0) + 2.0;
  }
  for (const WindowsInput& input : windows_) {
    const std::string& name = activities_[input.activity.number].name;
    if (input.windows.empty()) {
      error("no-windows", input.where,
            concat("the list of windows of ", name, " is empty: it could never start"),
            "give it one, or no list");
    }
    for (const Window& window : input.windows) {
      if (window.span.from <= window.span.to - grid_.step()) continue;
      error("window-too-short", window.where.line > 0 ? window.where : input.where,
            concat("a window of ", name, " is shorter than the time step of ", to_text(grid_.step()), ": ",
                   date_words(window.span.from, 3), " to ", date_words(window.span.to, 3)),
            "make it longer, or the time step shorter");
    }
  }
  for (const OpportunitiesInput& input : opportunities_) {
    const std::string& name = activities_[input.activity.number].name;
    if (input.opportunities.empty()) {
      error("no-windows", input.where,
            concat("the list of windows of ", name, " is empty: it could never start"),
            "give it one, or no list");
    }
    for (const Opportunity& window : input.opportunities) {
      const SourceLocation& where = window.where.line > 0 ? window.where : input.where;
      if (window.span.from > window.span.to - grid_.step()) {
        error("window-too-short", where,
              concat("a window of ", name, " is shorter than the time step of ", to_text(grid_.step()), ": ",
                     date_words(window.span.from, 3), " to ", date_words(window.span.to, 3)),
              "make it longer, or the time step shorter");
      }
      if (!window.duration) continue;
      const std::string what =
          concat("the duration of ", name, " in its window from ", date_words(window.span.from));
      if (window.duration->min < Duration{}) {
        error("negative-duration", where, concat(what, " is negative: ", to_text(window.duration->min)),
              "a duration is zero or more");
      } else {
        check_range(*window.duration, where, what);
      }
    }
  }
  std::set<std::pair<std::size_t, EventSide>> dated;
  for (const DateInput& date : dates_) {
    if (date.kind != RequirementKind::actual_date) continue;
    if (dated.insert({date.event.activity, date.event.side}).second) continue;
    error("second-date", date.where, concat("a second actual date says when ", words(date.event)),
          "drop one");
  }
  find_resource_problems(found);
  if (horizon_ticks > most_time_steps) {
    error("too-many-ticks", where_,
          concat("the horizon has more than ", most_time_steps, " steps of ", to_text(grid_.step()), ": ",
                 horizon_ticks),
          "make the time step longer");
  } else if (total > most_ticks) {
    error("too-many-ticks", where_,
          concat("the horizon, the durations and the lags add up to ", total, " steps of ",
                 to_text(grid_.step()), ": more than can be counted"),
          "make the time step longer");
  }
  return found;
}

std::vector<Duration> ScheduleBuilder::make_offsets() const {
  OffsetNetwork network(2 * activities_.size(), grid_.step());
  for (std::size_t i = 0; i < activities_.size(); ++i) {
    if (has_ways(i)) continue;
    network.tie(number({i, EventSide::start}), number({i, EventSide::end}), activities_[i].duration);
  }
  for (const LagInput& input : lags_) {
    if (!input.when) network.tie(number(input.before), number(input.after), input.lag);
  }
  // From the actual dates first, then along flights, then from whatever is left; the first to reach an event
  // decides.
  for (const DateInput& input : dates_) {
    if (input.kind != RequirementKind::actual_date) continue;
    network.fix(number(input.event), input.date - grid_.epoch(grid_.floor(input.date)));
  }
  for (const DateInput& input : dates_) {
    if (input.kind == RequirementKind::actual_date) network.spread(number(input.event));
  }
  const auto has_windows = [&](ScheduleEvent event) {
    return std::any_of(windows_.begin(), windows_.end(),
                       [&](const WindowsInput& input) { return input.activity.start() == event; });
  };
  const auto pass_through = [&](std::size_t activity) {
    network.pass(number({activity, EventSide::start}), number({activity, EventSide::end}),
                 activities_[activity].duration.min);
  };
  for (const LagInput& input : lags_) {
    if (!input.is_one_flight) continue;
    pass_through(input.before.activity);
    if (!has_windows(input.after)) network.pass(number(input.before), number(input.after), Duration{});
  }
  for (auto input = lags_.rbegin(); input != lags_.rend(); ++input) {
    if (input->is_one_flight) network.pass(number(input->after), number(input->before), Duration{});
  }
  for (std::size_t event = 0; event < 2 * activities_.size(); ++event) network.set(event, Duration{});
  return network.offsets();
}

void ScheduleBuilder::add_durations(ScheduleProblem& problem) const {
  for (std::size_t i = 0; i < activities_.size(); ++i) {
    const ActivityInput& activity = activities_[i];
    const ScheduleEvent start{i, EventSide::start};
    const ScheduleEvent end{i, EventSide::end};
    problem.activities.push_back(activity.name);
    // Apart from the shortest duration: whoever gives that up does not mean to turn time round.
    problem.requirements.push_back({RequirementKind::shortest_duration,
                                    concat(activity.name, " does not end before it starts"), activity.where,
                                    Difference{start, end, lag_in_ticks(problem, start, end, Duration{})}});
    problem.requirements.back().is_understood = true;
    if (has_ways(i)) continue;
    if (activity.duration.min > Duration{}) {
      problem.requirements.push_back(
          {RequirementKind::shortest_duration,
           concat(activity.name, " lasts at least ", to_text(activity.duration.min)), activity.where,
           Difference{start, end, lag_in_ticks(problem, start, end, activity.duration.min)}});
    }
    if (!activity.duration.max) continue;
    problem.requirements.push_back(
        {RequirementKind::longest_duration,
         concat(activity.name, " lasts at most ", to_text(*activity.duration.max)), activity.where,
         Difference{end, start, lag_in_ticks(problem, end, start, -*activity.duration.max)}});
  }
}

void ScheduleBuilder::add_lags(ScheduleProblem& problem) const {
  for (const LagInput& input : lags_) {
    const std::string before = input.before_words.empty() ? words(input.before) : input.before_words;
    const auto text = [&](Duration lag, bool shortest) {
      std::string said = concat(words(input.after), " ", lag_words(lag, shortest), " ", before);
      if (input.when) {
        said += concat(" if ", activities_[input.when->activity].name, " is done by '",
                       activities_[input.when->activity].modes[input.when->number].name, "'");
      }
      return said;
    };
    std::optional<InMode> when;
    if (input.when) when = InMode{input.when->activity, input.when->number};
    problem.requirements.push_back(
        {RequirementKind::shortest_lag, text(input.lag.min, true), input.where,
         Difference{input.before, input.after,
                    lag_in_ticks(problem, input.before, input.after, input.lag.min), when}});
    problem.requirements.back().is_understood = input.is_understood;
    if (!input.lag.max) continue;
    problem.requirements.push_back(
        {RequirementKind::longest_lag, text(*input.lag.max, false), input.where,
         Difference{input.after, input.before,
                    lag_in_ticks(problem, input.after, input.before, -*input.lag.max), when}});
    problem.requirements.back().is_understood = input.is_understood && !input.is_one_flight;
  }
}

void ScheduleBuilder::add_windows(ScheduleProblem& problem) const {
  for (const WindowsInput& input : windows_) {
    const ScheduleEvent start = input.activity.start();
    std::vector<TickRange> ranges;
    const Duration late = offset(problem, start);
    for (const Window& window : input.windows) {
      ranges.push_back(grid_.inside({window.span.from - late, window.span.to - late}));
    }
    std::string text = input.text;
    if (text.empty()) {
      const std::string& name = activities_[start.activity].name;
      const Interval& first = input.windows.front().span;
      text =
          input.windows.size() == 1
              ? concat(name, " starts in its window, ", date_words(first.from), " to ", date_words(first.to))
              : concat(name, " starts in one of its ", input.windows.size(), " windows");
    }
    SourceLocation where = input.where.line > 0 ? input.where : input.windows.front().where;
    problem.requirements.push_back({RequirementKind::windows, std::move(text), std::move(where),
                                    AllowedTicks{start, joined(std::move(ranges))}});
  }
}

void ScheduleBuilder::add_dates(ScheduleProblem& problem) const {
  for (const DateInput& input : dates_) {
    TickRange range{earliest_tick, latest_tick};
    const char* verb = nullptr;
    const Epoch date = input.date - offset(problem, input.event);
    if (input.kind == RequirementKind::actual_date) {
      range.first = range.last = grid_.floor(date);
      verb = input.event.side == EventSide::start ? " started on " : " ended on ";
    } else if (input.kind == RequirementKind::not_before) {
      range.first = grid_.ceil(date);
      verb = input.event.side == EventSide::start ? " starts on or after " : " ends on or after ";
    } else {
      range.last = grid_.floor(date);
      verb = input.event.side == EventSide::start ? " starts on or before " : " ends on or before ";
    }
    std::string text = input.text.empty()
                           ? concat(activities_[input.event.activity].name, verb, date_words(input.date))
                           : input.text;
    problem.requirements.push_back(
        {input.kind, std::move(text), input.where, AllowedTicks{input.event, {range}}});
  }
}

ScheduleProblem ScheduleBuilder::build() const {
  throw_if_any(problems());
  ScheduleProblem problem{grid_, 0, {}, {}, goals_, happened_, make_offsets(), {}, {}};
  const auto latest = std::max_element(problem.offsets.begin(), problem.offsets.end());
  problem.horizon_end = grid_.floor(latest == problem.offsets.end() ? horizon_.to : horizon_.to - *latest);
  problem.requirements.push_back(
      {RequirementKind::horizon_start,
       concat("nothing happens before the horizon begins, ", date_words(horizon_.from)), where_,
       AllowedTicks{std::nullopt, {{0, latest_tick}}}});
  problem.requirements.push_back({RequirementKind::horizon_end,
                                  concat("nothing happens after the horizon ends, ", date_words(horizon_.to)),
                                  where_,
                                  AllowedTicks{std::nullopt, {{earliest_tick, problem.horizon_end}}}});
  add_durations(problem);
  add_lags(problem);
  add_windows(problem);
  add_dates(problem);
  add_choices(problem);
  add_presences(problem);
  add_resources(problem);
  throw_if_any(add_objective(problem));
  return problem;
}

}  // namespace perilune
