// How long do three people live on what they brought, if the water comes back but the oxygen does not?
// prints: crew-1 lacks oxygen from 2036-05-15T04:41:3., 120.3 kg in all; the station makes 1.00 of its water
// water
#include <iostream>

#include <perilune/core/text.hpp>
#include <perilune/station/simulate.hpp>
#include <perilune/time/literals.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const Epoch first_day = Epoch::parse("2036-01-01 UTC");
  StationElement habitat;
  habitat.id = "habitat";
  habitat.from = first_day;
  habitat.power = {fission_reactor(10e3)};
  habitat.stores = {{"oxygen", 400.0, 363.0}, {"water", 900.0, 600.0}, {"food", 900.0, 900.0}};
  habitat.processes = {water_processor(20.0, 0.98, 500.0)};
  Station station;
  station.elements = {habitat};
  station.crew = {{"crew-1", 3, {first_day, first_day + 180_d}, {}, 3, {}}};
  const StationHistory history = simulate(station, {first_day, first_day + 180_d});
  for (const StationProblem& problem : history.problems) {
    std::cout << problem.what << " lacks " << problem.resource << " from "
              << problem.span.from.iso8601(TimeScale::utc, 0) << ", " << fixed(problem.missing, 1)
              << " kg in all; the station makes " << fixed(history.balance("water").closure(), 2)
              << " of its water\n";
  }
}
