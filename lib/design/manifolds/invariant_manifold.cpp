#include <perilune/design/manifolds/invariant_manifold.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include <Eigen/Eigenvalues>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator_nd.hpp>

namespace perilune {

namespace {

PropagatorOptions quietly(double tolerance) {
  PropagatorOptions made;
  made.relative_tolerance = tolerance;
  made.dense_output = false;
  made.max_steps = 20000;  // a member that falls into a body is not worth more
  return made;
}

Vector6 unit_step(const Vector6& direction) {
  return direction / direction.head<3>().norm();
}

void step_off(ManifoldStart& start, double step_nd) {
  start.state = start.orbit;
  start.state.position_nd += step_nd * start.direction.head<3>();
  start.state.velocity_nd += step_nd * start.direction.tail<3>();
}

/// The eigenvector that grows most over one period, and by what; of the matrix flown in the manifold's
/// direction of time.
struct Growing {
  double multiplier = 0.0;
  Vector6 direction;
};

Growing growing(const Cr3bp& model, const PeriodicOrbit& orbit, double time_direction, double tolerance) {
  const Propagator propagator(model, quietly(tolerance));
  const StateTransitionNd flown =
      propagator.propagate_with_stm(orbit.state, time_direction * orbit.period_nd);
  const Eigen::EigenSolver<Eigen::Matrix<double, 6, 6>> solver(Eigen::Matrix<double, 6, 6>(flown.matrix));
  Eigen::Index best = 0;
  for (Eigen::Index i = 1; i < 6; ++i) {
    if (std::abs(solver.eigenvalues()[i]) > std::abs(solver.eigenvalues()[best])) best = i;
  }
  const std::complex<double> largest = solver.eigenvalues()[best];
  constexpr double least = 1.0 + 1e-3;  // the double eigenvalue 1 comes out within 1e-5 of 1
  if (std::abs(largest) < least || std::abs(largest.imag()) > 1e-6 * std::abs(largest)) {
    throw InvalidArgument(detail::concat(
        "invariant_manifold: the orbit has no real multiplier beyond 1 (the largest is ", largest.real(),
        " + ", largest.imag(), " i): flights near it neither come to it nor leave it along a line"));
  }
  return {largest.real(), solver.eigenvectors().col(best).real()};
}

void check(const ManifoldOptions& options) {
  std::vector<std::string> wrong;
  if (options.starts < 1 || options.starts > 100000) {
    wrong.push_back(detail::concat("starts is ", options.starts, "; allowed are 1 to 100000"));
  }
  if (!(std::abs(options.step_nd) > 1e-12 && std::abs(options.step_nd) < 0.1)) {
    wrong.push_back(detail::concat("step_nd is ", options.step_nd, "; allowed are 1e-12 to 0.1"));
  }
  if (!wrong.empty()) throw InvalidArgument("invariant_manifold: " + join(wrong, "; "));
}

/// Carries a start along the orbit.
ManifoldStart carried(const InvariantManifold& manifold, const ManifoldStart& from, double time_nd) {
  const Propagator propagator(manifold.model, quietly(manifold.options.relative_tolerance));
  StateNd begin = from.orbit;
  begin.time_nd = 0.0;
  const StateTransitionNd flown = propagator.propagate_with_stm(begin, time_nd);
  ManifoldStart made;
  made.phase_nd = from.phase_nd + time_nd;
  made.orbit = flown.end_state();
  made.orbit.time_nd = 0.0;
  made.direction = unit_step(flown.matrix * from.direction);
  step_off(made, manifold.options.step_nd);
  return made;
}

}  // namespace

InvariantManifold invariant_manifold(const Cr3bp& model, const PeriodicOrbit& orbit, ManifoldKind kind,
                                     ManifoldSide side, const ManifoldOptions& options) {
  check_model(model);
  check(options);
  InvariantManifold made{model, orbit, kind, side, options, 0.0, {}};
  const double sense = made.time_direction();
  const Growing grown = growing(model, orbit, sense, options.relative_tolerance);
  made.multiplier = grown.multiplier;
  ManifoldStart first;
  first.orbit = orbit.state;
  first.orbit.time_nd = 0.0;
  const double towards = grown.direction[0] > 0.0 ? 1.0 : -1.0;
  first.direction = unit_step(grown.direction * (side == ManifoldSide::exterior ? towards : -towards));
  step_off(first, options.step_nd);
  // The way along which the direction grows loses no digits: forward for the unstable manifold, else
  // backward.
  const double apart_nd = orbit.period_nd / static_cast<double>(options.starts);
  made.starts.push_back(first);
  for (std::size_t i = 1; i < options.starts; ++i) {
    made.starts.push_back(carried(made, made.starts.back(), sense * apart_nd));
  }
  for (ManifoldStart& start : made.starts) {
    if (start.phase_nd < 0.0) start.phase_nd += orbit.period_nd;
  }
  if (sense < 0.0) std::reverse(made.starts.begin() + 1, made.starts.end());
  return made;
}

ManifoldStart InvariantManifold::at(double phase_nd) const {
  if (!std::isfinite(phase_nd)) throw InvalidArgument("InvariantManifold::at: the phase is not finite");
  const double period = orbit.period_nd;
  double wrapped = std::fmod(phase_nd, period);
  if (wrapped < 0.0) wrapped += period;
  // From the tabulated start before it in the manifold's own direction of time.
  const double apart_nd = period / static_cast<double>(starts.size());
  const auto count = static_cast<double>(starts.size());
  double place = wrapped / apart_nd;
  place = kind == ManifoldKind::unstable ? std::floor(place) : std::ceil(place);
  const auto index = static_cast<std::size_t>(std::fmod(place, count));
  const double rest_nd = wrapped - place * apart_nd;
  ManifoldStart made = carried(*this, starts[index], rest_nd);
  made.phase_nd = wrapped;
  return made;
}

std::vector<MemberFlightNd> flown(const InvariantManifold& manifold, double time_nd,
                                  const EnsembleNdOptions& how) {
  if (!(time_nd >= 0.0) || !std::isfinite(time_nd)) {
    throw InvalidArgument(detail::concat("flown: the time is ", time_nd, "; it has to be 0 or more"));
  }
  std::vector<StateNd> members;
  members.reserve(manifold.starts.size());
  for (const ManifoldStart& start : manifold.starts) members.push_back(start.state);
  return propagate_ensemble(manifold.model, members, manifold.time_direction() * time_nd,
                            quietly(manifold.options.relative_tolerance), how);
}

std::vector<SectionCrossing> poincare_section(const InvariantManifold& manifold,
                                              const PoincareSection& section, const SectionOptions& options) {
  std::vector<std::string> wrong;
  if (section.axis < 0 || section.axis > 2) wrong.push_back(detail::concat("axis is ", section.axis));
  if (!(options.longest_nd > 0.0)) wrong.push_back(detail::concat("longest_nd is ", options.longest_nd));
  if (!(options.look_nd > 0.0)) wrong.push_back(detail::concat("look_nd is ", options.look_nd));
  if (options.crossings < 1 || options.crossings > 1000) {
    wrong.push_back(detail::concat("crossings is ", options.crossings, "; allowed are 1 to 1000"));
  }
  if (!wrong.empty()) throw InvalidArgument("poincare_section: " + join(wrong, "; "));

  const double sense = manifold.time_direction();
  const double mu = manifold.model.mass_ratio_nd;
  const Eigen::Vector3d large(-mu, 0.0, 0.0), small(1.0 - mu, 0.0, 0.0);
  const PropagatorOptions how = quietly(options.relative_tolerance);
  Propagator to_plane(manifold.model, how);
  to_plane.stop_at(plane_crossing_nd(section.axis, section.value, section.direction));
  const auto height = [&](const StateNd& state) { return state.position_nd[section.axis] - section.value; };

  struct Member {
    std::size_t start;
    StateNd state;
    int crossings = 0;
  };
  std::vector<Member> members;
  for (std::size_t i = 0; i < manifold.starts.size(); ++i) members.push_back({i, manifold.starts[i].state});
  std::vector<SectionCrossing> made;
  double time_nd = 0.0;
  while (!members.empty() && time_nd < options.longest_nd) {
    const double step_nd = std::min(options.look_nd, options.longest_nd - time_nd);
    std::vector<StateNd> states;
    states.reserve(members.size());
    for (const Member& member : members) states.push_back(member.state);
    const std::vector<MemberFlightNd> next =
        propagate_ensemble(manifold.model, states, sense * step_nd, how, options.how);
    std::vector<Member> left;
    for (std::size_t i = 0; i < members.size(); ++i) {
      Member member = members[i];
      if (next[i].stop_reason != StopReason::end_time) continue;
      if (height(member.state) * height(next[i].end) <= 0.0 && height(member.state) != 0.0) {
        const TrajectoryNd near = to_plane.propagate(member.state, sense * step_nd);
        if (near.stop_reason() == StopReason::event) {
          ++member.crossings;
          const ManifoldStart& start = manifold.starts[member.start];
          made.push_back({member.start, member.crossings, start.phase_nd, near.end_state()});
        }
      }
      member.state = next[i].end;
      if (member.crossings >= options.crossings) continue;
      if ((member.state.position_nd - large).norm() < options.least_large_nd) continue;
      if ((member.state.position_nd - small).norm() < options.least_small_nd) continue;
      left.push_back(member);
    }
    members = std::move(left);
    time_nd += step_nd;
  }
  std::stable_sort(made.begin(), made.end(), [](const SectionCrossing& a, const SectionCrossing& b) {
    return a.start != b.start ? a.start < b.start : a.crossing < b.crossing;
  });
  return made;
}

std::string_view to_text(ManifoldKind kind) {
  return kind == ManifoldKind::stable ? "stable" : "unstable";
}

std::string_view to_text(ManifoldSide side) {
  return side == ManifoldSide::interior ? "interior" : "exterior";
}

}  // namespace perilune
