#include "place.hpp"

#include <algorithm>

#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

/// The line of the first leg of a mission that a rule holds for; else of the mission.
template <class Rule>
std::string first_leg_place(const Campaign& campaign, const std::string& mission, const Rule& rule) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const auto m = find_mission(roadmap, mission);
  if (!m) return {};
  const std::vector<Activity>& legs = roadmap.missions[*m].activities;
  const auto leg = std::find_if(legs.begin(), legs.end(), rule);
  return place(leg == legs.end() ? roadmap.missions[*m].where : leg->where);
}

bool is_launch(const Activity& activity) {
  return activity.kind == ActivityKind::launch;
}

}  // namespace

std::string leg_place(const Campaign& campaign, const std::string& mission, std::size_t leg) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  return place(roadmap.missions[find_mission(roadmap, mission).value()].activities.at(leg).where);
}

std::string launch_place(const Campaign& campaign, const std::string& mission) {
  return first_leg_place(campaign, mission, is_launch);
}

std::string flight_place(const Campaign& campaign, const FlownFlight& flight) {
  for (const Flight& tracked : campaign.scenario().flights)
    if (tracked.mission == flight.mission) return place(tracked.where);
  // Of what was designed beyond the flight out: "<mission>_home", "<mission>_<leg>"; no id has an underscore.
  const std::size_t end = flight.mission.find('_');
  if (end != std::string::npos) {
    const std::string name = flight.mission.substr(end + 1);
    return first_leg_place(campaign, flight.mission.substr(0, end), [&](const Activity& leg) {
      return name == "home" ? leg.kind == ActivityKind::return_to_earth : activity_id(leg) == name;
    });
  }
  return first_leg_place(campaign, flight.mission,
                         [](const Activity& leg) { return leg.kind == ActivityKind::transfer; });
}

}  // namespace perilune::detail
