// perilune mc: Monte Carlo over a scenario.

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

namespace {

/// Two missions; the second waits for the first. The launches may fail, with a window a year.
constexpr const char* scenario = R"(perilune: 1
name: Two missions
time_scale: UTC
horizon: {from: 2030-01-01, to: 2060-01-01}
phases:
  - {id: first, to: 2030-12-31}
missions:
  - id: relay
    phase: first
    profile:
      - launch: {window: [{from: 2030-03-01, to: 2030-04-01}, {from: 2031-03-01, to: 2031-04-01}, {from: 2032-03-01, to: 2059-01-01}], for: 1 d, risk: {failure: 25 %, again_after: 60 d, scrub: 10 %}}
      - commission: {for: 10 d, milestone: operational, risk: {overrun: [0 d, 20 d]}}
      - operate: {for: 1 yr}
  - id: lander
    phase: first
    profile:
      - prepare: {for: 30 d, risk: {slip: 10 d}}
      - launch: {for: 1 d, max_gap: 3 d}
      - descend: {for: 1 h, milestone: landed}
    after:
      - {mission: relay, milestone: operational}
)";

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> tables() {
  return {"schedule.csv", "mc.csv", "milestones.csv", "probability.csv", "activities.csv", "drivers.csv"};
}

}  // namespace

TEST_CASE("mc: a second call goes on from the first and ends in the same bytes", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("two.yaml", scenario);
  const std::string whole = folder / "whole";
  const std::string parts = folder / "parts";
  const Ran once = ran({"mc", file, "--samples", "250", "--out", whole, "--threads", "2"});
  CAPTURE(once.out, once.err);
  REQUIRE(once.code == ExitCode::ok);
  CHECK(once.out.find("250 samples, 3 legs at risk: a plan held in all of them\n") == 0);
  REQUIRE(ran({"mc", file, "--samples", "120", "--out", parts, "--threads", "1", "--quiet"}).code ==
          ExitCode::ok);
  CHECK(text_of(parts + "/mc.csv") != text_of(whole + "/mc.csv"));
  // The second hundred was never written whole: what is damaged is done again.
  folder.write("parts/checkpoint/000000100.txt", "perilune mc something else\n");
  const Ran again = ran({"mc", file, "--samples", "250", "--out", parts, "--threads", "3", "-v"});
  REQUIRE(again.code == ExitCode::ok);
  CHECK(again.err.find("100 samples were there from an earlier call") != std::string::npos);
  for (const std::string& table : tables()) {
    CAPTURE(table);
    CHECK(text_of(parts + "/" + table) == text_of(whole + "/" + table));
  }
}

TEST_CASE("mc: other fates with another seed; nothing is taken over from another scenario", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("two.yaml", scenario);
  const std::string out = folder / "out";
  REQUIRE(ran({"mc", file, "--samples", "100", "--out", out, "--quiet"}).code == ExitCode::ok);
  const std::string first = text_of(out + "/mc.csv");
  REQUIRE(ran({"mc", file, "--samples", "100", "--out", out, "--quiet", "--seed", "2"}).code == ExitCode::ok);
  CHECK(text_of(out + "/mc.csv") != first);
  std::string changed = scenario;
  changed.replace(changed.find("failure: 25 %"), 13, "failure: 26 %");
  folder.write("two.yaml", changed);
  const Ran other = ran({"mc", file, "--samples", "100", "--out", out, "-v"});
  CHECK(other.code == ExitCode::ok);
  CHECK(other.err.find("earlier call") == std::string::npos);
}

TEST_CASE("mc: the probabilities that it prints are those of the launches", "[cli][validation]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("two.yaml", scenario);
  const std::string out = folder / "out";
  REQUIRE(ran({"mc", file, "--samples", "1000", "--out", out, "--quiet"}).code == ExitCode::ok);
  // The phase ends in 2030 if the relay's launch succeeds at once (0.75), and in 2031 if not (the next
  // window): three standard deviations of 1000 draws are 0.041. Scrubs of days and overruns of weeks do not
  // matter.
  std::istringstream lines(text_of(out + "/milestones.csv"));
  bool is_found = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("phase,first,", 0) != 0) continue;
    is_found = true;
    const std::size_t source = line.rfind(',');
    const double by_target = std::stod(line.substr(line.rfind(',', source - 1) + 1));
    CHECK(std::abs(by_target - 0.75) < 0.041);
    CHECK(line.find(",2031-0") != std::string::npos);  // P80
  }
  CHECK(is_found);
  CHECK(text_of(out + "/drivers.csv").find("phase,first,relay.launch,") != std::string::npos);
}

TEST_CASE("mc: a scenario without risks is answered with what is missing", "[cli]") {
  const TemporaryFolder folder;
  std::string text = scenario;
  for (std::size_t at = text.find(", risk: {"); at != std::string::npos; at = text.find(", risk: {"))
    text.erase(at, text.find('}', at) + 1 - at);
  const Ran none = ran({"mc", folder.write("calm.yaml", text), "--out", folder / "out"});
  CHECK(none.code == ExitCode::usage);
  CHECK(none.err.find("'risk'") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("mc: each row names the line of the scenario that it comes from", "[cli]") {
  const TemporaryFolder folder;
  std::string text = scenario;
  text += R"(risks:
  partners:
    - {partner: them, withdrawal: 50 %, when: {from: 2030-01-01, to: 2030-02-01}, delays: [lander], delay: 2 yr}
)";
  const std::string file = folder.write("two.yaml", text);
  const std::string out = folder / "out";
  REQUIRE(ran({"mc", file, "--samples", "100", "--out", out, "--quiet"}).code == ExitCode::ok);
  const auto line_of = [&](const std::string& words) {
    const std::size_t at = text.find(words);
    REQUIRE(at != std::string::npos);
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  };
  const auto has_row = [&](const std::string& table, const std::string& begin, const std::string& words) {
    const std::string end = file + ":" + std::to_string(line_of(words));
    std::istringstream rows(text_of(out + "/" + table));
    for (std::string row; std::getline(rows, row);)
      if (row.starts_with(begin) && row.ends_with("," + end)) return true;
    return false;
  };
  CHECK(has_row("milestones.csv", "phase,first,", "id: first"));
  CHECK(has_row("milestones.csv", "mission,lander,", "id: lander"));
  CHECK(has_row("milestones.csv", "milestone,lander.landed,", "milestone: landed"));
  CHECK(has_row("probability.csv", "phase,first,2031-01-01T00:00:00,", "id: first"));
  CHECK(has_row("activities.csv", "lander.prepare,", "prepare:"));
  CHECK(has_row("drivers.csv", "phase,first,relay.launch,", "failure: 25 %"));
  CHECK(has_row("drivers.csv", "phase,first,them,", "partner: them"));
}

TEST_CASE("mc: what it computed on the way is kept among its results, not in the working folder", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("kept-beside-results.yaml", R"(perilune: 1
name: Orbiter
time_scale: UTC
horizon: {from: 2028-01-01, to: 2030-01-01}
craft:
  - {id: orbiter, dry_mass: 3500 kg, specific_impulse: 310 s}
missions:
  - id: orbiter
    craft: [{craft: orbiter, payload: 500 kg}]
    profile:
      - launch: {site: wenchang, window: {from: 2028-02-01, to: 2028-02-20}, risk: {slip: [0 d, 3 d]}}
      - transfer: {kind: direct, time_of_flight: [4 d, 5.2 d], perilune: 200 km, by: orbiter}
      - capture: {by: orbiter, for: 1 d}
)");
  const Ran once = ran({"mc", file, "--samples", "10", "--out", folder / "out"});
  CAPTURE(once.out, once.err);
  REQUIRE(once.code == ExitCode::ok);
  CHECK(std::filesystem::exists(folder / "out/cache"));
  CHECK_FALSE(std::filesystem::exists("out/kept-beside-results"));
}
