#include <perilune/propagation/covariance.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/orbit_axes.hpp>

namespace perilune {

namespace {

double largest_sigma(const Eigen::Matrix3d& covariance) {
  return std::sqrt(
      std::max(0.0, Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(covariance).eigenvalues()(2)));
}

/// Rotation of position and velocity from the state's axes to those it carries.
Matrix6 carried_axes(const State& state, Axes axes) {
  Eigen::Matrix3d R = Eigen::Matrix3d::Identity();
  const PositionVelocity there{state.position_m, state.velocity_m_s};
  if (axes == Axes::ric) {
    R = ric_matrix(there);
  } else if (axes == Axes::vnc) {
    R = vnc_matrix(there);
  } else if (axes != state.frame.axes) {
    throw InvalidArgument(
        detail::concat("covariance: sigmas can be given along ric, vnc, or the state's own axes (",
                       to_text(state.frame.axes), "), not along ", to_text(axes), ". Take State::in first"));
  }
  Matrix6 made = Matrix6::Zero();
  made.topLeftCorner<3, 3>() = R;
  made.bottomRightCorner<3, 3>() = R;
  return made;
}

}  // namespace

double StateCovariance::largest_position_sigma_m() const {
  return largest_sigma(covariance.topLeftCorner<3, 3>());
}
double StateCovariance::largest_velocity_sigma_m_s() const {
  return largest_sigma(covariance.bottomRightCorner<3, 3>());
}

StateCovariance covariance_from_sigmas(const State& state, const Sigmas& sigmas, Axes axes) {
  Vector6 variance;
  for (int n = 0; n < 3; ++n) {
    for (const double sigma : {sigmas.position_m[n], sigmas.velocity_m_s[n]}) {
      if (!(sigma >= 0.0) || !std::isfinite(sigma)) {
        throw InvalidArgument(detail::concat("covariance_from_sigmas: a standard deviation is ", sigma,
                                             ", and has to be finite and not negative [m, m/s]"));
      }
    }
    variance[n] = sigmas.position_m[n] * sigmas.position_m[n];
    variance[n + 3] = sigmas.velocity_m_s[n] * sigmas.velocity_m_s[n];
  }
  const Matrix6 R = carried_axes(state, axes);
  return {state, R.transpose() * variance.asDiagonal() * R};
}

Matrix6 covariance_in(const StateCovariance& known, Axes axes) {
  const Matrix6 R = carried_axes(known.state, axes);
  return R * known.covariance * R.transpose();
}

StateCovariance propagated(const StateCovariance& initial, const StateTransition& flown, Epoch epoch,
                           std::span<const ParameterSigma> parameters) {
  const State& begin = flown.trajectory().begin_state();
  if (initial.state.epoch != begin.epoch || !(initial.state.frame == begin.frame)) {
    throw InvalidArgument(detail::concat(
        "propagated: the covariance is of ", initial.state.epoch.to_text(TimeScale::tdb), ", ",
        to_text(initial.state.frame), "; the flight begins at ", begin.epoch.to_text(TimeScale::tdb), ", ",
        to_text(begin.frame), ". Give it at the beginning, in the flight's frame"));
  }
  const Matrix6& P = initial.covariance;
  const double asymmetry = (P - P.transpose()).cwiseAbs().maxCoeff();
  if (!P.allFinite() || asymmetry > 1e-9 * P.cwiseAbs().maxCoeff()) {
    throw InvalidArgument(detail::concat(
        "propagated: the covariance is not a finite symmetric matrix (it differs from its transpose by ",
        asymmetry, ")"));
  }
  const Matrix6 stm = flown.matrix(epoch);
  Matrix6 made = stm * P * stm.transpose();
  for (const ParameterSigma& parameter : parameters) {
    const Vector6 by = flown.sensitivity(parameter.name, epoch) * parameter.sigma;
    made += by * by.transpose();
  }
  return {flown.trajectory().at(epoch), 0.5 * (made + made.transpose())};
}

}  // namespace perilune
