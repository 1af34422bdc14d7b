#include <cstdlib>

#include <nlohmann/json.hpp>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

std::string shipped(const std::string& name) {
  return std::string(PERILUNE_SOURCE_DIR) + "/scenarios/" + name;
}

/// The program with terminals of its own choice.
Ran ran_with(const std::vector<std::string>& arguments, bool terminals, bool no_color) {
  std::ostringstream out;
  std::ostringstream err;
  CliContext context{out, err, terminals, "1795320000"};
  context.out_is_terminal = terminals;
  context.no_color = no_color;
  const ExitCode code = run_cli(arguments, context);
  return {code, out.str(), err.str()};
}

const std::vector<std::string> ten_days = {"windows", "--from", "2030-03-01 UTC", "--to", "2030-03-11 UTC"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("validate: a SARIF log has every problem with its place, and every code as a rule", "[cli]") {
  const Ran run = ran({"validate", "--sarif", shipped("bad/unknown-key.yaml"), arrivals()});
  CHECK(run.code == ExitCode::scenario_invalid);
  const json log = json::parse(run.out);
  CHECK(log["version"] == "2.1.0");
  const json& only = log["runs"][0];
  const json& result = only["results"][0];
  CHECK(result["ruleId"] == "unknown-key");
  CHECK(result["level"] == "error");
  const json& place = result["locations"][0]["physicalLocation"];
  CHECK_THAT(place["artifactLocation"]["uri"].get<std::string>(),
             Catch::Matchers::EndsWith("bad/unknown-key.yaml"));
  CHECK(place["region"]["startLine"] > 1);
  CHECK(place["region"]["endColumn"] > place["region"]["startColumn"]);
  bool known = false;
  for (const json& rule : only["tool"]["driver"]["rules"]) known = known || rule["id"] == "unknown-key";
  CHECK(known);
  CHECK(json::parse(ran({"validate", "--sarif", arrivals()}).out)["runs"][0]["results"].empty());
  CHECK(ran({"validate", "--sarif", "--json", arrivals()}).code == ExitCode::usage);
}

TEST_CASE("colours: on terminals, unless NO_COLOR or --color say otherwise", "[cli]") {
  const std::string bad = shipped("bad/unknown-key.yaml");
  const std::string red = "\x1B[1;31merror[unknown-key]\x1B[0m";
  CHECK_THAT(ran_with({"validate", bad}, true, false).out, Contains(red));
  CHECK_THAT(ran_with({"run", bad}, true, false).err, Contains(red));
  CHECK_THAT(ran_with({"validate", bad}, true, true).out, !Contains("\x1B"));
  CHECK_THAT(ran_with({"validate", bad}, false, false).out, !Contains("\x1B"));
  CHECK_THAT(ran_with({"validate", bad, "--color", "always"}, false, true).out, Contains(red));
  CHECK_THAT(ran_with({"validate", bad, "--color=never"}, true, false).out, !Contains("\x1B"));
  CHECK(ran({"validate", bad, "--color", "sometimes"}).code == ExitCode::usage);
}

TEST_CASE("verbose: what is done goes to the error stream, results stay as they are", "[cli]") {
  const Ran quiet = ran({"schedule", shipped("ilrs-precursors.yaml")});
  const Ran loud = ran({"schedule", shipped("ilrs-precursors.yaml"), "-v"});
  CHECK(loud.out == quiet.out);
  CHECK(quiet.err.empty());
  CHECK_THAT(loud.err, Contains("late for its phase"));
}

TEST_CASE("schedule: table, CSV and JSON say the same, and the CSV is that of a run", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = shipped("ilrs-precursors.yaml");
  REQUIRE(ran({"run", file, "--out", folder / "x", "--quiet"}).code == ExitCode::ok);
  const Ran csv = ran({"schedule", file, "--csv"});
  CHECK(csv.out == text_of(folder / "x/schedule.csv"));
  const json document = json::parse(ran({"schedule", file, "--json"}).out);
  CHECK(document["status"] == "optimal");
  CHECK(static_cast<long>(document["activities"].size()) + 1 ==
        std::count(csv.out.begin(), csv.out.end(), '\n'));
  const json& first = document["activities"][0];
  CHECK_THAT(csv.out,
             Contains(first["mission"].get<std::string>() + "," + first["activity"].get<std::string>() + "," +
                      first["start_utc"].get<std::string>()));
  CHECK(ran({"schedule", file, "--quiet"}).out.empty());
}

TEST_CASE("kernels: the embedded ephemeris, and a file's segments", "[cli]") {
  const json embedded = json::parse(ran({"kernels", "--json"}).out);
  CHECK(embedded["files"].size() == 2);
  const std::string kernel =
      std::string(PERILUNE_SOURCE_DIR) + "/lib/bodies/data/perilune_de440_2018_2052.bsp";
  const json file = json::parse(ran({"kernels", kernel, "--json"}).out)["files"][0];
  CHECK(file["kind"] == "spk");
  CHECK(file["sha256"] == embedded["files"][0]["sha256"]);
  CHECK(file["segments"][0]["type"] == 2);
  CHECK_THAT(ran({"kernels", kernel}).out, Contains("301 relative to 399, type 2, 2017-12-09"));
  CHECK(ran({"kernels", arrivals()}).code == ExitCode::file_error);
}

TEST_CASE("windows: table, CSV and JSON of the same windows; none is exit 4; nonsense is exit 2", "[cli]") {
  const std::vector<std::string> fast = {"--confirm", "none"};
  const json document = json::parse(ran(ten_days + fast + std::vector<std::string>{"--json"}).out);
  const std::size_t count = document["windows"].size();
  CHECK(count >= 10);
  CHECK(document["windows"][0]["injection_delta_v_m_s"] > 3000.0);
  const std::string csv = ran(ten_days + fast + std::vector<std::string>{"--csv"}).out;
  CHECK(std::count(csv.begin(), csv.end(), '\n') == static_cast<long>(count) + 1);
  const std::string table = ran(ten_days + fast).out;
  CHECK(std::count(table.begin(), table.end(), '\n') == static_cast<long>(count) + 2);
  const Ran none = ran(ten_days + fast + std::vector<std::string>{"--most-insertion", "100 m/s"});
  const Ran lit = ran(ten_days + fast + std::vector<std::string>{"--most-eclipse", "1 min", "--json"});
  const json still = json::parse(lit.out);
  CHECK(std::any_of(still["windows"].begin(), still["windows"].end(), [](const json& window) {
    return window["status"] == "refused" && window["reason"].get<std::string>().rfind("eclipse: ", 0) == 0;
  }));
  const json tries = json::parse(ran(ten_days + fast + std::vector<std::string>{"--periods", "--json"}).out);
  REQUIRE(tries["periods"].size() == 1);  // two windows every day
  CHECK(tries["periods"][0]["windows"].size() == count);
  CHECK(tries["periods"][0]["attempts"].size() >= 8);
  CHECK(tries["periods"][0]["attempts"].size() < count);
  CHECK_THAT(ran(ten_days + fast + std::vector<std::string>{"--periods"}).out, Contains("tries"));
  CHECK_THAT(ran(ten_days + fast + std::vector<std::string>{"--periods", "--csv"}).out,
             Contains("launch_probability"));
  CHECK_THAT(ran(ten_days + std::vector<std::string>{"--recycle", "0 h"}).err, Contains("--recycle"));
  CHECK(none.code == ExitCode::infeasible);
  CHECK_THAT(none.err, Contains("no window"));
  CHECK_THAT(ran(ten_days + std::vector<std::string>{"--perilune", "200 kg"}).err, Contains("--perilune"));
  CHECK(ran(ten_days + std::vector<std::string>{"--site", "baikonur"}).code == ExitCode::usage);
  CHECK(ran({"windows", "--from", "2030-03-11 UTC", "--to", "2030-03-01 UTC"}).code == ExitCode::usage);
}

TEST_CASE("propagate, version: one JSON document", "[cli]") {
  const Ran run = ran({"propagate", arrivals(), "--mission", "queqiao-2", "--json"});
  CHECK(run.code == ExitCode::ok);
  const json document = json::parse(run.out);
  CHECK(document["status"] == "arrived");
  CHECK(document["events"].back()["event"] == "perilune");
  CHECK(document["end"]["position_m"].size() == 3);
  CHECK(json::parse(ran({"version", "--json"}).out)["kernels"].size() == 2);
}

TEST_CASE("report: the page alone, to a file or the standard output", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"report", arrivals(), "--out", folder / "page.html"}).code == ExitCode::ok);
  const std::string page = text_of(folder / "page.html");
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(folder.files() == std::vector<std::string>{"page.html"});
  CHECK(ran({"report", arrivals(), "--out", "-"}).out == page);
}

TEST_CASE("completion: each script knows every command, and shells that are here take it", "[cli]") {
  const TemporaryFolder folder;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    const Ran run = ran({"completion", shell});
    CHECK(run.code == ExitCode::ok);
    for (const std::string command : {"run", "validate", "schedule", "windows", "completion"})
      CHECK_THAT(run.out, Contains(command));
    CHECK_THAT(run.out, Contains(shell == "fish" ? "-l kernel" : "--kernel"));
    const std::string file = folder.write(shell + "-script", run.out);
    const std::string check = "command -v " + shell + " >/dev/null || exit 0; " + shell + " -n " + file;
    CHECK(std::system(check.c_str()) == 0);
  }
  const std::string ask =
      "bash -c 'source " + (folder / "bash-script") +
      "; COMP_WORDS=(perilune va); COMP_CWORD=1; _perilune; echo ${COMPREPLY[0]}" +
      "; COMP_WORDS=(perilune run --ker); COMP_CWORD=2; _perilune; echo ${COMPREPLY[0]}' > " +
      (folder / "answer");
  REQUIRE(std::system(ask.c_str()) == 0);
  CHECK(text_of(folder / "answer") == "validate\n--kernel\n");
  CHECK(ran({"completion", "tcsh"}).code == ExitCode::usage);
}
