// The reader against CSPICE on the shipped kernels. tests/oracle/README.md says how the answers were made.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/ephemeris.hpp>

#include "golden.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const std::string folder = std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/bodies/";

// Relative to the length of the vector. Both sides add the same few series in double precision; what is left
// is the rounding of the sums (5e-16 for each series) and, at the edge of a granule, of the normalised time.
constexpr double position_tolerance = 1e-14;
constexpr double velocity_tolerance = 1e-13;

struct Worst {
  double position = 0.0;
  double velocity = 0.0;
  std::size_t rows = 0;
};

/// @param row  target, centre, et [s], position [km], velocity [km/s]
void compare(const double* row, Worst& worst) {
  const BodyId target{static_cast<int>(row[0])};
  const BodyId center{static_cast<int>(row[1])};
  const PositionVelocity ours = Ephemeris::embedded().state_m(target, center, row[2]);
  const Eigen::Vector3d position_m = 1e3 * Eigen::Vector3d(row[3], row[4], row[5]);
  const Eigen::Vector3d velocity_m_s = 1e3 * Eigen::Vector3d(row[6], row[7], row[8]);
  const double position = (ours.position_m - position_m).norm() / position_m.norm();
  const double velocity = (ours.velocity_m_s - velocity_m_s).norm() / velocity_m_s.norm();
  if (!(position < position_tolerance && velocity < velocity_tolerance)) {
    INFO("target " << target.naif << ", centre " << center.naif << ", et " << row[2]);
    CHECK(position < position_tolerance);
    CHECK(velocity < velocity_tolerance);
  }
  CHECK(ours.position_m == Ephemeris::embedded().position_m(target, center, row[2]));
  worst.position = std::max(worst.position, position);
  worst.velocity = std::max(worst.velocity, velocity);
  ++worst.rows;
}

}  // namespace

TEST_CASE("ephemeris: 10,000 states are CSPICE's", "[bodies][validation]") {
  Worst worst;
  for (const std::vector<double>& row : golden::rows(folder + "spk_golden.csv", 9))
    compare(row.data(), worst);
  CHECK(worst.rows == 10000);
}

TEST_CASE("ephemeris: the orientation of the Moon is CSPICE's", "[bodies][validation]") {
  // psi is reduced to -pi..pi there; ours is about 4500 rad, which a double holds to 9e-13.
  constexpr double angle_tolerance_rad = 1e-14;
  constexpr double psi_tolerance_rad = 1e-11;
  constexpr double rate_tolerance_rad_s = 1e-19;
  const auto rows = golden::rows(folder + "moon_pa_golden.csv", 16);
  CHECK(rows.size() == 1000);
  for (const std::vector<double>& row : rows) {
    const MoonLibration ours = Ephemeris::embedded().moon_libration(row[0]);
    CAPTURE(row[0]);
    CHECK(std::abs(ours.phi_rad - row[1]) < angle_tolerance_rad);
    CHECK(std::abs(ours.theta_rad - row[2]) < angle_tolerance_rad);
    CHECK(std::abs(std::remainder(ours.psi_rad - row[3], 2 * std::numbers::pi)) < psi_tolerance_rad);
    CHECK(std::abs(ours.phi_rad_s - row[4]) < rate_tolerance_rad_s);
    CHECK(std::abs(ours.theta_rad_s - row[5]) < rate_tolerance_rad_s);
    CHECK(std::abs(ours.psi_rad_s - row[6]) < rate_tolerance_rad_s);

    using Eigen::AngleAxisd, Eigen::Vector3d;
    const Eigen::Matrix3d pa_icrf =
        (AngleAxisd(-ours.psi_rad, Vector3d::UnitZ()) * AngleAxisd(-ours.theta_rad, Vector3d::UnitX()) *
         AngleAxisd(-ours.phi_rad, Vector3d::UnitZ()))
            .toRotationMatrix();
    Eigen::Matrix3d theirs;
    theirs << row[7], row[8], row[9], row[10], row[11], row[12], row[13], row[14], row[15];
    CHECK((pa_icrf - theirs).cwiseAbs().maxCoeff() < psi_tolerance_rad);
  }
}

// The full run of the generator, when it is at hand: PERILUNE_SPK_GOLDEN_BIN names the file it wrote.
TEST_CASE("ephemeris: a long run of CSPICE's states, if one is given", "[bodies][validation][.long]") {
  const char* const path = std::getenv("PERILUNE_SPK_GOLDEN_BIN");
  if (path == nullptr)
    FAIL("set PERILUNE_SPK_GOLDEN_BIN to a file of tests/oracle/spk_golden.py (tests/oracle/README.md)");
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  Worst worst;
  double row[9];
  while (file.read(reinterpret_cast<char*>(row), sizeof row)) compare(row, worst);
  CHECK(worst.rows > 0);
  WARN(worst.rows << " rows, worst relative difference: position " << worst.position << ", velocity "
                  << worst.velocity);
}
