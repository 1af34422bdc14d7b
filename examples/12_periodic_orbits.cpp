// The near-rectilinear halo orbit that goes round nine times in two synodic months, out of its family.
// prints: period 6.7.* d, 3[0-9.]+ km to 7[0-9.]+ km from the Moon
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  const Cr3bp model = earth_moon_cr3bp();
  const double synodic_month_nd = 2.0 * 3.141592653589793 / sun_earth_moon_bcr4bp(0.0).sun_rate_nd;
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear);
  const auto period = [](const PeriodicOrbit& orbit) { return orbit.period_nd; };
  for (const PeriodicOrbit& orbit : members_with(model, family, period, 2.0 / 9.0 * synodic_month_nd)) {
    std::cout << "period " << orbit.period_nd * model.time_s / 86400.0 << " d, "
              << orbit.periapsis_nd * model.length_m * 1e-3 << " km to "
              << orbit.apoapsis_nd * model.length_m * 1e-3 << " km from the Moon, stability index "
              << orbit.stability.largest() << ", closed to " << orbit.closure_nd << '\n';
  }
}
