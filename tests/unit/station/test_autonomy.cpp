#include <perilune/station/autonomy.hpp>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2036-01-01 UTC");

/// Two people from day 100 on, food for 500 person-days from the first, as much again in the second year.
Station fed() {
  StationElement habitat;
  habitat.id = "habitat";
  habitat.from = first_day;
  habitat.stores = {{"oxygen", 1e4, 1e4}, {"water", 1e4, 1e4}, {"food", 1e4, 1.56 * 500.0}};
  Station station;
  station.id = "outpost";
  station.elements = {habitat};
  station.crew = {{"crew", 2, {first_day + 100_d, first_day + 800_d}, {}, 2, {}}};
  station.deliveries = {{"cargo", first_day + 340_d, "food", 1.56 * 500.0, {}}};
  return station;
}

}  // namespace

TEST_CASE("autonomy: what is there on the first of January, over what people take", "[station]") {
  const Station station = fed();
  const Interval span{first_day, first_day + 800_d};
  const StationHistory history = simulate(station, span);
  REQUIRE(history.problems.empty() == false);  // the second load ends on day 600
  const std::vector<Autonomy> years = yearly_autonomy(station, history);
  // Nothing stood there when 2036 began, as far as is known; 2037 and 2038 begin with people there.
  REQUIRE(years.size() == 2);
  CHECK(years[0].epoch == Epoch::parse("2037-01-01 UTC"));
  CHECK(years[0].people == 2);
  CHECK_FALSE(years[0].is_longer);
  CHECK(years[0].lacks == "food");
  // 366 days have passed: 266 of two people, of 1000 person-days.
  CHECK(years[0].lasts.days() == Approx((1000.0 - 2.0 * 266.0) / 2.0).epsilon(1e-9));
  // The same as a life from the beginning says.
  const auto whole = resupply_free_time(station, first_day, years[0].epoch, 400_d);
  REQUIRE(whole);
  CHECK(whole->days() == Approx(years[0].lasts.days()).epsilon(1e-9));
}

TEST_CASE("autonomy: nothing that fails is longer than what is looked at", "[station]") {
  Station station = fed();
  station.crew.clear();
  const StationHistory history = simulate(station, {first_day, first_day + 800_d});
  for (const Autonomy& one : yearly_autonomy(station, history, 100_d)) {
    CHECK(one.is_longer);
    CHECK(one.lacks.empty());
    CHECK(one.people == 0);
    CHECK(one.lasts <= 100_d);
  }
  CHECK_THROWS_AS(yearly_autonomy(station, history, Duration{}), InvalidArgument);
}

TEST_CASE("autonomy: batteries are taken as full as they are", "[station]") {
  // Panels until the first of January, then a night without end: the battery is full, and its load is known.
  const Epoch new_year = Epoch::parse("2037-01-01 UTC");
  StationElement unit;
  unit.id = "unit";
  unit.from = first_day;
  unit.power = {solar_panels(10.0, 0.3, Profile(), 0.0)};
  Battery battery;
  battery.capacity_j = 100.0 * 3.6e6;
  battery.depth_of_discharge = 0.8;
  battery.discharge_efficiency = 0.95;
  unit.batteries = {battery};
  unit.processes = {electric_load("heater", 500.0, 500.0, ProcessPriority::survival)};
  Station station;
  station.id = "outpost";
  station.lit = IntervalSet{{first_day, new_year}};
  station.elements = {unit};
  const StationHistory history = simulate(station, {first_day, new_year + 30_d});
  const std::vector<Autonomy> years = yearly_autonomy(station, history);
  REQUIRE(years.size() == 1);
  CHECK(years[0].lacks == "electric power");
  CHECK(years[0].lasts.hours() == Approx(100.0 * 0.8 * 0.95 / 0.5).epsilon(1e-9));
}
