#include <algorithm>

#include <perilune/campaign/station_plan.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

namespace {

LunarSite site(std::string id, double latitude_deg, double longitude_deg) {
  LunarSite made;
  made.id = std::move(id);
  made.place.latitude_rad = latitude_deg / 57.29577951308232;
  made.place.east_longitude_rad = longitude_deg / 57.29577951308232;
  return made;
}

Catalog catalog() {
  Catalog made;
  made.sites = {site("base", -88.0, 0.0), site("across", -89.0, 180.0), site("far", -84.0, 0.0)};
  return made;
}

StationPlan plan_with(Sortie sortie) {
  StationPlan plan;
  plan.id = "outpost";
  plan.site = Reference("base");
  PlannedElement rover;
  rover.element.id = "rover";
  rover.comes.date = Epoch::parse("2036-01-01 UTC");
  rover.rover = Rover{100e3, 5.0, 1000.0, {}};
  rover.sorties = {std::move(sortie)};
  plan.elements = {rover};
  return plan;
}

Sortie traverse(std::string to, double per_year = 10.0) {
  Sortie made;
  made.id = "traverse";
  made.site = Reference(std::move(to));
  made.per_year = per_year;
  made.stay = 5_h;
  made.stay_power_w = 200.0;
  made.crew = 2;
  made.outside = 4_h;
  made.samples_kg = 30.0;
  made.data_bit = 1e9;
  return made;
}

double flow_kg_s(const Process& process, const std::string& commodity) {
  for (const Flow& flow : process.flows)
    if (flow.commodity == commodity) return flow.kg_s;
  return 0.0;
}

}  // namespace

TEST_CASE("sorties: the mean of a year, for a way over the pole", "[campaign]") {
  const StationPlan plan = with_sorties(plan_with(traverse("across")), catalog());
  REQUIRE(plan.elements[0].element.processes.size() == 1);
  const Process& process = plan.elements[0].element.processes[0];
  const double year_s = 365.25 * 86400.0;
  // Three degrees, by way of the pole, out and back.
  const double way_s = 2.0 * 1737.4e3 * 3.0 / 57.29577951308232 / 5.0;
  CHECK(process.power_w == Approx(10.0 * (1000.0 * way_s + 200.0 * 18000.0) / year_s).epsilon(1e-9));
  CHECK(process.crew_hours_s == Approx(10.0 * 2.0 * (way_s / 3600.0 + 5.0) / year_s).epsilon(1e-9));
  CHECK(process.data_bit_s == Approx(1e10 / year_s).epsilon(1e-12));
  CHECK(flow_kg_s(process, "water") == Approx(-10.0 * 8.0 * 0.6875 / year_s).epsilon(1e-12));
  CHECK(flow_kg_s(process, "oxygen") == Approx(-10.0 * 8.0 * 0.07875 / year_s).epsilon(1e-12));
  CHECK(flow_kg_s(process, "samples") == Approx(300.0 / year_s).epsilon(1e-12));
  CHECK(std::abs(net_flow_kg_s(process)) < 1e-15);
}

TEST_CASE("sorties: beyond the range, to nowhere, without a rover, and too often, each with its amount",
          "[campaign]") {
  const Roadmap roadmap;
  const auto said = [&](const StationPlan& plan) {
    std::string all;
    for (const Diagnostic& one : validate(plan, roadmap, catalog()))
      all += one.code + ": " + one.message + " / " + one.help + "\n";
    return all;
  };
  CHECK(said(plan_with(traverse("across"))).empty());
  CHECK_THAT(said(plan_with(traverse("far"))), Contains("out-of-range: 'traverse' goes 121.3 km") &&
                                                   Contains("21.3 km are missing") &&
                                                   Contains("a 'range' of 122 km"));
  CHECK_THAT(said(plan_with(traverse("acros"))), Contains("unknown-site") && Contains("'across'"));
  StationPlan walked = plan_with(traverse("across"));
  walked.elements[0].rover.reset();
  CHECK_THAT(said(walked), Contains("'rover' has no 'rover'"));
  CHECK_THAT(said(plan_with(traverse("across", 1000.0))), Contains("years of every year"));
  StationPlan nowhere = plan_with(traverse("across"));
  nowhere.site = {};
  CHECK_THAT(said(nowhere), Contains("the station has no 'site' to start from"));
}
