// What a peer needs to fly P4 (bench_ensembles.cpp) without our ephemeris: on standard output, one a line
//
//     mu of Moon, Sun, Venus, Jupiter, Earth [m^3/s^2]
//     3 stretches of 40 h, each with 16 Chebyshev nodes: time [s], geocentric places of the four [m]
//     64 of the 4096 members: state at the start, place at the end (RKN12(10) at 1e-13) [m, m/s]
#include <cmath>
#include <cstdio>

#include <perilune/propagation/dispersion.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const State departure{Epoch::parse("2031-03-01T06:00:00 TDB"),
                        earth_centred_icrf,
                        {5043910.953, -4042349.415, -1136372.521},
                        {7409.646118990, 7299.594106963, 3366.719140922},
                        1.0};
  const TwoPartSeconds tdb = departure.epoch.tdb();
  for (const BodyId body : {moon, sun, venus, jupiter, earth})
    std::printf("%.17g\n", point_mass(body).mu_m3_s2());
  constexpr double stretch_s = 144000.0;
  const double pi = std::acos(-1.0);
  for (int stretch = 0; stretch < 3; ++stretch) {
    for (int node = 0; node < 16; ++node) {
      const double t = stretch_s * (stretch + 0.5 + 0.5 * std::cos(pi * (node + 0.5) / 16.0));
      std::printf("%.17g", t);
      for (const BodyId body : {moon, sun, venus, jupiter}) {
        const Eigen::Vector3d r = Ephemeris::embedded().position_m(body, earth, tdb.whole, tdb.fraction + t);
        std::printf(" %.17g %.17g %.17g", r.x(), r.y(), r.z());
      }
      std::printf("\n");
    }
  }
  const Sigmas sigmas{{100.0, 100.0, 100.0}, {0.01, 0.01, 0.01}};
  auto members =
      dispersed_states(covariance_from_sigmas(departure, sigmas, Axes::icrf), {.seed = 7, .count = 4096});
  members[0] = departure;
  const Propagator exact(
      forces(point_mass(earth), point_mass(moon), point_mass(sun), point_mass(venus), point_mass(jupiter)),
      {.integrator = Integrator::rkn1210, .relative_tolerance = 1e-13, .dense_output = false});
  for (std::size_t i = 0; i < members.size(); i += 64) {
    const State& member = members[i];
    const State end = exact.propagate(member, 5_d).end_state();
    for (const auto& v : {member.position_m, member.velocity_m_s, end.position_m}) {
      std::printf("%.17g %.17g %.17g ", v.x(), v.y(), v.z());
    }
    std::printf("\n");
  }
}
