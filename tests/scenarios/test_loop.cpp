#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"
#include "support/scheduled.hpp"

using namespace perilune;
using namespace perilune::test;

namespace {

/// Planned once: the cases look at it from several sides.
const Campaign& polar_landings() {
  static const Campaign campaign = [] {
    enter_checkout();
    return plan(load_scenario("scenarios/polar-landings.yaml"));
  }();
  return campaign;
}

}  // namespace

TEST_CASE("loop: the first schedule is refuted by cuts of several kinds, and the last one differs",
          "[campaign]") {
  const LoopLog& log = polar_landings().loop();
  CHECK(log.status == LoopStatus::converged);
  REQUIRE(log.turns.size() >= 2);
  std::set<CutKind> kinds;
  for (const Cut& cut : log.cuts()) {
    kinds.insert(cut.kind);
    CHECK_FALSE(cut.reason.empty());
    CHECK(cut.missing > 0.0);
    CHECK(cut.where.line > 0);
  }
  CHECK(kinds.contains(CutKind::lighting));
  CHECK(kinds.contains(CutKind::mass));
  CHECK(kinds.contains(CutKind::delta_v));
  CHECK(kinds.contains(CutKind::power));
  CHECK(log.turns.front().cuts.size() >= 3);
  CHECK(log.turns.back().cuts.empty());
  CHECK(log.turns.front().dates != log.turns.back().dates);
}

TEST_CASE("loop: a turn of the log is found again when the loop stops after it", "[campaign]") {
  const LoopLog& whole = polar_landings().loop();
  REQUIRE(whole.turns.size() >= 2);
  enter_checkout();
  const Scenario scenario = load_scenario("scenarios/polar-landings.yaml");
  for (std::size_t turns = 1; turns < whole.turns.size(); ++turns) {
    CAPTURE(turns);
    const Campaign replayed = plan(scenario, {.most_turns = static_cast<int>(turns)});
    const LoopLog& log = replayed.loop();
    CHECK(log.status == LoopStatus::turn_limit);
    REQUIRE(log.turns.size() == turns);
    for (std::size_t t = 0; t < turns; ++t) {
      CHECK(log.turns[t].dates == whole.turns[t].dates);
      CHECK(log.turns[t].cuts == whole.turns[t].cuts);
    }
    CHECK_FALSE(replayed.holds());
  }
}

TEST_CASE("loop: every flight to the Moon was flown in the full model and meets its targets and the schedule",
          "[campaign]") {
  const Campaign& campaign = polar_landings();
  REQUIRE(campaign.loop().missions.size() == 4);
  // A minute for the schedule's ticks at either end.
  const Duration tick = Duration::minutes(1.0);
  int moved = 0;
  for (const FlownMission& flown : campaign.loop().missions) {
    CAPTURE(flown.mission);
    CHECK(flown.targets_met);
    // Flown again here, from the injection on, with forces of its own making.
    const Trajectory again = fly(flown.transfer).transfer;
    const State arrival = again.end_state();
    const double wanted_m = flown.mission == "relay" ? 100e3 : 200e3;
    CHECK(std::abs(flown.transfer.perilune.position_m.norm() - radius_m(moon) - wanted_m) < 10.0);
    CHECK(abs(arrival.epoch - flown.transfer.perilune.epoch) < Duration::seconds(1.0));
    const Interval launch = scheduled(campaign, flown.mission, "launch");
    const Interval capture = scheduled(campaign, flown.mission, "capture");
    CHECK(abs(launch.from - flown.transfer.lift_off) <= tick);
    // A capture whose thrust is stated begins with its burn, before the perilune.
    const auto braking = std::find_if(flown.legs.begin(), flown.legs.end(),
                                      [](const FlownLeg& leg) { return leg.kind == ActivityKind::capture; });
    REQUIRE(braking != flown.legs.end());
    const Epoch begun = braking->burn ? braking->burn->from : flown.transfer.perilune.epoch;
    CHECK(begun <= flown.transfer.perilune.epoch);
    CHECK(abs(capture.from - begun) <= tick);
    CHECK(flown.launch_mass_kg > 0.0);
    CHECK(flown.launch_mass_kg <= flown.capability_kg);
    if (abs(flown.window.lift_off - launch.from) > tick || abs(flown.window.perilune - capture.from) > tick)
      ++moved;
  }
  // The dates are those of the flights that were flown again: the fast model has others.
  CHECK(moved >= 1);
}

TEST_CASE("loop: masses add up from leg to leg", "[campaign]") {
  for (const FlownMission& flown : polar_landings().loop().missions) {
    CAPTURE(flown.mission);
    REQUIRE_FALSE(flown.legs.empty());
    CHECK(flown.legs.front().mass_before_kg == Approx(flown.launch_mass_kg).epsilon(1e-12));
    for (std::size_t i = 1; i < flown.legs.size(); ++i)
      CHECK(flown.legs[i].mass_before_kg == Approx(flown.legs[i - 1].mass_after_kg).epsilon(1e-12));
    for (const FlownLeg& leg : flown.legs)
      CHECK(leg.mass_before_kg - leg.propellant_kg == Approx(leg.mass_after_kg).epsilon(1e-12));
  }
}

TEST_CASE("loop: flights that share a pad keep its turnaround, and the loop still converges", "[campaign]") {
  Scenario scenario = polar_landings().scenario();
  Resource pad;
  pad.id = "wenchang-pad";
  pad.data = DisjunctiveResource{Duration::days(120.0), {}};
  scenario.roadmap.resources = {pad};
  ResourceUse use;
  use.resource = "wenchang-pad";
  std::vector<std::string> sharing;
  for (Mission& mission : scenario.roadmap.missions) {
    for (Activity& leg : mission.activities) {
      if (leg.kind != ActivityKind::launch || leg.site != "wenchang") continue;
      leg.uses = {use};
      sharing.push_back(mission.id);
    }
  }
  REQUIRE(sharing.size() == 3);
  const Campaign campaign = plan(scenario);
  CHECK(campaign.loop().status == LoopStatus::converged);
  std::vector<Interval> launches;
  for (const std::string& mission : sharing) launches.push_back(scheduled(campaign, mission, "launch"));
  std::sort(launches.begin(), launches.end(),
            [](const Interval& a, const Interval& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < launches.size(); ++i) {
    CHECK(launches[i].from - launches[i - 1].to >= Duration::days(120.0));
  }
  // It costs something: without the pad two of them were closer.
  std::vector<Interval> before;
  for (const std::string& mission : sharing) before.push_back(scheduled(polar_landings(), mission, "launch"));
  CHECK(before != launches);
}
