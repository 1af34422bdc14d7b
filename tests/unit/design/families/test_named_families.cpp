#include <perilune/design/families/named_families.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Cr3bp model = earth_moon_cr3bp();

const Bifurcation& first_of(const OrbitFamily& family, BifurcationKind kind) {
  const auto found = std::find_if(family.bifurcations.begin(), family.bifurcations.end(),
                                  [kind](const Bifurcation& b) { return b.kind == kind; });
  REQUIRE(found != family.bifurcations.end());
  return *found;
}

}  // namespace

TEST_CASE("families: nine of a hundred members each, all closed to 1e-10", "[design]") {
  ThreadPool pool({.threads = 2, .pin = false});
  const std::vector<OrbitFamily> families =
      find_families(model, all_families, {.find_bifurcations = false}, pool);
  REQUIRE(families.size() == 9);
  for (std::size_t i = 0; i < families.size(); ++i) {
    const OrbitFamily& family = families[i];
    CAPTURE(to_text(all_families[i]), to_text(family.end));
    CHECK(family.members.size() >= 100);
    double worst = 0.0;
    std::set<double> periods;
    for (const PeriodicOrbit& orbit : family.members) {
      worst = std::max(worst, orbit.closure_nd);
      periods.insert(orbit.period_nd);
    }
    CHECK(worst <= 1e-10);
    CHECK(periods.size() == family.members.size());  // no member is another one
    CHECK(family.arclength_nd.back() > 0.4);         // 160,000 km: not a hundred orbits side by side
  }
}

TEST_CASE("families: what holds of each kind of orbit", "[design]") {
  const double moon_x = 1.0 - model.mass_ratio_nd;
  const auto lyapunov = find_family(model, FamilyName::lyapunov, {.members = 60});
  // Small oscillations: omega^4 + (c2 - 2) omega^2 - (1 + 2 c2)(c2 - 1) = 0, c2 = 3.190423 at L2 (Szebehely).
  CHECK(std::abs(lyapunov.members.front().period_nd - 2.0 * 3.141592653589793 / 1.862645) < 1e-4);
  // A halo orbit is at its highest, and farthest from the Moon, where it starts.
  for (const OrbitHalf half : {OrbitHalf::northern, OrbitHalf::southern}) {
    const auto halo = find_family(model, FamilyName::halo, {.half = half, .members = 20});
    const PeriodicOrbit& last = halo.members.back();
    CHECK((half == OrbitHalf::northern) == (last.state.position_nd.z() > 0.0));
    CHECK(std::abs(last.state.position_nd.z()) > std::abs(last.half.position_nd.z()));
    CHECK(std::abs((last.state.position_nd - Eigen::Vector3d(moon_x, 0, 0)).norm() - last.apoapsis_nd) <
          1e-9);
    // It begins where the Lyapunov family branches.
    CHECK(std::abs(halo.members.front().jacobi_nd -
                   first_of(lyapunov, BifurcationKind::tangent).orbit.jacobi_nd) < 1e-4);
  }
  // The axial family leads from the Lyapunov family to the vertical one, where that branches.
  const auto axial = find_family(model, FamilyName::axial, {.members = 60});
  const auto vertical = find_family(model, FamilyName::vertical, {.members = 60});
  const PeriodicOrbit& meeting = first_of(vertical, BifurcationKind::tangent).orbit;
  double least_jacobi = 10.0, longest = 0.0;
  for (const PeriodicOrbit& orbit : axial.members) {
    least_jacobi = std::min(least_jacobi, orbit.jacobi_nd);
    longest = std::max(longest, orbit.period_nd);
  }
  CHECK(std::abs(least_jacobi - meeting.jacobi_nd) < 1e-3);
  CHECK(std::abs(longest - meeting.period_nd) < 2e-3);
  // Distant retrograde orbits are stable over the whole stretch that missions use (Henon 1969).
  const auto retrograde = find_family(model, FamilyName::distant_retrograde, {.members = 60});
  for (const PeriodicOrbit& orbit : retrograde.members) CHECK(orbit.stability.largest() < 1.0 + 1e-6);
  // The butterfly begins at twice the period of a near-rectilinear orbit, with its Jacobi constant.
  const auto rectilinear = find_family(model, FamilyName::near_rectilinear, {.members = 100});
  const auto butterfly = find_family(model, FamilyName::butterfly, {.members = 5});
  const auto parent = members_with(
      model, rectilinear, [](const PeriodicOrbit& orbit) { return orbit.jacobi_nd; },
      butterfly.members.front().jacobi_nd);
  REQUIRE(parent.size() == 1);
  CHECK(std::abs(butterfly.members.front().period_nd - 2.0 * parent.front().period_nd) < 1e-3);
  CHECK(std::abs(parent.front().periapsis_nd * model.length_m * 1e-3 - 1858.0) < 20.0);
  // Near L4 the two oscillations of the linear problem: omega^4 - omega^2 + 27/4 mu (1 - mu) = 0.
  const double q = 6.75 * model.mass_ratio_nd * (1.0 - model.mass_ratio_nd);
  for (const bool slow : {false, true}) {
    const double omega = std::sqrt(0.5 + (slow ? -0.5 : 0.5) * std::sqrt(1.0 - 4.0 * q));
    const auto family =
        find_family(model, slow ? FamilyName::long_period : FamilyName::short_period, {.members = 3});
    CHECK(std::abs(family.members.front().period_nd * omega / 6.283185307179586 - 1.0) < 1e-4);
  }
}

TEST_CASE("families: the other libration points, and points that a family does not have", "[design]") {
  for (const LibrationPoint point : {LibrationPoint::l1, LibrationPoint::l3}) {
    for (const FamilyName name : {FamilyName::lyapunov, FamilyName::vertical}) {
      const auto family = find_family(model, name, {.point = point, .members = 10});
      CHECK(family.members.size() == 10);
    }
  }
  const auto halo = find_family(model, FamilyName::halo, {.point = LibrationPoint::l1, .members = 100});
  CHECK(halo.members.size() >= 100);
  CHECK(std::max_element(halo.members.begin(), halo.members.end(), [](const auto& a, const auto& b) {
          return a.closure_nd < b.closure_nd;
        })->closure_nd < 1e-10);
  const auto l5 = find_family(model, FamilyName::short_period, {.point = LibrationPoint::l5, .members = 3});
  CHECK(l5.members.back().state.position_nd.y() < 0.0);
  CHECK_THROWS_WITH(find_family(model, FamilyName::halo, {.point = LibrationPoint::l4}),
                    "find_family: there is no family 'halo' about L4: it goes about L1 or L2");
  CHECK_THROWS_AS(find_family(model, FamilyName::halo, {.members = 0}), InvalidArgument);
}
