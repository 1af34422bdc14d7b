// Craft that take on propellant from the stores of a station.
#include <perilune/campaign/refuelling.hpp>

#include <cmath>

#include "campaign/loop/mass_budget.hpp"
#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

constexpr double exhaust_m_s = 360.0 * 9.80665;

/// A lander that brakes into orbit, docks with a depot, and lands.
struct Case {
  Scenario scenario;
  MissionPlan& plan() { return scenario.plans.front(); }

  Case() {
    Craft lander = test::craft("lander", 6000.0, 360.0);
    lander.mixture = {{"liquid-oxygen", 0.78, {}}, {"methane", 0.22, {}}};
    scenario.catalog.craft = {lander};
    Mission mission;
    mission.id = "lander";
    for (const ActivityKind kind :
         {ActivityKind::capture, ActivityKind::dock, ActivityKind::descend, ActivityKind::ascend})
      mission.activities.push_back(test::activity(kind));
    scenario.roadmap.missions = {mission};
    MissionPlan plan = test::flown_by("lander", mission, Mass::from_si(13000.0));
    plan.legs[1].where = {"depot.yaml", 40, 9};
    plan.delta_v_reserve = 0.03;
    scenario.plans = {plan};
  }

  std::vector<FlownLeg> legs() const {
    std::vector<FlownLeg> made(4);
    const double delta_v_m_s[] = {900.0, 150.0, 1950.0, 1850.0};
    for (std::size_t i = 0; i < made.size(); ++i) made[i].delta_v_m_s = delta_v_m_s[i];
    return made;
  }
};

double grown(double delta_v_m_s) {
  return std::exp(1.03 * delta_v_m_s / exhaust_m_s);
}

}  // namespace

TEST_CASE("refuelling: what is taken on is what is burnt from there on, and is not launched",
          "[campaign][property]") {
  Case one;
  one.plan().legs[1].refuels = {Reference("lander")};
  std::vector<FlownLeg> legs = one.legs();
  const detail::MassBudget budget = detail::fill_masses(one.plan(), one.scenario.catalog, legs);
  const double taken_kg = 19e3 * (grown(1950.0 + 1850.0) - 1.0);
  REQUIRE(legs[1].taken_on_kg.size() == 1);
  CHECK(legs[1].taken_on_kg.at("lander") == Approx(taken_kg).epsilon(1e-12));
  CHECK(budget.launch_mass_kg == Approx(19e3 * grown(900.0 + 150.0)).epsilon(1e-12));
  // Its tanks hold the larger of the two loads.
  CHECK(budget.propellant_kg.at("lander") == Approx(taken_kg).epsilon(1e-12));
  // Leg by leg: nothing appears but what is taken on.
  double mass_kg = budget.launch_mass_kg;
  for (const FlownLeg& leg : legs) {
    CHECK(leg.mass_before_kg == Approx(mass_kg).epsilon(1e-12));
    CHECK(leg.mass_after_kg == Approx(mass_kg - leg.propellant_kg).epsilon(1e-12));
    mass_kg = leg.mass_after_kg;
    for (const auto& [craft, kg] : leg.taken_on_kg) mass_kg += kg;
  }
  CHECK(mass_kg == Approx(19e3).epsilon(1e-12));

  // Twice: each time for the way to the next one.
  one.plan().legs[2].refuels = {Reference("lander")};
  legs = one.legs();
  const detail::MassBudget twice = detail::fill_masses(one.plan(), one.scenario.catalog, legs);
  CHECK(legs[1].taken_on_kg.at("lander") == Approx(19e3 * (grown(1950.0) - 1.0)).epsilon(1e-12));
  CHECK(legs[2].taken_on_kg.at("lander") == Approx(19e3 * (grown(1850.0) - 1.0)).epsilon(1e-12));
  CHECK(twice.launch_mass_kg == Approx(budget.launch_mass_kg).epsilon(1e-12));

  // Nowhere: all of it is launched.
  one.plan().legs[1].refuels.clear();
  one.plan().legs[2].refuels.clear();
  legs = one.legs();
  CHECK(detail::fill_masses(one.plan(), one.scenario.catalog, legs).launch_mass_kg ==
        Approx(19e3 * grown(900.0 + 150.0 + 1950.0 + 1850.0)).epsilon(1e-12));
}

TEST_CASE("refuelling: the stores give it by the mixture of the craft, when the leg ends", "[campaign]") {
  Case one;
  one.plan().legs[1].refuels = {Reference("lander")};
  FlownMission flown;
  flown.mission = "lander";
  flown.legs = one.legs();
  detail::fill_masses(one.plan(), one.scenario.catalog, flown.legs);
  const Epoch end = Epoch::parse("2031-05-01 UTC");
  flown.legs[1].span = {end - Duration::days(1.0), end};
  const double taken_kg = flown.legs[1].taken_on_kg.at("lander");
  const std::vector<Delivery> taken = propellant_taken(one.scenario, {flown});
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].commodity == "liquid-oxygen");
  CHECK(taken[0].kg == Approx(-0.78 * taken_kg).epsilon(1e-12));
  CHECK(taken[1].commodity == "methane");
  CHECK(taken[1].kg == Approx(-0.22 * taken_kg).epsilon(1e-12));
  for (const Delivery& part : taken) {
    CHECK(part.id == "lander");
    CHECK(part.epoch == end);
    CHECK(part.where.line == 40);
  }
  // A craft of which nothing is said burns 'propellant'.
  one.scenario.catalog.craft[0].mixture.clear();
  const std::vector<Delivery> plain = propellant_taken(one.scenario, {flown});
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].commodity == "propellant");
  CHECK(plain[0].kg == Approx(-taken_kg).epsilon(1e-12));
}

TEST_CASE("refuelling: a station without a store for what a craft burns is named with the nearest one",
          "[campaign]") {
  Case one;
  one.plan().legs[1].refuels = {Reference("lander", {"depot.yaml", 41, 30})};
  const auto& plans = one.scenario.plans;
  StationPlan station;
  station.elements.resize(1);
  Store oxygen, methan;
  oxygen.commodity = "liquid-oxygen";
  methan.commodity = "methan";
  station.elements[0].element.stores = {oxygen, methan};
  const std::vector<Diagnostic> found = validate_refuelling(plans, station, one.scenario.catalog);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "no-store");
  CHECK(found[0].where.line == 41);
  CHECK_THAT(found[0].message, Contains("'lander' is refuelled with 'methane'"));
  CHECK_THAT(found[0].help, Contains("did you mean 'methan'?"));
  CHECK(validate_refuelling(plans, std::nullopt, one.scenario.catalog).size() == 2);
  station.elements[0].element.stores[1].commodity = "methane";
  CHECK(validate_refuelling(plans, station, one.scenario.catalog).empty());
}
