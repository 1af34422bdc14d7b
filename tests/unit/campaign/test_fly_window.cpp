// Windows of the fast model that the full model comes to by their azimuth, or by their lift-off.
#include <cmath>
#include <string>

#include <perilune/campaign/plan.hpp>
#include <perilune/design/windows.hpp>

#include "campaign/loop/reference_orbits.hpp"
#include "campaign/loop/refly.hpp"
#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;

namespace {

constexpr double degree = 0.017453292519943295;

/// One ship from Wenchang, which may leave by azimuths of five degrees alone.
Scenario narrow(const std::string& from, const std::string& to) {
  Scenario scenario = test::season("narrow", from, to);
  EarthSite pad;
  pad.id = "pad";
  pad.site = scenario.catalog.launch_site("wenchang").value();
  pad.site.azimuth_min = Angle::from_si(90.0 * degree);
  pad.site.azimuth_max = Angle::from_si(95.0 * degree);
  scenario.catalog.launch_sites = {pad};
  scenario.catalog.craft = {test::craft("ship", 9000.0, 315.0)};
  Mission mission;
  mission.id = "ship";
  mission.activities = test::way_to_lunar_orbit("pad");
  scenario.roadmap.missions = {mission};
  scenario.plans = {test::flown_by("ship", mission)};
  return scenario;
}

/// The full model by opportunity and azimuth alone, as it is asked first.
TranslunarStatus by_azimuth(const WindowProfile& profile, const LaunchWindow& window) {
  return design_translunar(detail::departure_request(profile, window)).status;
}

FlownTransfer flown_in(const Scenario& scenario, const detail::DesignedMission& designed,
                       const LaunchWindow& window) {
  const detail::ContentCache cache{{}};
  detail::ReferenceOrbits orbits(cache, Ephemeris::embedded());
  return detail::fly_window(scenario, designed, window, orbits, Ephemeris::embedded());
}

}  // namespace

TEST_CASE("fly window: where the azimuth misses the Moon the lift-off finds it, within what the site allows",
          "[campaign]") {
  // Near the day on which the planes of these azimuths just hold the Moon.
  const Scenario scenario = narrow("2028-01-28 UTC", "2028-01-31 UTC");
  const detail::DesignedMission designed = detail::designed_missions(scenario).front();
  int rescued = 0;
  for (const LaunchWindow& window : search_windows(designed.profile).windows) {
    const bool misses = by_azimuth(designed.profile, window) != TranslunarStatus::converged;
    const FlownTransfer flown = flown_in(scenario, designed, window);
    CAPTURE(window.lift_off.iso8601(TimeScale::utc, 0), misses);
    if (flown.status != TranslunarStatus::converged) continue;
    // Whichever way it was found: the site allows it, and it comes to the perilune that was asked for.
    CHECK(flown.azimuth_rad >= 90.0 * degree - 1e-12);
    CHECK(flown.azimuth_rad <= 95.0 * degree + 1e-12);
    CHECK(std::abs(flown.perilune_altitude_m - 200e3) < 1.0);
    CHECK(std::abs(flown.inclination_rad - 90.0 * degree) < 1e-4);
    if (!misses) continue;
    ++rescued;
    CHECK(abs(flown.lift_off - window.lift_off) < Duration::seconds(1e-6));
    CHECK(abs(flown.time_of_flight() - window.time_of_flight) < Duration::seconds(1.0));
    CHECK(std::abs(flown.azimuth_rad - window.azimuth_rad) < 1.0 * degree);
  }
  CHECK(rescued > 0);
}

TEST_CASE("fly window: an azimuth that the site does not allow is no way out", "[campaign]") {
  // Here the azimuth that belongs to the lift-off is 95.2 deg.
  const Scenario scenario = narrow("2028-01-01 UTC", "2028-01-02 UTC");
  const detail::DesignedMission designed = detail::designed_missions(scenario).front();
  int refused = 0;
  for (const LaunchWindow& window : search_windows(designed.profile).windows) {
    if (by_azimuth(designed.profile, window) == TranslunarStatus::converged) continue;
    ++refused;
    CHECK(flown_in(scenario, designed, window).status != TranslunarStatus::converged);
  }
  CHECK(refused > 0);
}
