#include "check_roadmap_resources.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

/// A use with its dates; and, for what is counted, the ticks that it occupies: from `first` up to `end`.
struct DatedUse {
  const ResourceUse* use = nullptr;
  std::string who;
  std::string kind;
  Epoch from;
  Epoch to;
  std::int64_t first = 0;
  std::int64_t end = 0;
};

class ResourceAudit {
 public:
  ResourceAudit(const Roadmap& roadmap, const RoadmapSchedule& answer, std::vector<std::string>& faults)
      : roadmap_(roadmap), answer_(answer), faults_(faults) {}

  void run() {
    for (std::size_t r = 0; r < roadmap_.resources.size(); ++r) {
      std::vector<DatedUse> uses;
      for (const PlacedUse& placed : uses_of(roadmap_, r)) {
        if (auto dated = dates(placed)) uses.push_back(std::move(*dated));
      }
      const Resource& resource = roadmap_.resources[r];
      std::visit([&](const auto& data) { audit(resource, data, uses); }, resource.data);
    }
    for (const RoadmapBudget& budget : roadmap_.budgets) audit(budget);
  }

 private:
  void expect(bool holds, const std::string& fault) {
    if (!holds) faults_.push_back(fault);
  }

  /// Whole steps from the beginning of the horizon to the instant, rounded down.
  std::int64_t tick(Epoch epoch) const {
    const std::int64_t since = (epoch - roadmap_.horizon.from).nanoseconds();
    const std::int64_t step = roadmap_.time_step.nanoseconds();
    return since / step - (since % step < 0 ? 1 : 0);
  }

  std::optional<DatedUse> dates(const PlacedUse& placed) const {
    const auto& numbers = answer_.model.activities.at(placed.mission);
    const auto& first = numbers.at(placed.first);
    const auto& last = numbers.at(placed.last);
    if (!first || !last) return std::nullopt;
    const ScheduledActivity& begins = answer_.schedule.activities.at(first->number);
    const ScheduledActivity& ends = answer_.schedule.activities.at(last->number);
    const Mission& mission = roadmap_.missions[placed.mission];
    std::string kind = placed.use->as.empty() ? mission.launcher : placed.use->as;
    if (placed.mode) {
      const std::string& asked = mission.activities[placed.first].modes[*placed.mode].id;
      if (mode_of(first->number) != asked) return std::nullopt;
      if (placed.use->as.empty()) kind = asked;
    }
    return DatedUse{placed.use,         activity_name(mission, placed.first),
                    std::move(kind),    begins.start_date,
                    ends.end_date,      tick(begins.start_date),
                    tick(ends.end_date)};
  }

  std::string mode_of(std::size_t number) const {
    const ActivityChoices& choices = answer_.model.problem.choices.at(number);
    return choices.modes.at(choices.ways.at(answer_.schedule.activities.at(number).way).mode);
  }

  void audit(const Resource& resource, const DisjunctiveResource& data, const std::vector<DatedUse>& uses) {
    const auto apart = [&](const DatedUse& a, const DatedUse& b) {
      for (auto setup = data.setups.rbegin(); setup != data.setups.rend(); ++setup) {
        if (setup->from == a.kind && setup->to == b.kind) return setup->time;
      }
      return data.turnaround;
    };
    for (std::size_t i = 0; i < uses.size(); ++i) {
      for (std::size_t k = i + 1; k < uses.size(); ++k) {
        const DatedUse& a = uses[i];
        const DatedUse& b = uses[k];
        expect(a.to + apart(a, b) <= b.from || b.to + apart(b, a) <= a.from,
               concat("'", resource.id, "' has too little time between ", a.who, " and ", b.who));
      }
    }
  }

  void audit(const Resource& resource, const CumulativeResource& data, const std::vector<DatedUse>& uses) {
    // What is taken only grows where a use begins, and the capacity only changes on its dates.
    std::set<std::int64_t> ticks;
    for (const DatedUse& use : uses) ticks.insert(use.first);
    for (const CumulativeResource::Change& change : data.changes) ticks.insert(-tick_before(change.from));
    for (const std::int64_t now : ticks) {
      double taken = 0.0;
      for (const DatedUse& use : uses) {
        if (use.first <= now && now < use.end) taken += use.use->amount ? use.use->amount->si : 1.0;
      }
      const ResourceAmount* capacity = &data.capacity;
      std::optional<Epoch> since;
      for (const CumulativeResource::Change& change : data.changes) {
        if (-tick_before(change.from) > now || (since && change.from < *since)) continue;
        since = change.from;
        capacity = &change.capacity;
      }
      expect(taken <= capacity->si + rounding(*capacity, uses.size()),
             concat("'", resource.id, "' is asked for more than there is, on tick ", now));
    }
  }

  /// The last tick at or before, counted backwards: its negative is the first at or after.
  std::int64_t tick_before(Epoch epoch) const {
    const std::int64_t since = (roadmap_.horizon.from - epoch).nanoseconds();
    const std::int64_t step = roadmap_.time_step.nanoseconds();
    return since / step - (since % step < 0 ? 1 : 0);
  }

  /// Amounts are kept to a thousandth of the resource's unit, each rounded.
  static double rounding(const ResourceAmount& unit, std::size_t terms) {
    const double one = unit.si / std::max(in_unit_of(unit, unit), 1e-300);
    return 0.0005 * (unit.si == 0.0 ? 1.0 : one) * static_cast<double>(terms + 1);
  }

  void audit(const Resource& resource, const ReservoirResource& data, const std::vector<DatedUse>& uses) {
    const double day_ticks = Duration::days(1) / roadmap_.time_step;
    // Changes of the level, and of its slope per tick; both act from their tick on.
    std::map<std::int64_t, double> steps;
    std::map<std::int64_t, double> slopes;
    double largest = std::abs(data.initial.si);
    const auto add_step = [&](std::int64_t at, double si) {
      steps[std::max<std::int64_t>(at, 0)] += si;
      largest = std::max(largest, std::abs(si));
    };
    for (const DatedUse& use : uses) {
      if (use.use->at_start) add_step(use.first, use.use->at_start->si);
      if (use.use->at_end) add_step(use.end, use.use->at_end->si);
      if (!use.use->per_day) continue;
      slopes[std::max<std::int64_t>(use.first, 0)] += use.use->per_day->si / day_ticks;
      slopes[std::max<std::int64_t>(use.end, 0)] -= use.use->per_day->si / day_ticks;
    }
    std::map<std::int64_t, double> supplies;
    for (const ReservoirResource::Supply& supply : data.supplies) {
      supplies[std::max<std::int64_t>(-tick_before(supply.from), 0)] = supply.per_day.si / day_ticks;
    }
    double before = 0.0;
    for (const auto& [at, per_tick] : supplies) {
      slopes[at] += per_tick - before;
      before = per_tick;
    }
    std::set<std::int64_t> ticks{0, tick(roadmap_.horizon.to)};
    for (const auto& [at, change] : steps) ticks.insert({at, at - 1});
    for (const auto& [at, change] : slopes) ticks.insert({at, at - 1});
    const double lowest = data.lowest ? data.lowest->si : 0.0;
    // Flows are kept to a billionth of the largest figure for each tick.
    const double flowed = 1e-9 * static_cast<double>(tick(roadmap_.horizon.to) * (slopes.empty() ? 0 : 1));
    const double room = (1e-6 + flowed) * largest + rounding(data.initial, uses.size() + supplies.size());
    double level = data.initial.si;
    double slope = 0.0;
    std::int64_t now = 0;
    for (const std::int64_t next : ticks) {
      if (next < 0) continue;
      level += slope * static_cast<double>(next - now);
      now = next;
      if (const auto step = steps.find(now); step != steps.end()) level += step->second;
      if (data.excess_is_lost && data.highest) level = std::min(level, data.highest->si);
      if (const auto turn = slopes.find(now); turn != slopes.end()) slope += turn->second;
      expect(level >= lowest - room,
             concat("'", resource.id, "' falls below its lowest level on tick ", now));
      expect(!data.highest || level <= data.highest->si + room,
             concat("'", resource.id, "' rises above its highest level on tick ", now));
    }
  }

  void audit(const Resource& resource, const CalendarResource& data, const std::vector<DatedUse>& uses) {
    std::vector<Interval> spans;
    for (const Window& window : data.open) spans.push_back(window.span);
    const IntervalSet open(spans);
    for (const DatedUse& use : uses) {
      const Epoch from = roadmap_.horizon.from + use.first * roadmap_.time_step;
      const Epoch to = roadmap_.horizon.from + use.end * roadmap_.time_step;
      const bool fits = from == to || std::any_of(open.begin(), open.end(), [&](const Interval& span) {
                          return span.from <= from && to <= span.to;
                        });
      expect(fits, concat(use.who, " runs while '", resource.id, "' is closed"));
    }
  }

  /// The least that the activity can have cost (or needed) as it is dated.
  double spent(const Activity& activity, std::size_t number, bool is_cost) const {
    const auto figure = [&](const auto& item) { return is_cost ? item.cost : item.delta_v_m_s; };
    double sum = figure(activity);
    const bool has_ways = !answer_.model.problem.choices.at(number).ways.empty();
    const std::string mode = has_ways ? mode_of(number) : std::string();
    for (const ActivityMode& known : activity.modes) sum += known.id == mode ? figure(known) : 0.0;
    std::optional<double> least;
    for (const Window& window : activity.windows) {
      const bool is_open = window.mode.empty() || window.mode.id == mode;
      if (!is_open || !window.span.contains(answer_.schedule.activities.at(number).start_date)) continue;
      least = std::min(least.value_or(figure(window)), figure(window));
    }
    return sum + least.value_or(0.0);
  }

  void audit(const RoadmapBudget& budget) {
    for (const RoadmapBudget::Period& period : budget_periods(roadmap_, budget)) {
      double sum = 0.0;
      double largest = std::abs(period.limit);
      int counted = 0;
      for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
        const Mission& mission = roadmap_.missions[m];
        const auto is_it = [&](const Reference& named) { return named.id == mission.id; };
        if (!budget.missions.empty() && std::none_of(budget.missions.begin(), budget.missions.end(), is_it))
          continue;
        for (std::size_t a = 0; a < mission.activities.size(); ++a) {
          const Activity& activity = mission.activities[a];
          const auto& number = answer_.model.activities[m][a];
          const bool is_launch = activity.kind == ActivityKind::launch;
          if (!number || (budget.measure == BudgetMeasure::launches && !is_launch)) continue;
          if (budget.measure != BudgetMeasure::launches && (activity.actual_start || activity.actual_end))
            continue;
          if (!period.span.contains(answer_.schedule.activities[number->number].start_date)) continue;
          const double one = budget.measure == BudgetMeasure::launches
                                 ? 1.0
                                 : spent(activity, number->number, budget.measure == BudgetMeasure::cost);
          sum += one;
          ++counted;
          largest = std::max(largest, std::abs(one));
        }
      }
      // Figures are rounded one by one.
      expect(sum <= period.limit + 0.0005 * (counted + 1) + 1e-5 * largest,
             concat("the budget '", budget.id, "' is exceeded: ", sum, " of ", period.limit));
    }
  }

  const Roadmap& roadmap_;
  const RoadmapSchedule& answer_;
  std::vector<std::string>& faults_;
};

}  // namespace

void audit_resources(const Roadmap& roadmap, const RoadmapSchedule& answer,
                     std::vector<std::string>& faults) {
  ResourceAudit(roadmap, answer, faults).run();
}

}  // namespace perilune::detail
