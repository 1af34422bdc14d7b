#include "supply.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

class Supplies {
 public:
  Supplies(const Scenario& scenario, const RoadmapSchedule& answer) : scenario_(scenario), answer_(answer) {}

  std::optional<Cut> cut_for(const StationProblem& problem) const {
    if (problem.failure == StationFailure::no_return_seats) return cut_for_seats(problem);
    if (problem.failure == StationFailure::store_short) return cut_for_tanks(problem);
    const bool by_power = problem.resource == "electric power" || problem.failure == StationFailure::freezes;
    const std::optional<std::string> needy =
        problem.failure == StationFailure::crew_short ? crew_at(problem.span.from) : element_of(problem.what);
    if (!needy || !waits(*needy)) return std::nullopt;
    const std::optional<std::string> bringer =
        by_power ? next_power(problem.span.from) : next_delivery(problem.resource, problem.span.from);
    if (!bringer || *bringer == *needy || *arrival(*bringer) <= *arrival(*needy)) return std::nullopt;
    Cut cut;
    cut.kind = by_power ? CutKind::power : CutKind::stocks;
    cut.mission = *needy;
    cut.activity = first_activity(*needy);
    cut.after = *bringer;
    const bool is_mass = problem.failure == StationFailure::crew_short;
    cut.missing = is_mass ? problem.missing : problem.missing / 3.6e6;
    cut.unit = is_mass ? "kg" : "kWh";
    cut.reason =
        concat("'", problem.what, "' lacks ", problem.resource, " from ", day(problem.span.from), ", and '",
               *bringer, "' brings it only on ", day(*arrival(*bringer)), ": '", *needy, "' waits for it");
    cut.where = problem.where;
    return cut;
  }

  /// The next flight with what is short has to come as much earlier as the reserve is broken, if it can.
  std::optional<Cut> cut_for(const ReserveGap& gap) const {
    const std::optional<std::string> bringer = next_delivery(gap.commodity, gap.span.from);
    if (!bringer || !waits(*bringer)) return std::nullopt;
    const Mission& mission = scenario_.roadmap.missions[*find_mission(scenario_.roadmap, *bringer)];
    const auto launch = find_activity(mission, first_activity(*bringer));
    const auto lift_off = start(*bringer, *launch);
    if (!lift_off) return std::nullopt;
    const Epoch latest = *lift_off - (*arrival(*bringer) - gap.span.from);
    const auto& windows = mission.activities[*launch].windows;
    const bool can = std::any_of(windows.begin(), windows.end(),
                                 [&](const Window& window) { return window.span.from < latest; });
    if (!can) return std::nullopt;
    Cut cut;
    cut.kind = CutKind::stocks;
    cut.mission = *bringer;
    cut.activity = first_activity(*bringer);
    cut.forbidden = {latest, scenario_.roadmap.horizon.to};
    cut.missing = gap.missing_kg;
    cut.unit = "kg";
    cut.reason = concat("from ", day(gap.span.from), " the ", gap.commodity, " lasts for less than ",
                        to_text(*scenario_.station->reserve), ", and '", *bringer, "' brings more only on ",
                        day(*arrival(*bringer)));
    cut.where = scenario_.station->where;
    return cut;
  }

 private:
  /// A craft that would leave with its tanks half full comes after the flight that brings the rest.
  std::optional<Cut> cut_for_tanks(const StationProblem& problem) const {
    const std::optional<std::string> bringer = next_delivery(problem.resource, problem.span.from);
    if (!waits(problem.what) || !bringer || *bringer == problem.what) return std::nullopt;
    Cut cut;
    cut.kind = CutKind::stocks;
    cut.mission = problem.what;
    cut.activity = first_activity(problem.what);
    cut.after = *bringer;
    cut.missing = problem.missing;
    cut.unit = "kg";
    cut.reason = concat("'", problem.what, "' comes for ", problem.resource, " on ", day(problem.span.from),
                        ", and '", *bringer, "' brings more only on ", day(*arrival(*bringer)), ": '",
                        problem.what, "' waits for it");
    cut.where = problem.where;
    return cut;
  }

  /// People without a seat home do not come before a ship that has some to spare.
  std::optional<Cut> cut_for_seats(const StationProblem& problem) const {
    const auto crew =
        std::find_if(scenario_.station->crew.begin(), scenario_.station->crew.end(),
                     [&](const PlannedCrew& planned) { return planned.stay.id == problem.what; });
    if (crew == scenario_.station->crew.end() || crew->comes.mission.empty()) return std::nullopt;
    const std::string& needy = crew->comes.mission.id;
    const std::optional<std::string> ship = next_seats(problem.span.from);
    if (!waits(needy) || !ship || *ship == needy) return std::nullopt;
    Cut cut;
    cut.kind = CutKind::seats;
    cut.mission = needy;
    cut.activity = first_activity(needy);
    cut.after = *ship;
    cut.missing = problem.missing;
    cut.unit = "seats";
    cut.reason =
        concat("the crew '", problem.what, "' has ", fixed(problem.missing, 0), " seats home too few from ",
               day(problem.span.from), ", and '", *ship, "' has some to spare only from ",
               day(*arrival(*ship)), ": '", needy, "' waits for it");
    cut.where = problem.where;
    return cut;
  }

  static std::string day(Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0).substr(0, 10); }

  std::optional<Epoch> start(const std::string& id, std::size_t activity) const {
    const auto& number = answer_.model.activities[*find_mission(scenario_.roadmap, id)][activity];
    if (!number) return std::nullopt;
    return answer_.schedule.activities[number->number].start_date;
  }

  std::optional<Epoch> arrival(const std::string& id) const {
    const auto mission = find_mission(scenario_.roadmap, id);
    if (!mission) return std::nullopt;
    const auto activity = unloading(scenario_.roadmap.missions[*mission]);
    if (!activity) return std::nullopt;
    const auto& number = answer_.model.activities[*mission][*activity];
    if (!number) return std::nullopt;
    return answer_.schedule.activities[number->number].end_date;
  }

  bool waits(const std::string& id) const {
    const auto mission = find_mission(scenario_.roadmap, id);
    if (!mission) return false;
    const MissionStatus status = scenario_.roadmap.missions[*mission].status;
    return status == MissionStatus::planned || status == MissionStatus::unconfirmed;
  }

  std::string first_activity(const std::string& id) const {
    const Mission& mission = scenario_.roadmap.missions[*find_mission(scenario_.roadmap, id)];
    for (const Activity& activity : mission.activities) {
      if (activity.kind == ActivityKind::launch) return activity_id(activity);
    }
    return activity_id(mission.activities.front());
  }

  /// The crew that came last before.
  std::optional<std::string> crew_at(Epoch epoch) const {
    std::optional<std::string> last;
    std::optional<Epoch> came;
    for (const PlannedCrew& crew : scenario_.station->crew) {
      const auto date = arrival(crew.comes.mission.id);
      if (!date || *date > epoch || (came && *date <= *came)) continue;
      came = date, last = crew.comes.mission.id;
    }
    return last;
  }

  std::optional<std::string> element_of(const std::string& what) const {
    for (const PlannedElement& planned : scenario_.station->elements) {
      const bool is_it = planned.element.id == what ||
                         std::any_of(planned.element.processes.begin(), planned.element.processes.end(),
                                     [&](const Process& process) { return process.id == what; });
      if (is_it && !planned.comes.mission.empty()) return planned.comes.mission.id;
    }
    return std::nullopt;
  }

  std::optional<std::string> next_power(Epoch after) const {
    return earliest(scenario_.station->elements, after, [](const PlannedElement& planned) {
      return !planned.element.power.empty() || !planned.element.batteries.empty();
    });
  }

  std::optional<std::string> next_seats(Epoch after) const {
    return earliest(scenario_.station->crew, after, [](const PlannedCrew& planned) {
      return planned.stay.return_seats > planned.stay.people;
    });
  }

  std::optional<std::string> next_delivery(const std::string& commodity, Epoch after) const {
    return earliest(scenario_.station->deliveries, after, [&](const PlannedDelivery& planned) {
      return planned.delivery.commodity == commodity && planned.delivery.kg > 0.0;
    });
  }

  template <class Items, class Is>
  std::optional<std::string> earliest(const Items& items, Epoch after, Is is) const {
    std::optional<std::string> first;
    std::optional<Epoch> when;
    for (const auto& item : items) {
      if (!is(item)) continue;
      const auto date = arrival(item.comes.mission.id);
      if (!date || *date <= after || (when && *date >= *when)) continue;
      when = date, first = item.comes.mission.id;
    }
    return first;
  }

  const Scenario& scenario_;
  const RoadmapSchedule& answer_;
};

}  // namespace

std::vector<Cut> late_supplies(const Scenario& scenario, const RoadmapSchedule& answer,
                               const GrownStation& station) {
  const Supplies supplies(scenario, answer);
  std::vector<Cut> cuts;
  for (const StationProblem& problem : station.history.problems) {
    auto cut = supplies.cut_for(problem);
    if (!cut) continue;
    const bool known = std::any_of(cuts.begin(), cuts.end(), [&](const Cut& other) {
      return other.mission == cut->mission && other.after == cut->after;
    });
    if (!known) cuts.push_back(std::move(*cut));
  }
  std::set<std::string> earlier;
  for (const ReserveGap& gap : station.gaps) {
    auto cut = supplies.cut_for(gap);
    if (cut && earlier.insert(cut->mission).second) cuts.push_back(std::move(*cut));
  }
  return cuts;
}

}  // namespace perilune::detail
