#include <algorithm>
#include <cmath>

#include <perilune/campaign/plan.hpp>
#include <perilune/scenario/load.hpp>

#include "support/catch.hpp"
#include "support/scheduled.hpp"

using namespace perilune;
using namespace perilune::test;

// Artemis I: lift-off 2022-11-16 06:47:44 UTC, outbound powered flyby 11-21 12:44 (burn of 150 s, 130 km at
// 12:57), insertion into the distant retrograde orbit 11-25 22:52 (110.6 m/s); NASA's mission log. The burn
// behind the Moon is 180 m/s by its length (tests/validation/design/test_flown_flybys.cpp). Its parking
// orbit, of which it made most of a revolution, is not that of the flight: an hour and what that makes of the
// burns is allowed for.
TEST_CASE("flown flyby: Artemis I is found again from its lift-off, by the loop", "[validation]") {
  const Campaign campaign = plan(parse_scenario(
      "artemis-1.yaml",
      "perilune: 1\n"
      "name: Artemis I\n"
      "time_scale: UTC\n"
      "horizon: {from: 2022-11-01, to: 2023-02-01}\n"
      "libration_orbits: [{id: far-orbit, family: dro, amplitude: 70000 km}]\n"
      "missions:\n"
      "  - id: artemis-1\n"
      "    status: flown\n"
      "    profile:\n"
      "      - launch: {on: 2022-11-16T06:47:44, site: kennedy}\n"
      "      - transfer: {kind: flyby, to: far-orbit, perilune: 130 km, flyby_after: [124 h, 125 h], "
      "time_of_flight: [8 d, 11 d]}\n"
      "      - capture: {milestone: in-orbit}\n"));
  REQUIRE(campaign.loop().status == LoopStatus::converged);
  REQUIRE(campaign.loop().missions.size() == 1);
  const FlownMission flown = campaign.loop().missions.front();
  REQUIRE(flown.targets_met);
  REQUIRE(flown.transfer.flyby);
  const FlownFlyby& flyby = *flown.transfer.flyby;
  CHECK(flown.transfer.lift_off == Epoch::parse("2022-11-16T06:47:44 UTC"));
  CHECK(abs(flyby.flyby.epoch - Epoch::parse("2022-11-21T12:57 UTC")) < Duration::hours(1.5));
  CHECK(abs(flyby.insertion.epoch - Epoch::parse("2022-11-25T22:52 UTC")) < Duration::hours(6.0));
  CHECK(std::abs(flyby.insertion_delta_v_m_s.norm() / 110.6 - 1.0) < 0.15);
  CHECK(std::abs(flyby.total_m_s() / (180.0 + 110.6) - 1.0) < 0.20);
  const Interval transfer = scheduled(campaign, "artemis-1", "transfer");
  CHECK(abs(transfer.to - flyby.insertion.epoch) <= Duration::minutes(1.0));
  // The report shows all of it: to the orbit, and once round it.
  REQUIRE(campaign.flights().size() == 1);
  REQUIRE(campaign.flights().front().trajectory);
  const Trajectory& way = *campaign.flights().front().trajectory;
  CHECK(way.manoeuvres().size() == 2);
  const Eigen::Vector3d miss_m =
      way.at(flyby.insertion.epoch).in(moon_centred_icrf).position_m - flyby.insertion.position_m;
  CHECK(miss_m.norm() < 20e3);  // metres at the perilune, four days later
  CHECK(way.end() > flyby.insertion.epoch + Duration::days(10.0));
}
