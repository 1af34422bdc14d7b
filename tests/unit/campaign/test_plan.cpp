#include <cstddef>
#include <string>
#include <vector>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/error.hpp>

#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

Mission mission(std::string id, std::string phase, Duration preparation) {
  Mission made;
  made.id = std::move(id);
  made.phase = std::move(phase);
  Activity prepare;
  prepare.kind = ActivityKind::prepare;
  prepare.duration = DurationRange::exactly(preparation);
  Activity launch;
  launch.kind = ActivityKind::launch;
  launch.duration = DurationRange::exactly(Duration::minutes(30.0));
  made.activities = {prepare, launch};
  return made;
}

/// Two missions of one phase, the second after the first.
Scenario two_missions() {
  Scenario scenario;
  scenario.name = "two missions";
  scenario.roadmap.horizon = {Epoch::parse("2026-01-01 UTC"), Epoch::parse("2027-01-01 UTC")};
  Phase phase;
  phase.id = "first-steps";
  phase.title = "First steps";
  phase.to = Epoch::parse("2026-05-01 UTC");
  scenario.roadmap.phases = {phase};
  scenario.roadmap.missions = {mission("a", "first-steps", Duration::days(90.0)),
                               mission("b", "first-steps", Duration::days(90.0))};
  Precedence after;
  after.mission = "a";
  scenario.roadmap.missions[1].after = {after};
  return scenario;
}

}  // namespace

TEST_CASE("plan: missions are put in order, and the report says when and whether in time", "[campaign]") {
  const Campaign campaign = plan(two_missions());
  CHECK(campaign.status() == ScheduleStatus::optimal);
  CHECK(campaign.all_arrived());
  // 90 d of preparation from 1 January and half an hour; then the same again: 1 April, then 30 June (2026 has
  // 365 d).
  CHECK(campaign.report() ==
        "two missions: 2 missions, 4 activities\n"
        "schedule: optimal\n"
        "  First steps    2026-01-01 to 2026-06-30, target 2026-05-01: 60 d late\n"
        "critical path: a.prepare -> a.launch -> b.prepare -> b.launch\n"
        "warning[phase-slip]: " +
            campaign.warnings().front().message + "\n");
  CHECK(campaign.warnings().size() == 1);
  CHECK(campaign.warnings().front().code == "phase-slip");
}

TEST_CASE("plan: what cannot hold together is an outcome, and the report names it", "[campaign]") {
  Scenario scenario = two_missions();
  scenario.roadmap.horizon.to = Epoch::parse("2026-05-01 UTC");
  const Campaign campaign = plan(scenario);
  CHECK(campaign.status() == ScheduleStatus::infeasible);
  CHECK_THAT(campaign.report(), Contains("INFEASIBLE") && Contains("b.prepare lasts"));
}

TEST_CASE("plan: a roadmap that contradicts itself is refused", "[campaign]") {
  Scenario scenario = two_missions();
  scenario.roadmap.missions[0].after = scenario.roadmap.missions[1].after;
  scenario.roadmap.missions[0].after[0].mission = "c";
  CHECK_THROWS_AS(plan(scenario), ScenarioError);
}

TEST_CASE("plan: results do not depend on the number of threads, progress counts every flight",
          "[campaign][threads]") {
  Scenario scenario = two_missions();
  for (int i = 0; i < 6; ++i) scenario.flights.push_back(i % 2 == 0 ? test::queqiao_2() : test::change_5());
  std::vector<std::vector<Epoch>> epochs;
  for (const int threads : {1, 4}) {
    std::vector<std::size_t> done;
    const Campaign campaign = plan(
        scenario, {.threads = threads, .progress = [&](const PlanProgress& p) { done.push_back(p.done); }});
    CHECK(done == std::vector<std::size_t>{1, 2, 3, 4, 5, 6});
    std::vector<Epoch> all;
    for (const FlownFlight& flight : campaign.flights()) {
      for (const FlownEvent& event : flight.events) all.push_back(event.epoch);
      CHECK(flight.trajectory->end_state().position_m ==
            campaign.flights()[static_cast<std::size_t>(&flight - campaign.flights().data()) % 2]
                .trajectory->end_state()
                .position_m);
    }
    epochs.push_back(all);
  }
  CHECK(epochs[0] == epochs[1]);
}

TEST_CASE("plan: the first flight that cannot be flown is the error, on any number of threads",
          "[campaign][threads]") {
  Scenario scenario = two_missions();
  scenario.flights = {test::queqiao_2(), test::queqiao_2(), test::queqiao_2()};
  scenario.flights[1].mission = "first";
  scenario.flights[1].forces.clear();
  scenario.flights[2].mission = "second";
  scenario.flights[2].forces.clear();
  for (const int threads : {1, 3})
    CHECK_THROWS_WITH(plan(scenario, {.threads = threads}), Contains("'first'"));
}

TEST_CASE("plan: a date in UTC past the table of leap seconds gets a warning", "[campaign]") {
  Scenario scenario = two_missions();
  CHECK(plan(scenario).warnings().size() == 1);
  scenario.roadmap.horizon = {Epoch::parse("2036-01-01 UTC"), Epoch::parse("2037-01-01 UTC")};
  scenario.roadmap.phases[0].to = std::nullopt;
  const Campaign later = plan(scenario);
  REQUIRE(later.warnings().size() == 1);
  CHECK(later.warnings()[0].code == "leap-seconds-assumed");
}
