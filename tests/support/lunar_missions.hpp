// Missions to the Moon as the campaign loop takes them: activities, the legs that fly them, and their craft.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <perilune/campaign/scenario.hpp>

namespace perilune::test {

inline Activity activity(ActivityKind kind, DurationRange length = DurationRange::at_least(Duration{}),
                         std::string site = {}) {
  Activity made;
  made.kind = kind;
  made.duration = std::move(length);
  made.site = std::move(site);
  return made;
}

/// Launch, transfer of four to that many days, and a day of capture.
inline std::vector<Activity> way_to_lunar_orbit(std::string pad = "wenchang", double longest_d = 5.2) {
  return {activity(ActivityKind::launch, DurationRange::at_least(Duration{}), std::move(pad)),
          activity(ActivityKind::transfer,
                   DurationRange::between(Duration::days(4.0), Duration::days(longest_d))),
          activity(ActivityKind::capture, DurationRange::exactly(Duration::days(1.0)))};
}

inline Craft craft(const std::string& id, double dry_mass_kg, double specific_impulse_s) {
  Craft made;
  made.id = id;
  made.dry_mass = Mass::from_si(dry_mass_kg);
  made.specific_impulse = Duration::seconds(specific_impulse_s);
  return made;
}

/// The plan of a mission that one craft flies from its launch on; a transfer right after that is designed.
inline MissionPlan flown_by(const std::string& craft, const Mission& mission, Mass payload = {}) {
  MissionPlan plan;
  plan.mission = mission.id;
  plan.craft = {{Reference(craft), payload}};
  plan.legs.resize(mission.activities.size());
  for (std::size_t a = 0; a < plan.legs.size(); ++a) {
    const ActivityKind kind = mission.activities[a].kind;
    if (kind == ActivityKind::launch) continue;
    plan.legs[a].by = Reference(craft);
    plan.legs[a].is_designed = kind == ActivityKind::transfer;
  }
  return plan;
}

/// An empty scenario with a horizon: two dates as text.
inline Scenario season(std::string name, const std::string& from, const std::string& to) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.roadmap.horizon = {Epoch::parse(from), Epoch::parse(to)};
  return scenario;
}

}  // namespace perilune::test
