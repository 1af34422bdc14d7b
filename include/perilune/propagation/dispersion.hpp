#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/covariance.hpp>

namespace perilune {

// What differs from one member of an ensemble to the next. Every sample is a function of the seed, the number
// of the member and what it is for: member 17 is the same however many there are, whoever asks, in whatever
// order (perilune/core/philox.hpp).

/// Which members of which ensemble.
struct MemberRange {
  std::uint64_t seed = 0;
  std::size_t count = 0;
  std::uint64_t first = 0;  ///< number of the first one: a shard of a larger ensemble starts further on
};

/// A state drawn from the normal distribution about a state:
///
///     x = mean + L z,   L L^T = covariance,  L lower triangular,  z independent standard normal
///
/// Directions of no variance stay exactly as they are.
///
/// @throws InvalidArgument if the covariance is not finite, not symmetric or not positive semi-definite
///
/// Checked in: tests/unit/propagation/test_dispersion.cpp
State dispersed_state(const StateCovariance& about, std::uint64_t seed, std::uint64_t member);

/// Members first ... first + count - 1.
/// @throws InvalidArgument as `dispersed_state`
std::vector<State> dispersed_states(const StateCovariance& about, const MemberRange& range);

/// A number that is not known exactly: the coefficient of solar radiation pressure, a mass, a thrust.
struct ParameterDispersion {
  enum class Law {
    normal,   ///< cut off at the limits
    uniform,  ///< from mean - sqrt(3) sigma to mean + sqrt(3) sigma; the limits have to be outside
  };

  std::string name;  ///< what it is for: parameters of different names are independent
  double mean = 0.0;
  double sigma = 0.0;  ///< standard deviation (of the law that is not cut off), >= 0
  Law law = Law::normal;
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();

  /// The value of a member.
  /// @throws InvalidArgument if it has no name, a number is out of range, or the limits leave nothing
  double sample(std::uint64_t seed, std::uint64_t member) const;
};

/// How well an engine does what it is told; one standard deviation each. (Gates's model without its fixed
/// parts: C. R. Gates, JPL TR 32-504, 1963.)
struct BurnDispersion {
  double magnitude = 0.0;  ///< of the velocity change or thrust, as a part of it: 0.01 is one percent; >= 0
  double pointing_rad = 0.0;  ///< about each of two axes across the burn; >= 0
};

/// How one burn of one member goes.
struct BurnError {
  double magnitude_factor = 1.0;
  double turn_rad[2] = {0.0, 0.0};  ///< about two axes across the burn

  /// The vector that is flown where `commanded` was meant, a velocity change or a thrust: turned by the angle
  /// |turn|, then multiplied. The axes across it are e1 = the commanded direction cross that coordinate axis
  /// from which it is farthest (the first of several), and e2 = direction cross e1.
  Eigen::Vector3d applied_to(const Eigen::Vector3d& commanded) const;
};

/// @param burn  its name: burns of different names are independent
/// @throws InvalidArgument for sigmas that are negative or not finite, or no name
BurnError sampled_burn_error(const BurnDispersion& dispersion, const std::string& burn, std::uint64_t seed,
                             std::uint64_t member);

}  // namespace perilune
