#include <perilune/design/libration/station_keeping.hpp>

#include <string>

#include <perilune/core/error.hpp>

#include "support/nrho.hpp"

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("station keeping: cheap, the same on any number of threads, and no errors cost nothing",
          "[design]") {
  const EphemerisOrbit orbit =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2026-01-05 UTC"), 9);
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  StationKeeping how;
  how.revolutions = 4;
  how.horizon_revolutions = 3;
  how.samples = 3;
  ThreadPool one({.threads = 1, .pin = false}), two({.threads = 2, .pin = false});
  const StationKeepingCost cost = station_keeping_cost(orbit, how, one);
  const StationKeepingCost again = station_keeping_cost(orbit, how, two);
  REQUIRE(cost.lost == 0);
  CHECK(cost.mean_m_s_per_year == again.mean_m_s_per_year);
  CHECK(cost.mean_m_s_per_year > 0.05);
  CHECK(cost.mean_m_s_per_year < 10.0);

  how.navigation_position = Length::from_si(0.0);
  how.navigation_velocity = Speed::from_si(0.0);
  how.samples = 1;
  CHECK(station_keeping_cost(orbit, how, one).mean_m_s_per_year < 0.01);

  how.revolutions = 40;
  how.samples = 0;
  try {
    station_keeping_cost(orbit, how, one);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    CHECK(std::string(error.what()).find("samples is 0") != std::string::npos);
  }
  how.samples = 1;
  CHECK_THROWS_AS(station_keeping_cost(orbit, how, one), InvalidArgument);
}
