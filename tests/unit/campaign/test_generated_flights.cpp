#include <perilune/campaign/generated_flights.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include <perilune/campaign/plan.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2035-01-01 UTC");
const Epoch last_day = Epoch::parse("2046-01-01 UTC");
const Epoch crewed_from = Epoch::parse("2036-06-01 UTC");

/// What one person takes in a day: oxygen, food, water. Source: NASA/TP-2015-218570 Rev 2, table 3-31.
constexpr double taken_kg_d = 0.895 + 1.56 + 3.217;

Activity leg(ActivityKind kind, Duration length) {
  Activity made;
  made.kind = kind;
  made.duration = DurationRange::exactly(length);
  return made;
}

MissionTemplate crew_flight() {
  MissionTemplate made;
  made.mission.id = "rotation";
  made.mission.activities = {leg(ActivityKind::launch, 1_h),  leg(ActivityKind::transfer, 5_d),
                             leg(ActivityKind::descend, 1_d), leg(ActivityKind::surface, 1_d),
                             leg(ActivityKind::ascend, 1_d),  leg(ActivityKind::return_to_earth, 5_d)};
  made.plan.craft = {{Reference("crew-ship"), {}}};
  made.plan.legs.resize(6);
  for (LegPlan& plan : made.plan.legs) plan.by = Reference("crew-ship");
  return made;
}

/// A habitat with stores of ninety days for three, crews in turns, and cargo flights of three tonnes.
Scenario base(int people) {
  Scenario scenario;
  scenario.name = "base";
  scenario.roadmap.horizon = {first_day, last_day};
  Craft ship;
  ship.id = "crew-ship";
  ship.seats = people;
  Craft lander;
  lander.id = "cargo-lander";
  scenario.catalog.craft = {ship, lander};
  StationPlan plan;
  plan.id = "base";
  plan.reserve = 30_d;
  PlannedElement habitat;
  habitat.comes.date = first_day + 30_d;
  habitat.element.id = "habitat";
  habitat.element.power = {fission_reactor(40e3)};
  habitat.element.dose_factor = 0.5;
  habitat.element.stores = {{"oxygen", 2000.0, 0.0, false},   {"water", 8000.0, 0.0, false},
                            {"food", 4000.0, 0.0, false},     {"waste", 1e6, 0.0, false},
                            {"waste-water", 1e6, 0.0, false}, {"carbon-dioxide", 10.0, 0.0, true}};
  plan.elements = {habitat};
  CrewRotation rotation;
  rotation.people = people;
  rotation.stay = 180_d;
  rotation.overlap = 5_d;
  rotation.from = crewed_from;
  rotation.missions = {crew_flight()};
  plan.rotation = rotation;
  Resupply resupply;
  resupply.mission.mission.id = "resupply";
  resupply.mission.mission.activities = {leg(ActivityKind::launch, 1_h), leg(ActivityKind::transfer, 5_d),
                                         leg(ActivityKind::descend, 1_d), leg(ActivityKind::surface, 30_d)};
  resupply.mission.plan.craft = {{Reference("cargo-lander"), Mass::from_si(3000.0)}};
  resupply.mission.plan.legs.resize(4);
  plan.resupply = resupply;
  scenario.station = plan;
  return scenario;
}

double person_days(const StationHistory& history) {
  double all = 0.0;
  for (std::size_t i = 1; i < history.samples.size(); ++i)
    all += history.samples[i].people * (history.samples[i].epoch - history.samples[i - 1].epoch).days();
  return all;
}

double landed_kg(const Campaign& campaign) {
  double all = 0.0;
  for (const Delivery& delivery : campaign.station()->station.deliveries) all += delivery.kg;
  return all;
}

std::size_t flights_of(const Campaign& campaign, std::string_view id) {
  const auto& missions = campaign.scenario().roadmap.missions;
  return static_cast<std::size_t>(std::count_if(
      missions.begin(), missions.end(), [&](const Mission& mission) { return mission.id.starts_with(id); }));
}

}  // namespace

TEST_CASE("generated flights: crews in turns keep the station crewed, each with its seats home",
          "[campaign][station]") {
  const Campaign campaign = plan(base(3));
  REQUIRE(campaign.station().has_value());
  const StationHistory& history = campaign.station()->history;
  // A flight every 175 days from June 2036 on.
  CHECK(flights_of(campaign, "rotation-") == 20);
  const Epoch from = Epoch::parse("2037-01-01 UTC");
  double days = 0.0, crewed = 0.0;
  for (std::size_t i = 1; i < history.samples.size(); ++i) {
    const double step = (history.samples[i].epoch - history.samples[i - 1].epoch).days();
    if (history.samples[i].epoch <= from) continue;
    days += step;
    if (history.samples[i].people >= 2) crewed += step;
  }
  CHECK(crewed / days >= 0.95);
  for (const StationProblem& problem : history.problems)
    UNSCOPED_INFO(problem.what << ' ' << problem.resource << ' ' << problem.missing);
  CHECK(campaign.station_holds());
  for (const CrewStay& stay : campaign.station()->station.crew) {
    CAPTURE(stay.id);
    CHECK(stay.return_seats == 3);
    CHECK(stay.span.length() >= 45_d);
    CHECK(stay.span.length() < 220_d);
  }
  for (std::size_t c = 1; c < campaign.station()->station.crew.size(); ++c) {
    const auto& crews = campaign.station()->station.crew;
    CHECK(crews[c - 1].span.to - crews[c].span.from >= 5_d);
  }
}

TEST_CASE("generated flights: the cargo that lands is what the crews take, and stocks keep their reserve",
          "[campaign][station]") {
  const Campaign campaign = plan(base(3));
  const double wanted_kg = person_days(campaign.station()->history) * taken_kg_d;
  CHECK(std::abs(landed_kg(campaign) / wanted_kg - 1.0) < 0.02);
  CHECK(campaign.station()->gaps.empty());
  CHECK(campaign.station()->history.problems.empty());
  // Checked here without the planner: at every sample up to the last, people being there, thirty days of
  // food.
  const StationHistory& history = campaign.station()->history;
  const std::size_t food = history.index_of("food");
  double least_days = 1e9;
  for (const StationSample& sample : history.samples) {
    if (sample.people < 3) continue;
    least_days = std::min(least_days, sample.stock_kg[food] / (3 * 1.56));
  }
  CHECK(least_days >= 30.0);
  // Nobody loads more than the carrier takes.
  for (const MissionPlan& planned : campaign.scenario().plans) {
    if (planned.mission.starts_with("resupply-")) CHECK(planned.craft.at(0).payload.si() <= 3000.0 + 1e-9);
  }
  for (const CommodityBalance& balance : history.balances) CHECK(balance.lost_kg < 1e-6);
}

TEST_CASE("generated flights: twice the crew lands as much more as the closed form says",
          "[campaign][station]") {
  const Campaign three = plan(base(3)), six = plan(base(6));
  const double more_kg = landed_kg(six) - landed_kg(three);
  const double closed_form_kg = person_days(three.station()->history) * taken_kg_d;
  CAPTURE(more_kg, closed_form_kg, flights_of(three, "resupply-"), flights_of(six, "resupply-"));
  CHECK(std::abs(more_kg / closed_form_kg - 1.0) < 0.05);
  CHECK(six.station_holds());
  CHECK(flights_of(six, "resupply-") > flights_of(three, "resupply-"));
}

TEST_CASE("generated flights: recovery lowers the demand by what it recovers", "[campaign][station]") {
  Scenario scenario = with_rotations(base(3));
  Station station;
  station.elements = {scenario.station->elements[0].element};
  station.elements[0].from = first_day;
  station.elements[0].processes = {water_processor(100.0, 0.98), electrolysis(5.0)};
  station.elements[0].stores.push_back({"hydrogen", 1.0, 0.0, true});
  CrewStay crew;
  crew.id = "crew";
  crew.people = 3;
  crew.span = {first_day, first_day + 400_d};
  crew.return_seats = 3;
  station.crew = {crew};
  const DemandCurve curve = demand_of(station, {"oxygen", "water", "food"}, {first_day, first_day + 400_d});
  // Oxygen is made of water, 1.125 kg to the kilogram; 0.98 of 4.366 kg of waste water comes back: more than
  // is drunk and split.
  // Oxygen of the empty store's room is made too, of water.
  const double room_kg = 2000.0;
  CHECK(curve.demands[0].total_kg.back() == 0.0);
  CHECK(curve.demands[1].total_kg.back() <= 1.125 * room_kg);
  CHECK(curve.demands[2].total_kg.back() == Approx(400 * 3 * 1.56).epsilon(1e-8));
}

TEST_CASE("generated flights: a crew whose mission has no way home has no seats", "[campaign][station]") {
  Scenario scenario = base(3);
  auto& mission = scenario.station->rotation->missions[0];
  mission.mission.activities.resize(4);
  mission.plan.legs.resize(4);
  const Scenario whole = with_rotations(scenario);
  REQUIRE_FALSE(whole.station->crew.empty());
  CHECK(whole.station->crew[0].stay.return_seats == 0);
  CHECK(whole.station->crew[0].stays == 180_d);
}

TEST_CASE("generated flights: a store too small for the reserve is said, not filled for ever",
          "[campaign][station]") {
  Scenario scenario = base(3);
  for (Store& store : scenario.station->elements[0].element.stores)
    if (store.commodity == "oxygen") store.capacity_kg = 50.0;  // nineteen days for three
  const Campaign campaign = plan(scenario);
  REQUIRE_FALSE(campaign.station()->gaps.empty());
  CHECK(campaign.station()->gaps[0].commodity == "oxygen");
  CHECK(campaign.station()->gaps[0].missing_kg > 0.0);
  CHECK_FALSE(campaign.station_holds());
}

TEST_CASE("generated flights: siblings of a crew's flight are told apart by number", "[campaign]") {
  Scenario scenario = base(3);
  MissionTemplate lander;
  lander.mission.id = "lander";
  lander.mission.activities = {leg(ActivityKind::launch, 1_h), leg(ActivityKind::transfer, 5_d)};
  lander.plan.legs.resize(2);
  auto& rotation = *scenario.station->rotation;
  rotation.missions.push_back(lander);
  Precedence waits;
  waits.mission = Reference("lander");
  rotation.missions[0].mission.after = {waits};
  const Scenario whole = with_rotations(scenario);
  const auto second = find_mission(whole.roadmap, "rotation-2");
  REQUIRE(second.has_value());
  CHECK(whole.roadmap.missions[*second].after[0].mission.id == "lander-2");
  CHECK(find_mission(whole.roadmap, "lander-2").has_value());
}
