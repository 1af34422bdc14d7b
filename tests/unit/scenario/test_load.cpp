#include <perilune/scenario/load.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <unistd.h>

#include "support/catch.hpp"

using namespace perilune;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view head =
    "perilune: 1\nname: Test\ntime_scale: UTC\nhorizon: {from: 2025-01-01, to: 2036-01-01}\n";

Scenario parsed(const std::string& rest) {
  return parse_scenario("test.yaml", std::string(head) + rest);
}

/// The codes of all problems, in their order.
std::string codes(const std::string& text) {
  std::string out;
  for (const Diagnostic& problem : check_scenario_text("test.yaml", text).diagnostics) {
    out += (out.empty() ? "" : " ") + problem.code;
  }
  return out;
}
std::string codes_after_head(const std::string& rest) {
  return codes(std::string(head) + rest);
}

/// A folder of files that is gone at the end of the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("perilune-load-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
  }
};

const std::string flight_head =
    "missions:\n"
    "  - id: a\n"
    "    profile: [{launch: {for: 1 h}}]\n"
    "    flight:\n"
    "      epoch: 2026-01-01 TDB\n"
    "      center: earth\n"
    "      axes: icrf\n"
    "      forces: {point_masses: [earth]}\n";
const std::string state =
    "      position: [7000 km, 0 m, 1e3 m]\n      velocity: [0 m/s, 7.5 km/s, 0 km/s]\n";

}  // namespace

TEST_CASE("load: the smallest scenario", "[scenario]") {
  const Scenario scenario = parsed("");
  CHECK(scenario.name == "Test");
  CHECK(scenario.path == "test.yaml");
  CHECK(scenario.roadmap.horizon.from == Epoch::parse("2025-01-01 UTC"));
  CHECK(scenario.roadmap.horizon_where == SourceLocation{"test.yaml", 4, 1});
  CHECK(scenario.roadmap.missions.empty());
  REQUIRE(scenario.files.size() == 1);
  CHECK(scenario.files[0].text == head);
}

TEST_CASE("load: every item carries the place where it was written", "[scenario]") {
  const Scenario scenario = parsed(
      "phases:\n"
      "  - {id: one, to: 2030-12-31}\n"
      "missions:\n"
      "  - id: a\n"
      "    phase: one\n"
      "    profile:\n"
      "      - launch: {window: [{from: 2026-01-01, to: 2027-01-01}], for: [1 h, 2 h], milestone: up}\n"
      "      - capture: {max_gap: 5 d}\n"
      "  - id: b\n"
      "    profile: [{launch: {for: 1 h}}]\n"
      "    after: [{mission: a, milestone: up, lag: {min: 1 d, max: 2 wk}, kind: FF}]\n");
  const Mission& a = scenario.roadmap.missions.at(0);
  CHECK(scenario.roadmap.phases.at(0).where == SourceLocation{"test.yaml", 6, 10});
  CHECK(a.where == SourceLocation{"test.yaml", 8, 9});
  CHECK(a.phase.where == SourceLocation{"test.yaml", 9, 12});
  CHECK(a.activities.at(0).where == SourceLocation{"test.yaml", 11, 9});
  CHECK(a.activities[0].windows.at(0).where == SourceLocation{"test.yaml", 11, 27});
  CHECK(a.activities[0].duration ==
        DurationRange{Duration::hours(1), Duration::hours(2), {"test.yaml", 11, 69}});
  CHECK(a.activities[0].milestones.at(0) == Reference("up", {"test.yaml", 11, 92}));
  CHECK(a.activities.at(1).max_gap_where == SourceLocation{"test.yaml", 12, 28});
  const Precedence& after = scenario.roadmap.missions.at(1).after.at(0);
  CHECK(after.where == SourceLocation{"test.yaml", 15, 23});
  CHECK(after.kind == PrecedenceKind::finish_to_finish);
  CHECK(after.lag == DurationRange{Duration::days(1), Duration::days(14), {"test.yaml", 15, 46}});
}

TEST_CASE("load: numbers are decimals with units; '010' is ten", "[scenario]") {
  const Scenario scenario =
      parsed("missions: [{id: a, launch_mass: 010 t, profile: [{launch: {for: 010 min}}]}]\n");
  CHECK(scenario.roadmap.missions[0].launch_mass == 10'000.0 * unit::kilogram);
  CHECK(scenario.roadmap.missions[0].activities[0].duration.min == Duration::minutes(10));
}

TEST_CASE("load: words stay words", "[scenario]") {
  const Scenario scenario =
      parsed("description: yes\nmissions: [{id: on, title: 1e3, profile: [{other: {id: no}}]}]\n");
  CHECK(scenario.description == "yes");
  CHECK(scenario.roadmap.missions[0].id == "on");
  CHECK(scenario.roadmap.missions[0].title == "1e3");
  CHECK(scenario.roadmap.missions[0].activities[0].id == "no");
}

TEST_CASE("load: a flight from position and velocity, with each kind of end", "[scenario]") {
  const Flight flight = parsed(flight_head + state + "      stop_at: {after: 2 d}\n").flights.at(0);
  const auto& from = std::get<TrackedState>(flight.from.orbit);
  CHECK(from.x.si() == 7e6);
  CHECK(from.z.si() == 1e3);
  CHECK(from.vy.si() == 7500.0);
  CHECK(std::get<Duration>(flight.until) == Duration::days(2));
  CHECK(flight.integrator == FlightIntegrator{});
  CHECK(flight.longest == Duration::days(30));

  const Flight dated = parsed(flight_head + state + "      stop_at: {epoch: 2026-01-03}\n").flights.at(0);
  CHECK(std::get<Epoch>(dated.until) == Epoch::parse("2026-01-03 UTC"));

  const Flight low = parsed(flight_head + state +
                            "      stop_at: {altitude: 120 km, body: earth, crossing: either}\n"
                            "      integrator: {kind: dopri5, relative_tolerance: 1e-9, most_steps: 500}\n")
                         .flights.at(0);
  const auto& end = std::get<FlightEvent>(low.until);
  CHECK(end.kind == FlightEventKind::altitude);
  CHECK(end.body == earth);
  CHECK(end.altitude.si() == 120e3);
  CHECK(end.crossing == AltitudeCrossing::either);
  CHECK(low.integrator.kind == FlightIntegratorKind::dopri5);
  CHECK(low.integrator.relative_tolerance == 1e-9);
  CHECK(low.integrator.most_steps == 500);
}

TEST_CASE("load: a flight says once where it starts and where it ends", "[scenario]") {
  CHECK(codes_after_head(flight_head + "      stop_at: {after: 2 d}\n") == "missing-key");
  CHECK(codes_after_head(flight_head + "      position: [1 km, 2 km, 3 km]\n      stop_at: {after: 2 d}\n") ==
        "missing-key");
  CHECK(codes_after_head(flight_head +
                         "      velocity: [1 m/s, 2 m/s, 3 m/s]\n      stop_at: {after: 2 d}\n") ==
        "missing-key");
  CHECK(codes_after_head(flight_head + state + "      stop_at: {}\n") == "missing-key");
  CHECK(codes_after_head(flight_head + state + "      stop_at: {body: earth}\n") == "missing-key");
}

TEST_CASE("load: a flight that ends at a time has no use for 'at_most'", "[scenario]") {
  CHECK(codes_after_head(flight_head + state + "      stop_at: {after: 2 d}\n      at_most: 3 d\n") ==
        "key-without-effect");
}

TEST_CASE("load: elements that are no orbit are refused", "[scenario]") {
  const auto with = [](const char* axis, const char* eccentricity) {
    return codes_after_head(
        flight_head + "      elements: {semi_major_axis: " + axis + ", eccentricity: " + eccentricity +
        ", inclination: 0 deg, node: 0 deg, argument_of_periapsis: 0 deg, mean_anomaly: 0 deg}\n"
        "      stop_at: {event: perigee}\n");
  };
  CHECK(with("7000 km", "0").empty());
  CHECK(with("-7000 km", "1.5").empty());
  CHECK(with("0 km", "0.5") == "impossible-orbit");
  CHECK(with("7000 km", "1") == "impossible-orbit");
  CHECK(with("-7000 km", "1") == "impossible-orbit");
  CHECK(with("-7000 km", "0.5") == "impossible-orbit");
  CHECK(with("7000 km", "1.5") == "impossible-orbit");
  CHECK(with("7000", "1.5") == "missing-unit");
}

TEST_CASE("load: a text of a megabyte makes a message of a few lines", "[scenario]") {
  const ScenarioCheck check = check_scenario_text(
      "long.yaml", std::string(head) + "missions: [{id: " + std::string(900'000, 'A') + "}]\n");
  CHECK_FALSE(check.scenario.has_value());
  CHECK(check.rendered.size() < 3000);
}

TEST_CASE("load: many mistakes in one map take no longer than the reading", "[scenario]") {
  std::string text(head);
  for (int i = 0; i < 45'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(check_scenario_text("many.yaml", text).diagnostics.size() == 1001);  // quadratic, it took 16 s
}

TEST_CASE("load: what only follows from another mistake is not reported", "[scenario]") {
  // The misspelt id is the mistake; that nobody is called 'b' then follows.
  CHECK(codes_after_head("missions:\n"
                         "  - {id: a, profile: [{launch: {for: 1 h}}], after: [{mission: b}]}\n"
                         "  - {id: B, profile: [{launch: {for: 1 h}}]}\n") == "bad-id");
  // A date that cannot be read is not a missing one.
  CHECK(codes_after_head("missions: [{id: a, status: flown, profile: [{launch: {on: 2026-13-01}}]}]\n") ==
        "bad-date");
  // Without a horizon, dates are not outside of it.
  CHECK(codes("perilune: 1\nname: x\ntime_scale: UTC\n"
              "missions: [{id: a, status: flown, profile: [{launch: {on: 2026-01-01}}]}]\n") ==
        "missing-key");
  // But an unknown name beside a mistake elsewhere is still one.
  CHECK(
      codes_after_head(
          "missions: [{id: a, launch_mass: 5, profile: [{launch: {for: 1 h}}], after: [{mission: b}]}]\n") ==
      "missing-unit unknown-mission");
}

TEST_CASE("load: an unknown version ends the reading, a broken one does not", "[scenario]") {
  CHECK(codes("perilune: 3\nnonsense: 1\n") == "schema-version");
  CHECK(codes("perilune: one\nnonsense: 1\n") == "missing-key missing-key not-a-number unknown-key");
}

TEST_CASE("load: a scenario is a map", "[scenario]") {
  CHECK(codes("- a\n") == "wrong-type");
  CHECK(codes("text\n") == "wrong-type");
}

TEST_CASE("load: included files join the scenario", "[scenario]") {
  const Folder folder;
  folder.write("main.yaml", std::string(head) + "include: [parts/a.yaml, parts/b.yaml]\n");
  folder.write("parts/a.yaml",
               "include: [parts/b.yaml]\ntime_scale: TT\nphases: [{id: one, to: 2030-01-01}]\n");
  folder.write("parts/b.yaml", "missions: [{id: a, phase: one, profile: [{launch: {for: 1 h}}]}]\n");
  const Scenario scenario = load_scenario(folder.path / "main.yaml");
  CHECK(scenario.roadmap.phases.at(0).to == Epoch::parse("2030-01-01 TT"));
  CHECK(scenario.roadmap.missions.at(0).where.file == (folder.path / "parts/b.yaml").generic_string());
  REQUIRE(scenario.files.size() == 3);  // b once, though two files include it
  CHECK(scenario.files[0].path == (folder.path / "main.yaml").generic_string());
  CHECK(scenario.files[2].path == (folder.path / "parts/b.yaml").generic_string());
}

TEST_CASE("load: a link that leads out of the folder is not followed", "[scenario]") {
  const Folder folder;
  folder.write("secret.yaml", "phases: [{id: secret}]\n");
  folder.write("inside/main.yaml", std::string(head) + "include: [link.yaml, sub/link.yaml]\n");
  fs::create_symlink("../secret.yaml", folder.path / "inside/link.yaml");
  fs::create_directory_symlink("..", folder.path / "inside/sub");
  folder.write("link.yaml", "phases: []\n");
  const ScenarioCheck check = check_scenario(folder.path / "inside/main.yaml");
  REQUIRE(check.diagnostics.size() == 2);
  CHECK(check.diagnostics[0].code == "include-path");
  CHECK(check.diagnostics[1].code == "include-path");
  CHECK(check.rendered.find("secret'") == std::string::npos);
}

TEST_CASE("load: a folder or a device cannot be included, and a missing scenario is no scenario error",
          "[scenario]") {
  const Folder folder;
  folder.write("main.yaml", std::string(head) + "include: [sub]\n");
  fs::create_directories(folder.path / "sub");
  CHECK(check_scenario(folder.path / "main.yaml").diagnostics.at(0).code == "include-missing");
  CHECK_THROWS_AS(load_scenario(folder.path / "nowhere.yaml"), DataError);
  CHECK_THROWS_AS(load_scenario(folder.path / "sub"), DataError);
}

TEST_CASE("load: any bytes end in a scenario or in diagnostics", "[scenario][fuzz]") {
  std::string text(head);
  text +=
      "phases: [{id: one, parent: two, to: 2030-12-31}, {id: two}]\n"
      "missions:\n"
      "  - id: a\n"
      "    phase: one\n"
      "    launch_mass: 8200 kg\n"
      "    profile:\n"
      "      - launch: {window: {from: 2026-08-01, to: 2026-12-31}, milestone: [up, away]}\n"
      "      - transfer: {time_of_flight: [4 d, 6 d]}\n"
      "    after: [{mission: b, milestone: operational, lag: {min: 0 d, max: 1 yr}}]\n"
      "    flight:\n"
      "      epoch: 2026-01-01 TDB\n"
      "      center: earth\n"
      "      axes: icrf\n"
      "      forces: {point_masses: [earth, moon], j2: [earth]}\n"
      "      position: [7000 km, 0 m, 1e3 m]\n"
      "      velocity: [0 m/s, 7.5 km/s, 0 km/s]\n"
      "      stop_at: {event: perilune}\n"
      "  - {id: b, status: flown, profile: [{launch: {on: 2025-02-01T00:00:00.5, for: 1 h, milestone: "
      "operational}}]}\n";
  REQUIRE(codes(text).empty());
  constexpr std::uint64_t seed = 19690720;
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  constexpr std::string_view characters = "{}[]:,-#&*!|>'\"%@` \n\t0129.eaz~_\\+";
  int good = 0;
  for (int i = 0; i < 4'000; ++i) {
    std::string mutated = text;
    for (std::size_t k = 0, changes = 1 + below(4); k < changes; ++k) {
      const std::size_t at = below(mutated.size());
      switch (below(4)) {
        case 0:
          mutated[at] = characters[below(characters.size())];
          break;
        case 1:
          mutated.insert(at, 1, characters[below(characters.size())]);
          break;
        case 2:
          mutated.erase(at, 1 + below(20));
          break;
        default:
          mutated.insert(at, text.substr(below(text.size()), 1 + below(60)));
          break;
      }
    }
    INFO("case " << i << " of seed " << seed << ":\n" << mutated);
    const ScenarioCheck check = check_scenario_text("fuzz.yaml", mutated);
    REQUIRE((check.scenario.has_value() || !check.diagnostics.empty()));
    good += check.scenario.has_value() ? 1 : 0;
  }
  CHECK(good > 0);
}

TEST_CASE("load: a usual process of a station may be served earlier or later than is usual", "[scenario]") {
  const auto priorities = [](const std::string& plant, const std::string& splitter) {
    const Scenario scenario = parsed(
        "station:\n  id: base\n  elements:\n    - id: works\n      on: 2031-01-01\n"
        "      stores: [{commodity: oxygen, capacity: 1000 kg}, {commodity: water, capacity: 1000 kg}, "
        "{commodity: "
        "hydrogen, capacity: 1000 kg}]\n"
        "      oxygen_plant: {mass: 400 kg" +
        plant + "}\n      electrolysis: {oxygen: 3 kg/d" + splitter + "}\n");
    const std::vector<Process> all = scenario.station.value().elements.at(0).element.processes;
    REQUIRE(all.size() == 2);
    const bool plant_first = all[0].id == "oxygen-plant";
    return std::pair(all[plant_first ? 0 : 1].priority, all[plant_first ? 1 : 0].priority);
  };
  CHECK(priorities("", "") == std::pair(ProcessPriority::production, ProcessPriority::life_support));
  CHECK(priorities(", priority: life-support", ", priority: production") ==
        std::pair(ProcessPriority::life_support, ProcessPriority::production));
}

TEST_CASE("load: ground stations, their own or those that are known", "[scenario]") {
  const Scenario scenario = parsed(
      "ground_stations:\n"
      "  - {id: goldstone, title: Goldstone, latitude: 35.43 deg, longitude: -116.89 deg, least_elevation: 6 "
      "deg}\n"
      "  - {id: madrid, latitude: 40.43 deg, longitude: -4.25 deg, height: 800 m, source: NASA}\n");
  const std::vector<GroundStation>& stations = scenario.catalog.listening_stations();
  REQUIRE(stations.size() == 2);
  CHECK(stations[0].id == "goldstone");
  CHECK(stations[0].title == "Goldstone");
  CHECK(stations[0].place.latitude_rad == Approx(0.61837).epsilon(1e-5));
  CHECK(stations[0].least_elevation.si() == Approx(0.10471975511966));
  CHECK(stations[1].place.height_m == 800.0);
  CHECK(stations[1].least_elevation.si() == Approx(0.17453292519943));  // 10 deg, as nothing is said
  CHECK(stations[1].source == "NASA");
  CHECK(stations[1].where.line == 7);

  std::vector<std::string> known;
  for (const GroundStation& station : parsed("").catalog.listening_stations()) known.push_back(station.id);
  CHECK(known == std::vector<std::string>{"kashi", "jiamusi", "zapala", "ussuriysk", "bear-lakes"});

  const std::string one = "  - {id: a, latitude: 1 deg, longitude: 2 deg";
  CHECK(codes_after_head("ground_stations:\n" + one + "}\n" + one + "}\n") == "duplicate-id");
  CHECK(codes_after_head("ground_stations:\n" + one + ", least_elevation: 91 deg}\n") == "out-of-range");
  CHECK(codes_after_head("ground_stations: [{id: a, latitude: 91 deg, longitude: 2 deg}]\n") ==
        "out-of-range");
  CHECK(codes_after_head("ground_stations: [{id: a, latitude: 9 deg}]\n") == "missing-key");
}

TEST_CASE("load: libration orbits by resonance, period, perilune or amplitude, and flights to them",
          "[scenario]") {
  const Scenario scenario = parsed(
      "libration_orbits:\n"
      "  - {id: gateway-orbit, family: nrho, resonance: 9:2, apolune_at: 2028-01-05}\n"
      "  - {id: relay-orbit, family: l2-halo, half: northern, amplitude: 13000 km, source: nobody}\n"
      "  - {id: far-orbit, family: dro, perilune: 68000 km}\n"
      "landing_sites: [{id: pacific, latitude: 32 deg, longitude: -118 deg}]\n"
      "missions:\n"
      "  - id: crew\n"
      "    profile:\n"
      "      - launch: {site: kennedy}\n"
      "      - transfer: {kind: flyby, to: gateway-orbit, perilune: 100 km, flyby_after: [4 d, 5 d], "
      "most_delta_v: 450 m/s}\n"
      "      - capture: {}\n"
      "      - transfer: {id: below, kind: down, inclination: 88 deg}\n"
      "      - transfer: {id: above, kind: up}\n"
      "      - return: {kind: flyby, perilune: 120 km, site: pacific}\n");
  const std::vector<LibrationOrbit>& orbits = scenario.catalog.libration_orbits;
  REQUIRE(orbits.size() == 3);
  CHECK(orbits[0].family == FamilyName::near_rectilinear);
  CHECK(orbits[0].half == OrbitHalf::southern);
  CHECK(orbits[0].measure == OrbitMeasure::period);
  CHECK(orbits[0].size == Approx(29.530589 * 86400.0 * 2.0 / 9.0));
  REQUIRE(orbits[0].apolune_at);
  CHECK(*orbits[0].apolune_at == Epoch::parse("2028-01-05 UTC"));
  CHECK(orbits[1].family == FamilyName::halo);
  CHECK(orbits[1].half == OrbitHalf::northern);
  CHECK(orbits[1].measure == OrbitMeasure::amplitude);
  CHECK(orbits[1].size == 13000e3);
  CHECK_FALSE(orbits[1].apolune_at);
  CHECK(orbits[2].measure == OrbitMeasure::perilune);
  CHECK(scenario.catalog.libration_orbit("far-orbit") == &orbits[2]);
  const std::vector<LegPlan>& legs = scenario.plans.at(0).legs;
  REQUIRE(legs.size() == 6);
  CHECK(legs[1].is_designed);
  CHECK(legs[1].orbit.id == "gateway-orbit");
  REQUIRE(legs[1].flyby_after);
  CHECK(legs[1].flyby_after->min == Duration::days(4.0));
  REQUIRE(legs[1].most_delta_v);
  CHECK(legs[1].most_delta_v->si() == 450.0);
  CHECK_FALSE(legs[3].is_designed);
  CHECK(legs[3].low_orbit == LowOrbitDirection::down);
  CHECK(legs[3].is_inclination_given);
  CHECK(legs[4].low_orbit == LowOrbitDirection::up);
  CHECK_FALSE(legs[4].is_inclination_given);
  CHECK(legs[5].flies_by);
  CHECK(legs[5].perilune.si() == 120e3);
}

TEST_CASE("load: when a leg was to begin by the plan before", "[scenario]") {
  const auto mission = [](const std::string& planned) {
    return "missions:\n  - id: a\n    status: flown\n    profile:\n"
           "      - launch: {on: 2026-01-01, planned: " +
           planned + "}\n";
  };
  // Before the horizon, and nothing like the day of the launch: no word about it.
  const std::string text = std::string(head) + mission("{from: 2021-10-01, to: 2022-10-01}");
  CHECK(check_scenario_text("test.yaml", text).rendered == "");
  const Activity launch = parse_scenario("test.yaml", text).roadmap.missions.at(0).activities.at(0);
  CHECK(launch.planned == Interval{Epoch::parse("2021-10-01 UTC"), Epoch::parse("2022-10-01 UTC")});
  CHECK(codes_after_head(mission("{from: 2021-10-01}")) == "missing-key");
  const auto reversed =
      check_scenario_text("test.yaml", std::string(head) + mission("{from: 2022-10-01, to: 2021-10-01}"));
  REQUIRE(reversed.diagnostics.size() == 1);
  CHECK(reversed.diagnostics[0].code == "dates-reversed");
  CHECK(reversed.diagnostics[0].message.find("what was planned of a.launch closes before it opens") == 0);
  CHECK(reversed.diagnostics[0].where.line == 9);
}
