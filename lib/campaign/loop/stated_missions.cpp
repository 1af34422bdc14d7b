#include "stated_missions.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "mass_budget.hpp"

namespace perilune::detail {
namespace {

/// After the injection of a flight to the Moon of four to five days.
constexpr double lunar_c3_m2_s2 = -2.0e6;

bool is_yet_to_fly(const Mission& mission) {
  return mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
}

bool is_designed(const MissionPlan& plan) {
  return std::any_of(plan.legs.begin(), plan.legs.end(), [](const LegPlan& leg) { return leg.is_designed; });
}

bool has_leg(const Mission& mission, ActivityKind kind) {
  return std::any_of(mission.activities.begin(), mission.activities.end(),
                     [&](const Activity& activity) { return activity.kind == kind; });
}

std::vector<FlownLeg> stated_legs(const Mission& mission, const MissionPlan& plan) {
  std::vector<FlownLeg> legs;
  for (std::size_t a = 0; a < std::min(plan.legs.size(), mission.activities.size()); ++a) {
    FlownLeg leg;
    leg.activity = activity_id(mission.activities[a]);
    leg.kind = mission.activities[a].kind;
    leg.by = plan.legs[a].by.id;
    leg.delta_v_m_s = plan.legs[a].delta_v.value_or(Speed{}).si();
    legs.push_back(std::move(leg));
  }
  return legs;
}

/// The energy at which a rocket is asked: that of a flight to the Moon, or the lowest one that is stated.
double asked_c3_m2_s2(const Launcher& launcher, const Mission& mission) {
  const bool goes_to_moon = has_leg(mission, ActivityKind::transfer);
  if (goes_to_moon && throw_mass_kg(launcher, lunar_c3_m2_s2) > 0.0) return lunar_c3_m2_s2;
  return goes_to_moon ? launcher.capability.back().c3_m2_s2 : launcher.capability.front().c3_m2_s2;
}

class Weighing {
 public:
  Weighing(const Scenario& scenario, const LoopLog& log) : scenario_(scenario), log_(log) {}

  void weigh(const MissionPlan& plan) {
    const auto position = find_mission(scenario_.roadmap, plan.mission);
    if (!position) return;
    const Mission& mission = scenario_.roadmap.missions[*position];
    const bool is_weighed_by_loop = is_designed(plan) && !plan.craft.empty();
    if (!is_yet_to_fly(mission) || is_weighed_by_loop) return;
    FlownMission made;
    made.mission = mission.id;
    made.legs = stated_legs(mission, plan);
    const MassBudget budget = fill_masses(plan, scenario_.catalog, made.legs);
    check_tanks(mission, budget);
    made.launch_mass_kg =
        plan.craft.empty() ? mission.launch_mass.value_or(Mass{}).si() : budget.launch_mass_kg;
    check_launcher(mission, plan, std::move(made));
  }

  std::vector<OverweightMission> found;

 private:
  void check_tanks(const Mission& mission, const MassBudget& budget) {
    for (const auto& [id, kg] : budget.propellant_kg) {
      const Craft* craft = scenario_.catalog.find_craft(id);
      if (!craft || !craft->most_propellant || kg <= craft->most_propellant->si()) continue;
      add(mission, FlownMission{}, kg - craft->most_propellant->si(),
          concat("'", id, "' needs ", fixed(kg, 0),
                 " kg of propellant for what its legs state, and its tanks hold ",
                 fixed(craft->most_propellant->si(), 0), " kg"),
          craft->where);
    }
  }

  void check_launcher(const Mission& mission, const MissionPlan& plan, FlownMission made) {
    const Launcher* launcher = scenario_.catalog.launcher(mission.launcher);
    if (!launcher || launcher->capability.empty()) return;
    made.transfer.c3_m2_s2 = flown_c3_m2_s2(mission.id).value_or(asked_c3_m2_s2(*launcher, mission));
    made.capability_kg = throw_mass_kg(*launcher, made.transfer.c3_m2_s2) * (1.0 - plan.launch_margin);
    const double excess_kg = made.launch_mass_kg - made.capability_kg;
    if (excess_kg <= 0.0) return;
    const std::string reason =
        concat(fixed(made.launch_mass_kg, 0), " kg have to leave the Earth with C3 ",
               fixed(made.transfer.c3_m2_s2 * 1e-6, 3), " km^2/s^2, and '", launcher->id, "' throws ",
               fixed(made.capability_kg, 0), " kg there with its margin");
    add(mission, std::move(made), excess_kg, reason, launcher->where);
  }

  std::optional<double> flown_c3_m2_s2(const std::string& id) const {
    for (const FlownMission& flown : log_.missions)
      if (flown.mission == id && flown.targets_met) return flown.transfer.c3_m2_s2;
    return std::nullopt;
  }

  void add(const Mission& mission, FlownMission made, double missing_kg, std::string reason,
           const SourceLocation& where) {
    Cut cut;
    cut.kind = CutKind::mass;
    cut.mission = mission.id;
    cut.missing = missing_kg;
    cut.unit = "kg";
    cut.reason = std::move(reason);
    cut.where = where;
    found.push_back({std::move(made), std::move(cut)});
  }

  const Scenario& scenario_;
  const LoopLog& log_;
};

/// Whether people of a mission go to live at the station, whose own books then look at their seats.
bool lives_at_station(const Scenario& scenario, const std::string& mission) {
  if (!scenario.station) return false;
  const auto& crews = scenario.station->crew;
  return std::any_of(crews.begin(), crews.end(),
                     [&](const PlannedCrew& crew) { return crew.comes.mission.id == mission; });
}

class Seats {
 public:
  explicit Seats(const Scenario& scenario) : scenario_(scenario) {}

  std::optional<Diagnostic> missing(const MissionPlan& plan) const {
    const Mission* mission = mission_of(plan);
    if (plan.people == 0 || !mission || !is_yet_to_fly(*mission) || lives_at_station(scenario_, plan.mission))
      return std::nullopt;
    const int seats = seats_home(*mission, plan) + spare_seats(plan);
    if (seats >= plan.people) return std::nullopt;
    Diagnostic made;
    made.severity = Severity::error;
    made.code = "no-way-home";
    made.where = plan.people_where;
    made.message =
        concat("'", plan.mission, "' takes ", plan.people, " people along and has seats home for ", seats,
               " of them: ", why(*mission, plan), "; ", plan.people - seats, " are missing");
    made.help = concat(change(*mission), ", or 'people: ", seats, "'");
    return made;
  }

 private:
  const Mission* mission_of(const MissionPlan& plan) const {
    const auto position = find_mission(scenario_.roadmap, plan.mission);
    return position ? &scenario_.roadmap.missions[*position] : nullptr;
  }

  static bool lands(const Mission& mission) { return has_leg(mission, ActivityKind::descend); }

  /// Seats of the smaller of the craft that fly the ascent, after a landing, and the return.
  int seats_home(const Mission& mission, const MissionPlan& plan) const {
    if (!has_leg(mission, ActivityKind::return_to_earth)) return 0;
    if (lands(mission) && !has_leg(mission, ActivityKind::ascend)) return 0;
    std::optional<int> least;
    for (std::size_t a = 0; a < std::min(plan.legs.size(), mission.activities.size()); ++a) {
      const ActivityKind kind = mission.activities[a].kind;
      if (kind != ActivityKind::ascend && kind != ActivityKind::return_to_earth) continue;
      const int seats = seats_of(plan, plan.legs[a].by.id);
      least = std::min(least.value_or(seats), seats);
    }
    return least.value_or(0);
  }

  /// Of one craft; of the one on board that has most where nobody says which flies.
  int seats_of(const MissionPlan& plan, const std::string& craft) const {
    int most = 0;
    for (const LoadedCraft& loaded : plan.craft) {
      const Craft* known = scenario_.catalog.find_craft(loaded.craft.id);
      if (known && (craft.empty() || craft == loaded.craft.id)) most = std::max(most, known->seats);
    }
    return most;
  }

  static bool docks_with(const MissionPlan& plan, const std::string& mission) {
    return std::any_of(plan.legs.begin(), plan.legs.end(),
                       [&](const LegPlan& leg) { return leg.meets.id == mission; });
  }

  /// Seats home, beyond those for their own people, of missions that meet this one.
  int spare_seats(const MissionPlan& plan) const {
    int spare = 0;
    for (const MissionPlan& other : scenario_.plans) {
      const Mission* mission = mission_of(other);
      if (&other == &plan || !mission || !is_yet_to_fly(*mission)) continue;
      if (docks_with(other, plan.mission) || docks_with(plan, other.mission))
        spare += std::max(0, seats_home(*mission, other) - other.people);
    }
    return spare;
  }

  static std::string why(const Mission& mission, const MissionPlan& plan) {
    if (!has_leg(mission, ActivityKind::return_to_earth)) return "it has no 'return' leg";
    if (lands(mission) && !has_leg(mission, ActivityKind::ascend)) return "it lands and has no 'ascend' leg";
    return plan.craft.empty() ? "no craft is stated, so there are no 'seats'"
                              : "the craft that fly home have no more 'seats'";
  }

  static std::string change(const Mission& mission) {
    std::vector<std::string> legs;
    if (lands(mission) && !has_leg(mission, ActivityKind::ascend)) legs.emplace_back("'ascend'");
    if (!has_leg(mission, ActivityKind::return_to_earth)) legs.emplace_back("'return'");
    if (legs.empty()) return "craft with as many 'seats' on the legs home ('by')";
    return concat(join(legs, " and "), " by a craft with as many 'seats'");
  }

  const Scenario& scenario_;
};

}  // namespace

std::vector<OverweightMission> overweight_as_stated(const Scenario& scenario, const LoopLog& log) {
  Weighing weighing(scenario, log);
  for (const MissionPlan& plan : scenario.plans) weighing.weigh(plan);
  return std::move(weighing.found);
}

std::vector<Diagnostic> crews_without_return(const Scenario& scenario) {
  std::vector<Diagnostic> found;
  const Seats seats(scenario);
  for (const MissionPlan& plan : scenario.plans)
    if (auto cause = seats.missing(plan)) found.push_back(std::move(*cause));
  return found;
}

}  // namespace perilune::detail
