// Sunlight, drag and relativity against Orekit: README.md of this folder.
#include <string>

#include <perilune/dynamics/drag.hpp>
#include <perilune/dynamics/relativity.hpp>
#include <perilune/dynamics/solar_radiation_pressure.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"
#include "validation/bodies/golden.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

// The models are the same. Orekit finds the limb by an iteration that is good to some 1e-10 of the share
// close to the Earth (4e-10 seen), and has the same share in its acceleration.
constexpr double tolerance_share = 1e-9;
constexpr double tolerance_sunlight = 1e-9;
constexpr double full_push_m_s2 = 5e-8;
constexpr double tolerance_relativity = 1e-12;
// Orekit's altitude is along the vertical, ours towards the centre: 3 m at 500 km, of a scale height of 37.5
// km.
constexpr double tolerance_drag = 1e-4;

std::vector<std::vector<double>> rows(const char* name, std::size_t columns) {
  const std::string folder = std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/dynamics/";
  auto read = golden::rows(folder + name, columns);
  REQUIRE(read.size() >= 20);
  return read;
}

Vector3<double> vector(const std::vector<double>& row, std::size_t first) {
  return {row[first], row[first + 1], row[first + 2]};
}

double error(const Vector3<double>& found, const Vector3<double>& expected) {
  return (found - expected).norm() / expected.norm();
}

}  // namespace

TEST_CASE("sunlight: Orekit's cones of Earth and Moon, from the edge of the penumbra to the umbra",
          "[dynamics][validation]") {
  SolarRadiationPressure force = solar_radiation_pressure({.area = 4_m2, .reflectivity_coefficient = 1.5});
  EnvironmentLayout layout(earth);
  force.bind(layout);
  int partly = 0;
  for (const auto& row : rows("sunlight_golden.csv", 13)) {
    Environment<double> environment;
    environment.positions_m[static_cast<std::size_t>(layout.add(sun))] = vector(row, 3);
    environment.positions_m[static_cast<std::size_t>(layout.add(moon))] = vector(row, 6);
    const BasicState<double> state{vector(row, 0), {}, 500.0};
    const double share = row[9];
    const Vector3<double> expected = vector(row, 10);
    CAPTURE(share, state.position_m);
    CHECK(std::abs(force.visible_share(state, environment) - share) < tolerance_share);
    const Vector3<double> found = force.acceleration_m_s2(state, environment);
    CHECK((found - expected).norm() < tolerance_sunlight * full_push_m_s2);
    if (share > 0.0 && share < 1.0) ++partly;
  }
  CHECK(partly > 40);
}

TEST_CASE("drag: Orekit's exponential atmosphere over the ellipsoid", "[dynamics][validation]") {
  Drag force = drag({.area = 4_m2,
                     .coefficient = 2.2,
                     .atmosphere = Atmosphere::exponential(Density::from_si(2.541e-10), 200_km, 37.5_km),
                     .rotation = 0_rad_s});
  EnvironmentLayout layout(earth);
  force.bind(layout);
  Environment<double> environment;
  environment.earth_pole = {0.0, 0.0, 1.0};
  for (const auto& row : rows("drag_golden.csv", 9)) {
    const BasicState<double> state{vector(row, 0), vector(row, 3), 500.0};
    CAPTURE(state.position_m);
    CHECK(error(force.acceleration_m_s2(state, environment), vector(row, 6)) < tolerance_drag);
  }
}

TEST_CASE("relativity: Orekit's Schwarzschild term", "[dynamics][validation]") {
  Relativity force = relativity();
  EnvironmentLayout layout(earth);
  force.bind(layout);
  for (const auto& row : rows("relativity_golden.csv", 9)) {
    const BasicState<double> state{vector(row, 0), vector(row, 3)};
    CAPTURE(state.position_m);
    CHECK(error(force.acceleration_m_s2(state), vector(row, 6)) < tolerance_relativity);
  }
}
