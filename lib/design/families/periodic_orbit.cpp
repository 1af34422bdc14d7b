#include <perilune/design/families/periodic_orbit.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>

#include <Eigen/QR>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "section.hpp"

namespace perilune {
namespace detail {
namespace {

constexpr int unknown_period = 1;  // the time flown follows the free components

Vector6 as_vector(const StateNd& state) {
  Vector6 made;
  made << state.position_nd, state.velocity_nd;
  return made;
}

Vector6 rate_of(const Cr3bp& model, const StateNd& state) {
  Vector3<double> r(state.position_nd.x(), state.position_nd.y(), state.position_nd.z());
  Vector3<double> v(state.velocity_nd.x(), state.velocity_nd.y(), state.velocity_nd.z());
  const Vector3<double> a = model.acceleration_nd(r, v, 0.0);
  Vector6 made;
  made << state.velocity_nd, a.x(), a.y(), a.z();
  return made;
}

}  // namespace

const Section& section_of(OrbitSymmetry symmetry) {
  static const Section planar_mirror{{0, 4}, {1, 3}, false, {1, -1, 1, -1, 1, -1}};
  static const Section mirror{{0, 2, 4}, {1, 3, 5}, false, {1, -1, 1, -1, 1, -1}};
  static const Section axis{{0, 4, 5}, {1, 2, 3}, false, {1, -1, -1, -1, 1, 1}};
  static const Section planar{{0, 1, 3, 4}, {}, true, {}};
  switch (symmetry) {
    case OrbitSymmetry::planar_mirror:
      return planar_mirror;
    case OrbitSymmetry::mirror:
      return mirror;
    case OrbitSymmetry::axis:
      return axis;
    default:
      return planar;
  }
}

Eigen::VectorXd unknowns_of(const Section& section, const StateNd& state, double period_nd) {
  const Vector6 all = as_vector(state);
  const auto free = static_cast<Eigen::Index>(section.free.size());
  Eigen::VectorXd made(free + unknown_period);
  for (Eigen::Index i = 0; i < free; ++i) made[i] = all[section.free[static_cast<std::size_t>(i)]];
  made[free] = section.whole ? period_nd : 0.5 * period_nd;
  return made;
}

StateNd state_of(const Section& section, const Eigen::VectorXd& unknowns) {
  Vector6 all = Vector6::Zero();
  for (std::size_t i = 0; i < section.free.size(); ++i)
    all[section.free[i]] = unknowns[static_cast<Eigen::Index>(i)];
  return {0.0, all.head<3>(), all.tail<3>()};
}

double period_of(const Section& section, const Eigen::VectorXd& unknowns) {
  return (section.whole ? 1.0 : 2.0) * unknowns[unknowns.size() - 1];
}

std::optional<Closing> closing(const Cr3bp& model, const Section& section, const Eigen::VectorXd& unknowns,
                               double relative_tolerance) {
  const StateNd start = state_of(section, unknowns);
  const double duration_nd = unknowns[unknowns.size() - 1];
  if (!unknowns.allFinite() || !(duration_nd > 0.0)) return std::nullopt;
  PropagatorOptions how;
  how.relative_tolerance = relative_tolerance;
  how.dense_output = false;
  how.max_steps = 20'000;
  const StateTransitionNd flown = fly_model_nd_with_stm(model, how, {}, start, duration_nd);
  if (flown.trajectory.stop_reason() != StopReason::end_time) return std::nullopt;
  const std::vector<int>& rows = section.whole ? section.free : section.zero;
  const auto columns = static_cast<Eigen::Index>(section.free.size());
  Closing made;
  made.end = flown.end_state();
  made.transition = flown.matrix;
  made.start_rate = rate_of(model, start);
  made.residuals.resize(static_cast<Eigen::Index>(rows.size()));
  made.jacobian.resize(made.residuals.size(), columns + unknown_period);
  const Vector6 first = as_vector(start), last = as_vector(made.end);
  for (Eigen::Index i = 0; i < made.residuals.size(); ++i) {
    const int row = rows[static_cast<std::size_t>(i)];
    made.residuals[i] = section.whole ? last[row] - first[row] : last[row];
    for (Eigen::Index j = 0; j < columns; ++j) {
      const int column = section.free[static_cast<std::size_t>(j)];
      made.jacobian(i, j) = flown.matrix(row, column) - (section.whole && row == column ? 1.0 : 0.0);
    }
    made.jacobian(i, columns) = flown.end_rate[row];
  }
  return made;
}

namespace {

/// Of an orbit without symmetry: its start does not slide along it.
Eigen::RowVectorXd phase_row(const Section& section, const Closing& at) {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(at.jacobian.cols());
  for (std::size_t i = 0; i < section.free.size(); ++i)
    row[static_cast<Eigen::Index>(i)] = at.start_rate[section.free[i]];
  return row.normalized();
}

}  // namespace

std::optional<FoundOrbit> close_orbit(const Cr3bp& model, const Section& section, Eigen::VectorXd unknowns,
                                      const Eigen::VectorXd* tangent, const PeriodicOrbitOptions& options) {
  const Eigen::VectorXd predicted = unknowns;
  std::optional<Closing> best;
  Eigen::VectorXd at_best;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 1; i <= options.most_iterations; ++i) {
    std::optional<Closing> now = closing(model, section, unknowns, options.relative_tolerance);
    if (!now) return std::nullopt;
    const double size = now->residuals.cwiseAbs().maxCoeff();
    // On orbits that stretch errors much, the rounding of the flight is all that is left: no step helps.
    const bool stalls = size > 0.3 * least && least < 1e-11;
    if (size < least) {
      least = size;
      best = now;
      at_best = unknowns;
    }
    if (size <= options.tolerance_nd || stalls) {
      if (least > 1e-11) return std::nullopt;
      return FoundOrbit{at_best, std::move(*best), i};
    }
    if (!(size < 1e3 * least) || !(size < 10.0)) return std::nullopt;
    const Eigen::Index rows = now->residuals.size();
    const Eigen::Index more = (tangent != nullptr ? 1 : 0) + (section.whole ? 1 : 0);
    Eigen::MatrixXd matrix(rows + more, unknowns.size());
    Eigen::VectorXd right = Eigen::VectorXd::Zero(rows + more);
    matrix.topRows(rows) = now->jacobian;
    right.head(rows) = -now->residuals;
    Eigen::Index row = rows;
    if (section.whole) {
      matrix.row(row) = phase_row(section, *now);
      // Relative to the prediction: the start moves across the flow alone.
      right[row] = -matrix.row(row).dot(unknowns - predicted);
      ++row;
    }
    if (tangent != nullptr) {
      matrix.row(row) = tangent->transpose();
      right[row] = -tangent->dot(unknowns - predicted);
    }
    const Eigen::VectorXd step = tangent != nullptr
                                     ? Eigen::VectorXd(matrix.colPivHouseholderQr().solve(right))
                                     : Eigen::VectorXd(matrix.completeOrthogonalDecomposition().solve(right));
    unknowns += step;
  }
  if (least > 1e-11) return std::nullopt;
  return FoundOrbit{at_best, std::move(*best), options.most_iterations};
}

Eigen::VectorXd family_tangent(const Section& section, const FoundOrbit& orbit, const Eigen::VectorXd& like) {
  const Closing& at = orbit.closing;
  Eigen::MatrixXd matrix = at.jacobian;
  if (section.whole) {
    matrix.conservativeResize(matrix.rows() + 1, Eigen::NoChange);
    matrix.row(matrix.rows() - 1) = phase_row(section, at);
  }
  // The direction that the rows leave: what is last of an orthogonal basis whose first are the rows'. Without
  // symmetry one row follows from the others (Jacobi's constant), and pivoting puts it last.
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(matrix.transpose());
  const Eigen::MatrixXd basis = qr.householderQ() * Eigen::MatrixXd::Identity(matrix.cols(), matrix.cols());
  const Eigen::VectorXd made = basis.col(matrix.cols() - 1);
  return made.dot(like) < 0.0 ? Eigen::VectorXd(-made) : made;
}

Matrix6 monodromy_from(const Section& section, const Matrix6& transition) {
  if (section.whole) return transition;
  // Exact inverse of a flow that keeps areas: with momenta p = v + omega x r, A^-1 = -J A^T J.
  Matrix6 momenta = Matrix6::Identity(), velocities = Matrix6::Identity();
  momenta(3, 1) = -1.0;
  momenta(4, 0) = 1.0;
  velocities(3, 1) = 1.0;
  velocities(4, 0) = -1.0;
  Matrix6 j = Matrix6::Zero();
  j.topRightCorner<3, 3>().setIdentity();
  j.bottomLeftCorner<3, 3>() = -Eigen::Matrix3d::Identity();
  const Matrix6 canonical = momenta * transition * velocities;
  const Matrix6 inverse = velocities * (-j * canonical.transpose() * j) * momenta;
  const Eigen::Map<const Vector6> signs(section.reflection.data());
  return signs.asDiagonal() * inverse * signs.asDiagonal() * transition;
}

StabilityIndices stability_of(const Matrix6& monodromy, bool planar) {
  StabilityIndices made;
  if (planar) {
    const double across = monodromy(2, 2) + monodromy(5, 5);
    made.first = 0.5 * (monodromy.trace() - across - 2.0);
    made.second = 0.5 * across;
    return made;
  }
  const double trace = monodromy.trace();
  const double square = (monodromy * monodromy).trace();
  const double sum = trace - 2.0;                           // of l + 1/l of both pairs
  const double product = 0.5 * (sum * sum - square) - 1.0;  // of the two
  const double root = 0.25 * sum * sum - product;
  if (root < 0.0) {
    made.first = made.second = 0.25 * sum;
    made.imaginary = 0.5 * std::sqrt(-root);
    return made;
  }
  // The larger root first, the other from the product: no digits cancel.
  const double large = 0.5 * sum + std::copysign(std::sqrt(root), sum);
  made.first = 0.5 * large;
  made.second = large != 0.0 ? 0.5 * product / large : 0.0;
  return made;
}

PeriodicOrbit described(const Cr3bp& model, OrbitSymmetry symmetry, const FoundOrbit& found) {
  const Section& section = section_of(symmetry);
  PeriodicOrbit made;
  made.state = state_of(section, found.unknowns);
  made.period_nd = period_of(section, found.unknowns);
  made.symmetry = symmetry;
  made.jacobi_nd = jacobi_constant_nd(model, made.state);
  const bool planar = symmetry == OrbitSymmetry::planar || symmetry == OrbitSymmetry::planar_mirror;
  made.stability = stability_of(monodromy_from(section, found.closing.transition), planar);

  const Eigen::Vector3d small(1.0 - model.mass_ratio_nd, 0.0, 0.0);
  Propagator propagator(model, {.relative_tolerance = 1e-14, .dense_output = false});
  propagator.add_event(apsis_nd(small));
  const TrajectoryNd flown = propagator.propagate(made.state, made.period_nd);
  made.closure_nd = std::max((flown.end_state().position_nd - made.state.position_nd).norm(),
                             (flown.end_state().velocity_nd - made.state.velocity_nd).norm());
  if (flown.stop_reason() != StopReason::end_time) made.closure_nd = std::numeric_limits<double>::infinity();
  made.half = found.closing.end;
  if (section.whole) {
    const Propagator plain(model, {.relative_tolerance = 1e-14, .dense_output = false});
    made.half = plain.propagate(made.state, 0.5 * made.period_nd).end_state();
  }
  made.periapsis_nd = made.apoapsis_nd = (made.state.position_nd - small).norm();
  for (const EventRecordNd& apsis : flown.events()) {
    const double distance = (apsis.state.position_nd - small).norm();
    made.periapsis_nd = std::min(made.periapsis_nd, distance);
    made.apoapsis_nd = std::max(made.apoapsis_nd, distance);
  }
  return made;
}

}  // namespace detail

double StabilityIndices::largest() const {
  const auto of = [](std::complex<double> nu) {
    const std::complex<double> l = nu + std::sqrt(nu * nu - 1.0);
    const double size = std::abs(l);
    return 0.5 * (size + 1.0 / size);
  };
  return std::max(of({first, imaginary}), of({second, -imaginary}));
}

double StabilityIndices::at(double nu) const {
  return (nu - first) * (nu - second) + imaginary * imaginary;
}

std::optional<PeriodicOrbit> correct_periodic_orbit(const Cr3bp& model, const StateNd& guess,
                                                    double period_nd, OrbitSymmetry symmetry,
                                                    const PeriodicOrbitOptions& options) {
  check_model(model);
  if (!guess.position_nd.allFinite() || !guess.velocity_nd.allFinite() || !(period_nd > 0.0) ||
      !std::isfinite(period_nd)) {
    throw InvalidArgument(detail::concat("correct_periodic_orbit: the guess is not finite, or its period, ",
                                         period_nd, ", not positive"));
  }
  const detail::Section& section = detail::section_of(symmetry);
  const auto found =
      detail::close_orbit(model, section, detail::unknowns_of(section, guess, period_nd), nullptr, options);
  if (!found) return std::nullopt;
  return detail::described(model, symmetry, *found);
}

Matrix6 monodromy_matrix(const Cr3bp& model, const PeriodicOrbit& orbit,
                         const PeriodicOrbitOptions& options) {
  check_model(model);
  const detail::Section& section = detail::section_of(orbit.symmetry);
  const auto flown = detail::closing(
      model, section, detail::unknowns_of(section, orbit.state, orbit.period_nd), options.relative_tolerance);
  if (!flown) throw InvalidArgument("monodromy_matrix: the orbit cannot be flown: was it changed by hand?");
  return detail::monodromy_from(section, flown->transition);
}

std::string_view to_text(OrbitSymmetry symmetry) {
  switch (symmetry) {
    case OrbitSymmetry::planar_mirror:
      return "planar_mirror";
    case OrbitSymmetry::mirror:
      return "mirror";
    case OrbitSymmetry::axis:
      return "axis";
    default:
      return "planar";
  }
}

}  // namespace perilune
