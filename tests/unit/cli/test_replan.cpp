// perilune replan, and what launchers and partners share in perilune mc.

#include <cmath>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

/// Two rockets, three flights, and a lander that waits for the first of them.
constexpr const char* scenario = R"(perilune: 1
name: Rockets
time_scale: UTC
horizon: {from: 2030-01-01, to: 2034-01-01}
phases:
  - {id: first, to: 2031-12-31}
missions:
  - id: relay
    phase: first
    launcher: long-march-5
    profile:
      - launch: {window: {from: 2030-03-01, to: 2030-04-01}, for: 1 d}
      - commission: {for: 10 d, milestone: operational}
  - id: lander
    phase: first
    launcher: long-march-8
    profile:
      - launch: {window: [{from: 2030-06-01, to: 2030-06-03}, {from: 2032-06-01, to: 2032-06-03}], for: 1 d}
      - transfer: {time_of_flight: 5 d, max_gap: 0 d}
      - descend: {for: 1 h, milestone: landed}
    after: [{mission: relay, milestone: operational}]
  - id: probe
    launcher: long-march-5
    profile: [{launch: {window: {from: 2030-05-01, to: 2033-01-01}, for: 1 d}}]
risks:
  later_windows_until: 2040-01-01
  launchers:
    - {launcher: long-march-5, launch: {failure: 25 %, again_after: 500 d}, grounded: [90 d, 100 d, 110 d]}
  landing: {failure: 10 %, again_after: 30 d}
  partners:
    - {partner: them, withdrawal: 20 %, when: {from: 2030-01-01, to: 2030-01-02}, removes: [probe]}
)";

double probability_by_target(const std::string& milestones_csv, const std::string& row) {
  const std::size_t at = milestones_csv.find(row);
  REQUIRE(at != std::string::npos);
  const std::string line = milestones_csv.substr(at, milestones_csv.find('\n', at) - at);
  return std::stod(line.substr(line.rfind(',', line.rfind(',') - 1) + 1));  // the last but `source`
}

}  // namespace

TEST_CASE("replan: a failed launch is flown again, its rocket stands still, and what waits moves with it",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("rockets.yaml", scenario);
  const Ran told = ran({"replan", file, "--fail", "relay"});
  CAPTURE(told.out, told.err);
  REQUIRE(told.code == ExitCode::ok);
  // It fails on 2 March: 500 d for the next one, 100 d (the likeliest) for the other launch of the rocket.
  // The window of the lander in 2030 is gone by then.
  CHECK(told.out ==
        "relay.launch fails on 2030-03-02: tried again from 2031-07-15 on; its rocket stands still until "
        "2030-06-10\n"
        "moves          was         now\n"
        "relay.launch   2030-03-01  2031-07-15  501 d later\n"
        "probe.launch   2030-05-01  2030-06-10  40 d later\n"
        "lander.launch  2030-06-01  2032-06-01  731 d later\n"
        "phase ends     was         now\n"
        "first          2030-06-07  2032-06-07  731 d later, target 2031-12-31: missed by 159 d\n"
        "6 legs move, 0 stay\n");
  const Ran soon =
      ran({"replan", file, "--fail", "relay", "--again-after", "10 d", "--grounded", "0 d", "--json"});
  REQUIRE(soon.code == ExitCode::ok);
  const auto document = nlohmann::json::parse(soon.out);
  CHECK(document["again_from_utc"].get<std::string>().substr(0, 10) == "2030-03-12");
  REQUIRE(document["missions"].size() == 1);
  CHECK(document["missions"][0]["mission"] == "relay");
  CHECK(document["phases"].empty());
  CHECK(document["legs_moved"] == 2);
}

TEST_CASE("replan: a landing is flown again from its launch on", "[cli]") {
  const TemporaryFolder folder;
  const Ran told = ran({"replan", folder.write("rockets.yaml", scenario), "--fail", "lander.descend"});
  CAPTURE(told.out, told.err);
  REQUIRE(told.code == ExitCode::ok);
  CHECK_THAT(told.out, Contains("lander.launch  2030-06-01  2032-06-01"));
}

TEST_CASE("replan: what cannot fail is answered with what can", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("rockets.yaml", scenario);
  const Ran mission = ran({"replan", file, "--fail", "rely"});
  CHECK(mission.code == ExitCode::usage);
  CHECK_THAT(mission.err, Contains("there is no mission 'rely'. Did you mean 'relay'?"));
  const Ran leg = ran({"replan", file, "--fail", "relay.land"});
  CHECK(leg.code == ExitCode::usage);
  CHECK_THAT(leg.err, Contains("'relay' has no leg 'land'. There are: launch, commission."));
  const Ran silent = ran({"replan", file, "--fail", "lander"});
  CHECK(silent.code == ExitCode::usage);
  CHECK_THAT(silent.err, Contains("nothing says when 'lander.launch' is tried again"));
  CHECK(ran({"replan", file}).code == ExitCode::usage);
}

TEST_CASE("mc: launchers, landings and partners have the shares that the scenario says",
          "[cli][validation]") {
  const TemporaryFolder folder;
  const std::string out = folder / "out";
  const Ran run =
      ran({"mc", folder.write("rockets.yaml", scenario), "--samples", "2000", "--out", out, "--json"});
  CAPTURE(run.err);
  REQUIRE(run.code == ExitCode::ok);
  std::ifstream stream(out + "/milestones.csv");
  std::ostringstream read;
  read << stream.rdbuf();
  // The phase ends in 2030 if neither the relay's launch (0.25) nor the landing (0.1) fails; three standard
  // deviations of 2000 draws are 0.032.
  CHECK(std::abs(probability_by_target(read.str(), "phase,first,") - 0.75 * 0.9) < 0.032);
  const auto document = nlohmann::json::parse(run.out);
  CHECK(document["without_a_date"] == 0);
  for (const auto& milestone : document["milestones"]) {
    // The partner leaves before anything flies.
    if (milestone["name"] == "probe") CHECK(std::abs(milestone["reached"].get<double>() - 0.8) < 0.027);
    if (milestone["name"] == "first") CHECK(milestone["drivers"][0]["of"] == "relay.launch");
  }
}

TEST_CASE("risks: names that nothing has, all at once", "[cli]") {
  const TemporaryFolder folder;
  std::string text = scenario;
  const auto change = [&](const std::string& before, const std::string& after) {
    text.replace(text.find(before), before.size(), after);
  };
  change("{launcher: long-march-5, launch", "{launcher: long-march-55, launch");
  change("removes: [probe]", "removes: [prob]");
  const Ran wrong = ran({"validate", folder.write("rockets.yaml", text)});
  CHECK(wrong.code == ExitCode::scenario_invalid);
  CHECK_THAT(wrong.out + wrong.err, Contains("no mission flies on a launcher 'long-march-55'") &&
                                        Contains("did you mean 'long-march-5'?") &&
                                        Contains("no mission is called 'prob'"));
}
