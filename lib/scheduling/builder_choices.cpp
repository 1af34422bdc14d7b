#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/engine/model.hpp>

#include "amounts.hpp"

// What is open about activities beside their dates: modes, opportunities, whether they take place at all.

namespace perilune {
namespace {

using detail::concat;
using detail::to_amount;

std::string names_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

// The engine counts sums up to 10^18, of which what lies beyond the horizon takes some.
constexpr double most_of_a_sum = 1e17;

bool has_large_weight(const ObjectiveLevel& level) {
  return std::any_of(level.terms.begin(), level.terms.end(),
                     [](const ObjectiveTerm& term) { return std::abs(term.weight) > engine::largest_value; });
}

/// What the sum of a level may come to at most, either way.
double largest_sum(const ScheduleProblem& problem, const ObjectiveLevel& level) {
  using Kind = ObjectiveTerm::Kind;
  double sum = 0.0;
  for (const ObjectiveTerm& term : level.terms) {
    Tick span = 1;
    switch (term.kind) {
      case Kind::makespan:
      case Kind::date:
      case Kind::duration:
        span = problem.horizon_end;
        break;
      case Kind::lateness:
        span = std::max<Tick>(0, problem.horizon_end - term.tick);
        break;
      case Kind::earliness:
        span = std::max<Tick>(0, term.tick);
        break;
      case Kind::cost:
      case Kind::delta_v:
        for (const ActivityWay& way : problem.choices[term.event.activity].ways)
          span = std::max(span, std::abs(term.kind == Kind::cost ? way.cost : way.delta_v));
        break;
      case Kind::presence:
      case Kind::absence:
      case Kind::by_date:
      case Kind::moved:
        break;
    }
    sum += std::abs(static_cast<double>(term.weight)) * static_cast<double>(span);
  }
  return sum;
}

}  // namespace

void ScheduleBuilder::expect_mode(const std::optional<ScheduleMode>& mode, std::size_t activity,
                                  const char* function) const {
  if (!mode) return;
  expect_known({mode->activity, EventSide::start}, function);
  if (mode->activity == activity && mode->number < activities_[activity].modes.size()) return;
  throw InvalidArgument(concat("ScheduleBuilder::", function, ": the mode is not one of '",
                               activities_[activity].name,
                               "'. Pass what add_mode returned for that activity."));
}

ScheduleMode ScheduleBuilder::add_mode(ScheduleActivity activity, ModeOptions options) {
  expect_known(activity.start(), "add_mode");
  auto& modes = activities_[activity.number].modes;
  modes.push_back(std::move(options));
  return {activity.number, modes.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::choose_window(ScheduleActivity activity,
                                                const std::vector<Opportunity>& opportunities,
                                                SourceLocation where) {
  expect_known(activity.start(), "choose_window");
  for (const Opportunity& window : opportunities) expect_mode(window.mode, activity.number, "choose_window");
  opportunities_.push_back({activity, opportunities, std::move(where)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::precede_in_mode(ScheduleMode mode, ScheduleEvent before,
                                                  ScheduleEvent after, DurationRange lag,
                                                  SourceLocation where) {
  expect_mode(mode, mode.activity, "precede_in_mode");
  precede(before, after, std::move(lag), {}, std::move(where));
  lags_.back().when = mode;
  return *this;
}

ScheduleBuilder& ScheduleBuilder::make_optional(ScheduleActivity activity) {
  expect_known(activity.start(), "make_optional");
  activities_[activity.number].optional = true;
  return *this;
}

ScheduleBuilder& ScheduleBuilder::choose_one(const std::vector<ScheduleActivity>& activities,
                                             std::string text, SourceLocation where) {
  for (const ScheduleActivity activity : activities) make_optional(activity);
  return take_place(activities, 1, 1, std::nullopt, std::move(text), std::move(where));
}

ScheduleBuilder& ScheduleBuilder::together(const std::vector<ScheduleActivity>& activities) {
  for (std::size_t i = 1; i < activities.size(); ++i) {
    need(activities[i], activities[0]).presences_.back().is_understood = true;
    need(activities[0], activities[i]).presences_.back().is_understood = true;
  }
  return *this;
}

ScheduleBuilder& ScheduleBuilder::need(ScheduleActivity activity, ScheduleActivity needed, std::string text,
                                       SourceLocation where) {
  expect_known(activity.start(), "need");
  expect_known(needed.start(), "need");
  if (text.empty()) {
    text =
        concat(activities_[activity.number].name, " takes place only with ", activities_[needed.number].name);
  }
  return take_place({needed}, 1, 1, activity, std::move(text), std::move(where));
}

ScheduleBuilder& ScheduleBuilder::take_place(const std::vector<ScheduleActivity>& activities,
                                             std::size_t at_least, std::size_t at_most,
                                             std::optional<ScheduleActivity> when, std::string text,
                                             SourceLocation where) {
  for (const ScheduleActivity activity : activities) expect_known(activity.start(), "take_place");
  if (when) expect_known(when->start(), "take_place");
  PresenceInput input{activities, at_least, at_most, when, std::move(text), std::move(where)};
  presences_.push_back(std::move(input));
  return *this;
}

bool ScheduleBuilder::has_ways(std::size_t activity) const {
  return !activities_[activity].modes.empty() ||
         std::any_of(opportunities_.begin(), opportunities_.end(),
                     [&](const OpportunitiesInput& input) { return input.activity.number == activity; });
}

void ScheduleBuilder::add_choices(ScheduleProblem& problem) const {
  problem.choices.resize(activities_.size());
  for (std::size_t i = 0; i < activities_.size(); ++i) {
    const ActivityInput& activity = activities_[i];
    ActivityChoices& choices = problem.choices[i];
    choices.optional = activity.optional;
    if (!has_ways(i)) continue;
    std::vector<const Opportunity*> windows;
    SourceLocation windows_where;
    for (const OpportunitiesInput& input : opportunities_) {
      if (input.activity.number != i) continue;
      if (windows_where.line == 0) windows_where = input.where;
      for (const Opportunity& window : input.opportunities) windows.push_back(&window);
    }
    std::vector<ModeOptions> modes = activity.modes;
    if (modes.empty()) modes.push_back({{}, activity.duration, 0.0, 0.0, activity.where});
    for (std::size_t m = 0; m < modes.size(); ++m) {
      choices.modes.push_back(modes[m].name);
      const auto add = [&](const Opportunity* window) {
        const DurationRange& lasts =
            window != nullptr && window->duration ? *window->duration : modes[m].duration;
        ActivityWay way;
        way.mode = m;
        way.shortest = grid_.ceil(lasts.min);
        if (lasts.max) way.longest = grid_.floor(*lasts.max);
        // An exact duration that is no whole number of ticks takes the tick that it begins.
        if (way.longest && *way.longest < way.shortest) way.longest = way.shortest;
        way.delta_v = to_amount(modes[m].delta_v_m_s + (window != nullptr ? window->delta_v_m_s : 0.0));
        way.cost = to_amount(modes[m].cost + (window != nullptr ? window->cost : 0.0));
        if (window != nullptr) way.starts = grid_.inside(window->span);
        choices.ways.push_back(way);
      };
      if (windows.empty()) add(nullptr);
      for (const Opportunity* window : windows) {
        if (!window->mode || window->mode->number == m) add(window);
      }
    }
    if (!windows.empty()) {
      if (windows_where.line == 0) windows_where = windows.front()->where;
      problem.requirements.push_back(
          {RequirementKind::windows,
           windows.size() == 1 ? concat(activity.name, " starts in its window")
                               : concat(activity.name, " starts in one of its ", windows.size(), " windows"),
           windows_where, WayWindow{i}});
    }
    problem.requirements.push_back({RequirementKind::modes,
                                    activity.modes.empty()
                                        ? concat(activity.name, " lasts as long as its window says")
                                        : concat(activity.name, " lasts as long as its mode says"),
                                    activity.where, WayDuration{i}});
  }
}

void ScheduleBuilder::add_presences(ScheduleProblem& problem) const {
  for (const PresenceInput& input : presences_) {
    PresenceCount rule{{}, input.at_least, input.at_most, std::nullopt};
    std::vector<std::string> names;
    for (const ScheduleActivity activity : input.activities) {
      rule.activities.push_back(activity.number);
      names.push_back(activities_[activity.number].name);
    }
    if (input.when) rule.when = input.when->number;
    std::string text = input.text;
    if (text.empty()) {
      text = input.at_least == input.at_most
                 ? concat("exactly ", input.at_least, " of ", names_of(names), " takes place")
                 : concat("between ", input.at_least, " and ", input.at_most, " of ", names_of(names),
                          " take place");
      if (input.when) text += concat(" if ", activities_[input.when->number].name, " does");
    }
    problem.requirements.push_back(
        {RequirementKind::presence, std::move(text), input.where, std::move(rule)});
    problem.requirements.back().is_understood = input.is_understood;
  }
}

ScheduleBuilder& ScheduleBuilder::minimise(std::vector<Aim> aims, std::string text, SourceLocation where) {
  for (const Aim& aim : aims) {
    if (aim.event) expect_known(*aim.event, "minimise");
  }
  objective_.push_back({std::move(aims), std::move(text), std::move(where)});
  return *this;
}

std::vector<Diagnostic> ScheduleBuilder::add_objective(ScheduleProblem& problem) const {
  std::vector<Diagnostic> found;
  using Kind = ObjectiveTerm::Kind;
  const double tick_days = grid_.step().days();
  for (const ObjectiveInput& input : objective_) {
    struct Weighted {
      ObjectiveTerm term;
      double weight = 0.0;
    };
    std::vector<Weighted> terms;
    for (const Aim& aim : input.aims) {
      ObjectiveTerm term;
      term.kind = aim.kind;
      term.event = aim.event.value_or(ScheduleEvent{});
      if (aim.date) {
        const Epoch date =
            *aim.date -
            problem.offsets[2 * term.event.activity + (term.event.side == EventSide::end ? 1 : 0)];
        term.tick = aim.kind == Kind::earliness ? grid_.ceil(date) : grid_.floor(date);
      }
      const bool is_sum = aim.kind == Kind::cost || aim.kind == Kind::delta_v;
      const bool is_time = aim.kind == Kind::makespan || aim.kind == Kind::date ||
                           aim.kind == Kind::lateness || aim.kind == Kind::earliness ||
                           aim.kind == Kind::duration;
      const double weight = aim.weight * (is_sum ? 1.0 / amount_per_unit : is_time ? tick_days : 1.0);
      if (!is_sum || aim.event) {
        terms.push_back({term, weight});
        continue;
      }
      for (std::size_t i = 0; i < activities_.size(); ++i) {
        const bool counts = std::any_of(
            problem.choices[i].ways.begin(), problem.choices[i].ways.end(),
            [&](const ActivityWay& way) { return (aim.kind == Kind::cost ? way.cost : way.delta_v) != 0; });
        term.event = {i, EventSide::start};
        if (counts) terms.push_back({term, weight});
      }
    }
    std::vector<double> weights;
    for (const Weighted& one : terms) weights.push_back(one.weight);
    const detail::WholeWeights whole = detail::to_whole(weights);
    ObjectiveLevel level{input.text, {}, whole.unit, {}};
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (whole.weights[i] == 0) continue;
      level.terms.push_back(terms[i].term);
      level.terms.back().weight = whole.weights[i];
    }
    if (has_large_weight(level) || largest_sum(problem, level) > most_of_a_sum) {
      const SourceLocation& where = input.where.line > 0 ? input.where : where_;
      found.push_back({Severity::error,
                       "objective-too-large",
                       where,
                       1,
                       concat("the objective '", level.text, "' may come to more than can be counted"),
                       {},
                       "make the time step longer, or the weights less different from each other"});
    }
    problem.objective.push_back(std::move(level));
  }
  return found;
}

}  // namespace perilune
