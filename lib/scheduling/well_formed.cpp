#include "well_formed.hpp"

#include <algorithm>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

bool names_known(const ScheduleProblem& problem, std::size_t activity) {
  return activity < problem.activities.size();
}
bool names_known(const ScheduleProblem&, const Difference&) {
  return true;
}
bool names_known(const ScheduleProblem&, const AllowedTicks&) {
  return true;
}
bool names_known(const ScheduleProblem& problem, const PresenceCount& rule) {
  return (!rule.when || names_known(problem, *rule.when)) &&
         std::all_of(rule.activities.begin(), rule.activities.end(),
                     [&](std::size_t i) { return names_known(problem, i); });
}
bool names_known(const ScheduleProblem& problem, const WayWindow& rule) {
  return names_known(problem, rule.activity);
}
bool names_known(const ScheduleProblem& problem, const WayDuration& rule) {
  return names_known(problem, rule.activity);
}
bool names_known(const ScheduleProblem& problem, const Disjunctive& rule) {
  const std::size_t kinds = rule.setup.size();
  return std::all_of(rule.setup.begin(), rule.setup.end(),
                     [&](const auto& row) { return row.size() == kinds; }) &&
         std::all_of(rule.uses.begin(), rule.uses.end(),
                     [&](const auto& use) { return names_known(problem, use.activity) && use.kind < kinds; });
}
bool names_known(const ScheduleProblem& problem, const Cumulative& rule) {
  return !rule.capacity.empty() && std::all_of(rule.uses.begin(), rule.uses.end(), [&](const auto& use) {
    return names_known(problem, use.activity) && use.demand >= 0;
  });
}
bool names_known(const ScheduleProblem& problem, const Reservoir& rule) {
  return std::all_of(rule.steps.begin(), rule.steps.end(),
                     [&](const auto& step) { return names_known(problem, step.event.activity); }) &&
         std::all_of(rule.flows.begin(), rule.flows.end(),
                     [&](const auto& flow) { return names_known(problem, flow.activity); });
}
bool names_known(const ScheduleProblem& problem, const Budget& rule) {
  return std::all_of(rule.activities.begin(), rule.activities.end(),
                     [&](std::size_t i) { return names_known(problem, i); });
}

}  // namespace

void expect_well_formed(const ScheduleProblem& problem) {
  const auto expect = [](bool holds, const std::string& what) {
    if (!holds) throw InvalidArgument(concat("solve: ", what, ". Let ScheduleBuilder make the problem."));
  };
  const auto is_known = [&](const ScheduleEvent& event) {
    return event.activity < problem.activities.size();
  };
  Tick room = latest_tick / 2;
  bool begins = false;
  bool ends = false;
  for (const Requirement& requirement : problem.requirements) {
    const std::string name = concat("the requirement '", requirement.text, "' ");
    if (const auto* difference = std::get_if<Difference>(&requirement.rule)) {
      expect(is_known(difference->from) && is_known(difference->to), name + "names an unknown activity");
      expect(difference->at_least >= -room && difference->at_least <= room, name + "overflows the ticks");
      room -= std::max(difference->at_least, -difference->at_least);
      continue;
    }
    const auto* allowed_ticks = std::get_if<AllowedTicks>(&requirement.rule);
    if (allowed_ticks == nullptr) {
      expect(std::visit([&](const auto& rule) { return names_known(problem, rule); }, requirement.rule),
             name + "names an unknown activity");
      continue;
    }
    const AllowedTicks& allowed = *allowed_ticks;
    expect(!allowed.event || is_known(*allowed.event), name + "names an unknown activity");
    expect(!allowed.ranges.empty(), name + "allows no tick");
    for (std::size_t i = 0; i < allowed.ranges.size(); ++i) {
      const TickRange& range = allowed.ranges[i];
      expect(range.first <= range.last && range.first >= earliest_tick && range.last <= latest_tick &&
                 (i == 0 || allowed.ranges[i - 1].last < range.first),
             name + "has ranges that are not sorted and apart");
    }
    begins |= !allowed.event && allowed.ranges.front().first > earliest_tick;
    ends |= !allowed.event && allowed.ranges.back().last < latest_tick;
  }
  expect(begins && ends, "nothing says where the horizon begins and ends");
  for (const ScheduleEvent& goal : problem.goals) expect(is_known(goal), "a goal is an unknown activity");
  for (const ScheduleEvent& event : problem.happened)
    expect(is_known(event), "an unknown activity has happened");
  expect(problem.offsets.size() == 2 * problem.activities.size(), "not every event has an offset");
  for (const Duration offset : problem.offsets) {
    expect(offset >= Duration{} && offset < problem.grid.step(), "an offset is not within a step");
  }
  expect(problem.choices.empty() || problem.choices.size() == problem.activities.size(),
         "not every activity has its choices");
  for (const ActivityChoices& choices : problem.choices) {
    for (const ActivityWay& way : choices.ways) {
      expect(way.mode < choices.modes.size() && way.shortest >= 0, "a way of an activity is not one");
    }
  }
  for (const ObjectiveLevel& level : problem.objective) {
    for (const ObjectiveTerm& term : level.terms)
      expect(is_known(term.event), "an aim is an unknown activity");
  }
}

}  // namespace perilune::detail
