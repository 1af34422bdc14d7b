// Queqiao-2, from its orbit as telescopes saw it on the way to the Moon, flown to its closest approach.
// prints: perilune 2024-03-24T16:55:3[0-9.]+ UTC, 203.[0-9]+ km
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const ClassicalElements orbit = {.semi_major_axis_m = 208452217.6,
                                   .eccentricity = 0.96888026,
                                   .inclination_rad = (23.0998_deg).si(),
                                   .node_rad = (176.647854_deg).si(),
                                   .argument_of_periapsis_rad = (186.033193_deg).si(),
                                   .true_anomaly_rad = true_anomaly_rad((64.417218484_deg).si(), 0.96888026)};
  const PositionVelocity seen = state_from_elements(orbit, mu_m3_s2(earth));
  const State start = {.epoch = Epoch::parse("2024-03-22T00:00:00 TT"),
                       .frame = {earth, Axes::eme2000},
                       .position_m = seen.position_m,
                       .velocity_m_s = seen.velocity_m_s};

  Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun), j2(earth)));
  propagator.stop_at(perilune_passage());
  const Trajectory flight = propagator.propagate(start, 6_d);

  const State arrival = flight.end_state().in(moon_centred_icrf);
  std::cout << "perilune " << arrival.epoch.to_text(TimeScale::utc) << ", "
            << altitude_m(arrival, moon) / 1000.0 << " km above the Moon\n"
            << arrival << '\n';
}
