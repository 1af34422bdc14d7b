#include <perilune/design/families/periodic_orbit.hpp>

#include <cmath>
#include <limits>

#include <Eigen/LU>

#include <perilune/core/error.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
const Cr3bp model = earth_moon_cr3bp();
// A halo orbit near the 9:2 resonance, with errors in its last digits that the corrector takes away.
const StateNd near_halo{0.0, {1.02203, 0.0, -0.1821}, {0.0, -0.10327, 0.0}};
}  // namespace

TEST_CASE("periodic orbit: a guess is moved as little as closes it", "[design]") {
  const auto orbit = correct_periodic_orbit(model, near_halo, 1.511, OrbitSymmetry::mirror);
  REQUIRE(orbit);
  CHECK(orbit->closure_nd < 1e-12);
  CHECK((orbit->state.position_nd - near_halo.position_nd).norm() < 1e-4);
  CHECK(orbit->state.velocity_nd.x() == 0.0);
  CHECK(orbit->jacobi_nd == jacobi_constant_nd(model, orbit->state));
  CHECK(orbit->periapsis_nd < 0.01);
  CHECK(orbit->apoapsis_nd > 0.18);
}

TEST_CASE("periodic orbit: half of it gives the monodromy matrix of all of it", "[design]") {
  const auto orbit = correct_periodic_orbit(model, near_halo, 1.511, OrbitSymmetry::mirror);
  REQUIRE(orbit);
  const Propagator propagator(model, {.relative_tolerance = 1e-14});
  const Matrix6 whole = propagator.propagate_with_stm(orbit->state, orbit->period_nd).matrix;
  const Matrix6 made = monodromy_matrix(model, *orbit);
  CHECK((made - whole).norm() < 1e-8 * whole.norm());
  CHECK(std::abs(made.determinant() - 1.0) < 1e-6);
  // The pairs of eigenvalues are as the indices say.
  CHECK(std::abs(made.trace() - 2.0 - 2.0 * (orbit->stability.first + orbit->stability.second)) < 1e-9);
}

TEST_CASE("periodic orbit: indices of complex pairs", "[design]") {
  // Rotations by two angles with growth: nu = (l + 1/l)/2 of l = r e^(i a).
  const StabilityIndices stable{0.5, -0.5, 0.0};
  CHECK(stable.largest() == Approx(1.0));
  CHECK(stable.at(0.5) == 0.0);
  const StabilityIndices complex{0.2, 0.2, 0.3};
  CHECK(complex.largest() > 1.0);
  CHECK(complex.at(0.2) == Approx(0.09));
}

TEST_CASE("periodic orbit: what cannot be closed, and what is no guess", "[design]") {
  const StateNd far{0.0, {0.3, 0.0, 0.0}, {0.0, 9.0, 0.0}};
  CHECK(!correct_periodic_orbit(model, far, 0.1, OrbitSymmetry::planar_mirror));
  CHECK_THROWS_AS(correct_periodic_orbit(model, near_halo, -1.0, OrbitSymmetry::mirror), InvalidArgument);
  StateNd broken = near_halo;
  broken.position_nd.x() = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(correct_periodic_orbit(model, broken, 1.0, OrbitSymmetry::mirror), InvalidArgument);
}
