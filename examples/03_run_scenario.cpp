// Reads a scenario, schedules its missions, flies its flights, and says what came of it.
// prints: queqiao-2 +perilune 2024-03-24T16:55
#include <cstdlib>
#include <iostream>

#include <perilune/perilune.hpp>

int main(int argc, char* argv[]) try {
  const perilune::Scenario scenario = perilune::load_scenario(argc > 1 ? argv[1] : "scenarios/arrivals.yaml");
  const perilune::Campaign campaign = perilune::plan(scenario);
  std::cout << campaign.report();
  for (const perilune::FlownFlight& flight : campaign.flights()) {
    std::cout << flight.mission << " took " << flight.trajectory->steps() << " steps\n";
  }
  return campaign.status() == perilune::ScheduleStatus::infeasible ? 4 : EXIT_SUCCESS;
} catch (const perilune::Error& error) {
  std::cerr << error.what() << '\n';
  return 3;
}
