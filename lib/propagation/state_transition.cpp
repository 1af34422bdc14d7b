#include <perilune/propagation/state_transition.hpp>

#include <algorithm>
#include <utility>

#include <Eigen/LU>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>

namespace perilune {

namespace {

Vector6 six(const double* v) {
  return Eigen::Map<const Vector6>(v);
}

}  // namespace

Vector6 StateTransition::column(std::size_t number, Epoch epoch) const {
  if (epoch == trajectory_.end()) return to_output_ * six(end_.data() + 6 * number);
  if (!trajectory_.covers(epoch)) {
    throw InvalidArgument(detail::concat(
        "StateTransition: ", epoch.to_text(TimeScale::tdb), " is outside the trajectory, which goes from ",
        trajectory_.begin().to_text(TimeScale::tdb), " to ", trajectory_.end().to_text(TimeScale::tdb)));
  }
  if (epoch == trajectory_.begin()) {
    return number < 6 ? Vector6(to_output_.col(static_cast<Eigen::Index>(number))) : Vector6::Zero();
  }
  if (steps_.empty()) {
    throw InvalidArgument(
        "StateTransition: the trajectory was made without dense output and knows its two ends only. Set "
        "dense_output = true in PropagatorOptions");
  }
  const double t = (epoch - trajectory_.begin()).seconds();
  const double sign = trajectory_.end() < trajectory_.begin() ? -1.0 : 1.0;
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), t,
                       [sign](double value, const Step& step) { return sign * value < sign * step.t0; });
  const Step& step = after == steps_.begin() ? steps_.front() : *(after - 1);
  const double s = std::clamp((t - step.t0) / step.h, 0.0, 1.0);
  const double factor[2] = {s, 1.0 - s};
  const double* row = coefficients_.data() + step.first + 6 * number;
  const std::size_t stride = 6 * columns_;
  Vector6 sum = six(row + static_cast<std::size_t>(step.degree) * stride);
  for (int i = step.degree; i > 0; --i) {
    sum = six(row + static_cast<std::size_t>(i - 1) * stride) + factor[(i + 1) % 2] * sum;
  }
  return to_output_ * sum;
}

Matrix6 StateTransition::matrix(Epoch epoch) const {
  Matrix6 made;
  for (std::size_t j = 0; j < 6; ++j) made.col(static_cast<Eigen::Index>(j)) = column(j, epoch);
  return made * to_output_.transpose();
}

Matrix6 StateTransition::matrix(Epoch from, Epoch to) const {
  return matrix(to) * Eigen::PartialPivLU<Matrix6>(matrix(from)).inverse();
}

std::size_t StateTransition::place(std::string_view parameter) const {
  const auto found = std::find(parameters_.begin(), parameters_.end(), parameter);
  if (found == parameters_.end()) {
    throw InvalidArgument(detail::concat(
        "StateTransition: derivatives by '", parameter,
        "' were not asked for. Asked for were: ", parameters_.empty() ? "none" : join(parameters_, ", ")));
  }
  return 6 + static_cast<std::size_t>(found - parameters_.begin());
}

Vector6 StateTransition::sensitivity(std::string_view parameter, Epoch epoch) const {
  return column(place(parameter), epoch);
}

namespace detail {

StateTransition TransitionRecorder::finish(Trajectory trajectory, std::vector<std::string> parameters,
                                           const double* end) {
  StateTransition made(std::move(trajectory), std::move(parameters));
  made.columns_ = columns_;
  made.end_.assign(end, end + 6 * columns_);
  made.steps_ = std::move(steps_);
  made.coefficients_ = std::move(coefficients_);
  const Axes axes = made.trajectory_.begin_state().frame.axes;
  if (axes != Axes::icrf) {
    const Eigen::Matrix3d R = rotation(Axes::icrf, axes, made.trajectory_.begin(), Ephemeris::embedded()).R;
    made.to_output_.topLeftCorner<3, 3>() = R;
    made.to_output_.bottomRightCorner<3, 3>() = R;
  }
  return made;
}

}  // namespace detail
}  // namespace perilune
