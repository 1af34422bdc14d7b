// Rotations and their rates against CSPICE, on the same kernels: tests/oracle/README.md.
#include <functional>
#include <string>
#include <vector>

#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/frames/orbit_axes.hpp>

#include "support/catch.hpp"
#include "validation/bodies/golden.hpp"

using namespace perilune;

namespace {

struct Golden {
  int axes = 0;
  double tdb_s = 0.0;
  Rotation rotation;
};

std::vector<Golden> golden_rotations(int axes) {
  constexpr std::size_t columns = 20;
  std::vector<Golden> found;
  for (const auto& row :
       golden::rows(std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/frames/axes_golden.csv", columns)) {
    if (static_cast<int>(row[0]) != axes) continue;
    Golden one{static_cast<int>(row[0]), row[1], {}};
    for (int i = 0; i < 9; ++i) {
      one.rotation.R(i / 3, i % 3) = row[static_cast<std::size_t>(2 + i)];
      one.rotation.Rdot(i / 3, i % 3) = row[static_cast<std::size_t>(11 + i)];
    }
    found.push_back(one);
  }
  return found;
}

void check_all(int axes, double matrix_tolerance, double rate_tolerance_s,
               const std::function<Rotation(double tdb_s)>& ours) {
  const auto rows = golden_rotations(axes);
  REQUIRE(rows.size() == 50);
  for (const Golden& row : rows) {
    CAPTURE(row.tdb_s);
    const Rotation rotation = ours(row.tdb_s);
    CHECK((rotation.R - row.rotation.R).cwiseAbs().maxCoeff() < matrix_tolerance);
    CHECK((rotation.Rdot - row.rotation.Rdot).cwiseAbs().maxCoeff() < rate_tolerance_s);
  }
}

Epoch epoch_of_tdb(double tdb_s) {
  return Epoch::from_tdb_seconds(tdb_s);
}

// psi is some 4500 rad, so its rounding is 9e-13 rad; an epoch is rounded to the nanosecond, 1e-15 rad.
constexpr double libration_tolerance = 5e-12;
constexpr double libration_rate_tolerance_s = 1e-16;
// The directions of the Moon's orbit are of full precision.
constexpr double orbit_tolerance = 1e-13;
// CSPICE takes the acceleration from velocities a second apart, whose rounding is 1e-13 of 1 km/s: 1e-10
// m/s^2 of 1e3 m/s. It enters the rate of VNC in full and that of the rotating axes by its part out of the
// plane.
constexpr double orbit_rate_tolerance_s = 1e-12;

}  // namespace

TEST_CASE("moon axes: principal axes and their rates are CSPICE's", "[frames][validation]") {
  check_all(0, libration_tolerance, libration_rate_tolerance_s,
            [](double tdb_s) { return moon_pa_from_icrf(epoch_of_tdb(tdb_s)); });
}

TEST_CASE("moon axes: Mean-Earth axes and their rates are CSPICE's", "[frames][validation]") {
  check_all(1, libration_tolerance, libration_rate_tolerance_s,
            [](double tdb_s) { return moon_me_from_icrf(epoch_of_tdb(tdb_s)); });
}

TEST_CASE("earth-moon axes: they and their rates are those of CSPICE's two-vector frame",
          "[frames][validation]") {
  check_all(2, orbit_tolerance, orbit_rate_tolerance_s,
            [](double tdb_s) { return earth_moon_rotating_from_icrf(epoch_of_tdb(tdb_s)); });
}

TEST_CASE("vnc axes: those of the Moon's orbit and their rates are CSPICE's", "[frames][validation]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  check_all(3, orbit_tolerance, orbit_rate_tolerance_s, [&](double tdb_s) {
    const Eigen::Vector3d acceleration_m_s2 = (ephemeris.state_m(moon, earth, tdb_s, 30.0).velocity_m_s -
                                               ephemeris.state_m(moon, earth, tdb_s, -30.0).velocity_m_s) /
                                              60.0;
    return vnc_rotation(ephemeris.state_m(moon, earth, tdb_s), acceleration_m_s2);
  });
}
