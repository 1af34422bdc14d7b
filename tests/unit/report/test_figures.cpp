#include <perilune/report/figures.hpp>
#include <perilune/report/results.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/station/simulate.hpp>

#include "figures/axes.hpp"
#include "markup.hpp"
#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;

namespace {

/// Two missions in a phase and one flight, all of it feasible.
Scenario small_scenario() {
  Scenario scenario;
  scenario.name = "small";
  scenario.roadmap.horizon = {Epoch::parse("2024-01-01 UTC"), Epoch::parse("2030-01-01 UTC")};
  scenario.roadmap.as_of = Epoch::parse("2025-03-02 UTC");
  Phase phase;
  phase.id = "precursors";
  phase.to = Epoch::parse("2026-01-01 UTC");
  scenario.roadmap.phases = {phase};
  for (const char* id : {"queqiao-2", "lander"}) {
    Mission mission;
    mission.id = id;
    mission.phase.id = "precursors";
    for (const ActivityKind kind : {ActivityKind::launch, ActivityKind::transfer, ActivityKind::surface}) {
      Activity activity;
      activity.kind = kind;
      activity.duration = DurationRange::exactly(Duration::days(kind == ActivityKind::surface ? 400.0 : 3.0));
      mission.activities.push_back(activity);
    }
    mission.activities[0].windows = {{{Epoch::parse("2025-03-01 UTC"), Epoch::parse("2025-03-10 UTC")}, {}}};
    scenario.roadmap.missions.push_back(mission);
  }
  scenario.flights = {test::queqiao_2()};
  return scenario;
}

}  // namespace

TEST_CASE("gantt: every bar carries the dates of the schedule, and lies where they are",
          "[report][figures]") {
  const Campaign campaign = plan(small_scenario());
  const auto figure = gantt_figure(campaign);
  REQUIRE(figure.has_value());
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto starts = attribute_values(text, "data-start");
  const auto ends = attribute_values(text, "data-end");
  const auto& activities = campaign.schedule().schedule.activities;
  REQUIRE(starts.size() == activities.size());
  for (std::size_t i = 0; i < activities.size(); ++i) {
    CHECK(starts[i] == activities[i].start_date.iso8601(TimeScale::utc, 0));
    CHECK(ends[i] == activities[i].end_date.iso8601(TimeScale::utc, 0));
  }
  // Each bar is a link to its row in the page; what holds links is no image, for those who hear the picture.
  CHECK(attribute_values(text, "href").size() == activities.size());
  CHECK(attribute_values(text, "role") == std::vector<std::string>{"group"});
  CHECK(text.find("known until 2025-03-02") != std::string::npos);
  CHECK(text.find("target of the phase: 2026-01-01") != std::string::npos);
}

TEST_CASE("gantt: what a leg reaches is a dot at its end, and nothing where the mission was lost before",
          "[report][figures]") {
  Scenario scenario = small_scenario();
  scenario.flights.clear();
  scenario.roadmap.missions[1].activities[1].milestones = {"in-orbit", "alone"};
  scenario.roadmap.missions[1].activities[2].milestones = {"landed"};
  const auto names_of = [](const Campaign& campaign) {
    return attribute_values(gantt_figure(campaign).value().picture.element(), "data-milestone");
  };
  const Campaign campaign = plan(scenario);
  CHECK(names_of(campaign) == std::vector<std::string>{"lander.in-orbit", "lander.alone", "lander.landed"});
  const auto& last = campaign.schedule().schedule.activities.back();
  CHECK(attribute_values(gantt_figure(campaign).value().picture.element(), "data-on").back() ==
        last.end_date.iso8601(TimeScale::utc, 0));

  scenario.roadmap.missions.erase(scenario.roadmap.missions.begin());
  scenario.roadmap.as_of = Epoch::parse("2025-04-01 UTC");
  Mission& lost = scenario.roadmap.missions[0];
  lost.status = MissionStatus::lost;
  lost.activities[0].actual_start = Epoch::parse("2025-03-01 UTC");
  lost.activities[0].actual_end = lost.activities[1].actual_start = Epoch::parse("2025-03-04 UTC");
  lost.activities[1].actual_end = Epoch::parse("2025-03-07 UTC");
  lost.lost_on = Epoch::parse("2025-03-10 UTC");
  CHECK(names_of(plan(scenario)) == std::vector<std::string>{"lander.in-orbit", "lander.alone"});
}

TEST_CASE("gantt: what has flown is shown against what was planned", "[report][figures]") {
  Scenario scenario = small_scenario();
  scenario.flights.clear();
  Activity& launch = scenario.roadmap.missions[0].activities[0];
  scenario.roadmap.missions[0].status = MissionStatus::flown;
  launch.planned = Interval{Epoch::parse("2024-02-01 UTC"), Epoch::parse("2024-02-02 UTC")};
  launch.actual_start = Epoch::parse("2024-02-12 UTC");
  launch.actual_end = Epoch::parse("2024-02-15 UTC");
  const Campaign campaign = plan(scenario);
  const std::string text = gantt_figure(campaign).value().picture.element();
  CHECK(attribute_values(text, "data-slip-d") == std::vector<std::string>{"10.00"});
  CHECK(attribute_values(text, "data-plan-from") == std::vector<std::string>{"2024-02-01T00:00:00"});
  CHECK(text.find("flown 10 d later") != std::string::npos);
  CHECK(text.find("planned before") != std::string::npos);
  CHECK(schedule_csv(campaign).find(",2024-02-01T00:00:00,2024-02-02T00:00:00\n") != std::string::npos);
  CHECK(gantt_figure(plan(small_scenario())).value().picture.element().find("planned before") ==
        std::string::npos);
}

TEST_CASE("gantt: without a schedule there is none", "[report][figures]") {
  Scenario scenario = small_scenario();
  scenario.flights.clear();
  scenario.roadmap.missions[0].activities[0].windows = {
      {{Epoch::parse("2024-02-01 UTC"), Epoch::parse("2024-02-02 UTC")}, {}}};  // before what is known
  CHECK(gantt_figure(plan(scenario)) == std::nullopt);
}

TEST_CASE("trajectory: a flight to the Moon has three frames in three planes each, with its events",
          "[report][figures]") {
  const Campaign campaign = plan(small_scenario());
  const auto figure = trajectory_figure(campaign.flights()[0]);
  REQUIRE(figure.has_value());
  CHECK(figure->id == "trajectory-queqiao-2");
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto classes = attribute_values(text, "class");
  CHECK(std::count(classes.begin(), classes.end(), "path") == 9);
  CHECK(std::count(classes.begin(), classes.end(), "event") ==
        9 * static_cast<std::ptrdiff_t>(campaign.flights()[0].events.size()));
  for (const char* plane :
       {"x, thousand km; up: y", "x, thousand km; up: z", "y, thousand km; up: z",
        "x, Earth-Moon distances; up: y", "x, Earth-Moon distances; up: z", "y, Earth-Moon distances; up: z"})
    CHECK(text.find(plane) != std::string::npos);
  CHECK(text.find("perilune, 2024-03-24T16:55:39 UTC, 203.1 km above the moon") != std::string::npos);
  // Round instants carry where the craft is, to the metre.
  const auto dates = attribute_values(text, "data-utc"), places = attribute_values(text, "data-r-km");
  REQUIRE(dates.size() >= 20);
  REQUIRE(dates.size() == places.size());
  for (std::size_t i = 0; i < dates.size(); ++i) {
    std::istringstream numbers(places[i]);
    Eigen::Vector3d r_km;
    numbers >> r_km.x() >> r_km.y() >> r_km.z();
    const State state = campaign.flights()[0].trajectory->at(Epoch::parse(dates[i] + " UTC"));
    CHECK((1e3 * r_km - state.position_m).norm() < 1.0);
  }
}

TEST_CASE("trajectory: burns and impulses are drawn where they take place, and burns.csv has them",
          "[report][figures]") {
  Scenario scenario = small_scenario();
  Flight& flight = scenario.flights[0];
  flight.mass = 1000.0 * unit::kilogram;
  flight.where = {"plan.yaml", 7, 3};
  FlightManoeuvre burn;
  burn.id = "correction";
  burn.at = Epoch::parse("2024-03-23T00:00:00 UTC");
  burn.thrust = 100.0 * unit::newton;
  burn.specific_impulse = Duration::seconds(300.0);
  burn.duration = Duration::seconds(50.0);
  FlightManoeuvre drop;
  drop.id = "cover";
  drop.kind = FlightManoeuvreKind::drop;
  drop.after = "correction";
  drop.mass = 10.0 * unit::kilogram;
  FlightManoeuvre trim;
  trim.id = "trim";
  trim.kind = FlightManoeuvreKind::impulse;
  trim.at = Epoch::parse("2024-03-23T12:00:00 UTC");
  trim.delta_v = Speed::from_si(0.5);
  flight.manoeuvres = {burn, drop, trim};
  const Campaign campaign = plan(scenario);
  REQUIRE(campaign.all_arrived());

  const std::string text = trajectory_figure(campaign.flights()[0]).value().picture.element();
  CHECK(test::markup_problem(text) == "");
  // A dropped cover is no burn. Far from the Moon, neither of the two is in the views close to it.
  const auto names = attribute_values(text, "data-burn");
  CHECK(std::count(names.begin(), names.end(), "correction") == 6);
  CHECK(std::count(names.begin(), names.end(), "trim") == 6);
  CHECK(names.size() == 12);

  // Tsiolkovsky: 100 N for 50 s at 300 s use 1.6995 kg of 1000 kg.
  const double used_kg = 100.0 * 50.0 / (300.0 * 9.80665);
  const double delta_v_m_s = 300.0 * 9.80665 * std::log(1000.0 / (1000.0 - used_kg));
  CHECK(attribute_values(text, "data-delta-v-m-s").front() == fixed(delta_v_m_s, 3));
  CHECK(burns_csv(campaign) ==
        "mission,burn,from_utc,to_utc,delta_v_m_s,mass_before_kg,mass_after_kg,source\n"
        "queqiao-2,correction,2024-03-23T00:00:00.000,2024-03-23T00:00:50.000," +
            fixed(delta_v_m_s, 3) + ",1000.000," + fixed(1000.0 - used_kg, 3) +
            ",plan.yaml:7\n"
            "queqiao-2,trim,2024-03-23T12:00:00.000,2024-03-23T12:00:00.000,0.500," +
            fixed(990.0 - used_kg, 3) + "," + fixed(990.0 - used_kg, 3) + ",plan.yaml:7\n");
}

TEST_CASE("station: the figure ends with the values of the history", "[report][figures]") {
  const Epoch first_day = Epoch::parse("2036-01-01 UTC");
  StationElement habitat;
  habitat.id = "habitat";
  habitat.from = first_day;
  habitat.stores = {{"oxygen", 500.0, 400.0}, {"water", 900.0, 900.0}, {"food", 900.0, 900.0}};
  habitat.power = {fission_reactor(10e3)};
  Station station;
  station.elements = {habitat};
  station.crew = {{"crew-1", 3, {first_day, first_day + Duration::days(100)}, {}, 3, {}}};
  const StationHistory history = simulate(station, {first_day, first_day + Duration::days(100)});
  const std::string text = station_figure(history).picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto names = attribute_values(text, "data-curve");
  const auto values = attribute_values(text, "data-last");
  std::map<std::string, std::string> last;
  for (std::size_t i = 0; i < names.size(); ++i) last[names[i]] = values[i];
  CHECK(last.at("oxygen") == fixed(history.balance("oxygen").closing_kg, 3));
  CHECK(last.at("food") == fixed(history.balance("food").closing_kg, 3));
  CHECK(last.at("available") == "10.000");
}

TEST_CASE("station: power by source and by load adds up to the books, and power.csv has it by the year",
          "[report][figures]") {
  const Epoch first_day = Epoch::parse("2036-07-01 UTC");
  const auto element = [&](const char* id, int line) {
    StationElement made;
    made.id = id;
    made.from = first_day;
    made.where = {"station.yaml", line, 3};
    return made;
  };
  const auto load = [](const char* id, double power_w) {
    Process process;
    process.id = id;
    process.power_w = power_w;
    return process;
  };
  Station station;
  station.elements = {element("reactor", 10), element("panels", 20), element("habitat", 30)};
  station.elements[0].power = {fission_reactor(10e3)};
  station.elements[1].power = {fission_reactor(2e3)};
  station.elements[2].processes = {load("heating", 1500.0), load("lights", 500.0)};
  station.elements[1].processes = {load("pointing", 100.0)};
  const Interval span{first_day, Epoch::parse("2037-03-01 UTC")};
  const GrownStation grown{station, simulate(station, span), {}, {}};
  double available_j = 0.0, used_j = 0.0, habitat_j = 0.0;
  for (std::size_t i = 1; i < grown.history.samples.size(); ++i) {
    const StationSample& sample = grown.history.samples[i];
    const double length_s = (sample.epoch - grown.history.samples[i - 1].epoch).seconds();
    for (const double power_w : sample.source_w) available_j += power_w * length_s;
    for (const double power_w : sample.load_w) used_j += power_w * length_s;
    habitat_j += sample.load_w[2] * length_s;
  }
  CHECK(available_j == Approx(grown.history.energy.available_j).epsilon(1e-12));
  CHECK(used_j == Approx(grown.history.energy.used_j).epsilon(1e-12));
  CHECK(habitat_j == Approx(2000.0 * span.length().seconds()).epsilon(1e-12));

  const std::string text = station_figure(grown.history).picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto names = attribute_values(text, "data-curve"), strips = attribute_values(text, "data-strip"),
             values = attribute_values(text, "data-last");
  std::map<std::pair<std::string, std::string>, std::string> last;
  for (std::size_t i = 0; i < names.size(); ++i) last[{strips[i], names[i]}] = values[i];
  CHECK(last.at({"power that the sources could give, kW", "reactor"}) == "10.000");
  CHECK(last.at({"power that the sources could give, kW", "panels"}) == "2.000");
  CHECK(last.at({"power that is drawn, kW", "habitat"}) == "2.000");
  CHECK(last.at({"power that is drawn, kW", "panels"}) == "0.100");

  // Two years for each of two sources and two loads, with the line of the element.
  const std::string table = power_csv(grown);
  CHECK(std::count(table.begin(), table.end(), '\n') == 1 + 8);
  CHECK(table.find(
            "habitat,load,2036-07-01T00:00:00,2037-01-01T00:00:00,8832.000,2.000000,station.yaml:30\n") !=
        std::string::npos);  // 184 d of 2 kW
}

TEST_CASE("axes: round numbers and round dates", "[report][figures]") {
  CHECK(detail::round_numbers(0.0, 10.0, 5) == std::vector<double>{0, 2, 4, 6, 8, 10});
  CHECK(detail::round_numbers(-0.5, 1.2, 4) == std::vector<double>{-0.5, 0.0, 0.5, 1.0});
  CHECK(detail::round_numbers(1.0, 1.0, 4).size() == 1);
  CHECK(detail::round_text(2e5) == "200000");
  CHECK(detail::round_text(-0.0) == "0");
  CHECK(detail::round_text(0.1 + 0.2) == "0.3");

  const auto labels = [](const char* from, const char* to, int most) {
    std::vector<std::string> all;
    for (const auto& tick : detail::round_instants({Epoch::parse(from), Epoch::parse(to)}, most)) {
      all.push_back(tick.label);
    }
    return all;
  };
  CHECK(labels("2024-03-01 UTC", "2032-02-01 UTC", 10) ==
        std::vector<std::string>{"2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032"});
  CHECK(labels("2024-03-21T23:00:00 UTC", "2024-03-25T00:00:00 UTC", 5) ==
        std::vector<std::string>{"03-22", "03-23", "03-24", "03-25"});
  CHECK(labels("2024-01-20 UTC", "2024-03-12 UTC", 6) ==
        std::vector<std::string>{"01-21", "02-01", "02-11", "02-21", "03-01", "03-11"});
  CHECK(labels("2024-03-21T20:00:00 UTC", "2024-03-22T02:30:00 UTC", 7) ==
        std::vector<std::string>{"20:00", "21:00", "22:00", "23:00", "03-22", "01:00", "02:00"});
}
