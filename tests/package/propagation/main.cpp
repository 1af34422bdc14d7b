#include <iostream>

#include <perilune/dynamics/orbit.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;

  const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  Propagator propagator(forces(point_mass(moon), point_mass(earth)));
  propagator.stop_at(nth(2, perilune_passage()));
  const Trajectory flight = propagator.propagate(circular_orbit(moon, {.altitude = 100_km}, start), 1_d);
  for (const EventRecord& event : flight.events()) {
    std::cout << event.name << " at " << event.epoch.to_text(TimeScale::utc) << '\n';
  }
}
