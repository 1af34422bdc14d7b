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
