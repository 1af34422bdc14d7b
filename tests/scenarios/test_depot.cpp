// The propellant depot: what is brought, what boils off, what the lander takes on.
#include <algorithm>
#include <cmath>
#include <string>

#include <perilune/campaign/plan.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"
#include "support/scheduled.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

Scenario depot() {
  enter_checkout();
  return load_scenario("scenarios/propellant-depot.yaml");
}

}  // namespace

TEST_CASE("propellant-depot: the lander waits for the second tanker, and the books of the propellant close",
          "[campaign]") {
  const Campaign campaign = plan(depot());
  INFO(campaign.report());
  CHECK(campaign.holds());
  const LoopLog& log = campaign.loop();
  REQUIRE(log.status == LoopStatus::converged);
  REQUIRE(log.missions.size() == 4);
  const FlownMission& lander = log.missions.back();
  REQUIRE(lander.mission == "lander");

  // No line of the scenario has the lander wait for the second tanker: the stores did not hold enough.
  const std::vector<Cut> cuts = log.cuts();
  const auto short_of =
      std::find_if(cuts.begin(), cuts.end(), [](const Cut& cut) { return cut.kind == CutKind::stocks; });
  REQUIRE(short_of != cuts.end());
  CHECK(short_of->mission == "lander");
  CHECK_THAT(short_of->after, Contains("tanker-"));
  CHECK(short_of->missing > 0.0);
  CHECK(scheduled(campaign, "lander", "dock").to > scheduled(campaign, "tanker-2", "dock").to);

  // What is taken on is what the descent burns, by the mixture, and it is what leaves the stores.
  const auto dock = std::find_if(lander.legs.begin(), lander.legs.end(),
                                 [](const FlownLeg& leg) { return leg.kind == ActivityKind::dock; });
  REQUIRE(dock != lander.legs.end());
  const double taken_kg = dock->taken_on_kg.at("lander");
  CHECK(taken_kg == Approx(19e3 * std::expm1(1.03 * 1950.0 / (360.0 * 9.80665))).epsilon(1e-9));
  const StationHistory& history = campaign.station()->history;
  CHECK(history.balance("liquid-oxygen").taken_kg == Approx(0.78 * taken_kg).epsilon(1e-9));
  CHECK(history.balance("methane").taken_kg == Approx(0.22 * taken_kg).epsilon(1e-9));
  for (const CommodityBalance& books : history.balances) CHECK(books.defect() < 1e-9);

  // Oxygen, tank by tank in closed form: it falls by a thousandth a day between what comes and goes.
  const auto day_of = [&](const char* mission, const char* leg) {
    return scheduled(campaign, mission, leg).to;
  };
  double left_kg = 1560.0;
  Epoch at = day_of("depot", "commission");
  const auto until = [&](Epoch epoch) {
    left_kg *= std::pow(1.0 - 0.001, (epoch - at).days());
    at = epoch;
  };
  until(day_of("tanker-1", "dock"));
  left_kg += 8580.0;
  until(day_of("tanker-2", "dock"));
  left_kg += 8580.0;
  until(day_of("lander", "dock"));
  left_kg -= 0.78 * taken_kg;
  until(history.span.to);
  CHECK(history.balance("liquid-oxygen").closing_kg == Approx(left_kg).epsilon(1e-9));
  CHECK(history.balance("liquid-oxygen").boiled_off_kg > 2e3);

  // All four lift off from one pad.
  std::vector<Epoch> lift_offs;
  for (const FlownMission& flown : log.missions) lift_offs.push_back(flown.transfer.lift_off);
  std::sort(lift_offs.begin(), lift_offs.end());
  for (std::size_t i = 1; i < lift_offs.size(); ++i)
    CHECK(lift_offs[i] - lift_offs[i - 1] > Duration::days(40.0));
}

TEST_CASE("propellant-depot: without the depot no rocket of the scenario throws the lander, and that is said",
          "[campaign]") {
  Scenario scenario = depot();
  for (MissionPlan& one : scenario.plans)
    for (LegPlan& leg : one.legs) leg.refuels.clear();
  const Campaign campaign = plan(scenario);
  CHECK_FALSE(campaign.holds());
  CHECK_THAT(campaign.report(), Contains("why not[too-heavy]: 'lander' is too heavy on every date"));
}

TEST_CASE("propellant-depot: with one tanker alone the lander finds too little, and the amount is named",
          "[campaign]") {
  Scenario scenario = depot();
  auto& deliveries = scenario.station->deliveries;
  std::erase_if(deliveries, [](const PlannedDelivery& one) { return one.comes.mission.id == "tanker-2"; });
  REQUIRE(deliveries.size() == 2);
  const Campaign campaign = plan(scenario);
  CHECK_FALSE(campaign.holds());
  const std::string report = campaign.report();
  CHECK_THAT(report, Contains("why not[store-short]: 'lander' comes for liquid-oxygen on") &&
                         Contains("nearest change: bring"));
}
