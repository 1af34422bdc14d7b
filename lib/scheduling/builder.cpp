#include <perilune/scheduling/builder.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

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

std::vector<TickRange> without(const std::vector<TickRange>& ranges, Tick tick) {
  std::vector<TickRange> out;
  for (const TickRange& range : ranges) {
    if (tick < range.first || tick > range.last) {
      out.push_back(range);
      continue;
    }
    if (range.first < tick) out.push_back({range.first, tick - 1});
    if (tick < range.last) out.push_back({tick + 1, range.last});
  }
  return out;
}

std::string lag_words(Duration lag, bool shortest) {
  const std::string size = to_text(lag < Duration{} ? -lag : lag);
  if (lag == Duration{}) return shortest ? "no earlier than" : "no later than";
  if (lag > Duration{}) return concat(shortest ? "at least " : "at most ", size, " after");
  return concat(shortest ? "at most " : "at least ", size, " before");
}

}  // namespace

ScheduleBuilder::ScheduleBuilder(Interval horizon, Duration step, SourceLocation where)
    : horizon_(horizon), grid_(horizon.from, step), where_(std::move(where)) {}

ScheduleActivity ScheduleBuilder::add_activity(std::string name, DurationRange duration,
                                               SourceLocation where) {
  activities_.push_back({std::move(name), std::move(duration), std::move(where)});
  return {activities_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::precede(ScheduleEvent before, ScheduleEvent after, DurationRange lag,
                                          std::string before_words, SourceLocation where) {
  expect_known(before, "precede");
  expect_known(after, "precede");
  lags_.push_back({before, after, std::move(lag), std::move(before_words), std::move(where)});
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
  expect_known(event, "happened");
  dates_.push_back({RequirementKind::actual_date, event, date, std::move(text), std::move(where)});
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

std::optional<Epoch> ScheduleBuilder::fact(ScheduleEvent event) const {
  for (const DateInput& date : dates_) {
    if (date.kind == RequirementKind::actual_date && date.event == event) return date.date;
  }
  return std::nullopt;
}

std::vector<Diagnostic> ScheduleBuilder::problems() const {
  std::vector<Diagnostic> found;
  const auto error = [&](const char* code, const SourceLocation& where, std::string message,
                         std::string help) {
    found.push_back({Severity::error, code, where, 1, std::move(message), {}, std::move(help)});
  };
  const auto check_range = [&](const DurationRange& range, const SourceLocation& where,
                               const std::string& what) {
    if (!range.max || *range.max >= range.min) return;
    error("maximum-below-minimum", where,
          concat(what, " is at least ", to_text(range.min), " and at most ", to_text(*range.max)),
          "swap the two, or drop one");
  };
  if (horizon_.to <= horizon_.from) {
    error("empty-horizon", where_,
          concat("the horizon ends before it begins: ", date_words(horizon_.from), " to ",
                 date_words(horizon_.to)),
          "give a 'to' that is later than 'from'");
  }
  double total = size(grid_.floor(horizon_.to));
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
      if (window.span.from < window.span.to && window.span.to - window.span.from >= grid_.step()) continue;
      error("window-too-short", window.where.line > 0 ? window.where : input.where,
            concat("a window of ", name, " is shorter than the time step of ", to_text(grid_.step()), ": ",
                   date_words(window.span.from, 3), " to ", date_words(window.span.to, 3)),
            "make it longer, or the time step shorter");
    }
  }
  std::set<std::pair<std::size_t, EventSide>> dated;
  for (const DateInput& date : dates_) {
    if (date.kind != RequirementKind::actual_date) continue;
    if (dated.insert({date.event.activity, date.event.side}).second) continue;
    error("second-date", date.where, concat("a second actual date says when ", words(date.event)),
          "drop one");
  }
  if (total > most_ticks) {
    error("too-many-ticks", where_,
          concat("the horizon, the durations and the lags add up to ", total, " steps of ",
                 to_text(grid_.step()), ": more than can be counted"),
          "make the time step longer");
  }
  return found;
}

Tick ScheduleBuilder::lag_in_ticks(ScheduleEvent from, ScheduleEvent to, Duration at_least) const {
  const std::optional<Epoch> from_date = fact(from);
  const std::optional<Epoch> to_date = fact(to);
  const Tick rounded = grid_.ceil(at_least);
  if (from_date && to_date) {
    const Tick apart = grid_.floor(*to_date) - grid_.floor(*from_date);
    return *to_date - *from_date >= at_least ? apart : std::max(rounded, apart + 1);
  }
  if (from_date) return grid_.ceil(*from_date + at_least) - grid_.floor(*from_date);
  if (to_date) return grid_.floor(*to_date) - grid_.floor(*to_date - at_least);
  return rounded;
}

void ScheduleBuilder::add_durations(ScheduleProblem& problem) const {
  for (std::size_t i = 0; i < activities_.size(); ++i) {
    const ActivityInput& activity = activities_[i];
    const ScheduleEvent start{i, EventSide::start};
    const ScheduleEvent end{i, EventSide::end};
    problem.activities.push_back(activity.name);
    problem.requirements.push_back(
        {RequirementKind::shortest_duration,
         activity.duration.min == Duration{}
             ? concat(activity.name, " does not end before it starts")
             : concat(activity.name, " lasts at least ", to_text(activity.duration.min)),
         activity.where, Difference{start, end, lag_in_ticks(start, end, activity.duration.min)}});
    if (!activity.duration.max) continue;
    problem.requirements.push_back(
        {RequirementKind::longest_duration,
         concat(activity.name, " lasts at most ", to_text(*activity.duration.max)), activity.where,
         Difference{end, start, lag_in_ticks(end, start, -*activity.duration.max)}});
  }
}

void ScheduleBuilder::add_lags(ScheduleProblem& problem) const {
  for (const LagInput& input : lags_) {
    const std::string before = input.before_words.empty() ? words(input.before) : input.before_words;
    const auto text = [&](Duration lag, bool shortest) {
      return concat(words(input.after), " ", lag_words(lag, shortest), " ", before);
    };
    problem.requirements.push_back(
        {RequirementKind::shortest_lag, text(input.lag.min, true), input.where,
         Difference{input.before, input.after, lag_in_ticks(input.before, input.after, input.lag.min)}});
    if (!input.lag.max) continue;
    problem.requirements.push_back(
        {RequirementKind::longest_lag, text(*input.lag.max, false), input.where,
         Difference{input.after, input.before, lag_in_ticks(input.after, input.before, -*input.lag.max)}});
  }
}

void ScheduleBuilder::add_windows(ScheduleProblem& problem) const {
  for (const WindowsInput& input : windows_) {
    const ScheduleEvent start = input.activity.start();
    std::vector<TickRange> ranges;
    for (const Window& window : input.windows) ranges.push_back(grid_.inside(window.span));
    if (const std::optional<Epoch> date = fact(start)) {
      const Tick tick = grid_.floor(*date);
      const bool inside = std::any_of(input.windows.begin(), input.windows.end(), [&](const Window& window) {
        return window.span.from <= *date && *date < window.span.to;
      });
      if (inside) {
        ranges.push_back({tick, tick});
      } else {
        ranges = without(joined(std::move(ranges)), tick);
        // The windows and the date exclude each other: the tick before the date says so without an empty set.
        if (ranges.empty()) ranges.push_back({tick - 1, tick - 1});
      }
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
    const std::optional<Epoch> date = fact(input.event);
    TickRange range{earliest_tick, latest_tick};
    const char* verb = nullptr;
    if (input.kind == RequirementKind::actual_date) {
      range.first = range.last = grid_.floor(input.date);
      problem.facts.push_back(input.event);
      problem.fact_dates.push_back(input.date);
      verb = input.event.side == EventSide::start ? " started on " : " ended on ";
    } else if (input.kind == RequirementKind::not_before) {
      range.first = grid_.ceil(input.date);
      if (date && *date >= input.date) range.first = grid_.floor(*date);
      verb = input.event.side == EventSide::start ? " starts on or after " : " ends on or after ";
    } else {
      range.last = grid_.floor(input.date);
      if (date && *date > input.date) range.last = std::min(range.last, grid_.floor(*date) - 1);
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
  std::vector<Diagnostic> found = problems();
  if (!found.empty()) {
    std::string rendered;
    for (const Diagnostic& diagnostic : found) rendered += render(diagnostic, {});
    throw ScenarioError(rendered, std::move(found));
  }
  ScheduleProblem problem{grid_, grid_.floor(horizon_.to), {}, {}, goals_, {}, {}};
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
  return problem;
}

}  // namespace perilune
