#include <cmath>

#include <perilune/access/horizon_mask.hpp>
#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {
constexpr double deg = 3.14159265358979323846 / 180.0;
}

TEST_CASE("horizon mask: linear between its points, also across north", "[access][unit]") {
  const HorizonMask mask =
      HorizonMask::from_csv("azimuth_deg,elevation_deg\n# a comment\n350, 2\n10,4\n\n180,-1\n");
  CHECK(mask.elevation_rad(350 * deg) / deg == Approx(2.0));
  CHECK(mask.elevation_rad(0.0) / deg == Approx(3.0));
  CHECK(mask.elevation_rad(-5 * deg) / deg == Approx(2.5));
  CHECK(mask.elevation_rad(365 * deg) / deg == Approx(3.5));
  CHECK(mask.elevation_rad(95 * deg) / deg == Approx(1.5));
  CHECK(mask.lowest_rad() / deg == Approx(-1.0));
  CHECK(mask.highest_rad() / deg == Approx(4.0));
  CHECK(mask.steepest() == Approx(0.1));
}

TEST_CASE("horizon mask: a sphere's edge lies lower the higher one stands", "[access][unit]") {
  const HorizonMask mask = HorizonMask::sphere(1737.4_km, 10_km);
  CHECK(mask.elevation_rad(1.0) == Approx(-std::acos(1737.4 / 1747.4)).epsilon(1e-9));
  CHECK(HorizonMask::sphere(1737.4_km, 0_km).elevation_rad(0.0) == 0.0);
  CHECK(HorizonMask().elevation_rad(2.0) == 0.0);
}

TEST_CASE("horizon mask: a ridge stands where it was put", "[access][unit]") {
  const HorizonMask mask = HorizonMask::ridge(5_deg, 10_deg, 60_deg, 1_deg);
  CHECK(mask.elevation_rad(10 * deg) / deg == Approx(5.0));
  CHECK(mask.elevation_rad(25 * deg) / deg == Approx(3.0));
  CHECK(mask.elevation_rad(340 * deg) / deg == Approx(1.0).margin(1e-9));
  CHECK(mask.elevation_rad(200 * deg) / deg == Approx(1.0));
}

TEST_CASE("horizon mask: every bad line is named at once", "[access][errors]") {
  try {
    HorizonMask::from_csv("azimuth,elevation\n10,1\nnorth,2\n20,95\n", "rim.csv");
    FAIL("not refused");
  } catch (const DataError& error) {
    const std::string text = error.what();
    CHECK(text.find("rim.csv:3: 'north,2'") != std::string::npos);
    CHECK(text.find("rim.csv:4: '20,95'") != std::string::npos);
  }
  CHECK_THROWS_AS(HorizonMask::from_csv(""), DataError);
  CHECK_THROWS_AS(HorizonMask::from_csv("10,1\n370,2\n"), DataError);
  CHECK_THROWS_AS(HorizonMask::from_csv_file("/nowhere/rim.csv"), DataError);
  CHECK_THROWS_AS(HorizonMask::from_points({}), InvalidArgument);
  CHECK_THROWS_AS(HorizonMask::ridge(5_deg, 0_deg, 0_deg), InvalidArgument);
}
