#include <perilune/propagation/dispersion.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/philox.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// The lower triangular root of a covariance that may have directions without variance.
/// @throws InvalidArgument
Matrix6 root_of(const Matrix6& covariance) {
  if (!covariance.allFinite()) throw InvalidArgument("dispersed_state: the covariance is not finite");
  // Entries are held against what their variances allow: |c_ij| <= sqrt(c_ii c_jj).
  constexpr double slack = 1e-9;
  const auto size = [&](int i, int j) { return std::sqrt(std::abs(covariance(i, i) * covariance(j, j))); };
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < i; ++j) {
      if (std::abs(covariance(i, j) - covariance(j, i)) > slack * size(i, j)) {
        throw InvalidArgument(detail::concat("dispersed_state: the covariance is not symmetric: (", i, ", ",
                                             j, ") is ", covariance(i, j), ", (", j, ", ", i, ") is ",
                                             covariance(j, i)));
      }
    }
  }
  const auto refuse = [&](int i) {
    throw InvalidArgument(detail::concat(
        "dispersed_state: the covariance is not positive semi-definite: component ", i,
        " (x, y, z, vx, vy, vz) has variance ", covariance(i, i),
        " and correlations that its variance and those before it do not allow. Was it rounded for a table?"));
  };
  Matrix6 root = Matrix6::Zero();
  for (int j = 0; j < 6; ++j) {
    double rest = covariance(j, j);
    for (int k = 0; k < j; ++k) rest -= root(j, k) * root(j, k);
    if (rest < -slack * std::abs(covariance(j, j)) || covariance(j, j) < 0.0) refuse(j);
    const bool none = rest <= slack * slack * std::abs(covariance(j, j));
    root(j, j) = none ? 0.0 : std::sqrt(rest);
    for (int i = j + 1; i < 6; ++i) {
      double sum = covariance(i, j);
      for (int k = 0; k < j; ++k) sum -= root(i, k) * root(j, k);
      if (none && std::abs(sum) > std::sqrt(slack) * size(i, j)) refuse(i);
      root(i, j) = none ? 0.0 : sum / root(j, j);
    }
  }
  return root;
}

State drawn(const State& mean, const Matrix6& root, std::uint64_t seed, std::uint64_t member) {
  RandomStream stream(seed, member, stream_purpose("state"));
  double z[6];
  for (double& deviate : z) deviate = stream.normal();
  State made = mean;
  for (int i = 0; i < 6; ++i) {
    double offset = 0.0;
    for (int j = 0; j <= i; ++j) offset += root(i, j) * z[j];
    (i < 3 ? made.position_m[i] : made.velocity_m_s[i - 3]) += offset;
  }
  return made;
}

/// Probability that a standard normal number is below x.
double below(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

}  // namespace

State dispersed_state(const StateCovariance& about, std::uint64_t seed, std::uint64_t member) {
  return dispersed_states(about, {seed, 1, member}).front();
}

std::vector<State> dispersed_states(const StateCovariance& about, const MemberRange& range) {
  check_state(about.state, "dispersed_states");
  const Matrix6 root = root_of(about.covariance);
  std::vector<State> made;
  made.reserve(range.count);
  for (std::size_t i = 0; i < range.count; ++i) {
    made.push_back(drawn(about.state, root, range.seed, range.first + i));
  }
  return made;
}

double ParameterDispersion::sample(std::uint64_t seed, std::uint64_t member) const {
  const auto refuse = [this](std::string_view what) {
    throw InvalidArgument(detail::concat("ParameterDispersion '", printable(name), "': ", what, " (mean ",
                                         mean, ", sigma ", sigma, ", between ", lowest, " and ", highest,
                                         ")"));
  };
  if (name.empty()) refuse("it needs a name, by which its random numbers are told from others'");
  if (!std::isfinite(mean) || !(sigma >= 0.0) || !std::isfinite(sigma)) {
    refuse("the mean has to be finite, sigma finite and not negative");
  }
  if (!(lowest <= mean && mean <= highest)) refuse("the mean has to be within the limits");
  if (sigma == 0.0) return mean;
  RandomStream stream(seed, member, stream_purpose(name));
  if (law == Law::uniform) {
    const double half = std::sqrt(3.0) * sigma;
    if (mean - half < lowest || mean + half > highest) {
      refuse("a uniform law is not cut off: it reaches beyond the limits");
    }
    return stream.uniform(mean - half, mean + half);
  }
  const double from = below((lowest - mean) / sigma), to = below((highest - mean) / sigma);
  if (!(to - from > 1e-6)) refuse("the limits leave less than a millionth of the law");
  return std::clamp(mean + sigma * normal_quantile(stream.uniform(from, to)), lowest, highest);
}

Eigen::Vector3d BurnError::applied_to(const Eigen::Vector3d& commanded) const {
  const double size = commanded.norm();
  if (size == 0.0) return commanded;
  const Eigen::Vector3d direction = commanded / size;
  int farthest = 0;
  for (int n = 1; n < 3; ++n) {
    if (std::abs(direction[n]) < std::abs(direction[farthest])) farthest = n;
  }
  const Eigen::Vector3d e1 = direction.cross(Eigen::Vector3d::Unit(farthest)).normalized();
  const Eigen::Vector3d e2 = direction.cross(e1);
  const double angle = std::hypot(turn_rad[0], turn_rad[1]);
  if (angle == 0.0) return magnitude_factor * commanded;
  // Turning about t moves the direction towards t x direction.
  const Eigen::Vector3d axis = (turn_rad[0] * e1 + turn_rad[1] * e2) / angle;
  return magnitude_factor * size * (std::cos(angle) * direction + std::sin(angle) * axis.cross(direction));
}

BurnError sampled_burn_error(const BurnDispersion& dispersion, const std::string& burn, std::uint64_t seed,
                             std::uint64_t member) {
  if (burn.empty() || !(dispersion.magnitude >= 0.0) || !std::isfinite(dispersion.magnitude) ||
      !(dispersion.pointing_rad >= 0.0) || !std::isfinite(dispersion.pointing_rad)) {
    throw InvalidArgument(detail::concat(
        "sampled_burn_error: burn '", printable(burn), "', magnitude ", dispersion.magnitude, ", pointing ",
        dispersion.pointing_rad, " rad. A burn needs a name; its sigmas are finite and not negative"));
  }
  RandomStream stream(seed, member, stream_purpose("burn " + burn));
  BurnError error;
  error.magnitude_factor = 1.0 + dispersion.magnitude * stream.normal();
  for (double& turn : error.turn_rad) turn = dispersion.pointing_rad * stream.normal();
  return error;
}

}  // namespace perilune
