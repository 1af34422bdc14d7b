#include <perilune/dynamics/atmosphere.hpp>

#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

TEST_CASE("atmosphere: exponential", "[dynamics]") {
  const Atmosphere air = Atmosphere::exponential(Density::from_si(2e-10), 200_km, 40_km);
  CHECK(air.density_kg_m3(200e3) == Approx(2e-10).epsilon(1e-14));
  CHECK(air.density_kg_m3(240e3) == Approx(2e-10 / std::exp(1.0)).epsilon(1e-14));
  CHECK(air.density_kg_m3(0.0) == Approx(2e-10 * std::exp(5.0)).epsilon(1e-14));
}

TEST_CASE("atmosphere: the standard of 1976 at rows that are not in the table", "[dynamics][validation]") {
  // U.S. Standard Atmosphere 1976, table I: 115 and 175 km. Interpolated, not computed from its temperatures:
  // good to 3 %, where the air itself varies by factors.
  const Atmosphere& air = Atmosphere::us_standard_1976();
  CHECK(air.density_kg_m3(115e3) == Approx(4.289e-8).epsilon(0.04));
  CHECK(air.density_kg_m3(175e3) == Approx(6.339e-10).epsilon(0.04));
  CHECK(air.density_kg_m3(400e3) == Approx(2.803e-12).epsilon(1e-12));
}

TEST_CASE("atmosphere: falls all the way, and its slope nowhere jumps", "[dynamics][property]") {
  const Atmosphere& air = Atmosphere::us_standard_1976();
  double last = std::log(air.density_kg_m3(50e3)), last_slope = 0.0;
  for (int i = 1; i <= 21000; ++i) {
    const double altitude_m = 50e3 + 50.0 * i;
    const double now = std::log(air.density_kg_m3(altitude_m));
    const double slope = (now - last) / 50.0;
    CAPTURE(altitude_m);
    REQUIRE(slope < 0.0);
    if (i > 1) REQUIRE(std::abs(slope - last_slope) < 2e-6);  // of 2e-4 per metre at most
    last = now;
    last_slope = slope;
  }
}

TEST_CASE("atmosphere: every bad row of a table is named", "[dynamics]") {
  const AltitudeDensity rows[] = {{100e3, 1e-7}, {90e3, 1e-6}, {200e3, -1.0}, {std::nan(""), 1e-9}};
  CHECK_THROWS_WITH(Atmosphere::table(rows), Contains("row 2: the altitude is 90000 m after 1e+05") &&
                                                 Contains("row 3: the density is -1") &&
                                                 Contains("row 4: the altitude is nan"));
  CHECK_THROWS_WITH(Atmosphere::table({rows, 1}), Contains("there are 1 rows"));
  CHECK_THROWS_WITH(Atmosphere::exponential(Density::from_si(0.0), 0_km, -1_km),
                    Contains("base_density is 0") && Contains("scale_height is -1000 m"));
}
