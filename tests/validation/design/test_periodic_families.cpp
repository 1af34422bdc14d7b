// Members of families that we follow from a libration point, against orbits that others published.
#include <algorithm>
#include <cmath>

#include <perilune/design/families/named_families.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// Source: JPL, Three-Body Periodic Orbits, https://ssd.jpl.nasa.gov/tools/periodic_orbits.html: mu
/// 1.215058560962404e-2, length 389703.264829278 km, time 382981.289129055 s.
struct Published {
  FamilyName name;
  LibrationPoint point;
  double x, z, vy, period_nd, jacobi_nd, stability;
};
constexpr Published published[] = {
    {FamilyName::near_rectilinear, LibrationPoint::l2, 1.0809931218390707, -0.20235953267405354,
     -0.19895001215078018, 2.3538670417546639, 3.01521427092201, 1.000000},
    {FamilyName::lyapunov, LibrationPoint::l1, 0.81596252146384562, 0.0, 0.20722124749217649,
     2.8447547942812985, 3.15001683280912, 939.039375},
    {FamilyName::lyapunov, LibrationPoint::l2, 1.1182825695532028, 0.0, 0.18601928389638619,
     3.4205694071950448, 3.15000013081292, 594.252389},
};

}  // namespace

TEST_CASE("families: JPL's orbits are among their members", "[validation]") {
  const Cr3bp model = earth_moon_cr3bp();
  for (const Published& row : published) {
    CAPTURE(to_text(row.name), row.jacobi_nd);
    const OrbitFamily family = find_family(model, row.name, {.point = row.point, .members = 40});
    const auto found = members_with(
        model, family, [](const PeriodicOrbit& orbit) { return orbit.period_nd; }, row.period_nd, 1e-13);
    REQUIRE(found.size() == 1);
    const PeriodicOrbit& orbit = found.front();
    CHECK(orbit.closure_nd < 1e-11);
    CHECK(std::abs(orbit.jacobi_nd - row.jacobi_nd) < 1e-12);
    // Six decimals are printed.
    CHECK(std::abs(orbit.stability.largest() - row.stability) < std::max(1e-8 * row.stability, 6e-7));
    // One of the two places where the orbit crosses the x-z plane is the one in the catalogue.
    const auto miss = [&row](const StateNd& state) {
      return std::max({std::abs(state.position_nd.x() - row.x), std::abs(state.position_nd.z() - row.z),
                       std::abs(state.velocity_nd.y() - row.vy)});
    };
    CHECK(std::min(miss(orbit.state), miss(orbit.half)) < 1e-10);
  }
}

TEST_CASE("families: the 9:2 near-rectilinear halo orbit by its period", "[validation]") {
  // Published for mu 0.012150585609624 to 1e-7: period 1.509263667286943, Jacobi 3.0466400, radii 3271 and
  // 72155 km with 389,703 km as the unit of length.
  Cr3bp model = earth_moon_cr3bp();
  model.mass_ratio_nd = 0.012150585609624;
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear);
  const auto found = members_with(
      model, family, [](const PeriodicOrbit& orbit) { return orbit.period_nd; }, 1.509263667286943);
  REQUIRE(found.size() == 1);
  CHECK(std::abs(found.front().jacobi_nd - 3.0466400) < 1e-7);
  CHECK(std::abs(found.front().periapsis_nd * model.length_m * 1e-3 - 3271.0) < 1.0);
  CHECK(std::abs(found.front().apoapsis_nd * model.length_m * 1e-3 - 72155.0) < 1.0);
}
