#include <perilune/design/manifolds/connection.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator_nd.hpp>

namespace perilune {

namespace {

constexpr double same_energy_nd = 1e-9;
constexpr std::int64_t most_steps = 5000;  // who needs more comes too near to a body
/// Two neighbours that pass the section at such different times have parted on the way.
constexpr double together_nd = 0.3;

bool planar(const PeriodicOrbit& orbit) {
  return orbit.symmetry == OrbitSymmetry::planar_mirror || orbit.symmetry == OrbitSymmetry::planar;
}

/// Whether the connection is to cost nothing.
bool ballistic(const InvariantManifold& from, const InvariantManifold& to) {
  return planar(from.orbit) && planar(to.orbit);
}

void check(const InvariantManifold& from, const InvariantManifold& to, const PoincareSection& section,
           const ConnectionOptions& options) {
  std::vector<std::string> wrong;
  if (from.kind != ManifoldKind::unstable) wrong.push_back("'from' is no unstable manifold");
  if (to.kind != ManifoldKind::stable) wrong.push_back("'to' is no stable manifold");
  if (from.model.mass_ratio_nd != to.model.mass_ratio_nd) wrong.push_back("the two are of different models");
  if (section.axis < 0 || section.axis > 1) {
    wrong.push_back(detail::concat("the section's axis is ", section.axis, "; allowed are 0 (x) and 1 (y)"));
  }
  if (options.from_crossing < 1 || options.to_crossing < 1) wrong.push_back("crossings count from 1");
  if (ballistic(from, to) && std::abs(from.orbit.jacobi_nd - to.orbit.jacobi_nd) > same_energy_nd) {
    wrong.push_back(detail::concat("the orbits lie in the plane and have Jacobi's constants ",
                                   from.orbit.jacobi_nd, " and ", to.orbit.jacobi_nd,
                                   ": only orbits of the same one are connected without an impulse "
                                   "(`members_with` finds the member of a family that has it)"));
  }
  if (!wrong.empty()) throw InvalidArgument("find_connections: " + join(wrong, "; "));
}

/// What has to agree at the section: in the plane the other coordinate and its rate, else both coordinates.
Eigen::Vector2d compared(const StateNd& state, int axis, bool in_plane) {
  const int other = axis == 0 ? 1 : 0;
  return {state.position_nd[other], in_plane ? state.velocity_nd[other] : state.position_nd[2]};
}

std::optional<StateNd> passage(const InvariantManifold& manifold, double phase_nd,
                               const PoincareSection& section, int crossing, double longest_nd) {
  PropagatorOptions how;
  how.relative_tolerance = manifold.options.relative_tolerance;
  how.dense_output = false;
  how.max_steps = most_steps;
  Propagator propagator(manifold.model, how);
  EventNd event = plane_crossing_nd(section.axis, section.value, section.direction);
  event.count = crossing;
  propagator.stop_at(event);
  const TrajectoryNd flown =
      propagator.propagate(manifold.at(phase_nd).state, manifold.time_direction() * longest_nd);
  if (flown.stop_reason() != StopReason::event) return {};
  return flown.end_state();
}

/// A guess of both phases.
struct Pair {
  double from_phase_nd = 0.0, to_phase_nd = 0.0, measure = 0.0;
};

/// The passages of one number, in the order of the starts; nothing where a flight has none.
using Curve = std::vector<std::optional<StateNd>>;

Curve curve_of(const InvariantManifold& manifold, const PoincareSection& section, int crossing,
               SectionOptions options) {
  options.crossings = crossing;
  Curve curve(manifold.starts.size());
  for (const SectionCrossing& each : poincare_section(manifold, section, options)) {
    if (each.crossing == crossing) curve[each.start] = each.state;
  }
  return curve;
}

/// Where two polygons cross, as shares of their sides.
std::vector<Pair> polygon_crossings(const InvariantManifold& from, const InvariantManifold& to,
                                    const Curve& first, const Curve& second, int axis) {
  std::vector<Pair> made;
  const double from_apart = from.orbit.period_nd / static_cast<double>(first.size());
  const double to_apart = to.orbit.period_nd / static_cast<double>(second.size());
  const auto cross = [](const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
    return a.x() * b.y() - a.y() * b.x();
  };
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto &a0 = first[i], &a1 = first[(i + 1) % first.size()];
    if (!a0 || !a1 || std::abs(a0->time_nd - a1->time_nd) > together_nd) continue;
    const Eigen::Vector2d p = compared(*a0, axis, true), r = compared(*a1, axis, true) - p;
    for (std::size_t k = 0; k < second.size(); ++k) {
      const auto &b0 = second[k], &b1 = second[(k + 1) % second.size()];
      if (!b0 || !b1 || std::abs(b0->time_nd - b1->time_nd) > together_nd) continue;
      const Eigen::Vector2d q = compared(*b0, axis, true), s = compared(*b1, axis, true) - q;
      const double across = cross(r, s);
      if (across == 0.0) continue;
      const double u = cross(q - p, s) / across, v = cross(q - p, r) / across;
      if (u < 0.0 || u >= 1.0 || v < 0.0 || v >= 1.0) continue;
      // The velocity across the section follows from Jacobi's constant, but for its sign.
      if (a0->velocity_nd[axis] * b0->velocity_nd[axis] < 0.0) continue;
      made.push_back({from.starts[i].phase_nd + u * from_apart, to.starts[k].phase_nd + v * to_apart, 0.0});
    }
  }
  return made;
}

/// Pairs of passages that are neighbours in place and whose impulse is small: of each passage of the first
/// the best of the second, if no neighbour of it does better.
std::vector<Pair> near_pairs(const InvariantManifold& from, const InvariantManifold& to, const Curve& first,
                             const Curve& second, const ConnectionOptions& options, int axis) {
  std::vector<Pair> best(first.size(), Pair{0.0, 0.0, INFINITY});
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!first[i]) continue;
    for (std::size_t k = 0; k < second.size(); ++k) {
      if (!second[k]) continue;
      const double impulse = (first[i]->velocity_nd - second[k]->velocity_nd).norm();
      const double apart = (compared(*first[i], axis, false) - compared(*second[k], axis, false)).norm();
      const double measure = impulse + 10.0 * apart;
      if (impulse > options.most_delta_v_nd || measure >= best[i].measure) continue;
      best[i] = {from.starts[i].phase_nd, to.starts[k].phase_nd, measure};
    }
  }
  std::vector<Pair> made;
  for (std::size_t i = 0; i < best.size(); ++i) {
    const double before = best[(i + best.size() - 1) % best.size()].measure;
    const double after = best[(i + 1) % best.size()].measure;
    if (std::isfinite(best[i].measure) && best[i].measure <= before && best[i].measure <= after) {
      made.push_back(best[i]);
    }
  }
  return made;
}

std::optional<ManifoldConnection> corrected(const InvariantManifold& from, const InvariantManifold& to,
                                            const PoincareSection& section, const ConnectionOptions& options,
                                            const Pair& guess) {
  const bool in_plane = ballistic(from, to);
  const double longest_nd = options.section.longest_nd;
  const auto both = [&](const Eigen::VectorXd& x) -> std::optional<std::array<StateNd, 2>> {
    const auto one = passage(from, x[0], section, options.from_crossing, longest_nd);
    const auto other = passage(to, x[1], section, options.to_crossing, longest_nd);
    if (!one || !other) return {};
    return std::array<StateNd, 2>{*one, *other};
  };
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto states = both(x);
    if (!states) return {};
    CorrectionValues values;
    values.residuals =
        compared((*states)[0], section.axis, in_plane) - compared((*states)[1], section.axis, in_plane);
    return values;
  };
  const auto variable = [](const char* name, double value, double period) {
    return CorrectionVariable{.name = name,
                              .value = value,
                              .scale = 1e-2 * period,
                              .most_step = 0.02 * period,
                              .difference_step = 1e-6 * period};
  };
  ManifoldConnection made;
  made.correction = correct({variable("from_phase_nd", guess.from_phase_nd, from.orbit.period_nd),
                             variable("to_phase_nd", guess.to_phase_nd, to.orbit.period_nd)},
                            {{"place_nd", options.tolerance_nd}, {"place_or_rate_nd", options.tolerance_nd}},
                            function, {.most_iterations = 30});
  if (made.correction.status != CorrectionStatus::converged) return {};
  const auto states = both(made.correction.variables);
  if (!states) return {};
  made.from_phase_nd = from.at(made.correction.variables[0]).phase_nd;
  made.to_phase_nd = to.at(made.correction.variables[1]).phase_nd;
  made.before = (*states)[0];
  made.after = (*states)[1];
  return made;
}

bool same(double a_nd, double b_nd, double period_nd) {
  return std::abs(std::remainder(a_nd - b_nd, period_nd)) < 1e-5 * period_nd;
}

}  // namespace

std::vector<ManifoldConnection> find_connections(const InvariantManifold& from, const InvariantManifold& to,
                                                 const PoincareSection& section,
                                                 const ConnectionOptions& options) {
  check(from, to, section, options);
  const Curve first = curve_of(from, section, options.from_crossing, options.section);
  const Curve second = curve_of(to, section, options.to_crossing, options.section);
  const std::vector<Pair> guesses = ballistic(from, to)
                                        ? polygon_crossings(from, to, first, second, section.axis)
                                        : near_pairs(from, to, first, second, options, section.axis);
  std::vector<ManifoldConnection> made;
  for (const Pair& guess : guesses) {
    auto found = corrected(from, to, section, options, guess);
    if (!found) continue;
    if (ballistic(from, to) && found->delta_v_nd() > 1e3 * options.tolerance_nd) continue;
    const bool known = std::any_of(made.begin(), made.end(), [&](const ManifoldConnection& other) {
      return same(other.from_phase_nd, found->from_phase_nd, from.orbit.period_nd) &&
             same(other.to_phase_nd, found->to_phase_nd, to.orbit.period_nd);
    });
    if (!known) made.push_back(std::move(*found));
  }
  std::stable_sort(made.begin(), made.end(), [&](const ManifoldConnection& a, const ManifoldConnection& b) {
    return ballistic(from, to) ? a.duration_nd() < b.duration_nd() : a.delta_v_nd() < b.delta_v_nd();
  });
  if (made.size() > options.most_found) made.resize(options.most_found);
  return made;
}

ConnectionFlight fly(const ManifoldConnection& connection, const InvariantManifold& from) {
  PropagatorOptions how;
  how.relative_tolerance = from.options.relative_tolerance;
  const Propagator propagator(from.model, how);
  return {propagator.propagate(from.at(connection.from_phase_nd).state, connection.before.time_nd),
          propagator.propagate(connection.after, -connection.after.time_nd)};
}

}  // namespace perilune
