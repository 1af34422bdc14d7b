#include <perilune/bodies/body.hpp>

#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("body: names go both ways", "[bodies]") {
  for (const std::string& name : body_names()) CHECK(body_name(body_from_name(name)) == name);
  CHECK(body_from_name("moon") == moon);
  CHECK(moon.naif == 301);
  CHECK(earth.naif == 399);
  CHECK(body_from_name("emb") == earth_moon_barycentre);
  CHECK(body_from_name("ssb").naif == 0);
}

TEST_CASE("body: any number of NAIF's is a body", "[bodies]") {
  CHECK(body_from_name("-85").naif == -85);
  CHECK(body_from_name("399") == earth);
  CHECK(body_name(BodyId{-85}) == "body -85");
  CHECK_FALSE(find_body("99999999999").has_value());
  CHECK_FALSE(find_body("").has_value());
  CHECK_FALSE(find_body("Moon").has_value());
}

TEST_CASE("body: an unknown name gets the nearest one", "[bodies]") {
  CHECK_THROWS_WITH(body_from_name("mooon"),
                    Catch::Matchers::ContainsSubstring("did you mean 'moon'", Catch::CaseSensitive::No));
  CHECK_THROWS_AS(body_from_name("pluto"), InvalidArgument);
  CHECK_THROWS_WITH(body_from_name("a\nb"), Catch::Matchers::ContainsSubstring("'a?b' is not a body"));
}

TEST_CASE("constants: Earth and Moon add up to the barycentre's parameter, and their ratio is EMRAT",
          "[bodies]") {
  // Published to 16 digits each: what is left is their rounding.
  CHECK(std::abs((mu_earth_m3_s2 + mu_moon_m3_s2) / mu_earth_moon_m3_s2 - 1) < 1e-15);
  CHECK(std::abs(mu_earth_m3_s2 / mu_moon_m3_s2 / earth_moon_mass_ratio - 1) < 1e-14);
}

TEST_CASE("constants: a body without one is an error", "[bodies]") {
  CHECK(mu_m3_s2(moon) == mu_moon_m3_s2);
  CHECK(radius_m(moon) == 1737400.0);
  CHECK_THROWS_AS(mu_m3_s2(solar_system_barycentre), InvalidArgument);
  CHECK_THROWS_AS(radius_m(jupiter), InvalidArgument);
}
