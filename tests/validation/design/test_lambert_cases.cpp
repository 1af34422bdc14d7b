// Lambert's problem: a published case.
#include <perilune/design/lambert.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("lambert: Vallado's case", "[design][validation]") {
  // Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., example 7-5, recomputed to 1e-4 m/s for
  // mu 398600.4418 km^3/s^2.
  const LambertSolution solution = solve_lambert(
      {{15945.34e3, 0.0, 0.0}, {12214.83899e3, 10249.46731e3, 0.0}, 76.0 * 60.0, 398600.4418e9});
  constexpr double tolerance_m_s = 1e-4;
  REQUIRE(solution.status == LambertStatus::converged);
  CHECK((solution.v1_m_s - Eigen::Vector3d(2058.9134, 2915.9644, 0.0)).norm() < tolerance_m_s);
  CHECK((solution.v2_m_s - Eigen::Vector3d(-3451.5648, 910.3142, 0.0)).norm() < tolerance_m_s);
}
