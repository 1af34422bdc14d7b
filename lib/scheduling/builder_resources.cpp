#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/builder.hpp>

#include "amounts.hpp"
#include "stock_parts.hpp"

// Pads, crews, power, stocks, calendars and budgets.

namespace perilune {
namespace {

using detail::concat;
using detail::to_amount;

// So many thousandths of a unit leave room for sums over thousands of activities in 64 bits.
constexpr double largest_figure = 1e12;

std::optional<std::size_t> number_of(const std::optional<ScheduleMode>& mode) {
  return mode ? std::optional(mode->number) : std::nullopt;
}

}  // namespace

ScheduleDisjunctive ScheduleBuilder::add_disjunctive(std::string name, DisjunctiveOptions options) {
  disjunctives_.push_back({std::move(name), std::move(options), {}, {}});
  return {disjunctives_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::use(ScheduleDisjunctive resource, ScheduleActivity activity,
                                      std::string kind, std::optional<ScheduleMode> mode) {
  expect_known(activity.start(), "use");
  expect_mode(mode, activity.number, "use");
  disjunctives_.at(resource.number).uses.push_back({activity.start(), 1.0, std::move(kind), number_of(mode)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::set_setup(ScheduleDisjunctive resource, const std::string& from,
                                            const std::string& to, Duration duration) {
  disjunctives_.at(resource.number).setups.push_back({from, to, duration});
  return *this;
}

ScheduleCumulative ScheduleBuilder::add_cumulative(std::string name, double capacity, SourceLocation where,
                                                   std::string unit) {
  cumulatives_.push_back({std::move(name), capacity, std::move(where), std::move(unit), {}, {}});
  return {cumulatives_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::set_capacity(ScheduleCumulative resource, Epoch from, double capacity) {
  cumulatives_.at(resource.number).steps.push_back({from, capacity});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::use(ScheduleCumulative resource, ScheduleActivity activity, double demand,
                                      std::optional<ScheduleMode> mode) {
  expect_known(activity.start(), "use");
  expect_mode(mode, activity.number, "use");
  cumulatives_.at(resource.number).uses.push_back({activity.start(), demand, {}, number_of(mode)});
  return *this;
}

ScheduleReservoir ScheduleBuilder::add_reservoir(std::string name, ReservoirOptions options) {
  reservoirs_.push_back({std::move(name), std::move(options), {}, {}, {}});
  return {reservoirs_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::change(ScheduleReservoir resource, ScheduleEvent event, double amount,
                                         std::optional<ScheduleMode> mode) {
  expect_known(event, "change");
  expect_mode(mode, event.activity, "change");
  reservoirs_.at(resource.number).steps.push_back({event, amount, {}, number_of(mode)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::flow(ScheduleReservoir resource, ScheduleActivity activity, double per_day,
                                       std::optional<ScheduleMode> mode) {
  expect_known(activity.start(), "flow");
  expect_mode(mode, activity.number, "flow");
  reservoirs_.at(resource.number).flows.push_back({activity.start(), per_day, {}, number_of(mode)});
  return *this;
}

ScheduleBuilder& ScheduleBuilder::supply(ScheduleReservoir resource, Epoch from, double per_day) {
  reservoirs_.at(resource.number).supplies.push_back({from, per_day});
  return *this;
}

ScheduleCalendar ScheduleBuilder::add_calendar(std::string name, IntervalSet open, SourceLocation where) {
  calendars_.push_back({std::move(name), std::move(open), std::move(where), {}});
  return {calendars_.size() - 1};
}

ScheduleBuilder& ScheduleBuilder::run_in(ScheduleCalendar calendar, ScheduleActivity activity) {
  expect_known(activity.start(), "run_in");
  calendars_.at(calendar.number).activities.push_back(activity.number);
  return *this;
}

ScheduleBuilder& ScheduleBuilder::add_budget(std::string name, Measure measure,
                                             const std::vector<ScheduleActivity>& activities,
                                             const std::vector<BudgetPeriod>& periods, SourceLocation where) {
  BudgetInput input{std::move(name), measure, {}, periods, std::move(where)};
  for (const ScheduleActivity activity : activities) {
    expect_known(activity.start(), "add_budget");
    input.activities.push_back(activity.number);
  }
  budgets_.push_back(std::move(input));
  return *this;
}

void ScheduleBuilder::find_resource_problems(std::vector<Diagnostic>& found) const {
  const auto error = [&](const char* code, const SourceLocation& where, std::string message,
                         std::string help) {
    found.push_back({Severity::error, code, where, 1, std::move(message), {}, std::move(help)});
  };
  std::set<std::string> names;
  const auto check_name = [&](const std::string& name, const SourceLocation& where) {
    if (names.insert(name).second) return;
    error("duplicate-id", where, concat("a second resource has the name '", name, "'"), "give each its own");
  };
  const auto check_figure = [&](double figure, const SourceLocation& where, const std::string& what) {
    if (std::abs(figure) <= largest_figure) return true;
    error("amount-too-large", where,
          concat(what, " is ", figure, ", more than can be counted in thousandths: at most ", largest_figure),
          "speak in a larger unit");
    return false;
  };
  for (const ActivityInput& activity : activities_) {
    for (const ModeOptions& mode : activity.modes) {
      check_figure(mode.cost, mode.where, concat("the cost of ", activity.name, " by '", mode.name, "'"));
      check_figure(mode.delta_v_m_s, mode.where,
                   concat("the delta-v of ", activity.name, " by '", mode.name, "'"));
    }
  }
  for (const OpportunitiesInput& input : opportunities_) {
    const std::string& name = activities_[input.activity.number].name;
    for (const Opportunity& window : input.opportunities) {
      check_figure(window.cost, window.where, concat("the cost of a window of ", name));
      check_figure(window.delta_v_m_s, window.where, concat("the delta-v of a window of ", name));
    }
    const auto is_left = [&](const Opportunity& window) {
      return window.span.from < horizon_.to && window.span.to > horizon_.from;
    };
    if (!input.opportunities.empty() &&
        std::none_of(input.opportunities.begin(), input.opportunities.end(), is_left)) {
      error("no-window-left", input.where, concat("none of the windows of ", name, " lies in the horizon"),
            "add windows, or make the horizon longer");
    }
  }
  for (const DisjunctiveInput& input : disjunctives_) {
    check_name(input.name, input.options.where);
    if (input.options.turnaround < Duration{}) {
      error("negative-duration", input.options.where,
            concat("the turnaround of ", input.name, " is negative: ", to_text(input.options.turnaround)),
            "a turnaround is zero or more");
    }
    std::set<std::string> kinds;
    for (const UseInput& use : input.uses) kinds.insert(use.kind);
    for (const SetupInput& setup : input.setups) {
      if (setup.duration < Duration{}) {
        error("negative-duration", input.options.where,
              concat("the time to change ", input.name, " from '", setup.from, "' to '", setup.to,
                     "' is negative: ", to_text(setup.duration)),
              "a time to change is zero or more");
      }
    }
  }
  for (const CumulativeInput& input : cumulatives_) {
    check_name(input.name, input.where);
    double most = input.capacity;
    if (!(input.capacity >= 0.0)) {
      error("negative-demand", input.where, concat("the capacity of ", input.name, " is ", input.capacity),
            "a capacity is zero or more");
    }
    check_figure(input.capacity, input.where, concat("the capacity of ", input.name));
    for (const DatedAmount& step : input.steps) {
      most = std::max(most, step.amount);
      if (!(step.amount >= 0.0)) {
        error("negative-demand", input.where, concat("a capacity of ", input.name, " is ", step.amount),
              "a capacity is zero or more");
      }
    }
    for (const UseInput& use : input.uses) {
      const ActivityInput& activity = activities_[use.event.activity];
      if (!(use.amount >= 0.0)) {
        error("negative-demand", activity.where,
              concat(activity.name, " takes ", use.amount, " of ", input.name), "a demand is zero or more");
      }
      if (use.amount > most) {
        error("demand-above-capacity", activity.where,
              concat(activity.name, " takes ", use.amount, " of ", input.name,
                     ", of which there is never more than ", most),
              "lower the demand, or raise the capacity");
      }
    }
  }
  for (const ReservoirInput& input : reservoirs_) {
    check_name(input.name, input.options.where);
    const ReservoirOptions& options = input.options;
    if (!(options.lowest <= options.highest)) {
      error("stock-limits", options.where,
            concat("the lowest level of ", input.name, ", ", options.lowest, ", is above its highest, ",
                   options.highest),
            "swap the two");
    } else if (!(options.lowest <= options.initial && options.initial <= options.highest)) {
      error("stock-limits", options.where,
            concat("the level of ", input.name, " begins at ", options.initial, ", outside its limits of ",
                   options.lowest, " to ", options.highest),
            "begin within them, or move the limits");
    }
    check_figure(options.initial, options.where, concat("the first level of ", input.name));
    for (const UseInput& step : input.steps) {
      check_figure(step.amount, activities_[step.event.activity].where,
                   concat("what ", activities_[step.event.activity].name, " changes of ", input.name));
    }
    for (const UseInput& flow : input.flows) {
      check_figure(flow.amount, activities_[flow.event.activity].where,
                   concat("what ", activities_[flow.event.activity].name, " changes a day of ", input.name));
    }
  }
  for (const CalendarInput& input : calendars_) {
    check_name(input.name, input.where);
    if (input.open.trimmed(grid_.step()).empty()) {
      error("calendar-too-short", input.where,
            concat("the calendar ", input.name, " is never open as long as the time step of ",
                   to_text(grid_.step())),
            "give it longer intervals, or make the time step shorter");
    }
  }
  for (const BudgetInput& input : budgets_) {
    check_name(input.name, input.where);
    std::vector<BudgetPeriod> periods = input.periods;
    std::sort(periods.begin(), periods.end(),
              [](const BudgetPeriod& a, const BudgetPeriod& b) { return a.span.from < b.span.from; });
    for (std::size_t i = 0; i < periods.size(); ++i) {
      if (periods[i].span.to <= periods[i].span.from ||
          (i > 0 && periods[i].span.from < periods[i - 1].span.to)) {
        error("budget-periods", input.where,
              concat("the periods of the budget ", input.name, " overlap, or one is empty"),
              "give periods that follow each other");
        break;
      }
      check_figure(periods[i].limit, input.where, concat("a limit of the budget ", input.name));
    }
  }
  using Kind = ObjectiveTerm::Kind;
  for (const ObjectiveInput& input : objective_) {
    for (const Aim& aim : input.aims) {
      const bool both_ways = aim.kind == Kind::date || aim.kind == Kind::presence ||
                             aim.kind == Kind::absence || aim.kind == Kind::by_date ||
                             aim.kind == Kind::duration;
      if (std::isfinite(aim.weight) && (both_ways || aim.weight >= 0.0)) continue;
      error("bad-weight", where_, concat("a weight of the objective is ", aim.weight),
            "makespan, lateness, earliness, cost and delta-v have weights of zero or more");
    }
  }
}

void ScheduleBuilder::add_resources(ScheduleProblem& problem) const {
  add_disjunctives(problem);
  add_cumulatives(problem);
  add_calendars(problem);
  add_reservoirs(problem);
  add_budgets(problem);
}

void ScheduleBuilder::add_disjunctives(ScheduleProblem& problem) const {
  for (const DisjunctiveInput& input : disjunctives_) {
    Disjunctive rule;
    std::map<std::string, std::size_t> kinds;
    for (const UseInput& use : input.uses) {
      const std::size_t kind = kinds.emplace(use.kind, kinds.size()).first->second;
      rule.uses.push_back({use.event.activity, kind, use.mode});
    }
    // Events need not lie on whole ticks: what ends latest after its tick and what starts earliest count.
    std::vector<Duration> latest_end(kinds.size());
    std::vector<Duration> earliest_start(kinds.size(), grid_.step());
    for (const Disjunctive::Use& use : rule.uses) {
      latest_end[use.kind] = std::max(latest_end[use.kind], problem.offsets[2 * use.activity + 1]);
      earliest_start[use.kind] = std::min(earliest_start[use.kind], problem.offsets[2 * use.activity]);
    }
    const auto ticks = [&](std::size_t from, std::size_t to, Duration time) {
      return std::max<Tick>(0, grid_.ceil(time + (latest_end[from] - earliest_start[to])));
    };
    rule.setup.assign(kinds.size(), std::vector<Tick>(kinds.size(), 0));
    for (std::size_t from = 0; from < kinds.size(); ++from) {
      for (std::size_t to = 0; to < kinds.size(); ++to)
        rule.setup[from][to] = ticks(from, to, input.options.turnaround);
    }
    for (const SetupInput& setup : input.setups) {
      const auto from = kinds.find(setup.from);
      const auto to = kinds.find(setup.to);
      if (from == kinds.end() || to == kinds.end()) continue;  // nothing of that kind uses it
      rule.setup[from->second][to->second] = ticks(from->second, to->second, setup.duration);
    }
    std::string text = concat(input.name, " serves one activity at a time");
    if (input.options.turnaround > Duration{})
      text += concat(", ", to_text(input.options.turnaround), " apart");
    problem.requirements.push_back(
        {RequirementKind::disjunctive, std::move(text), input.options.where, std::move(rule)});
  }
}

void ScheduleBuilder::add_cumulatives(ScheduleProblem& problem) const {
  for (const CumulativeInput& input : cumulatives_) {
    Cumulative rule;
    for (const UseInput& use : input.uses) {
      rule.uses.push_back({use.event.activity, to_amount(use.amount), use.mode});
    }
    std::map<Tick, Amount> steps{{earliest_tick, to_amount(input.capacity)}};
    for (const DatedAmount& step : input.steps) steps[grid_.ceil(step.from)] = to_amount(step.amount);
    for (const auto& [from, capacity] : steps) rule.capacity.push_back({from, capacity});
    const std::string unit = input.unit.empty() ? "" : " " + input.unit;
    const std::string text = steps.size() == 1
                                 ? concat(input.name, " has a capacity of ", input.capacity, unit)
                                 : concat(input.name, " has a capacity that changes with time");
    problem.requirements.push_back({RequirementKind::cumulative, text, input.where, std::move(rule)});
  }
}

void ScheduleBuilder::add_calendars(ScheduleProblem& problem) const {
  for (const CalendarInput& input : calendars_) {
    std::vector<Cumulative::Step> steps{{earliest_tick, 0}};
    for (const Interval& open : input.open) {
      const Tick from = grid_.ceil(open.from);
      const Tick to = grid_.floor(open.to);
      if (from >= to) continue;
      if (steps.back().from == from) {
        steps.back().capacity = amount_per_unit;
      } else {
        steps.push_back({from, amount_per_unit});
      }
      steps.push_back({to, 0});
    }
    for (const std::size_t activity : input.activities) {
      problem.requirements.push_back(
          {RequirementKind::calendar,
           concat(activities_[activity].name, " runs only while ", input.name, " is open"), input.where,
           Cumulative{{{activity, amount_per_unit, std::nullopt}}, steps}});
    }
  }
}

void ScheduleBuilder::add_reservoirs(ScheduleProblem& problem) const {
  for (const ReservoirInput& input : reservoirs_) {
    const ReservoirOptions& options = input.options;
    std::vector<double> steps;
    std::vector<double> flows;
    for (const UseInput& step : input.steps) steps.push_back(step.amount);
    for (const UseInput& flow : input.flows) flows.push_back(flow.amount);
    for (const DatedAmount& supply : input.supplies) flows.push_back(supply.amount);
    steps.push_back(options.initial);
    steps.push_back(options.lowest);
    if (std::isfinite(options.highest)) steps.push_back(options.highest);
    const detail::StockParts parts = detail::count_in_parts(steps, flows, grid_.step());

    Reservoir rule;
    rule.initial = parts.of(options.initial);
    rule.lowest = parts.of(options.lowest);
    if (std::isfinite(options.highest)) rule.highest = parts.of(options.highest);
    rule.spills = options.spills;
    rule.ticks = {0, problem.horizon_end};
    rule.parts_per_unit = parts.per_unit;
    rule.unit = options.unit;
    for (const UseInput& step : input.steps) {
      rule.steps.push_back({step.event, parts.of(step.amount), step.mode});
    }
    for (const UseInput& flow : input.flows) {
      rule.flows.push_back({flow.event.activity, parts.per_tick(flow.amount), flow.mode});
    }
    std::map<Tick, Amount> supplies;
    for (const DatedAmount& supply : input.supplies) {
      supplies[std::max<Tick>(0, grid_.ceil(supply.from))] = parts.per_tick(supply.amount);
    }
    for (const auto& [from, per_tick] : supplies) rule.supplies.push_back({from, per_tick});
    std::string text = concat(input.name, " stays at or above ", options.lowest);
    if (std::isfinite(options.highest) && !options.spills)
      text += concat(", and at or below ", options.highest);
    if (!options.unit.empty()) text += concat(" ", options.unit);
    problem.requirements.push_back(
        {RequirementKind::reservoir, std::move(text), options.where, std::move(rule)});
  }
}

void ScheduleBuilder::add_budgets(ScheduleProblem& problem) const {
  for (const BudgetInput& input : budgets_) {
    Budget rule{input.measure, input.activities, {}};
    if (rule.activities.empty()) {
      rule.activities.resize(activities_.size());
      std::iota(rule.activities.begin(), rule.activities.end(), std::size_t{0});
    }
    for (const BudgetPeriod& period : input.periods) {
      const Amount limit = input.measure == Measure::one ? static_cast<Amount>(std::floor(period.limit))
                                                         : to_amount(period.limit);
      rule.periods.push_back({grid_.inside(period.span), limit});
    }
    std::erase_if(rule.periods,
                  [](const Budget::Period& period) { return period.ticks.last < period.ticks.first; });
    std::sort(rule.periods.begin(), rule.periods.end(),
              [](const auto& a, const auto& b) { return a.ticks.first < b.ticks.first; });
    problem.requirements.push_back({RequirementKind::budget, concat("the budget ", input.name, " is kept"),
                                    input.where, std::move(rule)});
  }
}

}  // namespace perilune
