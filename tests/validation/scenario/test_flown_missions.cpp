// Chang'e-5 and Chang'e-6 as they flew, found again by the campaign loop from the dates of lift-off, landing
// and start for home: scenarios/change-5.yaml, scenarios/change-6.yaml, which name the source of each figure.
//
// What is an input and what is found: the times of flight (112 h from injection to perilune), the apolune and
// the revolutions between the burns, the days on the ground and the length of the rendezvous are inputs; the
// moments of the burns, the lengths of descent and ascent, all masses and the way home are found. Flown
// times: CNSA, Xinhua, China Daily and CGTN.
#include <cmath>
#include <iostream>
#include <string>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

Scenario shipped(const std::string& name) {
  return load_scenario(std::string(PERILUNE_SOURCE_DIR) + "/scenarios/" + name);
}

const FlownLeg& leg(const FlownMission& flown, std::string_view activity) {
  for (const FlownLeg& one : flown.legs)
    if (one.activity == activity) return one;
  FAIL("there is no leg '" << activity << "'");
  return flown.legs.front();
}

void check_within(std::string_view what, Epoch found, const char* flown, double minutes) {
  const double late_min = (found - Epoch::parse(flown)).seconds() / 60.0;
  std::cout << what << ": " << late_min << " min after the flown time\n";
  CAPTURE(what, late_min);
  CHECK(std::abs(late_min) <= minutes);
}

/// Each leg burns what it weighs less, and all that is burnt and all that is dry left the Earth.
void check_masses(const FlownMission& flown, double dry_kg) {
  double burnt_kg = 0.0;
  for (const FlownLeg& one : flown.legs) {
    CAPTURE(one.activity);
    CHECK(std::abs(one.mass_before_kg - one.propellant_kg - one.mass_after_kg) < 1e-9 * one.mass_before_kg);
    burnt_kg += one.propellant_kg;
  }
  CAPTURE(burnt_kg, flown.launch_mass_kg);
  CHECK(std::abs(dry_kg + burnt_kg - flown.launch_mass_kg) < 1e-9 * flown.launch_mass_kg);
  CHECK(flown.launch_mass_kg <= flown.capability_kg);
}

double dry_mass_kg(const Scenario& scenario) {
  double sum_kg = 0.0;
  for (const Craft& craft : scenario.catalog.craft) sum_kg += craft.dry_mass.si();
  return sum_kg;
}

double delta_v_m_s(const FlownMission& flown) {
  double sum_m_s = flown.transfer.injection_delta_v_m_s;
  for (const FlownLeg& one : flown.legs) sum_m_s += one.delta_v_m_s;
  return sum_m_s;
}

/// Home from a circular orbit. The arc from entry to landing of either flight is not published, only that
/// their skips are 5600 to 7100 km long; the entry is where the landing's hour is decided.
ReturnFlight home(Epoch burn, double days, double altitude_km, double inclination_deg, double arc_km) {
  ReturnRequest request;
  request.departure = burn;
  request.time_of_flight = Duration::days(days);
  request.any_orbit.perilune_altitude = Length::from_si(altitude_km * 1e3);
  request.any_orbit.inclination = Angle::from_si(inclination_deg * 0.017453292519943295);
  request.site = siziwang();
  request.entry = skip_entry();
  request.entry.downrange = Length::from_si(arc_km * 1e3);
  return design_return(request);
}

}  // namespace

TEST_CASE("Chang'e-5: the loop finds its dates from three of them", "[campaign][validation]") {
  const Campaign campaign = plan(shipped("change-5.yaml"));
  INFO(campaign.report());
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  REQUIRE(campaign.loop().missions.size() == 1);
  const FlownMission& flown = campaign.loop().missions.front();
  CHECK(flown.targets_met);
  check_within("LOI-1", leg(flown, "capture").burn.value().from, "2020-11-28T12:58:00 UTC", 15.0);
  check_within("LOI-2", leg(flown, "second-capture").burn.value().from, "2020-11-29T12:23:00 UTC", 180.0);
  check_within("descent", leg(flown, "descend").span.from, "2020-12-01T14:57:00 UTC", 2.0);
  check_within("ascent", leg(flown, "ascend").span.from, "2020-12-03T15:10:00 UTC", 2.0);
  check_within("docking", leg(flown, "dock").span.to, "2020-12-05T21:42:00 UTC", 180.0);
  // What the schedule has is what was flown, to its minute.
  for (const char* burn : {"capture", "perilune-lowering", "second-capture"})
    CHECK(abs(leg(flown, burn).span.from - leg(flown, burn).burn.value().from) <= Duration::minutes(1.5));

  // The second burn home began at 01:51 and took 22 min (Xinhua); 7100 km of arc.
  const ReturnFlight way =
      home(leg(flown, "return").span.from + Duration::minutes(11.0), 3.65, 230.0, 43.5, 7100.0);
  REQUIRE(way.status == ReturnStatus::converged);
  check_within("entry", way.entry.epoch, "2020-12-16T17:33:00 UTC", 10.0);
  CHECK(way.burn_m_s() < leg(flown, "return").delta_v_m_s);

  check_masses(flown, dry_mass_kg(campaign.scenario()));
  // Published: 8200 kg in all; 17 min of the first burn; 1898 kg for the descent; 6 min of ascent.
  std::cout << "launched " << flown.launch_mass_kg << " kg, descent " << leg(flown, "descend").propellant_kg
            << " kg in " << leg(flown, "descend").length.seconds() << " s, ascent "
            << leg(flown, "ascend").length.seconds() << " s, " << delta_v_m_s(flown) << " m/s\n";
  CHECK(std::abs(flown.launch_mass_kg / 8200.0 - 1.0) < 0.02);
  CHECK(std::abs(leg(flown, "capture").burn->length().seconds() / 60.0 - 17.0) < 2.0);
  CHECK(std::abs(leg(flown, "descend").propellant_kg / 1898.0 - 1.0) < 0.05);
  CHECK(std::abs(leg(flown, "ascend").length.seconds() / 60.0 - 6.0) < 0.5);
}

TEST_CASE("Chang'e-6: the loop finds its dates from three of them", "[campaign][validation]") {
  const Campaign campaign = plan(shipped("change-6.yaml"));
  INFO(campaign.report());
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  const FlownMission& flown = campaign.loop().missions.at(0);
  CHECK(flown.targets_met);
  check_within("LOI", leg(flown, "capture").burn.value().from, "2024-05-08T02:12:00 UTC", 15.0);
  check_within("descent", leg(flown, "descend").span.from, "2024-06-01T22:09:00 UTC", 2.0);
  check_within("ascent", leg(flown, "ascend").span.from, "2024-06-03T23:38:10 UTC", 2.0);
  check_within("docking", leg(flown, "dock").span.to, "2024-06-06T06:48:00 UTC", 180.0);
  const ReturnFlight way = home(leg(flown, "return").span.from, 4.2, 200.0, 137.0, 5800.0);
  REQUIRE(way.status == ReturnStatus::converged);
  check_within("entry", way.entry.epoch, "2024-06-25T05:41:00 UTC", 10.0);
  check_masses(flown, dry_mass_kg(campaign.scenario()));
  std::cout << "launched " << flown.launch_mass_kg << " kg\n";
}

TEST_CASE("Chang'e-5: with its dates left free in the month in which it flew, it costs no more",
          "[campaign][validation]") {
  const Campaign as_flown = plan(shipped("change-5.yaml"));
  Scenario free = shipped("change-5.yaml");
  Mission& mission = free.roadmap.missions.front();
  const auto activity = [&](std::string_view id) -> Activity& {
    return mission.activities[find_activity(mission, id).value()];
  };
  activity("launch").actual_start.reset();
  activity("launch").windows = {{{Epoch::parse("2020-11-20 UTC"), Epoch::parse("2020-12-01 UTC")}, {}}};
  activity("transfer").duration = DurationRange::between(Duration::days(4.2), Duration::days(5.2));
  activity("wait").duration = DurationRange::between(Duration::hours(1.0), Duration::days(15.0));
  activity("surface").windows.clear();
  activity("return").windows.clear();
  RoadmapObjective cheapest;
  cheapest.delta_v = 1.0;
  free.roadmap.objectives = {cheapest};
  const Campaign planned = plan(free);
  INFO(planned.report());
  REQUIRE(planned.loop().status == LoopStatus::converged);
  const double flown_m_s = delta_v_m_s(as_flown.loop().missions.at(0));
  const double free_m_s = delta_v_m_s(planned.loop().missions.at(0));
  std::cout << "as flown " << flown_m_s << " m/s, free " << free_m_s << " m/s, lift-off "
            << planned.loop().missions.at(0).transfer.lift_off.iso8601(TimeScale::utc, 0) << "\n";
  CHECK(free_m_s <= flown_m_s);
}
