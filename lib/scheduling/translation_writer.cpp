#include "translation_writer.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/roadmap.hpp>

namespace perilune::detail {
namespace {

using engine::Literal;
using engine::Tag;
using engine::Term;
using engine::Value;

/// The most room on either side of a horizon: whatever starts at the end of it and lasts as long as horizon
/// and room together still ends at a number that the engine counts.
constexpr Tick most_room(Tick horizon_end) {
  return (engine::largest_value - 2 * horizon_end) / 3;
}
static_assert(2 * most_time_steps + 2 <= engine::largest_value && most_room(most_time_steps) > 0,
              "a horizon and what is looked at beyond it have to fit");

/// Room where the horizon does not count: the farthest date, and all that lags and durations can push beyond
/// it one after the other.
Tick room_around(const ScheduleProblem& problem) {
  const Tick most = most_room(problem.horizon_end);
  Tick pushed = 1, farthest = 0;
  const auto add = [&](Tick ticks) { pushed = std::min(most, pushed + std::min(most, std::abs(ticks))); };
  const auto see = [&](Tick date) {
    farthest = std::max({farthest, std::min(most, date - problem.horizon_end), std::min(most, -date)});
  };
  for (const Requirement& requirement : problem.requirements) {
    if (const auto* difference = std::get_if<Difference>(&requirement.rule)) add(difference->at_least);
    if (const auto* disjunctive = std::get_if<Disjunctive>(&requirement.rule)) {
      Tick longest = 0;
      for (const auto& row : disjunctive->setup) {
        for (const Tick setup : row) longest = std::max(longest, setup);
      }
      for (std::size_t i = 0; i < disjunctive->uses.size(); ++i) add(longest);
    }
    if (const auto* cumulative = std::get_if<Cumulative>(&requirement.rule)) {
      if (cumulative->capacity.size() > 1) {
        see(cumulative->capacity.back().from);
        see(cumulative->capacity[1].from);
      }
    }
    if (const auto* allowed = std::get_if<AllowedTicks>(&requirement.rule);
        allowed != nullptr && allowed->event) {
      if (allowed->ranges.front().first > earliest_tick) see(allowed->ranges.front().first);
      if (allowed->ranges.back().last < latest_tick) see(allowed->ranges.back().last);
    }
  }
  for (const ActivityChoices& choices : problem.choices) {
    Tick longest = 0;
    for (const ActivityWay& way : choices.ways) longest = std::max(longest, way.shortest);
    add(longest);
  }
  return std::min(most, farthest + pushed);
}

}  // namespace

Translation::Writer::Writer(Translation& out, const ScheduleProblem& problem, TranslationOptions options)
    : out_(out), model_(out.model_), problem_(problem), options_(std::move(options)) {
  const std::size_t count = problem.activities.size();
  out_.presence_.assign(count, none);
  out_.way_.assign(count, none);
  cost_.assign(count, none);
  delta_v_.assign(count, none);
  by_mode_.resize(count);
}

void Translation::Writer::run() {
  set_box();
  for (std::size_t i = 0; i < problem_.activities.size(); ++i) add_interval(i);
  for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
    if (!is_enabled(r)) continue;
    tag_ =
        options_.tagged && !problem_.requirements[r].is_understood ? static_cast<Tag>(r) : engine::untagged;
    requirement_ = &problem_.requirements[r];
    std::visit([&](const auto& rule) { add(rule); }, requirement_->rule);
  }
  tag_ = engine::untagged;
  requirement_ = nullptr;
  if (options_.with_objective) add_objective();
  // Last: only now is it known whose figures are asked for.
  for (std::size_t i = 0; i < problem_.activities.size(); ++i) add_ways(i);
}

Value Translation::Writer::checked(Value value) const {
  if (std::abs(value) <= engine::largest_value) return value;
  throw InvalidArgument(concat("solve: the number ", value, " of the requirement '",
                               requirement_ != nullptr ? requirement_->text : "objective",
                               "' is more than the solver counts, ", engine::largest_value,
                               ". Make the time step longer, or speak in a larger unit."));
}

void Translation::Writer::set_box() {
  bool begins = !options_.tagged;
  bool ends = !options_.tagged;
  if (!options_.tagged) {
    for (std::size_t r = 0; r < problem_.requirements.size(); ++r) {
      if (is_enabled(r)) continue;
      begins &= problem_.requirements[r].kind != RequirementKind::horizon_start;
      ends &= problem_.requirements[r].kind != RequirementKind::horizon_end;
    }
  }
  const Tick room = begins && ends ? 0 : room_around(problem_);
  box_ = {begins ? 0 : -room, checked(problem_.horizon_end + (ends ? 0 : room))};
}

std::size_t Translation::Writer::add_variable(Value first, Value last) {
  model_.variables.push_back({{{checked(first), checked(last)}}});
  return model_.variables.size() - 1;
}

const ActivityChoices& Translation::Writer::choices(std::size_t i) const {
  static const ActivityChoices nothing_open;
  return problem_.choices.empty() ? nothing_open : problem_.choices[i];
}

std::vector<Literal> Translation::Writer::if_present(std::size_t i) const {
  return is_optional(i) ? std::vector<Literal>{present(i)} : std::vector<Literal>{};
}

Term Translation::Writer::term(const ScheduleEvent& event) const {
  return event.side == EventSide::start ? engine::start_of(event.activity) : engine::end_of(event.activity);
}

void Translation::Writer::add_interval(std::size_t i) {
  engine::Interval interval;
  interval.start = {box_};
  interval.duration = {0, box_.last - box_.first};
  if (choices(i).optional) {
    out_.presence_[i] = add_variable(0, 1);
    interval.presence = present(i);
  }
  if (choices(i).ways.size() > 1) {
    out_.way_[i] = add_variable(0, static_cast<Value>(choices(i).ways.size()) - 1);
  }
  model_.intervals.push_back(std::move(interval));
}

std::vector<Literal> Translation::Writer::in_mode(std::size_t i, std::optional<std::size_t> mode) const {
  std::vector<Literal> conditions = if_present(i);
  const auto& ways = choices(i).ways;
  if (!mode || out_.way_[i] == none) return conditions;
  const auto is_it = [&](const ActivityWay& way) { return way.mode == *mode; };
  const auto first = std::find_if(ways.begin(), ways.end(), is_it) - ways.begin();
  const auto last = ways.rend() - std::find_if(ways.rbegin(), ways.rend(), is_it) - 1;
  const Term way = engine::variable(out_.way_[i]);
  if (first > 0) conditions.push_back(engine::at_least(way, first));
  if (last + 1 < static_cast<std::ptrdiff_t>(ways.size())) conditions.push_back(engine::at_most(way, last));
  return conditions;
}

bool Translation::Writer::is_never(std::size_t i, std::optional<std::size_t> mode) const {
  if (!mode) return false;
  const auto& ways = choices(i).ways;
  if (ways.empty()) return *mode != 0;
  return std::none_of(ways.begin(), ways.end(), [&](const ActivityWay& way) { return way.mode == *mode; });
}

std::size_t Translation::Writer::interval_in_mode(std::size_t i, std::optional<std::size_t> mode) {
  const auto& ways = choices(i).ways;
  const auto is_other = [&](const ActivityWay& way) { return way.mode != *mode; };
  if (!mode || std::none_of(ways.begin(), ways.end(), is_other)) return i;
  if (by_mode_[i].empty()) add_mode_intervals(i);
  return by_mode_[i].at(*mode);
}

void Translation::Writer::add_mode_intervals(std::size_t i) {
  engine::Alternative alternative{i, {}, engine::untagged};
  std::vector<std::size_t> modes;
  for (const ActivityWay& way : choices(i).ways) modes.push_back(way.mode);
  std::sort(modes.begin(), modes.end());
  modes.erase(std::unique(modes.begin(), modes.end()), modes.end());
  for (const std::size_t mode : modes) {
    const Literal chosen = engine::at_least(engine::variable(add_variable(0, 1)), 1);
    for (const Literal& condition : in_mode(i, mode)) {
      model_.clauses.push_back({{!chosen, condition}, engine::untagged});
    }
    engine::Interval option;
    option.start = {box_};
    option.duration = {0, box_.last - box_.first};
    option.presence = chosen;
    model_.intervals.push_back(std::move(option));
    by_mode_[i][mode] = model_.intervals.size() - 1;
    alternative.options.push_back(model_.intervals.size() - 1);
  }
  model_.alternatives.push_back(std::move(alternative));
}

}  // namespace perilune::detail
