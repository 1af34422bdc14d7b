// A campaign whose one transfer is designed, and a reader of CSV that shares nothing with what writes it.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/campaign/plan.hpp>

#include "support/lunar_missions.hpp"

namespace perilune::test {

/// A lander to the Moon whose transfer is designed, in two months.
inline const Campaign& designed() {
  static const Campaign campaign = [] {
    Scenario scenario = season("designed", "2030-03-01 UTC", "2030-05-01 UTC");
    Mission mission;
    mission.id = "lander";
    mission.activities = way_to_lunar_orbit("wenchang", 5.0);
    mission.activities[2].site = "rim";
    LunarSite site;
    site.id = "rim";
    site.place = surface_point(Angle::from_si(-1.55), Angle::from_si(2.0));
    scenario.catalog.sites = {site};
    scenario.roadmap.missions = {mission};
    scenario.catalog.craft = {craft("craft", 1000.0, 310.0)};
    scenario.plans = {flown_by("craft", mission, Mass::from_si(100.0))};
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
