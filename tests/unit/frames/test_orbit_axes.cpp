#include <perilune/frames/orbit_axes.hpp>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace frames_test;

namespace {
/// A state between apsides of an inclined orbit, and what pulls at it.
const PositionVelocity inclined{{7000e3, -1200e3, 2500e3}, {1500.0, 6800.0, -900.0}};
const Eigen::Vector3d pull_m_s2{-6.1, 1.2, -2.4};
}  // namespace

TEST_CASE("ric and vnc axes: on a circular orbit each points where its name says", "[frames]") {
  const PositionVelocity circular{{7000e3, 0, 0}, {0, 7500, 0}};
  CHECK((ric_matrix(circular) - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-15);
  const Eigen::Matrix3d vnc = vnc_matrix(circular);
  CHECK((vnc * Eigen::Vector3d::UnitY() - Eigen::Vector3d::UnitX()).norm() < 1e-15);  // along the velocity
  CHECK((vnc * Eigen::Vector3d::UnitZ() - Eigen::Vector3d::UnitY()).norm() < 1e-15);  // normal of the orbit
  CHECK((vnc * Eigen::Vector3d::UnitX() - Eigen::Vector3d::UnitZ()).norm() < 1e-15);  // outward
}

TEST_CASE("ric and vnc axes: the rates are the derivatives along the motion", "[frames]") {
  const auto later = [](double t) {
    return PositionVelocity{inclined.position_m + inclined.velocity_m_s * t + pull_m_s2 * t * t / 2.0,
                            inclined.velocity_m_s + pull_m_s2 * t};
  };
  constexpr double step_s = 0.5;
  // Second order in the step: (1e-3 rad/s)^3 step^2 / 6, with room.
  constexpr double tolerance_s = 3e-10;
  const Rotation ric = ric_rotation(inclined, pull_m_s2);
  const Rotation vnc = vnc_rotation(inclined, pull_m_s2);
  CHECK(improperness(ric.R) < 1e-15);
  CHECK(improperness(vnc.R) < 1e-15);
  CHECK((ric.Rdot - (ric_matrix(later(step_s)) - ric_matrix(later(-step_s))) / (2 * step_s))
            .cwiseAbs()
            .maxCoeff() < tolerance_s);
  CHECK((vnc.Rdot - (vnc_matrix(later(step_s)) - vnc_matrix(later(-step_s))) / (2 * step_s))
            .cwiseAbs()
            .maxCoeff() < tolerance_s);
  CHECK(ric.rate_rad_s().z() > 0.0);
}

TEST_CASE("ric axes: in its own axes the state is at (r, 0, 0) and moves outward alone", "[frames]") {
  const PositionVelocity own = ric_rotation(inclined, pull_m_s2) * inclined;
  CHECK(own.position_m.x() == Approx(inclined.position_m.norm()).epsilon(1e-15));
  CHECK(own.position_m.tail<2>().norm() < 1e-8);
  CHECK(own.velocity_m_s.tail<2>().norm() < 1e-11);
}

TEST_CASE("ric and vnc axes: a straight line has none", "[frames]") {
  const PositionVelocity straight{{7000e3, 0, 0}, {7500, 0, 0}};
  CHECK_THROWS_WITH(
      ric_matrix(straight),
      "ric axes: position and velocity span no plane: r = (7e+06, 0, 0) m, v = (7500, 0, 0) m/s. These "
      "axes need an orbit; pass the state relative to the body that is orbited.");
  CHECK_THROWS_AS(vnc_matrix({}), InvalidArgument);
}
