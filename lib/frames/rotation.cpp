#include <perilune/frames/rotation.hpp>

#include <cmath>

namespace perilune {
namespace {

/// A rotation of the axes about axis `i`, and its derivative by the angle.
struct AboutAxis {
  Eigen::Matrix3d R = Eigen::Matrix3d::Identity();
  Eigen::Matrix3d by_angle = Eigen::Matrix3d::Zero();
};

AboutAxis about(int i, double angle_rad) {
  const int j = (i + 1) % 3;
  const int k = (i + 2) % 3;
  const double c = std::cos(angle_rad);
  const double s = std::sin(angle_rad);
  AboutAxis turned;
  turned.R(j, j) = turned.R(k, k) = c;
  turned.R(j, k) = s;
  turned.R(k, j) = -s;
  turned.by_angle(j, j) = turned.by_angle(k, k) = -s;
  turned.by_angle(j, k) = c;
  turned.by_angle(k, j) = -c;
  return turned;
}

Rotation about(int i, double angle_rad, double rate_rad_s) {
  const AboutAxis turned = about(i, angle_rad);
  return {turned.R, rate_rad_s * turned.by_angle};
}

}  // namespace

Eigen::Vector3d Rotation::rate_rad_s() const {
  // Rdot R^T = -[w x], with w resolved in the axes that turn.
  const Eigen::Matrix3d minus_cross = Rdot * R.transpose();
  return {minus_cross(1, 2), minus_cross(2, 0), minus_cross(0, 1)};
}

Eigen::Matrix3d R1(double angle_rad) {
  return about(0, angle_rad).R;
}
Eigen::Matrix3d R2(double angle_rad) {
  return about(1, angle_rad).R;
}
Eigen::Matrix3d R3(double angle_rad) {
  return about(2, angle_rad).R;
}

Rotation R1(double angle_rad, double rate_rad_s) {
  return about(0, angle_rad, rate_rad_s);
}
Rotation R2(double angle_rad, double rate_rad_s) {
  return about(1, angle_rad, rate_rad_s);
}
Rotation R3(double angle_rad, double rate_rad_s) {
  return about(2, angle_rad, rate_rad_s);
}

}  // namespace perilune
