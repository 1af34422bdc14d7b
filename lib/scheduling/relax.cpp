#include <perilune/scheduling/relax.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/engine/solve.hpp>

#include "plain.hpp"
#include "search_conflict.hpp"
#include "search_options.hpp"
#include "translation.hpp"
#include "turns.hpp"

namespace perilune {
namespace {

using detail::concat;

struct Trial {
  ScheduleStatus status = ScheduleStatus::unknown;
  ScheduleAssignment schedule;
};

/// Whether the problem has a schedule at all.
Trial try_problem(const ScheduleProblem& problem, const SolveOptions& options) {
  if (is_plain(problem)) {
    const Schedule schedule = detail::solve_plain(problem, SlackAim::horizon);
    if (schedule.status == ScheduleStatus::infeasible) return {ScheduleStatus::infeasible, {}};
    return {ScheduleStatus::feasible, assignment_of(schedule)};
  }
  if (detail::has_turns_alone(problem, {})) {
    detail::Possibility found = detail::can_hold_by_turns(problem, {});
    if (found.status != ScheduleStatus::unknown) return {found.status, std::move(found.assignment)};
  }
  const detail::Translation translation(problem, {{}, false, false});
  engine::Options how = detail::engine_options(options);
  how.progress = {};
  how.stop_at_first = true;
  const engine::Answer answer = engine::solve(translation.model(), how);
  if (answer.has_assignment()) return {ScheduleStatus::feasible, translation.read(answer.assignment)};
  if (answer.status == engine::Status::infeasible) return {ScheduleStatus::infeasible, {}};
  return {};
}

/// A way to loosen one requirement by more or less.
struct Loosening {
  std::function<void(ScheduleProblem&, std::int64_t)> apply;
  std::function<std::string(std::int64_t)> text;
  bool is_time = true;
  std::int64_t most = 0;
};

std::string event_words(const ScheduleProblem& problem, const ScheduleEvent& event) {
  return concat(problem.activities[event.activity],
                event.side == EventSide::start ? " may start " : " may end ");
}

void widen(std::vector<TickRange>& ranges, Tick before, Tick after) {
  std::vector<TickRange> joined;
  for (TickRange range : ranges) {
    if (range.first > earliest_tick) range.first -= before;
    if (range.last < latest_tick) range.last += after;
    if (!joined.empty() && range.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  ranges = std::move(joined);
}

class Loosenings {
 public:
  Loosenings(const ScheduleProblem& problem, std::size_t requirement)
      : problem_(problem), r_(requirement), kind_(problem.requirements[requirement].kind) {}

  std::vector<Loosening> all() {
    std::visit([&](const auto& rule) { add(rule); }, problem_.requirements[r_].rule);
    return std::move(found_);
  }

 private:
  Tick most_ticks() const { return 2 * problem_.horizon_end + 2; }
  /// Exact, with days beside it where it is long and no whole number of them.
  std::string lasting(std::int64_t ticks) const {
    const Duration exact = problem_.grid.duration(ticks);
    const std::string text = to_text(exact);
    const bool is_clear = exact < Duration::days(2.0) || text.ends_with(" d");
    return is_clear ? text : concat(text, " (", fixed(exact.days(), 1), " d)");
  }

  template <class Rule>
  auto change(void (*how)(Rule&, std::int64_t)) const {
    return [r = r_, how](ScheduleProblem& problem, std::int64_t by) {
      how(std::get<Rule>(problem.requirements[r].rule), by);
    };
  }

  void add(const Difference& rule) {
    const std::string text = problem_.requirements[r_].text;
    found_.push_back({change<Difference>([](Difference& lag, std::int64_t by) { lag.at_least -= by; }),
                      [=, this](std::int64_t by) {
                        return concat("would hold if it gave way by ", lasting(by), ": ", text);
                      },
                      true, most_ticks() + std::abs(rule.at_least)});
  }

  void add(const AllowedTicks& rule) {
    if (kind_ == RequirementKind::actual_date) return;
    const bool ends = kind_ == RequirementKind::horizon_end;
    if (!rule.event && !ends) return;
    const std::string who = ends ? "the horizon ended " : event_words(problem_, *rule.event);
    if (rule.ranges.back().last < latest_tick) {
      found_.push_back(
          {[r = r_, ends](ScheduleProblem& problem, std::int64_t by) {
             widen(std::get<AllowedTicks>(problem.requirements[r].rule).ranges, 0, by);
             if (ends) problem.horizon_end += by;
           },
           [=, this](std::int64_t by) { return concat("would hold if ", who, lasting(by), " later"); }, true,
           most_ticks()});
    }
    if (rule.event && rule.ranges.front().first > earliest_tick) {
      found_.push_back(
          {[r = r_](ScheduleProblem& problem, std::int64_t by) {
             widen(std::get<AllowedTicks>(problem.requirements[r].rule).ranges, by, 0);
           },
           [=, this](std::int64_t by) { return concat("would hold if ", who, lasting(by), " earlier"); },
           true, most_ticks()});
    }
  }

  void add(const PresenceCount&) {}

  void add(const WayWindow& rule) {
    const std::string who = event_words(problem_, {rule.activity, EventSide::start});
    const auto move = [i = rule.activity](bool later) {
      return [=](ScheduleProblem& problem, std::int64_t by) {
        for (ActivityWay& way : problem.choices[i].ways) {
          if (way.starts) (later ? way.starts->last : way.starts->first) += later ? by : -by;
        }
      };
    };
    found_.push_back(
        {move(true),
         [=, this](std::int64_t by) { return concat("would hold if ", who, lasting(by), " later"); }, true,
         most_ticks()});
    found_.push_back(
        {move(false),
         [=, this](std::int64_t by) { return concat("would hold if ", who, lasting(by), " earlier"); }, true,
         most_ticks()});
  }

  void add(const WayDuration& rule) {
    const std::string name = problem_.activities[rule.activity];
    found_.push_back({[i = rule.activity](ScheduleProblem& problem, std::int64_t by) {
                        for (ActivityWay& way : problem.choices[i].ways)
                          way.shortest = std::max<Tick>(0, way.shortest - by);
                      },
                      [=, this](std::int64_t by) {
                        return concat("would hold if ", name, " took ", lasting(by), " less");
                      },
                      true, most_ticks()});
    found_.push_back({[i = rule.activity](ScheduleProblem& problem, std::int64_t by) {
                        for (ActivityWay& way : problem.choices[i].ways) {
                          if (way.longest) *way.longest += by;
                        }
                      },
                      [=, this](std::int64_t by) {
                        return concat("would hold if ", name, " could take ", lasting(by), " more");
                      },
                      true, most_ticks()});
  }

  void add(const Disjunctive& rule) {
    Tick longest = 0;
    for (const auto& row : rule.setup) {
      for (const Tick setup : row) longest = std::max(longest, setup);
    }
    if (longest == 0) return;
    const std::string text = problem_.requirements[r_].text;
    found_.push_back({change<Disjunctive>([](Disjunctive& pad, std::int64_t by) {
                        for (auto& row : pad.setup) {
                          for (Tick& setup : row) setup = std::max<Tick>(0, setup - by);
                        }
                      }),
                      [=, this](std::int64_t by) {
                        return concat("would hold if the time between two were ", lasting(by),
                                      " shorter: ", text);
                      },
                      true, longest});
  }

  void add(const Cumulative& rule) {
    if (kind_ == RequirementKind::calendar) return;
    Amount most = 0;
    for (const Cumulative::Use& use : rule.uses) most += use.demand;
    const std::string text = problem_.requirements[r_].text;
    found_.push_back({change<Cumulative>([](Cumulative& capacity, std::int64_t by) {
                        for (Cumulative::Step& step : capacity.capacity) step.capacity += by;
                      }),
                      [=](std::int64_t by) {
                        return concat("would hold with ", static_cast<double>(by) / amount_per_unit,
                                      " more: ", text);
                      },
                      false, most});
  }

  void add(const Reservoir& rule) {
    const std::string text = problem_.requirements[r_].text;
    const auto size = [unit = rule.unit, parts = rule.parts_per_unit](std::int64_t by) {
      return concat(static_cast<double>(by) / parts, unit.empty() ? "" : " ", unit);
    };
    found_.push_back({change<Reservoir>([](Reservoir& stock, std::int64_t by) { stock.lowest -= by; }),
                      [=](std::int64_t by) {
                        return concat("would hold if it could fall by ", size(by), " more: ", text);
                      },
                      false, 1'000'000'000 - std::abs(rule.lowest)});
    if (rule.highest == no_limit || rule.spills) return;
    found_.push_back({change<Reservoir>([](Reservoir& stock, std::int64_t by) { stock.highest += by; }),
                      [=](std::int64_t by) {
                        return concat("would hold if it could rise by ", size(by), " more: ", text);
                      },
                      false, 1'000'000'000 - rule.highest});
  }

  void add(const Budget& rule) {
    const std::string text = problem_.requirements[r_].text;
    const double unit = rule.measure == Measure::one ? 1.0 : static_cast<double>(amount_per_unit);
    found_.push_back({change<Budget>([](Budget& budget, std::int64_t by) {
                        for (Budget::Period& period : budget.periods) period.limit += by;
                      }),
                      [=](std::int64_t by) {
                        return concat("would hold with ", static_cast<double>(by) / unit,
                                      " more a period: ", text);
                      },
                      false, 1'000'000'000});
  }

  const ScheduleProblem& problem_;
  std::size_t r_;
  RequirementKind kind_;
  std::vector<Loosening> found_;
};

/// The least amount that is enough, if any is. The requirements of the conflict by themselves are a small
/// question: what they refuse, the whole problem need not be asked.
std::optional<Relaxation> least(const ScheduleProblem& problem, const std::vector<bool>& conflict,
                                std::size_t requirement, const Loosening& loosening,
                                const SolveOptions& options) {
  Relaxation found;
  found.requirement = requirement;
  found.is_time = loosening.is_time;
  bool is_known = true;  // all refusals are proofs
  const auto loosened = [&](std::int64_t by) {
    ScheduleProblem loose = problem;
    loosening.apply(loose, by);
    return loose;
  };
  const auto is_refused = [&](std::int64_t by) {
    return detail::can_hold(loosened(by), conflict, options).status == ScheduleStatus::infeasible;
  };
  const auto is_enough = [&](std::int64_t by) {
    ScheduleProblem loose = loosened(by);
    Trial trial = try_problem(loose, options);
    if (trial.status != ScheduleStatus::feasible) {
      is_known = is_known && trial.status == ScheduleStatus::infeasible;
      return false;
    }
    found.by = by;
    found.problem = std::move(loose);
    found.schedule = std::move(trial.schedule);
    return true;
  };
  if (loosening.most < 1 || is_refused(loosening.most) || !is_enough(loosening.most)) return std::nullopt;
  std::int64_t too_little = 0, next = 1;
  while (next < loosening.most && is_refused(next)) {
    too_little = next;
    next = std::min(loosening.most, 2 * next);
  }
  while (next - too_little > 1) {
    const std::int64_t middle = too_little + (next - too_little) / 2;
    (is_refused(middle) ? too_little : next) = middle;
  }
  for (; next < loosening.most && !is_enough(next); next *= 2) too_little = next;
  while (*found.by - too_little > 1) {
    const std::int64_t middle = too_little + (*found.by - too_little) / 2;
    if (!is_enough(middle)) too_little = middle;
  }
  found.smallest = is_known;
  found.text = loosening.text(*found.by);
  return found;
}

/// What gives the requirement up altogether.
std::optional<Relaxation> given_up(const ScheduleProblem& problem, std::size_t requirement,
                                   const SolveOptions& options) {
  const RequirementKind kind = problem.requirements[requirement].kind;
  if (kind == RequirementKind::actual_date || kind == RequirementKind::horizon_start ||
      kind == RequirementKind::horizon_end) {
    return std::nullopt;
  }
  Relaxation found;
  found.requirement = requirement;
  found.problem = problem;
  found.problem.requirements[requirement].rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
  Trial trial = try_problem(found.problem, options);
  if (trial.status != ScheduleStatus::feasible) return std::nullopt;
  found.schedule = std::move(trial.schedule);
  found.text = concat("would hold without: ", problem.requirements[requirement].text);
  return found;
}

void expect_sound(const Relaxation& relaxation) {
  if (broken_requirements(relaxation.problem, relaxation.schedule).empty()) return;
  throw std::logic_error(
      concat("find_relaxations: a bug: a schedule breaks its problem. Please report it. ", relaxation.text));
}

}  // namespace

std::vector<Relaxation> find_relaxations(const ScheduleProblem& problem, const Conflict& conflict,
                                         const SolveOptions& options) {
  std::vector<Relaxation> found;
  std::vector<bool> part(problem.requirements.size(), false);
  for (std::size_t r = 0; r < part.size(); ++r) part[r] = problem.requirements[r].is_understood;
  for (const std::size_t r : conflict.requirements) part[r] = true;
  for (const std::size_t r : conflict.requirements) {
    std::optional<Relaxation> best;
    Loosenings loosenings(problem, r);  // its words live as long as it does
    for (const Loosening& loosening : loosenings.all()) {
      std::optional<Relaxation> one = least(problem, part, r, loosening, options);
      if (one && (!best || *one->by < *best->by)) best = std::move(one);
    }
    if (!best) best = given_up(problem, r, options);
    if (!best) continue;
    expect_sound(*best);
    found.push_back(std::move(*best));
  }
  const auto rank = [](const Relaxation& one) {
    return std::pair(one.by && one.is_time ? 0 : one.by ? 1 : 2, one.by.value_or(0));
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const Relaxation& a, const Relaxation& b) { return rank(a) < rank(b); });
  return found;
}

std::vector<Conflict> find_conflicts(const ScheduleProblem& problem, std::size_t most,
                                     const SolveOptions& options) {
  std::vector<Conflict> found;
  std::vector<bool> enabled(problem.requirements.size(), true);
  while (found.size() < most) {
    if (detail::can_hold(problem, enabled, options).status != ScheduleStatus::infeasible) break;
    found.push_back(detail::find_conflict_by_search(problem, options, enabled));
    if (found.back().requirements.empty()) break;  // what is understood cannot hold by itself
    for (const std::size_t r : found.back().requirements) enabled[r] = false;
  }
  return found;
}

}  // namespace perilune
