// A thousand copies of a translunar coast, dispersed as a launcher leaves them: where they pass the Moon.
// prints: ensemble of 1000 members.*flown +1000 on them.*spread +position
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const State injection = {.epoch = Epoch::parse("2031-03-01T06:00:00 TDB"),
                           .frame = earth_centred_icrf,
                           .position_m = {5043910.953, -4042349.415, -1136372.521},
                           .velocity_m_s = {7409.646118990, 7299.594106963, 3366.719140922}};
  const Sigmas sigmas = {.position_m = {200.0, 500.0, 200.0},  // radial, in-track, cross-track
                         .velocity_m_s = {0.02, 0.02, 0.02}};
  const StateCovariance known = covariance_from_sigmas(injection, sigmas, Axes::ric);
  const auto members = dispersed_states(known, {.seed = 42, .count = 1000});

  const Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)),
                              {.integrator = Integrator::rkn1210, .relative_tolerance = 1e-9});
  const Ensemble flown = propagate_ensemble(propagator, injection, members, injection.epoch + 4.9_d);
  std::cout << flown.report();
  std::cout << "the first: " << flown[0].end << '\n';
}
