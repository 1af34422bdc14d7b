// What several tests of rotations need.
#pragma once

#include <cmath>
#include <functional>

#include <Eigen/Core>
#include <Eigen/LU>

#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>

namespace frames_test {

inline constexpr double rad_per_deg = 3.14159265358979323846 / 180.0;
inline constexpr double rad_per_arcsec = rad_per_deg / 3600.0;

/// How far a matrix is from a proper rotation.
inline double improperness(const Eigen::Matrix3d& R) {
  return (R * R.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() +
         std::abs(R.determinant() - 1.0);
}

/// Derivative of a matrix by time from four neighbours: error step^4.
inline Eigen::Matrix3d differentiated(perilune::Epoch epoch, double step_s,
                                      const std::function<Eigen::Matrix3d(perilune::Epoch)>& matrix) {
  const auto at = [&](double later_s) { return matrix(epoch + perilune::Duration::seconds(later_s)); };
  return (8.0 * (at(step_s) - at(-step_s)) - (at(2.0 * step_s) - at(-2.0 * step_s))) / (12.0 * step_s);
}

}  // namespace frames_test
