// Connections between Lyapunov orbits whose existence is proved, with their passages of the section y = 0: D.
// Wilczak, P. Zgliczynski, Heteroclinic connections between periodic orbits in planar restricted circular
// three-body problem - a computer assisted proof, Communications in Mathematical Physics 234, 2003
// (arXiv:math/0201278), sections 6.1 and 6.2: mass ratio 0.0009537, C = 3.03, the values of comet Oterma for
// which Koon, Lo, Marsden and Ross (Chaos 10, 2000) found them. Their C counts mu (1 - mu) in, ours does not.
// The period of the orbit about L1, enclosed: 3.0821191263765 to 3.0821191263929 (CAPD, LyapunovOrbit
// example).
#include <cmath>
#include <vector>

#include <perilune/design/families/named_families.hpp>
#include <perilune/design/manifolds/connection.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double mu = 0.0009537;
constexpr double jacobi_nd = 3.03 - mu * (1.0 - mu);

Cr3bp sun_jupiter() {
  return {mu, 778.57e9, 5.957e7};
}

PeriodicOrbit lyapunov(LibrationPoint point) {
  NamedFamilyOptions options;
  options.point = point;
  options.members = 200;
  options.largest_step_nd = 0.004;
  options.find_bifurcations = false;
  options.least_periapsis_nd = 1e-4;
  const OrbitFamily family = find_family(sun_jupiter(), FamilyName::lyapunov, options);
  const auto members = members_with(
      sun_jupiter(), family, [](const PeriodicOrbit& orbit) { return orbit.jacobi_nd; }, jacobi_nd);
  REQUIRE(members.size() == 1);
  return members.front();
}

struct Passage {
  double x_nd, x_rate_nd;
};

/// Passages of y = 0, in the order of time.
std::vector<Passage> passages(const StateNd& from, double duration_nd) {
  Propagator propagator(sun_jupiter(), {.relative_tolerance = 1e-13});
  propagator.add_event(plane_crossing_nd(1));
  const TrajectoryNd flight = propagator.propagate(from, duration_nd);
  std::vector<Passage> made;
  for (const EventRecordNd& event : flight.events()) {
    made.push_back({event.state.position_nd.x(), event.state.velocity_nd.x()});
  }
  return made;
}

}  // namespace

TEST_CASE("connection: Oterma's way from L1 to L2, as it was proved", "[design][validation]") {
  const PeriodicOrbit first = lyapunov(LibrationPoint::l1), second = lyapunov(LibrationPoint::l2);
  CHECK(std::abs(first.half.position_nd.x() - 0.9208034913207400196) < 1e-12);
  CHECK(std::abs(second.state.position_nd.x() - 1.081929486841799903) < 1e-12);
  CHECK(first.period_nd > 3.0821191263765 - 1e-12);
  CHECK(first.period_nd < 3.0821191263929 + 1e-12);

  const InvariantManifold from =
      invariant_manifold(sun_jupiter(), first, ManifoldKind::unstable, ManifoldSide::exterior);
  const InvariantManifold to =
      invariant_manifold(sun_jupiter(), second, ManifoldKind::stable, ManifoldSide::interior);
  ConnectionOptions options;
  options.from_crossing = options.to_crossing = 2;
  options.section.least_small_nd = 1e-4;
  const auto found = find_connections(from, to, {.axis = 0, .value = 1.0 - mu}, options);
  REQUIRE(found.size() == 1);
  const ManifoldConnection& connection = found.front();
  CHECK(connection.delta_v_nd() < 1e-8);

  std::vector<Passage> all = passages(from.at(connection.from_phase_nd).state, connection.before.time_nd);
  for (const Passage& each : passages(connection.after, -connection.after.time_nd)) all.push_back(each);
  const Passage proved[] = {{0.9522928423486199945, 1.23e-05},
                            {0.921005737890425169, 0.0005205932817646883714},
                            {0.957916338594066441, 0.02191497366476494527},
                            {1.030069865952822683, 0.00330658676251664686},
                            {0.967306682018305608, 0.003703230165036550462},
                            {1.040628850444842879, 0.02317063455298806404},
                            {1.081670357450509545, 0.0005918226490172379421},
                            {1.046819673646057103, 2.13365065043902489e-05}};
  // Their numbers are of an orbit near the connection, from which the proof starts: in the middle, where it
  // is nearest, to 1e-9; at the ends it has left by what the orbits' multipliers (1392 and 1147) make of
  // that.
  const double tolerance[] = {1e-5, 1e-6, 5e-9, 1e-9, 1e-9, 1e-9, 5e-9, 1e-6};
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    double nearest = INFINITY;
    for (const Passage& each : all) {
      nearest = std::min(nearest, std::max(std::abs(each.x_nd - proved[i].x_nd),
                                           std::abs(each.x_rate_nd - proved[i].x_rate_nd)));
    }
    CHECK(nearest < tolerance[i]);
  }
}

TEST_CASE("connection: homoclinic to L2 through the exterior, as it was proved", "[design][validation]") {
  const PeriodicOrbit orbit = lyapunov(LibrationPoint::l2);
  const InvariantManifold from =
      invariant_manifold(sun_jupiter(), orbit, ManifoldKind::unstable, ManifoldSide::exterior);
  // Symmetric: where the manifold passes the x axis beyond the Sun at a right angle, it returns as it came.
  const auto passed = poincare_section(from, {.axis = 1, .value = 0.0}, {.longest_nd = 30.0, .crossings = 8});
  double before_rate = NAN, before_x = 0.0, nearest = INFINITY;
  std::size_t before_start = 0;
  for (const SectionCrossing& each : passed) {
    if (each.state.position_nd.x() > -1.9 || each.state.position_nd.x() < -2.3) continue;
    const double rate = each.state.velocity_nd.x();
    if (each.start == before_start + 1 && rate * before_rate <= 0.0) {
      const double share = before_rate / (before_rate - rate);
      const double x = before_x + share * (each.state.position_nd.x() - before_x);
      nearest = std::min(nearest, std::abs(x - -2.08509704964865536));
    }
    before_rate = rate;
    before_x = each.state.position_nd.x();
    before_start = each.start;
  }
  CHECK(nearest < 1e-4);  // between two neighbours, by a straight line
}
