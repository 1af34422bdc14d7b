#include <cmath>
#include <utility>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/design/families/named_families.hpp>
#include <perilune/design/manifolds/connection.hpp>
#include <perilune/design/manifolds/invariant_manifold.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Cr3bp model = earth_moon_cr3bp();

PeriodicOrbit member(FamilyName name, LibrationPoint point, double jacobi_nd) {
  NamedFamilyOptions options;
  options.point = point;
  options.find_bifurcations = false;
  const OrbitFamily family = find_family(model, name, options);
  return members_with(
             model, family, [](const PeriodicOrbit& orbit) { return orbit.jacobi_nd; }, jacobi_nd)
      .at(0);
}

const PeriodicOrbit& lyapunov_l1() {
  static const PeriodicOrbit orbit = member(FamilyName::lyapunov, LibrationPoint::l1, 3.15);
  return orbit;
}

const PeriodicOrbit& halo_l2() {
  static const PeriodicOrbit orbit = member(FamilyName::halo, LibrationPoint::l2, 3.10);
  return orbit;
}

StateNd flown_alone(const StateNd& from, double duration_nd) {
  return Propagator(model, {.relative_tolerance = 1e-13, .dense_output = false})
      .propagate(from, duration_nd)
      .end_state();
}

}  // namespace

TEST_CASE("manifold: a step off the orbit grows by the multiplier in a period", "[design][manifolds]") {
  const PeriodicOrbit& orbit = GENERATE(true, false) ? lyapunov_l1() : halo_l2();
  const ManifoldKind kind = GENERATE(ManifoldKind::stable, ManifoldKind::unstable);
  const InvariantManifold manifold =
      invariant_manifold(model, orbit, kind, ManifoldSide::exterior, {.starts = 40, .step_nd = 1e-7});
  // The stability index is half the sum of multiplier and its inverse.
  CHECK(0.5 * (manifold.multiplier + 1.0 / manifold.multiplier) ==
        Approx(orbit.stability.first).epsilon(1e-6));
  const double period_nd = manifold.time_direction() * orbit.period_nd;
  for (const std::size_t i : {std::size_t{0}, std::size_t{17}}) {
    const ManifoldStart& start = manifold.starts[i];
    const StateNd stepped = flown_alone(start.state, period_nd), on = flown_alone(start.orbit, period_nd);
    const Eigen::Vector3d grown = (stepped.position_nd - on.position_nd) / 1e-7;
    CHECK((grown - manifold.multiplier * start.direction.head<3>()).norm() <
          0.02 * std::abs(manifold.multiplier));
    CHECK(jacobi_constant_nd(model, start.state) == Approx(orbit.jacobi_nd).margin(1e-12));
  }
}

TEST_CASE("manifold: stable and unstable ones are each other's mirror", "[design][manifolds]") {
  const auto unstable =
      invariant_manifold(model, halo_l2(), ManifoldKind::unstable, ManifoldSide::interior, {.starts = 24});
  const auto stable =
      invariant_manifold(model, halo_l2(), ManifoldKind::stable, ManifoldSide::interior, {.starts = 24});
  for (std::size_t i = 0; i < 24; ++i) {
    const ManifoldStart &one = unstable.starts[i], &other = stable.starts[(24 - i) % 24];
    CHECK(one.phase_nd + (i == 0 ? 0.0 : other.phase_nd - halo_l2().period_nd) == Approx(0.0).margin(1e-12));
    Eigen::Vector3d mirrored = other.state.position_nd;
    mirrored.y() = -mirrored.y();
    CHECK((one.state.position_nd - mirrored).norm() < 1e-9);
  }
}

TEST_CASE("manifold: sides lead to either side, and any phase is between its neighbours",
          "[design][manifolds]") {
  const double point_nd = lagrange_points_nd(model)[0].x();
  for (const ManifoldSide side : {ManifoldSide::interior, ManifoldSide::exterior}) {
    const auto manifold =
        invariant_manifold(model, lyapunov_l1(), ManifoldKind::unstable, side, {.starts = 50});
    const std::vector<MemberFlightNd> later = flown(manifold, 3.5);
    for (const std::size_t i : {std::size_t{0}, std::size_t{25}}) {  // side by side as alone
      CHECK((later[i].end.position_nd - flown_alone(manifold.starts[i].state, 3.5).position_nd).norm() <
            1e-6);
    }
    // Each flight passes the plane on its own side of the orbit before the other one, which it may never.
    const double sign = side == ManifoldSide::interior ? -1.0 : 1.0;
    std::vector<double> own(50, INFINITY), other(50, INFINITY);
    for (const auto& [times, place] : {std::pair{&own, sign}, std::pair{&other, -sign}}) {
      const auto passed =
          poincare_section(manifold, {.axis = 0, .value = point_nd + 0.1 * place}, {.longest_nd = 8.0});
      for (const SectionCrossing& each : passed) (*times)[each.start] = each.state.time_nd;
    }
    for (std::size_t i = 0; i < 50; ++i) CHECK(own[i] < other[i]);
    const ManifoldStart between = manifold.at(10.5 / 50.0 * lyapunov_l1().period_nd);
    const Vector6 mean = 0.5 * (manifold.starts[10].direction + manifold.starts[11].direction);
    CHECK((between.direction - mean).norm() < 0.02);
    CHECK((manifold.at(manifold.starts[7].phase_nd).state.position_nd - manifold.starts[7].state.position_nd)
              .norm() < 1e-13);
  }
}

TEST_CASE("manifold: a section has what each flight alone meets", "[design][manifolds]") {
  const auto manifold =
      invariant_manifold(model, lyapunov_l1(), ManifoldKind::stable, ManifoldSide::interior, {.starts = 30});
  const PoincareSection section{.axis = 1, .value = 0.0};
  const auto passed = poincare_section(manifold, section, {.longest_nd = 6.0, .crossings = 20});
  Propagator propagator(model, {.relative_tolerance = 1e-13});
  propagator.add_event(plane_crossing_nd(1));
  std::size_t met = 0;
  for (std::size_t i = 0; i < manifold.starts.size(); ++i) {
    const TrajectoryNd alone = propagator.propagate(manifold.starts[i].state, -6.0);
    for (std::size_t k = 0; k < alone.events().size(); ++k, ++met) {
      REQUIRE(met < passed.size());
      CHECK(passed[met].start == i);
      CHECK(passed[met].crossing == static_cast<int>(k) + 1);
      CHECK(passed[met].state.time_nd == Approx(alone.events()[k].state.time_nd).margin(1e-6));
      CHECK((passed[met].state.position_nd - alone.events()[k].state.position_nd).norm() < 1e-6);
    }
  }
  CHECK(met == passed.size());
}

TEST_CASE("connection: from L1 to L2 of the Earth and the Moon at no cost", "[design][manifolds]") {
  const PeriodicOrbit second = member(FamilyName::lyapunov, LibrationPoint::l2, 3.15);
  const auto from = invariant_manifold(model, lyapunov_l1(), ManifoldKind::unstable, ManifoldSide::exterior);
  const auto to = invariant_manifold(model, second, ManifoldKind::stable, ManifoldSide::interior);
  ConnectionOptions options;
  options.section.least_small_nd = 0.0045;
  const auto found = find_connections(from, to, {.axis = 0, .value = 1.0 - model.mass_ratio_nd}, options);
  REQUIRE(found.size() == 2);
  for (const ManifoldConnection& each : found) {
    CHECK(each.delta_v_nd() < 1e-8);
    CHECK(each.position_gap_nd() < 1e-9);
    const ConnectionFlight flight = fly(each, from);
    // It begins at the one orbit and ends at the other.
    CHECK((flight.from.begin_state().position_nd - from.at(each.from_phase_nd).orbit.position_nd).norm() <
          2e-6);
    CHECK((flight.to.end_state().position_nd - to.at(each.to_phase_nd).orbit.position_nd).norm() < 1e-4);
    CHECK(jacobi_constant_nd(model, flight.from.end_state()) == Approx(3.15).margin(1e-10));
  }
}

TEST_CASE("manifold: what has none, and what cannot be, is said", "[design][manifolds]") {
  NamedFamilyOptions options;
  options.find_bifurcations = false;
  const OrbitFamily retrograde = find_family(model, FamilyName::distant_retrograde, options);
  CHECK_THROWS_WITH(
      invariant_manifold(model, retrograde.members[20], ManifoldKind::stable, ManifoldSide::interior),
      Catch::Matchers::ContainsSubstring("no real multiplier beyond 1"));
  CHECK_THROWS_WITH(invariant_manifold(model, lyapunov_l1(), ManifoldKind::stable, ManifoldSide::interior,
                                       {.starts = 0, .step_nd = 1.0}),
                    Catch::Matchers::ContainsSubstring("starts is 0") &&
                        Catch::Matchers::ContainsSubstring("step_nd is 1"));
  const auto manifold =
      invariant_manifold(model, lyapunov_l1(), ManifoldKind::stable, ManifoldSide::interior, {.starts = 4});
  CHECK_THROWS_WITH(poincare_section(manifold, {.axis = 4}, {.longest_nd = -1.0}),
                    Catch::Matchers::ContainsSubstring("axis is 4") &&
                        Catch::Matchers::ContainsSubstring("longest_nd is -1"));
  CHECK_THROWS_WITH(find_connections(manifold, manifold, {.axis = 2}),
                    Catch::Matchers::ContainsSubstring("'from' is no unstable manifold") &&
                        Catch::Matchers::ContainsSubstring("axis is 2"));
  CHECK_THROWS_AS(flown(manifold, -1.0), InvalidArgument);
}
