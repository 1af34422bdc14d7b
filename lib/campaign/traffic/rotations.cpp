#include <perilune/campaign/generated_flights.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <perilune/campaign/station_plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "instance.hpp"

namespace perilune {
namespace {

using detail::concat;

/// For the rendezvous of an ascent stage with a ship that waits in orbit (assumed).
const Duration rendezvous = Duration::days(5.0);

/// A way home that is designed waits at most so long: an orbit's plane holds it twice a month.
const Duration wait_for_the_plane = Duration::days(15.0);

/// The last crew of a rotation stays for at least this share of the others' time, or does not fly.
constexpr double least_share_of_stay = 0.25;

/// The time that a crew spends at most between the ascent and the landing on Earth: on what comes after it
/// has left the station, in its own mission and, from the docking on, in those that go along.
Duration way_home(const std::vector<MissionTemplate>& missions) {
  const auto from = [](const MissionTemplate& made, std::size_t first) {
    Duration all{};
    for (std::size_t a = first; a < made.mission.activities.size(); ++a) {
      const DurationRange& duration = made.mission.activities[a].duration;
      all = all + (duration.max ? *duration.max : duration.min);
      if (made.plan.legs[a].is_designed) all = all + wait_for_the_plane;
    }
    return all;
  };
  Duration all{};
  for (std::size_t m = 0; m < missions.size(); ++m) {
    const Mission& mission = missions[m].mission;
    const auto first = leaving(mission);
    if (m == 0 && first) all = all + from(missions[m], *first);
    if (m == 0) continue;
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      if (mission.activities[a].kind != ActivityKind::return_to_earth) continue;
      all = all + rendezvous + from(missions[m], a);
      break;
    }
  }
  return all;
}

/// Seats of the smallest craft that flies one of the legs home, in whichever of a crew's missions it stands;
/// none if nobody takes the crew home.
int seats_home(const std::vector<MissionTemplate>& missions, const Catalog& catalog) {
  std::optional<int> seats;
  bool is_home = false;
  for (const auto& [mission, plan] : missions) {
    for (std::size_t a = 0; a < std::min(plan.legs.size(), mission.activities.size()); ++a) {
      const ActivityKind kind = mission.activities[a].kind;
      if (kind == ActivityKind::return_to_earth) is_home = true;
      if (kind != ActivityKind::ascend && kind != ActivityKind::return_to_earth) continue;
      const Craft* craft = catalog.find_craft(plan.legs[a].by.id);
      const int its = craft ? craft->seats : 0;
      seats = seats ? std::min(*seats, its) : its;
    }
  }
  return is_home ? seats.value_or(0) : 0;
}

/// The leg that is the stay at the station: the first surface work after the crew has landed.
Activity* stay_of(Mission& mission) {
  const auto landing = unloading(mission);
  if (!landing || *landing + 1 >= mission.activities.size()) return nullptr;
  return &mission.activities[*landing + 1];
}

class Rotations {
 public:
  explicit Rotations(Scenario& scenario)
      : scenario_(scenario), station_(*scenario.station), rotation_(*scenario.station->rotation) {
    for (const MissionTemplate& mission : rotation_.missions) siblings_.insert(mission.mission.id);
  }

  void add() {
    const Epoch end = rotation_.to.value_or(scenario_.roadmap.horizon.to);
    const Duration period = rotation_.stay - rotation_.overlap;
    if (rotation_.missions.empty() || rotation_.people < 1 || period <= Duration{}) return;
    const Duration home = way_home(rotation_.missions);
    const Duration way_there = detail::way_to_station(rotation_.missions.front().mission);
    std::size_t before = scenario_.roadmap.missions.size();
    for (int number = 1;; ++number) {
      const Epoch day = rotation_.from + period * static_cast<double>(number - 1);
      const Duration left = end - home - (day + rotation_.slack + way_there);
      if (left < rotation_.stay * least_share_of_stay) break;
      add_crew(number, day, std::min(left, rotation_.stay));
      const std::size_t crew = scenario_.roadmap.missions.size() - rotation_.missions.size();
      if (number > 1) hand_over(scenario_.roadmap.missions[before], scenario_.roadmap.missions[crew]);
      before = crew;
    }
  }

 private:
  void add_crew(int number, Epoch day, Duration stay) {
    for (std::size_t i = 0; i < rotation_.missions.size(); ++i) {
      MissionTemplate made = detail::instance_of(rotation_.missions[i], number, siblings_);
      detail::set_lift_off(made.mission, {day, day + rotation_.slack}, rotation_.where);
      if (i == 0) {
        if (Activity* surface = stay_of(made.mission)) surface->duration = DurationRange::at_least(stay);
        PlannedCrew crew;
        crew.stay.id = made.mission.id;
        crew.stay.people = rotation_.people;
        crew.stay.rates.hygiene_water_kg_d = rotation_.hygiene_water_kg_d;
        crew.stay.return_seats = seats_home(rotation_.missions, scenario_.catalog);
        crew.stay.where = rotation_.where;
        crew.comes.mission = Reference(made.mission.id, rotation_.where);
        if (!leaving(made.mission)) crew.stays = rotation_.stay;
        station_.crew.push_back(std::move(crew));
      }
      scenario_.roadmap.missions.push_back(std::move(made.mission));
      scenario_.plans.push_back(std::move(made.plan));
    }
  }

  /// The crew before does not leave until the next one has been there for the overlap.
  void hand_over(Mission& before, const Mission& next) const {
    const auto leaves = leaving(before);
    const auto lands = unloading(next);
    if (!leaves || !lands) return;
    Precedence waits;
    waits.mission = Reference(next.id, rotation_.where);
    waits.after_activity = Reference(activity_id(next.activities[*lands]), rotation_.where);
    waits.activity = Reference(activity_id(before.activities[*leaves]), rotation_.where);
    waits.lag = DurationRange::at_least(rotation_.overlap);
    waits.where = rotation_.where;
    before.after.push_back(std::move(waits));
  }

  Scenario& scenario_;
  StationPlan& station_;
  const CrewRotation rotation_;
  std::set<std::string> siblings_;
};

}  // namespace

Scenario with_rotations(Scenario scenario) {
  if (!scenario.station || !scenario.station->rotation) return scenario;
  Rotations(scenario).add();
  scenario.station->rotation.reset();
  return scenario;
}

namespace detail {

Duration way_to_station(const Mission& mission) {
  Duration all{};
  const auto last = unloading(mission);
  for (std::size_t a = 0; last && a <= *last; ++a) {
    const Activity& activity = mission.activities[a];
    const bool flies = activity.kind == ActivityKind::transfer || activity.kind == ActivityKind::launch;
    all = all + (flies && activity.duration.max ? *activity.duration.max : activity.duration.min);
    // A launch whose length the flight tells: up to a turn in the parking orbit, and the ascent.
    if (activity.kind == ActivityKind::launch && activity.duration.min == Duration{})
      all = all + Duration::hours(3.0);
  }
  return all;
}

MissionTemplate instance_of(const MissionTemplate& of, int number, const std::set<std::string>& siblings) {
  MissionTemplate made = of;
  const auto numbered = [&](const std::string& name) { return concat(name, "-", number); };
  made.mission.id = numbered(of.mission.id);
  if (!of.mission.title.empty()) made.mission.title = concat(of.mission.title, " ", number);
  made.plan.mission = made.mission.id;
  for (Precedence& waits : made.mission.after) {
    if (siblings.contains(waits.mission.id)) waits.mission.id = numbered(waits.mission.id);
  }
  for (LegPlan& leg : made.plan.legs) {
    if (siblings.contains(leg.meets.id)) leg.meets.id = numbered(leg.meets.id);
  }
  return made;
}

void set_lift_off(Mission& mission, Interval when, const SourceLocation& where) {
  for (Activity& activity : mission.activities) {
    if (activity.kind != ActivityKind::launch) continue;
    activity.windows = {{when, where}};
    return;
  }
}

}  // namespace detail
}  // namespace perilune
