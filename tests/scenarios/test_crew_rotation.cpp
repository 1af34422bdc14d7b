#include <perilune/campaign/plan.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

TEST_CASE("crew-rotation: nine years of crews and cargo made from a few lines hold, flown in the full model",
          "[campaign][station]") {
  enter_checkout();
  const Campaign campaign = plan(load_scenario("scenarios/crew-rotation.yaml"));
  CHECK(campaign.loop().status == LoopStatus::converged);
  CHECK(campaign.station_holds());
  CHECK(campaign.why_not().empty());
  CHECK(campaign.all_arrived());
  CHECK(campaign.loop().missions.size() >= 30);
  const StationHistory& history = campaign.station()->history;
  double days = 0.0, crewed = 0.0;
  for (std::size_t i = 1; i < history.samples.size(); ++i) {
    const double step = (history.samples[i].epoch - history.samples[i - 1].epoch).days();
    if (history.samples[i].epoch <= Epoch::parse("2037-01-01 UTC")) continue;
    days += step;
    if (history.samples[i].people >= 2) crewed += step;
    int seats = 0;
    for (const CrewStay& stay : campaign.station()->station.crew)
      if (stay.span.contains(history.samples[i - 1].epoch)) seats += stay.return_seats;
    CHECK(seats >= history.samples[i].people);
  }
  CHECK(crewed / days >= 0.95);
  CHECK(campaign.station()->gaps.empty());
  for (const FlownMission& flown : campaign.loop().missions) {
    CAPTURE(flown.mission);
    CHECK(flown.targets_met);
    CHECK(flown.launch_mass_kg <= flown.capability_kg);
    // Every crew comes home by a flight of the full model.
    CHECK(flown.home.has_value() == flown.mission.starts_with("rotation-"));
  }
}
