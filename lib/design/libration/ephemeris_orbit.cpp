#include <perilune/design/libration/ephemeris_orbit.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/propagator_nd.hpp>

namespace perilune {

namespace {

constexpr int revolutions_at_once = 8;
constexpr double interim = 3e3;  // of the tolerances: near enough to go on
/// The Moon's mean motion about the Earth: one sidereal month of 27.321661 d.
constexpr double mean_time_unit_s = 27.321661 * 86400.0 / 6.283185307179586;

Vector6 vector_of(const State& state) {
  Vector6 y;
  y << state.position_m, state.velocity_m_s;
  return y;
}

/// Gaps of a chain of arcs and how they depend on the nodes.
struct Chain {
  std::vector<Vector6> gaps;
  std::vector<Matrix6> transitions;
  double worst = INFINITY;  // over the tolerances
};

class Chainer {
 public:
  Chainer(const EphemerisOrbitOptions& options, const Ephemeris& ephemeris)
      : options_(options), ephemeris_(ephemeris) {
    weight_.setConstant(1.0);
    weight_.head<3>().setConstant(scale_m * scale_m);
    weight_.tail<3>().setConstant(scale_m_s * scale_m_s);
  }

  PropagatorOptions how(bool dense) const {
    PropagatorOptions made;
    made.relative_tolerance = options_.relative_tolerance;
    made.dense_output = dense;
    made.stop_at_impact = false;
    return made;
  }
  const StandardForces& forces() const { return options_.forces ? *options_.forces : translunar_forces(); }

  Chain fly(const std::vector<State>& nodes) const {
    const Propagator<StandardForces> propagator(forces(), how(false), ephemeris_);
    Chain chain;
    chain.worst = 0.0;
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
      const StateTransition flown = propagator.propagate_with_stm(nodes[i], nodes[i + 1].epoch);
      chain.transitions.push_back(flown.matrix());
      chain.gaps.push_back(vector_of(flown.end_state()) - vector_of(nodes[i + 1]));
      chain.worst = std::max({chain.worst, chain.gaps.back().head<3>().norm() / options_.position_tolerance_m,
                              chain.gaps.back().tail<3>().norm() / options_.velocity_tolerance_m_s});
    }
    return chain;
  }

  /// The smallest change of the nodes that closes the linear chain.
  std::vector<Vector6> step(const Chain& chain) const {
    // S = J W J^T: diagonal A W A^T + W, above it -W A^T of the next arc.
    const std::size_t n = chain.gaps.size();
    const Matrix6 W = weight_.asDiagonal();
    std::vector<Eigen::LDLT<Matrix6>> pivots(n);
    std::vector<Matrix6> beyond(n);  // pivot^-1 times the block above the diagonal
    std::vector<Vector6> rhs(n);
    for (std::size_t i = 0; i < n; ++i) {
      Matrix6 diagonal = chain.transitions[i] * W * chain.transitions[i].transpose() + W;
      Vector6 right = chain.gaps[i];
      if (i > 0) {
        const Matrix6 below = -chain.transitions[i] * W;  // S(i, i-1)
        diagonal -= below * beyond[i - 1];
        right -= below * rhs[i - 1];
      }
      pivots[i].compute(diagonal);
      rhs[i] = pivots[i].solve(right);
      if (i + 1 < n) beyond[i] = pivots[i].solve(Matrix6(-W * chain.transitions[i + 1].transpose()));
    }
    for (std::size_t i = n - 1; i-- > 0;) rhs[i] -= beyond[i] * rhs[i + 1];
    std::vector<Vector6> change(n + 1, Vector6::Zero());
    for (std::size_t i = 0; i < n; ++i) {
      change[i] -= W * (chain.transitions[i].transpose() * rhs[i]);
      change[i + 1] += W * rhs[i];
    }
    return change;
  }

  /// Newton's step, shortened until the worst gap falls; false if none does.
  bool improve(std::vector<State>& nodes, Chain& chain) const {
    const std::vector<Vector6> change = step(chain);
    double factor = 1.0;
    for (int halving = 0; halving < 8; ++halving, factor *= 0.5) {
      std::vector<State> moved = nodes;
      for (std::size_t i = 0; i < change.size(); ++i) {
        moved[i].position_m += factor * change[i].head<3>();
        moved[i].velocity_m_s += factor * change[i].tail<3>();
      }
      Chain next = fly(moved);
      if (!(next.worst < chain.worst)) continue;
      nodes = std::move(moved);
      chain = std::move(next);
      return true;
    }
    return false;
  }

 private:
  static constexpr double scale_m = 1e6, scale_m_s = 10.0;
  const EphemerisOrbitOptions& options_;
  const Ephemeris& ephemeris_;
  Vector6 weight_;
};

}  // namespace

EphemerisOrbit ephemeris_orbit(const Cr3bp& model, const PeriodicOrbit& orbit, Epoch start, int revolutions,
                               const EphemerisOrbitOptions& options, const Ephemeris& ephemeris) {
  std::vector<std::string> wrong;
  if (revolutions < 1 || revolutions > 1000) {
    wrong.push_back(detail::concat("revolutions is ", revolutions, ", allowed are 1 to 1000"));
  }
  if (options.nodes_per_revolution < 1 || options.nodes_per_revolution > 50) {
    wrong.push_back(
        detail::concat("nodes_per_revolution is ", options.nodes_per_revolution, ", allowed are 1 to 50"));
  }
  if (!(options.position_tolerance_m > 0.0) || !(options.velocity_tolerance_m_s > 0.0)) {
    wrong.push_back("a tolerance is not above 0");
  }
  if (!(orbit.period_nd > 0.0)) wrong.push_back("the orbit has no period");
  if (!wrong.empty()) throw InvalidArgument("ephemeris_orbit: " + join(wrong, "; "));

  const Chainer chainer(options, ephemeris);
  EphemerisOrbit made;
  const int per = options.nodes_per_revolution;
  const TrajectoryNd once =
      Propagator(model, {.relative_tolerance = 1e-12}).propagate(orbit.state, orbit.period_nd);
  for (int i = 0; i <= revolutions * per; ++i) {
    const double within_nd = orbit.period_nd * (i % per) / per;
    const double elapsed_s = orbit.period_nd * mean_time_unit_s * i / per;
    const StateNd there = i % per == 0 ? orbit.state : once.at(orbit.state.time_nd + within_nd);
    made.nodes.push_back(
        dimensional(there, start + Duration::seconds(elapsed_s), moon_centred_icrf, ephemeris));
  }

  // A few revolutions at a time: what is closed already holds the next ones near.
  const std::vector<State> guess = std::move(made.nodes);
  made.nodes.clear();
  Chain chain;
  for (int done = 0; done < revolutions; done += revolutions_at_once) {
    const int until = std::min(revolutions, done + revolutions_at_once);
    if (made.nodes.empty()) made.nodes.push_back(guess.front());
    for (int i = done * per + 1; i <= until * per; ++i)
      made.nodes.push_back(guess[static_cast<std::size_t>(i)]);
    chain = chainer.fly(made.nodes);
    made.log.push_back(chain.worst);
    const double enough = until < revolutions ? interim : 1.0;
    for (int i = 0; chain.worst > enough && i < options.most_iterations; ++i) {
      ++made.iterations;
      if (!chainer.improve(made.nodes, chain)) break;
      made.log.push_back(chain.worst);
    }
    if (chain.worst > enough) break;
  }
  for (const Vector6& gap : chain.gaps) {
    made.worst_gap_m = std::max(made.worst_gap_m, gap.head<3>().norm());
    made.worst_gap_m_s = std::max(made.worst_gap_m_s, gap.tail<3>().norm());
  }
  if (chain.worst > 1.0) return made;
  made.status = EphemerisOrbitStatus::converged;
  const Propagator<StandardForces> propagator(chainer.forces(), chainer.how(true), ephemeris);
  for (std::size_t i = 0; i + 1 < made.nodes.size(); ++i) {
    made.arcs.push_back(propagator.propagate(made.nodes[i], made.nodes[i + 1].epoch));
  }
  return made;
}

State EphemerisOrbit::at(Epoch epoch) const {
  if (arcs.empty() || epoch < begin() || epoch > end()) {
    throw InvalidArgument("EphemerisOrbit::at: " + epoch.to_text(TimeScale::utc) +
                          (arcs.empty() ? ": it did not converge"
                                        : " is outside " + begin().to_text(TimeScale::utc) + " to " +
                                              end().to_text(TimeScale::utc)));
  }
  const auto arc = std::upper_bound(arcs.begin(), arcs.end(), epoch,
                                    [](Epoch at, const Trajectory& each) { return at < each.end(); });
  return (arc == arcs.end() ? arcs.back() : *arc).at(epoch);
}

std::string_view to_text(EphemerisOrbitStatus status) {
  return status == EphemerisOrbitStatus::converged ? "converged" : "not_converged";
}

}  // namespace perilune
