// From Kennedy into a near-rectilinear halo orbit, by way of a burn 100 km behind the Moon.
// prints: total 4[0-9]+\.[0-9] m/s
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const Cr3bp model = earth_moon_cr3bp();
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear, {.find_bifurcations = false});
  const auto period_nd = [](const PeriodicOrbit& orbit) { return orbit.period_nd; };
  const PeriodicOrbit nrho = members_with(model, family, period_nd, 1.5092).at(0);  // 9 in 2 synodic months
  const EphemerisOrbit orbit = ephemeris_orbit(model, nrho, Epoch::parse("2028-01-05 UTC"), 5);

  FlybyTransferRequest request;
  request.departure.site = kennedy();
  request.departure.earliest = Epoch::parse("2028-01-16 UTC");
  request.departure.perilune_altitude = 100_km;
  request.to_insertion_min = Duration::days(0.5);
  std::cout << design_flyby_transfer(orbit, request).report();
}
