#include <perilune/station/simulate.hpp>

#include <perilune/station/autonomy.hpp>

#include <cmath>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2036-01-01 UTC");

/// Every equation of the books holds to this, relative to its largest term: rounding over 10,000 steps.
constexpr double books_tolerance = 1e-9;

StationElement element(std::string id, Epoch from = first_day) {
  StationElement made;
  made.id = std::move(id);
  made.from = from;
  return made;
}

Station station_of(std::vector<StationElement> elements) {
  Station station;
  station.id = "outpost";
  station.elements = std::move(elements);
  return station;
}

CrewStay crew(std::string id, int people, Epoch from, Duration stay) {
  return {std::move(id), people, {from, from + stay}, {}, people, {}};
}

/// A habitat with room for 10 t of everything that people need, and so much of each.
StationElement habitat(double initial_kg) {
  StationElement made = element("habitat");
  for (const std::string_view name : {commodity::oxygen, commodity::water, commodity::food}) {
    made.stores.push_back({std::string(name), 1e4, initial_kg});
  }
  made.pressurised_volume_m3 = 100.0;
  return made;
}

void check_books(const StationHistory& history) {
  for (const CommodityBalance& books : history.balances) {
    CAPTURE(books.commodity);
    CHECK(books.defect() < books_tolerance);
  }
  for (const CommodityBalance& books : history.yearly) {
    CAPTURE(books.commodity);
    CHECK(books.defect() < books_tolerance);
  }
  CHECK(history.energy.defect() < books_tolerance);
  for (const EnergyBalance& books : history.yearly_energy) CHECK(books.defect() < books_tolerance);
}

}  // namespace

TEST_CASE("station: a crew breathes 0.895 kg of oxygen a day each", "[station][validation]") {
  // NASA/TP-2015-218570 Rev 2, table 3-31.
  Station station = station_of({habitat(5000.0)});
  station.crew = {crew("crew-1", 3, first_day + 10_d, 180_d)};
  const StationHistory history = simulate(station, {first_day, first_day + 365_d});
  CHECK(std::abs(history.balance("oxygen").used_kg - 3 * 180 * 0.895) < 1e-9);
  CHECK(std::abs(history.balance("carbon-dioxide").vented_kg - 3 * 180 * 1.085) < 1e-9);
  CHECK(history.problems.empty());
  check_books(history);
}

TEST_CASE("station: a battery carries its load through the night at 80 S, as the closed form says",
          "[station][validation]") {
  // The Sun's path over a site at latitude phi, with the Sun at declination delta: it is below a flat horizon
  // for the share 1 - acos(-tan(phi) tan(delta)) / pi of a synodic month of 29.530589 d.
  const double pi = std::acos(-1.0);
  const double degree = pi / 180.0;
  const double delta = GENERATE(-1.5, 0.0, 1.5);
  const double lit_share = std::acos(-std::tan(-80.0 * degree) * std::tan(delta * degree)) / pi;
  const Duration month = Duration::days(29.530589);
  const Duration night = Duration::seconds((1.0 - lit_share) * month.seconds());
  const IntervalSet lit{{first_day, first_day + (month - night)}, {first_day + month, first_day + 2 * month}};

  Battery battery;
  // A billionth more than the closed form, so that rounding leaves it no darkness of nanoseconds.
  battery.capacity_j = (1.0 + 1e-9) * battery_capacity_for_night_j(250.0, night.seconds(), battery);
  StationElement lander = element("lander");
  lander.power = {solar_panels(4.0, 0.3, Profile::during(lit))};
  lander.batteries = {battery};
  lander.processes = {electric_load("heater", 100.0, 250.0, ProcessPriority::survival)};
  Station station = station_of({lander});
  station.lit = lit;

  // Just enough: empty at sunrise, and nothing froze.
  StationHistory history = simulate(station, {first_day, first_day + month});
  CHECK(history.problems.empty());
  CHECK(history.energy.lowest_j < 2e-9 * battery.usable_j());
  check_books(history);

  // With a tenth less it freezes when nine tenths of the night are over.
  station.elements[0].batteries[0].capacity_j *= 0.9;
  history = simulate(station, {first_day, first_day + month});
  REQUIRE(history.problems.size() == 1);
  const StationProblem& problem = history.problems[0];
  CHECK(problem.failure == StationFailure::freezes);
  CHECK(problem.what == "heater");
  CHECK(problem.resource == "electric power");
  const Epoch sunset = first_day + (month - night);
  CHECK(std::abs((problem.span.from - sunset) / night - 0.9) < 2e-9);
  CHECK(std::abs(problem.missing / (250.0 * 0.1 * night.seconds()) - 1.0) < 2e-8);
  check_books(history);
}

TEST_CASE("station: water is lost only by what the processor leaves", "[station]") {
  // In steady state all waste water is processed as it comes: each day a person loses 3.217 kg and gets back
  // 0.98 of 4.366 kg.
  StationElement home = habitat(5000.0);
  home.processes = {water_processor(40.0, 0.98)};
  Station station = station_of({home});
  station.crew = {crew("crew-1", 4, first_day, 100_d)};
  const StationHistory history = simulate(station, {first_day, first_day + 100_d});
  const CommodityBalance& water = history.balance("water");
  CHECK(std::abs(water.used_kg - 400 * 3.217) < 1e-9);
  CHECK(std::abs(water.made_kg - 400 * 0.98 * 4.366) < 1e-9);
  // Food brings water in, so that the loop makes more than it uses.
  CHECK(water.closure() == 1.0);
  check_books(history);
}

TEST_CASE("station: says when the air runs out, for whom, and how much is missing", "[station]") {
  StationElement home = habitat(5000.0);
  home.stores[0].initial_kg = 0.895 * 2 * 50;  // oxygen for two people and fifty days
  Station station = station_of({home});
  station.crew = {crew("crew-1", 2, first_day, 60_d)};
  station.crew[0].where = {"station.yaml", 7, 3};
  const StationHistory history = simulate(station, {first_day, first_day + 60_d});
  REQUIRE(history.problems.size() == 1);
  const StationProblem& problem = history.problems[0];
  CHECK(problem.failure == StationFailure::crew_short);
  CHECK(problem.what == "crew-1");
  CHECK(problem.resource == "oxygen");
  CHECK(std::abs((problem.span.from - (first_day + 50_d)).seconds()) < 1e-3);
  CHECK(problem.span.to == first_day + 60_d);
  CHECK(std::abs(problem.missing - 0.895 * 2 * 10) < 1e-6);
  CHECK(problem.where.line == 7);
  check_books(history);
}

TEST_CASE("station: an oxygen plant that fades makes the integral of its rate", "[station]") {
  StationElement plant = element("plant");
  plant.processes = {oxygen_plant(400.0, 5.0, 0.1)};
  plant.stores = {{"oxygen", 1e6, 0.0}};
  const StationHistory history =
      simulate(station_of({plant}), {first_day, first_day + Duration::days(10 * 365.25)}, {.max_step = 30_d});
  // integral of 2000 exp(-0.1 t) over ten years
  CHECK(std::abs(history.balance("oxygen").made_kg / (2000.0 / 0.1 * (1.0 - std::exp(-1.0))) - 1.0) < 1e-12);
  CHECK(std::abs(history.uses[0].utilisation() - 1.0) < 1e-12);
  check_books(history);
}

TEST_CASE("station: a maker waits at a full store, or vents where the store does", "[station]") {
  StationElement plant = element("plant");
  plant.processes = {oxygen_plant(365.25, 1.0, 0.0)};  // 1 kg a day
  plant.stores = {{"oxygen", 10.0, 0.0, GENERATE(false, true)}};
  const bool vents = plant.stores[0].vents;
  const StationHistory history = simulate(station_of({plant}), {first_day, first_day + 40_d});
  const CommodityBalance& oxygen = history.balance("oxygen");
  CHECK(std::abs(oxygen.made_kg - (vents ? 40.0 : 10.0)) < 1e-9);
  CHECK(std::abs(oxygen.vented_kg - (vents ? 30.0 : 0.0)) < 1e-9);
  CHECK(std::abs(history.uses[0].utilisation() - (vents ? 1.0 : 0.25)) < 1e-9);
  CHECK(history.uses[0].held_back_by ==
        (vents ? std::vector<std::string>{} : std::vector<std::string>{"oxygen"}));
  check_books(history);
}

TEST_CASE("station: of two makers the one that is served first fills the store, the other makes the rest",
          "[station]") {
  // Three people breathe 2.685 kg a day; the plant gives 1 kg of it.
  StationElement home = habitat(5000.0);
  home.stores[0] = {"oxygen", 100.0, 100.0};
  home.processes = {electrolysis(6.0), oxygen_plant(365.25, 1.0, 0.0)};
  const bool plant_first = GENERATE(true, false);
  if (plant_first) {
    home.processes[0].priority = ProcessPriority::production;
    home.processes[1].priority = ProcessPriority::life_support;
  }
  home.power = {fission_reactor(1e5)};
  Station station = station_of({home});
  station.crew = {crew("crew-1", 3, first_day, 100_d)};
  const StationHistory history = simulate(station, {first_day, first_day + 100_d});
  const double plant_kg = plant_first ? 100.0 : 0.0;
  const double split_kg = 3 * 0.895 * 100.0 - plant_kg;
  CHECK(std::abs(history.uses[1].utilisation() * 100.0 - plant_kg) < 1e-6);
  CHECK(std::abs(history.uses[0].utilisation() * 600.0 - split_kg) < 1e-6);
  // 1.126 kg of water to a kilogram of oxygen: what the plant saves.
  const double water_kg = (3 * 3.217) * 100.0 + split_kg * (1.0 + 2 * 2.016 / 31.998);
  CHECK(std::abs(history.balance("water").used_kg - water_kg) < 1e-6);
  check_books(history);
}

TEST_CASE("station: the crew breathes first, production gets what is left", "[station]") {
  // 1000 W for a processor of 600 W and a printer of 800 W.
  StationElement home = habitat(1000.0);
  home.power = {fission_reactor(1000.0)};
  Process printer = electric_load("printer", 800.0, 800.0, ProcessPriority::production);
  home.processes = {printer, water_processor(40.0, 0.98, 600.0)};
  home.stores.push_back({"waste-water", 1e6, 1e6});
  const StationHistory history = simulate(station_of({home}), {first_day, first_day + 10_d});
  CHECK(std::abs(history.uses[0].utilisation() - 0.5) < 1e-12);
  CHECK(history.uses[0].held_back_by == std::vector<std::string>{"electric power"});
  CHECK(std::abs(history.uses[1].utilisation() - 1.0) < 1e-12);
  check_books(history);
}

TEST_CASE("station: upkeep takes its share of the mass, and the hours to fit it", "[station]") {
  StationElement home = habitat(5000.0);
  home.dry_mass_kg = 7500.0;
  home.processes = {upkeep(home.dry_mass_kg, 0.05, 0.2)};
  home.stores.push_back({"spares", 1000.0, 500.0});
  Station station = station_of({home});
  station.crew = {crew("crew-1", 2, first_day, Duration::days(365.25))};
  const StationHistory history = simulate(station, {first_day, first_day + Duration::days(365.25)});
  CHECK(std::abs(history.balance("spares").used_kg - 375.0) < 1e-9);
  CHECK(std::abs(history.crew_hours_used_h - 75.0) < 1e-9);
  CHECK(std::abs(history.crew_hours_available_h - 2 * 6.5 * 365.25) < 1e-6);
  check_books(history);
}

TEST_CASE("station: what leaves without room is lost, what flights bring and take is booked", "[station]") {
  StationElement tank = element("tank");
  tank.stores = {{"water", 100.0, 0.0}};
  StationElement lander = element("lander", first_day + 10_d);
  lander.until = first_day + 20_d;
  lander.stores = {{"water", 50.0, 40.0}};
  Station station = station_of({tank, lander});
  station.deliveries = {{"cargo-1", first_day + 15_d, "water", 120.0, {}},
                        {"return-1", first_day + 30_d, "water", -30.0, {}}};
  const StationHistory history = simulate(station, {first_day, first_day + 40_d});
  const CommodityBalance& water = history.balance("water");
  CHECK(water.delivered_kg == 160.0);
  CHECK(water.lost_kg == 60.0);  // 160 in room for 150, then 150 in room for 100
  CHECK(water.taken_kg == 30.0);
  CHECK(water.closing_kg == 70.0);
  check_books(history);
}

TEST_CASE("station: heat beyond the radiators, seats and dose are named", "[station]") {
  StationElement home = habitat(9000.0);
  home.power = {fission_reactor(40e3)};
  home.processes = {electric_load("smelter", 10e3, 10e3)};
  home.radiator_w = 10e3;
  home.dose_factor = 0.5;
  Station station = station_of({home});
  station.crew = {crew("crew-1", 2, first_day + 1_d, 1000_d)};
  station.crew[0].return_seats = 1;
  const StationHistory history = simulate(station, {first_day, first_day + 1002_d});
  REQUIRE(history.problems.size() == 3);
  CHECK(history.problems[0].failure == StationFailure::overheats);  // two people give 287.6 W
  CHECK(std::abs(history.problems[0].missing / (287.6 * 1000 * 86400.0) - 1.0) < 1e-9);
  CHECK(history.problems[1].failure == StationFailure::no_return_seats);
  CHECK(history.problems[1].missing == 1.0);
  CHECK(history.problems[2].failure == StationFailure::over_dose);
  CHECK(std::abs(history.problems[2].missing - (0.685 - 0.6)) < 1e-9);
  CHECK(std::abs(history.doses[0].dose_sv - 1.37e-3 * 0.5 * 1000) < 1e-9);
}

TEST_CASE("station: of a crew no more lack a seat than are in it, whoever else is there", "[station]") {
  Station station = station_of({habitat(1e4)});
  station.crew = {crew("first", 3, first_day, 20_d), crew("second", 3, first_day + 15_d, 20_d)};
  station.crew[0].return_seats = 0;
  station.crew[1].return_seats = 2;
  const StationHistory history = simulate(station, {first_day, first_day + 40_d});
  REQUIRE(history.problems.size() == 2);
  CHECK(history.problems[0].what == "first");
  CHECK(history.problems[0].missing == 3.0);
  CHECK(history.problems[1].what == "second");
  CHECK(history.problems[1].missing == 1.0);
}

TEST_CASE("station: knows how long it lives without another flight", "[station]") {
  StationElement home = habitat(9000.0);
  home.stores[2].initial_kg = 1.56 * 3 * 100;  // food for three people and a hundred days
  Station station = station_of({home});
  station.crew = {crew("crew-1", 3, first_day, 40_d), crew("crew-2", 3, first_day + 40_d, 400_d)};
  station.deliveries = {{"cargo-1", first_day + 30_d, "food", 1.56 * 3 * 50, {}}};
  const Epoch late = first_day + 30_d;
  const auto alone = resupply_free_time(station, first_day, late, 500_d);
  REQUIRE(alone.has_value());
  CHECK(std::abs(alone->days() - 120.0) < 1e-9);  // 150 days of food, 30 of them eaten
  CHECK(resupply_free_time(station, first_day, late, 100_d) == std::nullopt);
}

TEST_CASE("station: what a step holds makes no difference where rates are constant", "[station]") {
  StationElement home = habitat(2000.0);
  home.processes = {water_processor(40.0), electrolysis(3.0), sabatier(5.0)};
  home.power = {fission_reactor(40e3)};
  home.stores.push_back({"hydrogen", 5.0, 0.0, true});
  home.stores.push_back({"carbon-dioxide", 20.0, 0.0, true});
  Station station = station_of({home});
  station.crew = {crew("crew-1", 3, first_day, 100_d)};
  const StationHistory coarse = simulate(station, {first_day, first_day + 100_d}, {.max_step = 50_d});
  const StationHistory fine = simulate(station, {first_day, first_day + 100_d}, {.max_step = 1_h});
  for (std::size_t i = 0; i < coarse.balances.size(); ++i) {
    CAPTURE(coarse.commodities[i]);
    CHECK(std::abs(coarse.balances[i].closing_kg - fine.balances[i].closing_kg) < 1e-6);
    CHECK(std::abs(coarse.balances[i].made_kg - fine.balances[i].made_kg) < 1e-6);
  }
}

TEST_CASE("station: twenty years of everything close in every book", "[station][property]") {
  std::mt19937 random(42);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int trial = 0; trial < 10; ++trial) {
    CAPTURE(trial);
    const Interval span{first_day, first_day + Duration::days(20 * 365.25)};
    std::vector<Interval> days;
    for (Epoch sunrise = span.from; sunrise < span.to; sunrise += Duration::days(29.53)) {
      days.push_back({sunrise, sunrise + Duration::days(10 + 15 * unit(random))});
    }
    const IntervalSet lit(days);

    StationElement home = habitat(3000.0 * unit(random));
    home.power = {solar_panels(40.0 * unit(random) + 1.0, 0.3, Profile::during(lit), 0.02)};
    home.batteries = {Battery{1e10 * unit(random)}};
    home.processes = {water_processor(30.0 * unit(random) + 1.0, 0.98, 300.0),
                      electrolysis(3.0),
                      sabatier(4.0, 50.0),
                      cabin_leak(0.1),
                      upkeep(7500.0),
                      electric_load("heater", 500.0, 2000.0, ProcessPriority::survival)};
    for (const std::string_view name : {commodity::hydrogen, commodity::carbon_dioxide, commodity::methane,
                                        commodity::nitrogen, commodity::spares, commodity::waste_water}) {
      home.stores.push_back({std::string(name), 500.0 * unit(random), 0.0, random() % 2 == 0});
    }
    StationElement plant = element("plant", first_day + Duration::days(1000 * unit(random)));
    plant.processes = {oxygen_plant(400.0)};
    plant.until = plant.from + Duration::days(3000);
    plant.stores = {{"oxygen", 500.0, 100.0}};
    Station station = station_of({home, plant});
    station.lit = lit;
    for (int k = 0; k < 40; ++k) {
      const Epoch from = first_day + Duration::days(175.0 * k);
      station.crew.push_back(crew("crew-" + std::to_string(k), 3, from, 180_d));
      for (const char* what : {"oxygen", "water", "food", "nitrogen", "spares"}) {
        station.deliveries.push_back({"cargo", from, what, 1200.0 * unit(random) - 100.0, {}});
      }
    }
    const StationHistory history = simulate(station, span);
    check_books(history);
    for (const StationSample& sample : history.samples) {
      for (std::size_t i = 0; i < sample.stock_kg.size(); ++i) {
        REQUIRE(sample.stock_kg[i] >= 0.0);
        REQUIRE(sample.stock_kg[i] <= sample.capacity_kg[i]);
      }
      REQUIRE(sample.battery_j >= 0.0);
      REQUIRE(sample.battery_j <= sample.battery_capacity_j);
    }
    CHECK(history.yearly.size() == 20 * history.commodities.size());
  }
}

TEST_CASE("station: refuses what cannot be simulated", "[station]") {
  const Station station = station_of({habitat(1.0)});
  CHECK_THROWS_AS(simulate(station, {first_day, first_day}), InvalidArgument);
  CHECK_THROWS_AS(simulate(station, {first_day, first_day + 1_d}, {.max_step = Duration{}}), InvalidArgument);
  Station wrong = station;
  wrong.elements[0].stores[0].initial_kg = 1e9;
  CHECK_THROWS_AS(simulate(wrong, {first_day, first_day + 1_d}), InvalidArgument);
}
