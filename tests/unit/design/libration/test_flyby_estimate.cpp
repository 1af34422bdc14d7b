#include <perilune/design/libration/flyby_estimate.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/design/libration/flyby_transfer.hpp>
#include <perilune/design/windows.hpp>

#include "support/catch.hpp"
#include "support/nrho.hpp"

using namespace perilune;

TEST_CASE("flyby estimate: conics tell the days on which the orbit's phase suits, within 150 m/s",
          "[design]") {
  const EphemerisOrbit orbit =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2028-01-05 UTC"), 5);
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  WindowProfile profile;
  profile.site = kennedy();
  profile.horizon = {Epoch::parse("2028-01-10 UTC"), Epoch::parse("2028-01-18 UTC")};
  profile.time_of_flight_min = Duration::days(4.99);
  profile.time_of_flight_max = Duration::days(5.01);
  profile.perilune_altitude = Length::from_si(100e3);
  const auto windows = search_windows(profile, {.confirm = WindowConfirmation::none}).windows;
  REQUIRE(windows.size() >= 10);
  int compared = 0;
  for (std::size_t w = 0; w < windows.size(); w += 3) {
    const LaunchWindow& window = windows[w];
    FlybyEstimateRequest fast;
    fast.site = profile.site.place;
    fast.lift_off = window.lift_off;
    fast.azimuth_rad = window.azimuth_rad;
    fast.time_of_flight = window.time_of_flight;
    fast.perilune = window.perilune;
    fast.to_insertion_max = Duration::days(6.0);
    const auto estimate = estimate_flyby(fast, [&](Epoch epoch) { return orbit.at(epoch); });
    FlybyTransferRequest full;
    full.departure.site = profile.site;
    full.departure.azimuth = Angle::from_si(window.azimuth_rad);
    full.departure.earliest = window.lift_off - Duration::hours(6.0);
    full.departure.opportunity = window.opportunity;
    full.departure.time_of_flight = window.time_of_flight;
    full.departure.perilune_altitude = profile.perilune_altitude;
    full.to_insertion_min = fast.to_insertion_min;
    full.to_insertion_max = fast.to_insertion_max;
    const FlybyTransfer made = design_flyby_transfer(orbit, full);
    CAPTURE(window.lift_off.to_text(TimeScale::utc), made.report());
    REQUIRE(estimate);
    if (made.status != FlybyTransferStatus::converged) continue;
    ++compared;
    CHECK(std::abs(estimate->total_m_s() - made.total_m_s()) < 150.0);
  }
  CHECK(compared >= 3);
}

TEST_CASE("flyby estimate: numbers out of range are refused", "[design]") {
  FlybyEstimateRequest request;
  request.site = kennedy().place;
  request.aims = 2;
  CHECK_THROWS_AS(estimate_flyby(request, [](Epoch) { return State{}; }), InvalidArgument);
}
