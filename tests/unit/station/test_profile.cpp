#include <perilune/station/profile.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("profile: straight between its points, constant outside", "[station]") {
  const Profile profile({{j2000, 0.0}, {j2000 + 10_s, 1.0}, {j2000 + 10_s, 0.25}, {j2000 + 20_s, 0.25}});
  CHECK(profile.at(j2000 - 5_s) == 0.0);
  CHECK(profile.at(j2000 + 5_s) == 0.5);
  CHECK(profile.at(j2000 + 10_s) == 0.25);  // a step: the value after it
  CHECK(profile.at(j2000 + 99_s) == 0.25);
}

TEST_CASE("profile: the mean is the area over the length", "[station]") {
  const Profile profile({{j2000, 0.0}, {j2000 + 10_s, 1.0}, {j2000 + 10_s, 0.25}, {j2000 + 20_s, 0.25}});
  CHECK(std::abs(profile.mean({j2000, j2000 + 10_s}) - 0.5) < 1e-15);
  CHECK(std::abs(profile.mean({j2000 + 5_s, j2000 + 15_s}) - (0.75 * 5 + 0.25 * 5) / 10) < 1e-15);
  CHECK(std::abs(profile.mean({j2000 - 10_s, j2000 + 40_s}) - (5.0 + 2.5 + 20 * 0.25) / 50) < 1e-15);
  CHECK_THROWS_AS(profile.mean({j2000, j2000}), InvalidArgument);
}

TEST_CASE("profile: a set of intervals is one inside and zero between", "[station]") {
  const Profile light = Profile::during(IntervalSet{{j2000, j2000 + 1_h}, {j2000 + 2_h, j2000 + 3_h}});
  CHECK(light.at(j2000 - 1_s) == 0.0);
  CHECK(light.at(j2000) == 1.0);
  CHECK(light.at(j2000 + 90_min) == 0.0);
  CHECK(std::abs(light.mean({j2000, j2000 + 3_h}) - 2.0 / 3.0) < 1e-15);
  CHECK(Profile::during(IntervalSet{}).at(j2000) == 0.0);
  CHECK(Profile().at(j2000) == 1.0);
}

TEST_CASE("profile: refuses points out of order and values that are no numbers", "[station]") {
  CHECK_THROWS_AS(Profile({{j2000, 1.0}, {j2000 - 1_s, 1.0}}), InvalidArgument);
  CHECK_THROWS_AS(Profile({{j2000, std::numeric_limits<double>::quiet_NaN()}}), InvalidArgument);
  CHECK_THROWS_AS(Profile(std::vector<Profile::Point>{}), InvalidArgument);
}
