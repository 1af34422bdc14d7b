#include <perilune/station/power.hpp>

#include "support/catch.hpp"

#include <cmath>

#include <perilune/core/error.hpp>

using namespace perilune;

TEST_CASE("solar panels: irradiance times area times efficiency", "[station]") {
  CHECK(std::abs(solar_panels(10.0, 0.3, Profile()).power_w - 4083.0) < 1e-9);
}

TEST_CASE("radioisotope generator: half of it is left after 87.7 years", "[station]") {
  CHECK(std::abs(std::exp(-radioisotope_generator(110.0).loss_per_year * 87.7) - 0.5) < 1e-15);
}

TEST_CASE("battery for a night: what the load takes, over what the cells give", "[station]") {
  Battery battery;
  battery.depth_of_discharge = 0.8;
  battery.discharge_efficiency = 0.9;
  CHECK(std::abs(battery_capacity_for_night_j(100.0, 354 * 3600.0, battery) - 100.0 * 354 * 3600.0 / 0.72) <
        1e-3);
}

TEST_CASE("power sources: refuse what cannot be", "[station]") {
  CHECK_THROWS_AS(solar_panels(-1.0, 0.3, Profile()), InvalidArgument);
  CHECK_THROWS_AS(solar_panels(1.0, 1.3, Profile()), InvalidArgument);
  CHECK_THROWS_AS(fission_reactor(0.0), InvalidArgument);
  CHECK_THROWS_AS(battery_capacity_for_night_j(1.0, -1.0), InvalidArgument);
}
