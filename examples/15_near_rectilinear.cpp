// A near-rectilinear halo orbit in the ephemeris, what keeping it costs, and the way down.
// prints: total 6[0-9]+
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  const Cr3bp model = earth_moon_cr3bp();
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear);
  const auto periapsis = [](const PeriodicOrbit& orbit) { return orbit.periapsis_nd * 384400e3; };
  const PeriodicOrbit halo = members_with(model, family, periapsis, 3225e3).at(0);  // nine to two months
  const EphemerisOrbit orbit = ephemeris_orbit(model, halo, Epoch::parse("2026-01-05 UTC"), 12);
  std::cout << to_text(orbit.status) << ", gaps of " << orbit.worst_gap_m << " m\n";
  ThreadPool pool;
  const StationKeepingCost cost = station_keeping_cost(orbit, {.revolutions = 4, .samples = 2}, pool);
  std::cout << "kept for " << cost.mean_m_s_per_year << " m/s a year\n";
  const Interval revolution{orbit.begin(), orbit.begin() + Duration::days(6.5)};
  std::cout << cheapest_low_orbit_transfer(orbit, revolution, 9).report();
}
