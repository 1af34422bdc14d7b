// The answers of the reference problems, by a method that did not make them.
#include <perilune/propagation/dop853.hpp>

#include "support/catch.hpp"
#include "support/reference_problems.hpp"

using namespace perilune;
using namespace perilune::reference;
using LongDop853 = Dop853<long double, 6, long double>;
using LongRkn1210 = Rkn1210<long double, 6, long double>;

TEST_CASE("reference problems: the halo orbit closes from every phase", "[convergence]") {
  double worst = 0.0;
  for (const Case& one : cases(Problem::halo)) {
    for (std::size_t n = 0; n < 3; ++n) worst = std::max(worst, std::abs(one.answer[n] - one.start[n]));
  }
  // What is left is the rounding of the starts to doubles, magnified by a passage of the Moon.
  CHECK(worst < 2e-13);
}

TEST_CASE("reference problems: DOP853 agrees with the answers of RKN12(10)", "[convergence]") {
  const Case& coast = cases(Problem::coast)[1];
  LongEquations equations(coast_forces(), earth);
  CHECK(distance(exact<LongDop853>(equations, coast.start, coast_time_s, 1e-16), coast.answer) < 1e-5);

  const Case& low = cases(Problem::low_orbit_50)[1];
  LongEquations<decltype(low_orbit_forces(50)), true> orbit(low_orbit_forces(50), moon);
  CHECK(distance(exact<LongDop853>(orbit, low.start, low_orbit_time_s, 1e-14), low.answer) < 1e-4);
}

TEST_CASE("reference problems: starts are dispersed by 100 m and 1 cm/s", "[convergence]") {
  double position = 0.0, velocity = 0.0;
  for (int i = 1; i < 4096; ++i) {
    const std::array<double, 6> start = dispersed(coast_start, i);
    for (std::size_t n = 0; n < 3; ++n) {
      position += (start[n] - coast_start[n]) * (start[n] - coast_start[n]);
      velocity += (start[n + 3] - coast_start[n + 3]) * (start[n + 3] - coast_start[n + 3]);
    }
  }
  CHECK(std::sqrt(position / (3 * 4095)) == Approx(100.0).epsilon(0.03));
  CHECK(std::sqrt(velocity / (3 * 4095)) == Approx(0.01).epsilon(0.03));
  CHECK(dispersed(coast_start, 0) == coast_start);
  CHECK(cases(Problem::coast)[5].start == dispersed(coast_start, 5));
}
