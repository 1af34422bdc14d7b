// Burns against Orekit: README.md beside this file.
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

struct Row {
  const char* name;
  Steering steering;
  Eigen::Vector3d r, v;
};
const Row rows[] = {
    {"inertial",
     steered_inertially({0.6, 0.0, 0.8}),
     {6046457.675312633, -1243853.2187889167, -1691451.92441806},
     {2620.500507360316, 6987.754223700823, 2910.5962619773914}},
    {"along the velocity",
     steered_in_vnc({1.0, 0.0, 0.0}),
     {2325585.684237078, -6487961.366008096, -3316174.780308163},
     {6534.507361131641, 2763.6523682858824, 327.87525229255607}},
    {"oblique in velocity, normal, co-normal",
     steered_in_vnc({-0.8, 0.36, 0.48}),
     {6261663.0366613, 1569568.2292009518, -265576.81814773765},
     {-896.8624464579918, 6893.963836401914, 3388.526274544471}},
};
constexpr double end_mass_kg = 7125.957531733203;

}  // namespace

TEST_CASE("orekit: burns of 15 minutes in a low orbit, to 0.1 mm", "[validation][propagation]") {
  const State initial{Epoch::parse("2000-01-01T12:00:00 TT"),
                      earth_centred_icrf,
                      {6.6e6, 1.2e6, -0.4e6},
                      {-900.0, 6900.0, 3300.0},
                      8000.0};
  for (const Row& row : rows) {
    Propagator propagator(forces(point_mass(earth)),
                          {.relative_tolerance = 1e-14, .stop_at_impact = false});  // as Orekit does
    propagator.add_manoeuvre(FiniteBurn{.start = initial.epoch + 300_s,
                                        .engine = {.thrust = 3000_N, .specific_impulse = 315_s},
                                        .steering = row.steering,
                                        .duration = 900_s});
    const State end = propagator.propagate(initial, 5000_s).end_state();
    CAPTURE(row.name, (end.position_m - row.r).norm(), (end.velocity_m_s - row.v).norm());
    CHECK((end.position_m - row.r).norm() < 1e-4);
    CHECK((end.velocity_m_s - row.v).norm() < 1e-7);
    CHECK(std::abs(end.mass_kg - end_mass_kg) < 1e-8);
  }
}
