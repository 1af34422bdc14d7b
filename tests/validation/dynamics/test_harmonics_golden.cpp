// The embedded fields against sums in 40-digit arithmetic by another recursion: README.md of this folder.
#include <string>

#include <perilune/bodies/body.hpp>
#include <perilune/dynamics/harmonic_series.hpp>

#include "support/catch.hpp"
#include "validation/bodies/golden.hpp"

using namespace perilune;

namespace {

// Relative to the length of the vector. The whole acceleration is good to a rounding or two (3e-16 seen); the
// part of degree 2 and up is a ten-thousandth of it. Near a pole that part follows the rounding of
// sin(latitude) by half the square of the degree: 1e-16 * 150^2 / 2 = 1e-12 (4e-13 seen, 0.1 degrees from the
// pole).
constexpr double tolerance = 2e-15;
constexpr double tolerance_disturbance = 1e-12;

double error(const Vector3<double>& found, const Vector3<double>& expected) {
  return (found - expected).norm() / expected.norm();
}

}  // namespace

TEST_CASE("spherical harmonics: 40-digit sums, both poles, degree 2 to 150, up to 5 radii",
          "[dynamics][validation]") {
  const auto rows =
      golden::rows(std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/dynamics/harmonics_golden.csv", 12);
  REQUIRE(rows.size() > 400);
  for (const auto& row : rows) {
    const bool of_moon = row[0] == moon.naif;
    const int degree = static_cast<int>(row[1]);
    const int order = static_cast<int>(row[2]);
    const detail::HarmonicSeries series(of_moon ? embedded_moon_gravity() : embedded_earth_gravity(), degree,
                                        order);
    const Vector3<double> position(row[3], row[4], row[5]);
    const Vector3<double> disturbance(row[6], row[7], row[8]);
    const Vector3<double> total(row[9], row[10], row[11]);
    CAPTURE(row[0], degree, order, position);
    CHECK(error(series.acceleration_m_s2(position), total) < tolerance);
    CHECK(error(series.disturbance_m_s2(position), disturbance) < tolerance_disturbance);
    CHECK(error(series.disturbance_m_s2<double>(position), disturbance) < tolerance_disturbance);
    // Every instruction set that the machine has, one place and several.
    for (const Isa isa : available_isas()) {
      const detail::HarmonicSeries of_isa(of_moon ? embedded_moon_gravity() : embedded_earth_gravity(),
                                          degree, order, isa);
      CHECK(error(of_isa.acceleration_m_s2(position), total) < tolerance);
      using Pack = simd::pack<double, 8>;
      const auto many =
          of_isa.acceleration_m_s2(Vector3<Pack>(Pack(position.x()), Pack(position.y()), Pack(position.z())));
      CHECK(error({many.x()[7], many.y()[7], many.z()[7]}, total) < tolerance);
    }
  }
}
