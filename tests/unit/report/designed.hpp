// A campaign whose one transfer is designed, and a reader of CSV that shares nothing with what writes it.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/campaign/plan.hpp>

namespace perilune::test {

/// A lander to the Moon whose transfer is designed, in two months.
inline const Campaign& designed() {
  static const Campaign campaign = [] {
    Scenario scenario;
    scenario.name = "designed";
    scenario.roadmap.horizon = {Epoch::parse("2030-03-01 UTC"), Epoch::parse("2030-05-01 UTC")};
    Mission mission;
    mission.id = "lander";
    for (const ActivityKind kind : {ActivityKind::launch, ActivityKind::transfer, ActivityKind::capture}) {
      Activity activity;
      activity.kind = kind;
      mission.activities.push_back(activity);
    }
    mission.activities[0].site = "wenchang";
    mission.activities[1].duration = DurationRange::between(Duration::days(4.0), Duration::days(5.0));
    mission.activities[2].duration = DurationRange::exactly(Duration::days(1.0));
    mission.activities[2].site = "rim";
    LunarSite site;
    site.id = "rim";
    site.place = surface_point(Angle::from_si(-1.55), Angle::from_si(2.0));
    scenario.catalog.sites = {site};
    scenario.roadmap.missions = {mission};
    Craft craft;
    craft.id = "craft";
    craft.dry_mass = Mass::from_si(1000.0);
    craft.specific_impulse = Duration::seconds(310.0);
    scenario.catalog.craft = {craft};
    MissionPlan plan_of;
    plan_of.mission = "lander";
    plan_of.craft = {{Reference{"craft", {}}, Mass::from_si(100.0)}};
    plan_of.legs.resize(3);
    plan_of.legs[1].is_designed = true;
    plan_of.legs[2].by.id = "craft";
    scenario.plans = {plan_of};
    return plan(scenario);
  }();
  return campaign;
}

/// Rows of a CSV whose cells have no commas, as columns by name.
inline std::vector<std::map<std::string, std::string>> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  const auto cells = [](const std::string& text) {
    std::vector<std::string> out;
    std::istringstream stream(text + ",");
    for (std::string cell; std::getline(stream, cell, ',');) out.push_back(cell);
    return out;
  };
  std::getline(lines, line);
  const std::vector<std::string> head = cells(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> row = cells(line);
    std::map<std::string, std::string> named;
    for (std::size_t i = 0; i < head.size(); ++i) named[head[i]] = row.at(i);
    rows.push_back(std::move(named));
  }
  return rows;
}

}  // namespace perilune::test
