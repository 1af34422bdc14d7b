#pragma once

#include <Eigen/Core>

namespace perilune {

/// Six numbers of a state, position [m] and velocity [m/s], and what maps them to six others. Aligned as a
/// double is: Eigen's own alignment grows with the instruction set of the file that reads it, and files
/// compiled for different sets would disagree on where the members of a class are.
using Matrix6 = Eigen::Matrix<double, 6, 6, Eigen::DontAlign>;
using Vector6 = Eigen::Matrix<double, 6, 1, Eigen::DontAlign>;

}  // namespace perilune
