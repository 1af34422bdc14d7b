#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/campaign/setback.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scenario/load.hpp>
#include <perilune/station/autonomy.hpp>

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

const Mission& find(const Roadmap& roadmap, const std::string& id) {
  return roadmap.missions[find_mission(roadmap, id).value()];
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
  // Whoever comes back does so by a flight of the full model, from the burn to the landing site.
  std::size_t ways_home = 0;
  for (const FlownMission& mission : log.missions) {
    const Mission& asked = find(ilrs().scenario().roadmap, mission.mission);
    const auto home = std::find_if(asked.activities.begin(), asked.activities.end(), [](const Activity& leg) {
      return leg.kind == ActivityKind::return_to_earth;
    });
    CAPTURE(mission.mission);
    CHECK(mission.home.has_value() == (home != asked.activities.end()));
    if (!mission.home) continue;
    ++ways_home;
    CHECK(mission.home->status == ReturnStatus::converged);
    CHECK(mission.home->burn_m_s() <= 950.0);
    // 800 m/s from a circular orbit; half a year of coasting makes it a little eccentric, which helps.
    CHECK(mission.home->burn_m_s() > 750.0);
    // A kilometre of the site.
    CHECK(std::hypot(mission.home->miss.downrange_rad, mission.home->miss.crossrange_rad) < 1.6e-4);
  }
  CHECK(ways_home >= 20);
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

TEST_CASE("ilrs-roadmap: who lands far from the poles does so as the orbit passes over, in the light",
          "[campaign]") {
  const Roadmap& roadmap = ilrs().scenario().roadmap;
  int looked_at = 0;
  for (const FlownMission& flown : ilrs().loop().missions) {
    const Mission& mission = find(roadmap, flown.mission);
    for (std::size_t a = 0; a < flown.legs.size(); ++a) {
      const LunarSite* site = ilrs().scenario().catalog.site(mission.activities[a].site);
      if (flown.legs[a].kind != ActivityKind::descend || site == nullptr) continue;
      const Epoch begin = flown.legs[a].span.from;
      const Eigen::Matrix3d R_icrf_me = rotation(Axes::moon_me, Axes::icrf, begin).R;
      const Eigen::Vector3d up = R_icrf_me * site_position_m(moon, site->place).normalized();
      const State& perilune = flown.transfer.perilune;
      const double off_deg =
          std::abs(std::asin(perilune.position_m.cross(perilune.velocity_m_s).normalized().dot(up))) *
          57.29578;
      CAPTURE(flown.mission, off_deg);
      // By the plane at the perilune, which the Moon's field turns by little in a month: 3 deg are allowed
      // far from the poles; near them no orbit over the poles is farther off than the site is from the pole.
      CHECK(off_deg < 5.5);
      if (std::abs(site->place.latitude_rad) > 1.0) continue;
      ++looked_at;
      CHECK(off_deg < 4.0);
    }
  }
  CHECK(looked_at == 2);
}

TEST_CASE("ilrs-roadmap: two launches of Long March 10 for one crew, from one pad and into one orbit",
          "[campaign]") {
  std::vector<Epoch> lift_offs;
  const FlownMission* ship = nullptr;
  for (const FlownMission& flown : ilrs().loop().missions) {
    if (flown.mission == "mengzhou-lunar-1") ship = &flown;
    if (find(ilrs().scenario().roadmap, flown.mission).launcher == "long-march-10")
      lift_offs.push_back(flown.transfer.lift_off);
  }
  REQUIRE(lift_offs.size() >= 5);
  std::sort(lift_offs.begin(), lift_offs.end());
  for (std::size_t i = 1; i < lift_offs.size(); ++i)
    CHECK(lift_offs[i] - lift_offs[i - 1] > Duration::days(40.0));
  REQUIRE(ship != nullptr);
  REQUIRE(ship->meetings.size() == 1);
  CHECK(ship->meetings.front().with == "lanyue-1");
  CHECK(ship->meetings.front().delta_v_m_s <= 100.0);
  CHECK(ship->meetings.front().plane_angle_rad < 4.0 / 57.29578);
}

TEST_CASE("ilrs-roadmap: everything announced for the station from 2018 on is a mission of its own",
          "[campaign]") {
  enter_checkout();
  const Roadmap roadmap = load_scenario("scenarios/ilrs-roadmap.yaml").roadmap;
  for (const char* id : {"data-center",
                         "memorandum",
                         "membership",
                         "power-station-contract",
                         "partner-payloads",
                         "queqiao-1",
                         "change-4",
                         "crew-ship-test",
                         "change-5",
                         "queqiao-2",
                         "tiandu",
                         "change-6",
                         "luna-25",
                         "change-7",
                         "change-8",
                         "luna-26",
                         "luna-27a",
                         "luna-27b",
                         "queqiao-pilot",
                         "long-march-10-abort-test",
                         "mengzhou-1",
                         "long-march-10-maiden",
                         "lanyue-1",
                         "mengzhou-lunar-1",
                         "orel-1",
                         "luna-29",
                         "luna-28",
                         "les-1",
                         "les-2",
                         "les-3",
                         "long-march-9-maiden",
                         "ilrs-1",
                         "ilrs-2",
                         "ilrs-3",
                         "ilrs-4",
                         "ilrs-5",
                         "basic-model",
                         "luna-30",
                         "queqiao-basic",
                         "orbital-station",
                         "equatorial-node",
                         "far-side-node",
                         "queqiao-extended",
                         "extended-model"}) {
    CAPTURE(id);
    const auto mission = find_mission(roadmap, id);
    REQUIRE(mission.has_value());
    CHECK_FALSE(roadmap.missions[*mission].source.empty());
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

// Xinhua, 2018-05-25: braked 100 km above the Moon on that day, in a window of 16 minutes (CAS, 2018-06-25);
// 105 kg of hydrazine; CNSA: in its orbit on 14 June.
TEST_CASE("ilrs-roadmap: Queqiao-1 is found again from its lift-off, by way of the Moon to its halo orbit",
          "[campaign]") {
  const auto& all = ilrs().loop().missions;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const FlownMission& one) { return one.mission == "queqiao-1"; });
  REQUIRE(found != all.end());
  REQUIRE(found->targets_met);
  REQUIRE(found->transfer.flyby);
  const FlownFlyby& flyby = *found->transfer.flyby;
  CHECK(abs(found->transfer.lift_off - Epoch::parse("2018-05-20T21:28:00 UTC")) < Duration::seconds(1.0));
  CHECK(flyby.flyby.epoch.iso8601(TimeScale::utc, 0).substr(0, 10) == "2018-05-25");
  CHECK(std::abs(found->transfer.perilune_altitude_m - 100e3) < 10.0);
  // 4 x 20 N for 16 min on 448.7 kg are 172 m/s: what one impulse of it costs is of that size.
  CHECK(flyby.flyby_delta_v_m_s.norm() > 150.0);
  CHECK(flyby.flyby_delta_v_m_s.norm() < 300.0);
  CHECK(flyby.insertion.epoch < Epoch::parse("2018-06-14T03:06 UTC"));
  double propellant_kg = 0.0;
  for (const FlownLeg& leg : found->legs) propellant_kg += leg.propellant_kg;
  CHECK(propellant_kg <= 105.0);
}

TEST_CASE(
    "ilrs-roadmap: crews and cargo made from demand have windows, are flown again, and keep the reserve",
    "[campaign]") {
  const Campaign& campaign = ilrs();
  std::size_t crews = 0, cargoes = 0;
  for (const OfferedWindows& offers : campaign.loop().offers) {
    const bool is_crew = offers.mission.starts_with("rotation-");
    if (!is_crew && !offers.mission.starts_with("resupply-")) continue;
    CAPTURE(offers.mission);
    (is_crew ? crews : cargoes) += 1;
    CHECK(offers.windows.size() >= 2);
    REQUIRE(offers.chosen);
    const auto& all = campaign.loop().missions;
    const auto flown = std::find_if(all.begin(), all.end(),
                                    [&](const FlownMission& one) { return one.mission == offers.mission; });
    REQUIRE(flown != all.end());
    CHECK(flown->targets_met);
  }
  CHECK(crews >= 15);
  CHECK(cargoes >= 15);
  REQUIRE(campaign.station());
  CHECK(campaign.station()->gaps.empty());
  // By itself, without the planner: thirty days of food for whoever is there, to the last day.
  const StationHistory& history = campaign.station()->history;
  const std::size_t food = history.index_of("food");
  double least_days = 1e9;
  for (std::size_t i = 1; i < history.samples.size(); ++i) {
    const StationSample& sample = history.samples[i];  // at the end of a step: people are those of the step
    if (sample.people == 0) continue;
    least_days = std::min(least_days, sample.stock_kg[food] / (1.56 * sample.people));
    int seats = 0;
    for (const CrewStay& stay : campaign.station()->station.crew)
      if (stay.span.contains(history.samples[i - 1].epoch)) seats += stay.return_seats;
    CHECK(seats >= sample.people);
  }
  CHECK(least_days >= 30.0);
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

TEST_CASE(
    "ilrs-roadmap: the station's payloads work, its data reach the archive, and it lives on alone for a "
    "month",
    "[campaign]") {
  REQUIRE(ilrs().station());
  const GrownStation& grown = *ilrs().station();
  const DataBalance& data = grown.history.data;
  CHECK(data.produced_bit > 1e15);
  CHECK(data.lost_bit == 0.0);
  CHECK(data.archived_bit == data.sent_bit);
  CHECK(data.defect() < 1e-9);
  // Above the links straight to the Earth alone: without relays it would not do.
  const double direct_bit_s = 0.5 * 10e6;
  CHECK(data.capacity_bit > direct_bit_s * data.span.length().seconds());
  std::set<std::string> worked;
  for (const ProcessYear& year : grown.history.yearly_uses)
    if (year.span.from > Epoch::parse("2036-12-31 UTC") && year.utilisation() > 0.99)
      worked.insert(year.process);
  for (const char* id : {"sky-watch", "lunar-observation", "life-science", "sample-analysis", "printer",
                         "experiments", "crew-traverse", "long-range-traverse", "shadow-hop"}) {
    CAPTURE(id);
    CHECK(worked.contains(id));
  }
  std::size_t peopled = 0;
  for (const Autonomy& one : yearly_autonomy(grown.station, grown.history)) {
    CAPTURE(one.epoch.to_text(TimeScale::utc, 0), one.lacks);
    CHECK(one.lasts >= Duration::days(30.0));
    peopled += one.people > 0 ? 1 : 0;
  }
  CHECK(peopled == 9);
}

TEST_CASE("ilrs-roadmap: after a failed launch of ILRS-2 no more moves than must", "[campaign]") {
  Setback setback;
  setback.mission = "ilrs-2";
  const std::filesystem::path cache = std::filesystem::temp_directory_path() / "perilune-ilrs-later-windows";
  const SetbackAnswer answer = replan_after(ilrs(), setback, {.cache = cache});
  CAPTURE(report(ilrs(), setback, answer));
  REQUIRE(answer.replan.schedule.status == ScheduleStatus::optimal);
  const auto& missions = ilrs().scenario().roadmap.missions;
  std::set<std::string> moved;
  for (const MissionShift& shift : answer.missions) {
    moved.insert(missions[shift.mission].id);
    CHECK(shift.after > shift.before);
    CHECK(shift.before >= answer.now - Duration::days(1.0));  // the past stays
  }
  // What hangs on it moves; relays, Russian landers and the power station do not.
  for (const char* id : {"ilrs-2", "ilrs-3", "ilrs-4", "ilrs-5", "basic-model"}) CHECK(moved.contains(id));
  for (const char* id : {"ilrs-1", "luna-28", "les-1", "les-2", "queqiao-basic", "luna-30"})
    CHECK_FALSE(moved.contains(id));
  CHECK(answer.legs_moved < answer.replan.schedule.activities.size() / 4);
}

TEST_CASE("ilrs-roadmap: launches that come late after a failure fly in windows, as if all were computed",
          "[campaign]") {
  const std::filesystem::path cache = std::filesystem::temp_directory_path() / "perilune-ilrs-later-windows";
  Setback setback;
  setback.mission = "rotation-18";
  const SetbackAnswer answer = replan_after(ilrs(), setback, {.cache = cache});
  CAPTURE(report(ilrs(), setback, answer));
  REQUIRE(answer.replan.schedule.status == ScheduleStatus::optimal);
  const ScheduleAssignment made = assignment_of(answer.replan.schedule);
  const ScheduleProblem own = ilrs().schedule().model.problem;
  const ScheduleProblem later = campaign_risk(ilrs(), {.cache = cache}).problem;
  REQUIRE(own.requirements.size() == later.requirements.size());
  std::size_t late = 0;
  for (std::size_t r = 0; r < later.requirements.size(); ++r) {
    const auto* windows = std::get_if<AllowedTicks>(&later.requirements[r].rule);
    if (later.requirements[r].kind != RequirementKind::windows || !windows->event) continue;
    const Tick tick = made.tick(*windows->event);
    INFO(later.requirements[r].text);
    CHECK(std::any_of(windows->ranges.begin(), windows->ranges.end(),
                      [&](const TickRange& range) { return range.first <= tick && tick <= range.last; }));
    if (tick > std::get<AllowedTicks>(own.requirements[r].rule).ranges.back().last) ++late;
  }
  CHECK(late >= 2);
}

TEST_CASE("ilrs-roadmap: futures repeat, and most milestones are reached in them", "[campaign]") {
  const CampaignRisk risk = campaign_risk(ilrs());
  const RiskStudy study(risk.problem, ilrs().schedule().schedule, risk.risks, risk.reached(), {.seed = 1},
                        risk.shared);
  std::size_t reached = 0;
  for (std::size_t s = 0; s < 200; ++s) {
    const RiskSample sample = study.run(s);
    if (s % 50 == 0) CHECK(sample == study.run(s));
    reached += static_cast<std::size_t>(std::count_if(sample.reached.begin(), sample.reached.end(),
                                                      [](const auto& at) { return at.has_value(); }));
  }
  CHECK(reached > 200 * risk.milestones.size() * 8 / 10);
}
