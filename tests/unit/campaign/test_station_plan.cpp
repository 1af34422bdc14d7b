#include <perilune/campaign/station_plan.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/campaign/plan.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2035-01-01 UTC");

Mission lander(const std::string& id, Epoch from, MissionStatus status = MissionStatus::planned) {
  Mission mission;
  mission.id = id;
  mission.status = status;
  Activity launch;
  launch.kind = ActivityKind::launch;
  launch.duration = DurationRange::exactly(1_h);
  launch.windows = {{{from, from + 10_d}, {}}};
  Activity transfer;
  transfer.kind = ActivityKind::transfer;
  transfer.duration = DurationRange::exactly(5_d);
  Activity surface;
  surface.kind = ActivityKind::surface;
  surface.duration = DurationRange::exactly(100_d);
  mission.activities = {launch, transfer, surface};
  return mission;
}

/// A habitat that one mission brings, a crew that another does, and food for so many days.
Scenario outpost(double days_of_food) {
  Scenario scenario;
  scenario.name = "outpost";
  scenario.roadmap.horizon = {first_day, first_day + 800_d};
  scenario.roadmap.missions = {lander("habitat-flight", first_day + 10_d),
                               lander("crew-flight", first_day + 60_d),
                               lander("old-plan", first_day + 60_d, MissionStatus::superseded)};
  StationPlan plan;
  plan.id = "outpost";
  PlannedElement habitat;
  habitat.comes.mission.id = "habitat-flight";
  habitat.element.id = "habitat";
  habitat.element.power = {fission_reactor(10e3)};
  habitat.element.stores = {
      {"oxygen", 5000.0, 5000.0}, {"water", 5000.0, 5000.0}, {"food", 5000.0, 1.56 * 3 * days_of_food}};
  PlannedCrew crew;
  crew.comes.mission.id = "crew-flight";
  crew.stay.id = "expedition";
  crew.stay.people = 3;
  crew.stay.return_seats = 3;
  crew.stays = 180_d;
  plan.elements = {habitat};
  plan.crew = {crew};
  scenario.station = plan;
  return scenario;
}

bool warns_of(const Campaign& campaign, const std::string& code) {
  return std::any_of(campaign.warnings().begin(), campaign.warnings().end(),
                     [&](const Diagnostic& warning) { return warning.code == code; });
}

}  // namespace

TEST_CASE("station plan: elements and crews come when their missions are in place", "[campaign][station]") {
  const Campaign campaign = plan(outpost(200.0));
  REQUIRE(campaign.station().has_value());
  const Station& station = campaign.station()->station;
  REQUIRE(station.elements.size() == 1);
  // Launch at the first instant of the window, an hour, five days of flight.
  CHECK(station.elements[0].from == first_day + 10_d + 1_h + 5_d);
  REQUIRE(station.crew.size() == 1);
  CHECK(station.crew[0].span.from == first_day + 60_d + 1_h + 5_d);
  CHECK(station.crew[0].span.length() == 180_d);
  CHECK(campaign.station_holds());
  CHECK(std::abs(campaign.station()->history.balance("oxygen").used_kg - 0.895 * 3 * 180) < 1e-6);
}

TEST_CASE("station plan: a crew that starves is an outcome with its date and amount", "[campaign][station]") {
  const Campaign campaign = plan(outpost(150.0));
  CHECK_FALSE(campaign.station_holds());
  CHECK(warns_of(campaign, "station-crew-short"));
  REQUIRE(campaign.station()->history.problems.size() == 1);
  const StationProblem& problem = campaign.station()->history.problems[0];
  CHECK(problem.resource == "food");
  CHECK(std::abs(problem.missing - 1.56 * 3 * 30) < 1e-6);
  CHECK(campaign.report().find("FAILS 1 times, first on 2035-08-04: expedition lacks food") !=
        std::string::npos);
}

TEST_CASE("station plan: every kind of failure has a warning of its own", "[campaign][station]") {
  Scenario scenario = outpost(200.0);
  PlannedElement& habitat = scenario.station->elements[0];
  habitat.element.radiator_w = 100.0;
  habitat.element.pressurised_volume_m3 = 10.0;
  habitat.element.processes = {electric_load("heater", 20e3, 20e3, ProcessPriority::survival)};
  scenario.station->crew[0].stay.return_seats = 2;
  scenario.station->crew[0].stays = 600_d;
  const Campaign campaign = plan(scenario);
  for (const char* code : {"station-crew-short", "station-freezes", "station-overheats",
                           "station-no-return-seats", "station-over-dose"}) {
    CAPTURE(code);
    CHECK(warns_of(campaign, code));
  }
}

TEST_CASE("station plan: people without a seat home do not come before a ship with seats to spare",
          "[campaign][station]") {
  Scenario scenario = outpost(400.0);
  scenario.roadmap.missions[1].activities[0].windows = {{{first_day + 60_d, first_day + 300_d}, {}}};
  scenario.roadmap.missions.push_back(lander("ship-flight", first_day + 100_d));
  scenario.station->crew[0].stay.return_seats = 0;
  PlannedCrew ship;
  ship.comes.mission.id = "ship-flight";
  ship.stay.id = "ship-crew";
  ship.stay.people = 1;
  ship.stay.return_seats = 4;
  ship.stays = 400_d;
  scenario.station->crew.push_back(ship);
  const Campaign campaign = plan(scenario);
  const std::vector<Cut> cuts = campaign.loop().cuts();
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].kind == CutKind::seats);
  CHECK(cuts[0].mission == "crew-flight");
  CHECK(cuts[0].after == "ship-flight");
  CHECK(cuts[0].missing == 3.0);
  CHECK(campaign.loop().status == LoopStatus::converged);
  CHECK(campaign.station_holds());
  // It lifts off when the ship has landed: an hour and five days after the ship's own lift-off.
  CHECK(campaign.station()->station.crew[0].span.from == first_day + 100_d + 1_h + 5_d + 1_h + 5_d);

  // Without such a ship nothing helps: the crew comes, and the plan says that it cannot go home.
  scenario.station->crew[1].stay.return_seats = 1;
  const Campaign stranded = plan(scenario);
  CHECK(stranded.loop().cuts().empty());
  CHECK_FALSE(stranded.station_holds());
}

TEST_CASE("station plan: what no mission brings is left out, and said", "[campaign][station]") {
  Scenario scenario = outpost(200.0);
  scenario.station->crew[0].comes.mission.id = "old-plan";
  const Campaign campaign = plan(scenario);
  CHECK(campaign.station()->station.crew.empty());
  CHECK(warns_of(campaign, "never-arrives"));
}

TEST_CASE("station plan: without a schedule there is no station", "[campaign][station]") {
  Scenario scenario = outpost(200.0);
  scenario.roadmap.horizon.to = first_day + 20_d;
  scenario.roadmap.missions.resize(1);
  scenario.station->crew.clear();
  const Campaign campaign = plan(scenario);
  CHECK(campaign.status() == ScheduleStatus::infeasible);
  CHECK_FALSE(campaign.station().has_value());
  CHECK(campaign.station_holds());
}
