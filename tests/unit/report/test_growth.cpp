#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/campaign/plan.hpp>
#include <perilune/report/figures.hpp>

#include "markup.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;

namespace {

/// A tank of 100 that gets 2 a day from the eleventh day on and gives 30 to each of two launches on days 5
/// and 20, and two antennas of which each launch takes one for a day.
Campaign campaign() {
  Scenario scenario;
  const Epoch zero = Epoch::parse("2030-01-01 UTC");
  scenario.roadmap.horizon = {zero, zero + Duration::days(100)};
  ReservoirResource tank;
  tank.initial = ResourceAmount::count(100);
  tank.supplies = {{zero + Duration::days(10), ResourceAmount::count(2)}};
  CumulativeResource antennas;
  antennas.capacity = ResourceAmount::count(2);
  for (auto&& [id, data] : {std::pair<const char*, decltype(Resource::data)>{"tank", tank},
                            std::pair<const char*, decltype(Resource::data)>{"antennas", antennas}}) {
    Resource resource;
    resource.id = id;
    resource.data = data;
    scenario.roadmap.resources.push_back(resource);
  }
  for (const double day : {5.0, 20.0}) {
    Mission mission;
    mission.id = day < 10.0 ? "first" : "second";
    mission.launcher = "rocket";
    Activity launch;
    launch.kind = ActivityKind::launch;
    launch.duration = DurationRange::exactly(Duration::days(1));
    launch.windows = {{{zero + Duration::days(day), zero + Duration::days(day + 0.5)}, {}}};
    ResourceUse propellant;
    propellant.resource.id = "tank";
    propellant.at_start = ResourceAmount::count(-30);
    ResourceUse antenna;
    antenna.resource.id = "antennas";
    launch.uses = {propellant, antenna};
    mission.activities = {launch};
    scenario.roadmap.missions.push_back(mission);
  }
  return plan(scenario);
}

}  // namespace

TEST_CASE("growth: launches are counted, stocks and uses are what activities make of them",
          "[report][figures]") {
  const auto figure = growth_figure(campaign());
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  std::map<std::string, std::string> last;
  const auto names = attribute_values(text, "data-curve"), values = attribute_values(text, "data-last"),
             highest = attribute_values(text, "data-high");
  REQUIRE(names == std::vector<std::string>{"rocket", "level", "used", "there"});
  // At the end: two launches; 100 - 30 - 30 + 90 * 2; nothing in use; two antennas.
  CHECK(values == std::vector<std::string>{"2.000", "220.000", "0.000", "2.000"});
  // The scale reaches 5 % beyond the highest value: 2 launches, 220 of the tank, 2 antennas.
  CHECK(highest == std::vector<std::string>{"2.100000", "231.000000", "2.100000", "2.100000"});
}

TEST_CASE("growth: a campaign without launches and resources has none", "[report][figures]") {
  Scenario scenario;
  scenario.roadmap.horizon = {Epoch::parse("2030-01-01 UTC"), Epoch::parse("2031-01-01 UTC")};
  Mission mission;
  mission.id = "work";
  mission.activities.resize(1);
  scenario.roadmap.missions = {mission};
  CHECK(growth_figure(plan(scenario)) == std::nullopt);
}

TEST_CASE("growth: what comes to the station is counted by class, cargo and contents of stores alike",
          "[report][figures]") {
  Scenario scenario;
  const Epoch zero = Epoch::parse("2030-01-01 UTC");
  scenario.roadmap.horizon = {zero, zero + Duration::days(100)};
  Mission mission;
  mission.id = "work";
  mission.activities.resize(1);
  scenario.roadmap.missions = {mission};
  StationPlan station;
  station.id = "station";
  PlannedElement habitat;
  habitat.element.id = "habitat";
  habitat.element.dry_mass_kg = 5000.0;
  habitat.element.stores = {{"water", 900.0, 300.0}};
  habitat.comes.date = zero + Duration::days(10);
  PlannedElement rover = habitat;
  rover.element.id = "rover";
  rover.element.dry_mass_kg = 1500.0;
  rover.element.stores = {};
  rover.comes.date = zero + Duration::days(40);
  station.elements = {habitat, rover};
  PlannedDelivery water;
  water.delivery.id = "water-1";
  water.delivery.commodity = "water";
  water.delivery.kg = 250.0;
  water.comes.date = zero + Duration::days(20);
  PlannedDelivery taken = water;  // what flights take away is not brought
  taken.delivery.id = "water-2";
  taken.delivery.kg = -50.0;
  station.deliveries = {water, taken};
  scenario.station = station;
  const auto figure = growth_figure(plan(scenario));
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(attribute_values(text, "data-strip") ==
        std::vector<std::string>(2, "mass brought to the station by class, kg"));
  CHECK(attribute_values(text, "data-curve") == std::vector<std::string>{"elements", "water"});
  CHECK(attribute_values(text, "data-last") == std::vector<std::string>{"6500.000", "550.000"});
}
