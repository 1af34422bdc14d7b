#include <algorithm>
#include <set>
#include <string>

#include <perilune/campaign/plan.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

namespace {

/// Planned once: it takes a minute.
const Campaign& ilrs() {
  static const Campaign campaign = [] {
    enter_checkout();
    return plan(load_scenario("scenarios/ilrs-roadmap.yaml"));
  }();
  return campaign;
}

Epoch in_place_date(const Campaign& campaign, const std::string& mission) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const std::size_t m = find_mission(roadmap, mission).value();
  const std::size_t a = in_place(roadmap.missions[m]).value();
  return campaign.schedule().schedule.activities[campaign.schedule().model.activities[m][a]->number].end_date;
}

}  // namespace

TEST_CASE("ilrs-roadmap: it converges, and every flight to come was flown and meets its targets",
          "[campaign]") {
  const LoopLog& log = ilrs().loop();
  REQUIRE(log.status == LoopStatus::converged);
  std::set<std::string> flown;
  for (const FlownMission& mission : log.missions) {
    CAPTURE(mission.mission);
    CHECK(mission.targets_met);
    CHECK(mission.launch_mass_kg > 0.0);
    CHECK(mission.launch_mass_kg <= mission.capability_kg);
    flown.insert(mission.mission);
  }
  // Whatever is to fly to the Moon is designed: no dates by hand.
  for (const Mission& mission : ilrs().scenario().roadmap.missions) {
    const bool to_come =
        mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
    const bool to_the_moon =
        std::any_of(mission.activities.begin(), mission.activities.end(),
                    [](const Activity& activity) { return activity.kind == ActivityKind::transfer; });
    CAPTURE(mission.id);
    if (to_come && to_the_moon) CHECK(flown.contains(mission.id));
  }
}

TEST_CASE("ilrs-roadmap: flown missions stand on their dates, and what they brought about comes after them",
          "[campaign]") {
  CHECK(in_place_date(ilrs(), "change-6") == Epoch::parse("2024-06-25T06:07:00 UTC"));
  CHECK(in_place_date(ilrs(), "change-4") == Epoch::parse("2019-01-03T02:26:00 UTC"));
  const Epoch basic_model = in_place_date(ilrs(), "basic-model");
  for (const char* part : {"ilrs-1", "ilrs-2", "ilrs-3", "ilrs-4", "ilrs-5"}) {
    CAPTURE(part);
    CHECK(in_place_date(ilrs(), part) <= basic_model - Duration::days(30.0));
  }
  CHECK(in_place_date(ilrs(), "habitat") > basic_model);
  CHECK(in_place_date(ilrs(), "mengzhou-lunar-1") < Epoch::parse("2030-01-01 UTC"));
  CHECK(in_place_date(ilrs(), "extended-model") <= Epoch::parse("2046-01-01 UTC"));
}

TEST_CASE("ilrs-roadmap: people live at the station from 2037 on, with seats home, and nobody runs short",
          "[campaign]") {
  const Campaign& campaign = ilrs();
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::size_t activities = 0;
  for (const Mission& mission : roadmap.missions) activities += mission.activities.size();
  CHECK(campaign.loop().missions.size() >= 60);
  CHECK(activities >= 200);
  REQUIRE(campaign.station());
  const StationHistory& history = campaign.station()->history;
  CHECK(history.problems.empty());
  for (const CommodityBalance& balance : history.balances) CHECK(balance.defect() < 1e-9);
  CHECK(history.energy.defect() < 1e-9);
  // At least two people on at least 95 % of the days of 2037 to 2045.
  const Epoch from = Epoch::parse("2037-01-01 UTC"), to = Epoch::parse("2046-01-01 UTC");
  int days = 0, peopled = 0;
  for (Epoch day = from; day < to; day = day + Duration::days(1.0), ++days) {
    int people = 0;
    for (const CrewStay& stay : campaign.station()->station.crew) {
      if (stay.span.contains(day)) people += stay.people;
    }
    if (people >= 2) ++peopled;
  }
  CHECK(peopled >= 0.95 * days);
}
