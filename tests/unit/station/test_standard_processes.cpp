#include <perilune/station/standard_processes.hpp>

#include "support/catch.hpp"

#include <cmath>

#include <perilune/core/error.hpp>

using namespace perilune;

namespace {

/// What one process does to a commodity at full rate [kg/d].
double per_day_of(const Process& process, std::string_view commodity) {
  double sum_kg_d = 0.0;
  for (const Flow& flow : process.flows) {
    if (flow.commodity == commodity) sum_kg_d += flow.kg_s * 86400.0;
  }
  return sum_kg_d;
}

double turnover_kg_s(const Process& process) {
  double sum = 0.0;
  for (const Flow& flow : process.flows) sum += std::abs(flow.kg_s);
  return sum;
}

}  // namespace

TEST_CASE("standard processes: none makes or loses mass", "[station]") {
  CrewMetabolism washing;
  washing.hygiene_water_kg_d = 5.53;
  for (const Process& process :
       {crew_metabolism(), crew_metabolism(washing), water_processor(10.0), electrolysis(3.0), sabatier(4.0),
        oxygen_plant(400.0), cabin_leak(0.2), upkeep(7500.0)}) {
    CAPTURE(process.id);
    CHECK(std::abs(net_flow_kg_s(process)) <= 1e-14 * turnover_kg_s(process));
  }
}

TEST_CASE("crew metabolism: the figures of NASA/TP-2015-218570 Rev 2, table 3-31", "[station][validation]") {
  const Process crew = crew_metabolism();
  CHECK(std::abs(per_day_of(crew, commodity::oxygen) + 0.895) < 1e-14);
  CHECK(std::abs(per_day_of(crew, commodity::carbon_dioxide) - 1.085) < 1e-14);
  CHECK(std::abs(per_day_of(crew, commodity::water) + 3.217) < 1e-14);
  // 5.672 kg in and out; the table's rates of 0.490 kg metabolic water are inside these sums.
  CHECK(std::abs(turnover_kg_s(crew) * 86400.0 - 2 * 5.672) < 1e-12);
  CHECK(std::abs(crew.heat_w - 12.426e6 / 86400.0) < 0.05);
}

TEST_CASE("electrolysis: 1.125 kg of water to a kilogram of oxygen", "[station][validation]") {
  // The whole-number value of the text-books (18/16); with IUPAC's masses it is 1.1260.
  const Process process = electrolysis(1.0, 4.9);
  CHECK(std::abs(-per_day_of(process, commodity::water) - 1.126) < 1e-4);
  CHECK(std::abs(process.power_w * 86400.0 / 3.6e6 - 4.9) < 1e-12);
}

TEST_CASE("Sabatier: carbon dioxide and hydrogen to methane and water", "[station][validation]") {
  // CO2 + 4 H2 -> CH4 + 2 H2O in whole-number masses: 44 + 8 -> 16 + 36.
  const Process process = sabatier(44.0);
  CHECK(std::abs(per_day_of(process, commodity::hydrogen) + 8.0) < 0.07);
  CHECK(std::abs(per_day_of(process, commodity::methane) - 16.0) < 0.05);
  CHECK(std::abs(per_day_of(process, commodity::water) - 36.0) < 0.05);
}

TEST_CASE("oxygen plant: five times its mass a year", "[station]") {
  const Process plant = oxygen_plant(400.0);
  CHECK(std::abs(per_day_of(plant, commodity::oxygen) * 365.25 - 2000.0) < 1e-9);
  CHECK(plant.loss_per_year == 0.1);
}

TEST_CASE("standard processes: refuse rates that cannot be", "[station]") {
  CHECK_THROWS_AS(water_processor(0.0), InvalidArgument);
  CHECK_THROWS_AS(water_processor(1.0, 1.01), InvalidArgument);
  CHECK_THROWS_AS(electrolysis(-1.0), InvalidArgument);
  CHECK_THROWS_AS(oxygen_plant(std::nan("")), InvalidArgument);
  CHECK_THROWS_AS(upkeep(-1.0), InvalidArgument);
  CHECK_THROWS_AS(electric_load("heater", -1.0, 5.0), InvalidArgument);
}
