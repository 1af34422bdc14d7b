#include <perilune/campaign/why_not.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/campaign/plan.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

namespace {

const Epoch first_day = Epoch::parse("2030-01-01 UTC");

/// A lander that is to be flown for real within a week.
Scenario landing(double payload_kg) {
  Scenario scenario = test::season("landing", "2030-01-01 UTC", "2030-02-10 UTC");
  Launcher small;
  small.id = "small";
  small.capability = {{-2e6, 8200.0}};
  small.stage_dry_mass = Mass::from_si(5000.0);
  small.stage_exhaust_speed = Speed::from_si(4335.0);
  Launcher large = small;
  large.id = "large";
  large.capability = {{-2e6, 50000.0}};
  Launcher larger = small;
  larger.id = "larger";
  larger.capability = {{-2e6, 90000.0}};
  LunarSite site;
  site.id = "pole";
  site.place.latitude_rad = -1.5;
  scenario.catalog.launchers = {larger, small, large};
  scenario.catalog.craft = {test::craft("lander", 1500.0, 310.0)};
  scenario.catalog.sites = {site};
  Mission mission;
  mission.id = "cargo";
  mission.launcher = "small";
  mission.activities = test::way_to_lunar_orbit("wenchang", 5.0);
  mission.activities.push_back(test::activity(ActivityKind::descend, DurationRange::exactly(1_h), "pole"));
  mission.activities[0].windows = {{{first_day, first_day + 5_d}, {}}};
  MissionPlan plan = test::flown_by("lander", mission, Mass::from_si(payload_kg));
  plan.legs[3].delta_v = Speed::from_si(1950.0);
  scenario.roadmap.missions = {mission};
  scenario.plans = {plan};
  return scenario;
}

}  // namespace

TEST_CASE(
    "why not: a mass that no launcher can throw names the amount, the payload that flies and the "
    "launcher that could",
    "[campaign]") {
  const Campaign campaign = plan(landing(3000.0));
  CHECK(campaign.loop().status == LoopStatus::infeasible);
  REQUIRE(campaign.why_not().size() == 1);
  const Diagnostic& cause = campaign.why_not()[0];
  CHECK(cause.code == "too-heavy");
  CHECK_THAT(cause.message, Contains("'cargo' is too heavy on every date") && Contains("'small' throws"));
  // The nearest launcher that can, not the strongest.
  CHECK_THAT(cause.help, Contains("'large'") && !Contains("'larger'") && Contains("instead of 3000 kg"));
  // The payload that it names does fly, and a hundred kilograms more do not.
  const std::string start = "a payload of at most ";
  const std::size_t at = cause.help.find(start);
  REQUIRE(at != std::string::npos);
  const double most_kg = std::stod(cause.help.substr(at + start.size()));
  CHECK(most_kg > 500.0);
  CHECK(plan(landing(most_kg)).loop().status == LoopStatus::converged);
  CHECK(plan(landing(most_kg + 100.0)).loop().status == LoopStatus::infeasible);
}

TEST_CASE("why not: a lander that is too heavy without any payload is said to be", "[campaign]") {
  Scenario scenario = landing(100.0);
  scenario.catalog.craft[0].dry_mass = Mass::from_si(40000.0);
  const Campaign campaign = plan(scenario);
  REQUIRE(campaign.why_not().size() == 1);
  CHECK_THAT(campaign.why_not()[0].help, Contains("even empty it is too heavy, and no launcher"));
}

TEST_CASE("why not: a mission that may only lift off before its phase begins, and one without any window",
          "[campaign]") {
  Scenario scenario = landing(500.0);
  Phase late;
  late.id = "landings";
  late.from = first_day + 20_d;
  scenario.roadmap.phases = {late};
  scenario.roadmap.missions[0].phase = Reference("landings");
  const Campaign early = plan(scenario);
  CHECK(early.loop().status == LoopStatus::infeasible);
  CHECK(early.status() == ScheduleStatus::infeasible);
  // Whoever writes the results finds the activities, without dates.
  CHECK(early.schedule().model.activities.size() == 1);
  REQUIRE(early.why_not().size() == 1);
  CHECK(early.why_not()[0].code == "before-its-phase");
  CHECK_THAT(early.why_not()[0].message, Contains("'cargo' has to lift off by 2030-01-06") &&
                                             Contains("'landings' begins on 2030-01-21"));
  CHECK_THAT(early.why_not()[0].help, Contains("from 2030-01-21 on"));

  scenario.roadmap.phases[0].from.reset();
  scenario.plans[0].legs[1].most_injection_delta_v = Speed::from_si(2000.0);  // it takes 3.1 km/s
  const Campaign weak = plan(scenario);
  CHECK(weak.loop().status == LoopStatus::infeasible);
  REQUIRE(weak.why_not().size() == 1);
  CHECK(weak.why_not()[0].code == "no-flight");
  CHECK_THAT(weak.why_not()[0].message, Contains("no launch window from 2030-01-01 to 2030-01-06"));
}

TEST_CASE("why not: a site that the Sun never reaches", "[campaign]") {
  Scenario scenario = landing(500.0);
  scenario.plans[0].legs[3].sun_above = Angle::from_si(0.5);  // 29 deg: never at a pole
  const Campaign campaign = plan(scenario);
  CHECK(campaign.loop().status == LoopStatus::infeasible);
  const auto& causes = campaign.why_not();
  CHECK(std::any_of(causes.begin(), causes.end(),
                    [](const Diagnostic& cause) { return cause.code == "never-lit"; }));
}

TEST_CASE("why not: a crew that starves, freezes and has no way home, each with what is missing",
          "[campaign][station]") {
  Scenario scenario;
  scenario.roadmap.horizon = {first_day, first_day + 100_d};
  StationPlan station;
  station.id = "outpost";
  station.lit = IntervalSet({{first_day, first_day + 20_d}});
  PlannedElement habitat;
  habitat.comes.date = first_day;
  habitat.element.id = "habitat";
  habitat.element.stores = {
      {"oxygen", 500.0, 500.0, false}, {"water", 500.0, 500.0, false}, {"food", 500.0, 1.56 * 2 * 30, false}};
  habitat.element.processes = {electric_load("heater", 0.0, 100.0, ProcessPriority::survival)};
  PlannedCrew crew;
  crew.comes.date = first_day;
  crew.stay.id = "crew";
  crew.stay.people = 2;
  crew.stays = 40_d;
  station.elements = {habitat};
  station.crew = {crew};
  scenario.station = station;
  const Campaign campaign = plan(scenario);
  const auto help_of = [&](const std::string& code) {
    for (const Diagnostic& cause : campaign.why_not())
      if (cause.code == code) return cause.help;
    return std::string("not found");
  };
  CHECK_THAT(help_of("no-way-home"), Contains("takes 2 more of them home"));
  CHECK(help_of("starves") == "bring 32 kg more of food by 2030-01-31");  // 10 d x 2 x 1.56 kg = 31.2 kg
  CHECK_THAT(help_of("freezes"), Contains("100 W more through that time") && Contains("by 2030-01-21"));
}
