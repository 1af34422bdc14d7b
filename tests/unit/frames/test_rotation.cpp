#include <perilune/frames/rotation.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;

TEST_CASE("rotation: R1, R2 and R3 turn as ERFA's do", "[frames][validation]") {
  // t_erfa_c: eraRx, eraRy and eraRz by 0.3456789 on the matrix 2 3 2 / 3 2 3 / 3 4 5, tolerance 1e-12
  Eigen::Matrix3d start;
  start << 2, 3, 2, 3, 2, 3, 3, 4, 5;
  Eigen::Matrix3d by_x;
  by_x << 2.0, 3.0, 2.0,                                                 //
      3.839043388235612460, 3.237033249594111899, 4.516714379005982719,  //
      1.806030415924501684, 3.085711545336372503, 3.687721683977873065;
  Eigen::Matrix3d by_y;
  by_y << 0.8651847818978159930, 1.467194920539316554, 0.1875137911274457342,  //
      3, 2, 3,                                                                 //
      3.500207892850427330, 4.779889022262298150, 5.381899160903798712;
  Eigen::Matrix3d by_z;
  by_z << 2.898197754208926769, 3.500207892850427330, 2.898197754208926769,  //
      2.144865911309686813, 0.865184781897815993, 2.144865911309686813,      //
      3.0, 4.0, 5.0;
  const double angle_rad = 0.3456789;
  CHECK((R1(angle_rad) * start - by_x).cwiseAbs().maxCoeff() < 1e-12);
  CHECK((R2(angle_rad) * start - by_y).cwiseAbs().maxCoeff() < 1e-12);
  CHECK((R3(angle_rad) * start - by_z).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("rotation: R3 carries a vector at its angle onto the x axis", "[frames]") {
  const Eigen::Vector3d turned = R3(0.5) * Eigen::Vector3d(std::cos(0.5), std::sin(0.5), 0.0);
  CHECK((turned - Eigen::Vector3d::UnitX()).norm() < 1e-15);
}

TEST_CASE("rotation: a turn about z at a steady rate has that rate", "[frames]") {
  const Rotation spin = R3(1.2, 7e-5);
  CHECK((spin.rate_rad_s() - Eigen::Vector3d(0, 0, 7e-5)).norm() < 1e-19);
  // What rests in axes that turn moves along y, seen from axes at rest.
  const PositionVelocity resting{{1.0, 0.0, 0.0}, Eigen::Vector3d::Zero()};
  const PositionVelocity seen = R3(0.0, 2.0).inverse() * resting;
  CHECK((seen.velocity_m_s - Eigen::Vector3d(0.0, 2.0, 0.0)).norm() < 1e-15);
}

TEST_CASE("rotation: products and inverses carry the rates along", "[frames][property]") {
  const Rotation a = R1(0.3, 1e-3) * R2(-1.1, 2e-3) * R3(2.5, -3e-3);
  const Rotation there_and_back = a.inverse() * a;
  CHECK((there_and_back.R - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-15);
  CHECK(there_and_back.Rdot.cwiseAbs().maxCoeff() < 1e-18);
  const auto at = [](double t) {
    return Eigen::Matrix3d(R1(0.3 + 1e-3 * t) * R2(-1.1 + 2e-3 * t) * R3(2.5 - 3e-3 * t));
  };
  // A difference over 2 s leaves the third order: (6e-3 rad/s)^3 / 6.
  CHECK((a.Rdot - (at(1.0) - at(-1.0)) / 2.0).cwiseAbs().maxCoeff() < 4e-8);
}
