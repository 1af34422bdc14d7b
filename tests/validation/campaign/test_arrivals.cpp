#include <cmath>

#include <perilune/campaign/flown.hpp>

#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;

// What is asserted, and how strong it is. The published braking of Queqiao-2 ran from 16:46 to 17:05 UTC and
// left a perilune of 200 km; that of Chang'e-5 from 12:58 to 13:15 UTC at about 400 km (CNSA, Xinhua). The
// epochs and altitudes below are those of an independent propagation of the same orbits (point masses from
// other ephemerides, J2); the bands are what the orbits' own uncertainties, as published, allow: Queqiao-2 3
// s and 2 km for one sigma and a few kilometres of ephemeris; Chang'e-5 4 min and 70 km (its arc holds a
// small correction that the fit does not model).
TEST_CASE("arrivals: Queqiao-2 passes perilune when and where it braked", "[campaign][validation]") {
  const FlownFlight flown = fly(test::queqiao_2());
  REQUIRE(flown.status == FlightStatus::arrived);
  const FlownEvent& perilune = flown.events.back();
  CAPTURE(perilune.epoch.to_text(TimeScale::utc), perilune.altitude_m, perilune.speed_m_s);
  CHECK(perilune.name == "perilune");
  CHECK(perilune.body == moon);
  CHECK(abs(perilune.epoch - Epoch::parse("2024-03-24T16:55:36 UTC")) < Duration::seconds(30.0));
  CHECK(std::abs(perilune.altitude_m - 202e3) < 10e3);
  CHECK(std::abs(perilune.speed_m_s - 2405.7) < 5.0);  // 10 km of height are worth 5 m/s
}

TEST_CASE("arrivals: Chang'e-5 passes perilune when and where it braked", "[campaign][validation]") {
  const FlownFlight flown = fly(test::change_5());
  REQUIRE(flown.status == FlightStatus::arrived);
  const FlownEvent& perilune = flown.events.back();
  CAPTURE(perilune.epoch.to_text(TimeScale::utc), perilune.altitude_m, perilune.speed_m_s);
  CHECK(perilune.name == "perilune");
  CHECK(abs(perilune.epoch - Epoch::parse("2020-11-28T13:10:42 UTC")) < Duration::minutes(6.0));
  CHECK(std::abs(perilune.altitude_m - 390e3) < 100e3);
}
