#include <ostream>
#include <stdexcept>
#include <streambuf>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

const char* const infeasible_scenario = R"(perilune: 1
name: Too short
time_scale: UTC
horizon: {from: 2030-01-01, to: 2030-01-04}
missions:
  - id: a
    profile:
      - launch: {for: 30 min}
      - transfer: {time_of_flight: 5 d}
)";

/// A terminal that fails in a way that nobody foresaw.
class Broken : public std::streambuf {
  int_type overflow(int_type) override { throw std::runtime_error("the terminal burns"); }
};

/// A disk that is full.
class Full : public std::streambuf {};

}  // namespace

TEST_CASE("exit 0: a scenario that flies", "[cli]") {
  const TemporaryFolder folder;
  const Ran run = ran({"run", arrivals(), "--out", folder / "results"});
  CHECK(run.code == ExitCode::ok);
  CHECK(run.err.empty());
  CHECK_THAT(run.out, Contains("queqiao-2  perilune 2024-03-24T16:55:") &&
                          Contains("change-5   perilune 2020-11-28T13:1") &&
                          Contains("results: " + (folder / "results") + "\n"));
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') <= 14);
  CHECK(folder.files() ==
        std::vector<std::string>{"results/burns.csv", "results/events.csv", "results/manifest.json",
                                 "results/report.html", "results/schedule.csv", "results/shadows.csv",
                                 "results/trajectories/change-5.oem", "results/trajectories/queqiao-2.oem"});
}

TEST_CASE("exit 1: a failure that nobody foresaw says that it is a bug", "[cli]") {
  Broken buffer;
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);
  std::ostringstream err;
  const std::vector<std::string> arguments = {"version"};
  CHECK(run_cli(arguments, {out, err, false, {}}) == ExitCode::internal_error);
  CHECK_THAT(err.str(), Contains("the terminal burns") && Contains("This is a bug of Perilune"));
}

TEST_CASE("exit 2: a command line that says something impossible", "[cli]") {
  const auto [arguments, says] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"rum"}, "there is no command 'rum'. Did you mean 'run'?"},
      {{"--flags"}, "there is no command '--flags'"},
      {{"run"}, "FILE is required"},
      {{"run", "a.yaml", "b.yaml"}, "b.yaml"},
      {{"run", "a.yaml", "--ouut", "x"}, "there is no option '--ouut'. Did you mean '--out'?"},
      {{"run", "a.yaml", "--threads", "many"}, "--threads"},
      {{"run", "a.yaml", "--threads", "-1"}, "--threads"},
      {{"validate"}, "FILE is required"},
      {{"version", "3"}, "3"},
      {{"explain", "missons"}, "missions"},
      {{"propagate"}, "--at: the instant of the orbit is missing"},
      {{"propagate", "--at", "2024-03-22"}, "one of the two is wanted"},
      {{"propagate", "--at", "2024-03-22", "--elements", "1"}, "--at: "},
      {{"propagate", "--at", "2024-03-22 TT", "--elements", "1 km, 0.1"}, "found 2 values, expected six"},
      {{"propagate", "--at", "2024-03-22 TT", "--state", "1, 2 km, 3 km, 1 m/s, 2 m/s, 3 m/s"},
       "'1' has no unit"},
      {{"propagate", "--at", "2024-03-22 TT", "--state", "1 km, 2 km, 3 km, 1 m/s, 2 m/s, 3 m/s", "--forces",
        "eart"},
       "Did you mean 'earth'?"},
      {{"propagate", "--at", "2024-03-22 TT", "--state", "1 km, 2 km, 3 km, 1 m/s, 2 m/s, 3 m/s", "--until",
        "perilun"},
       "Did you mean 'perilune'?"},
      {{"propagate", arrivals(), "--at", "2024-03-22 TT"}, "excludes"},
      {{"propagate", arrivals()}, "--mission takes one of: queqiao-2, change-5"},
      {{"propagate", arrivals(), "--mission", "queqiao-3"}, "Did you mean 'queqiao-2'?"},
  }));
  CAPTURE(arguments);
  const Ran run = ran(arguments);
  CHECK(run.code == ExitCode::usage);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Contains(says));
}

TEST_CASE("exit 2: no argument at all gives the help page, where errors go", "[cli]") {
  const Ran run = ran({});
  CHECK(run.code == ExitCode::usage);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Contains("Usage: perilune COMMAND"));
}

TEST_CASE("exit 2: SOURCE_DATE_EPOCH that is no time", "[cli]") {
  const TemporaryFolder folder;
  for (const std::string date : {"yesterday", "-5", "99999999999999999999"}) {
    std::ostringstream out;
    std::ostringstream err;
    const std::vector<std::string> arguments = {"run", arrivals(), "--out", folder / "x"};
    CHECK(run_cli(arguments, {out, err, false, date}) == ExitCode::usage);
    CHECK_THAT(err.str(), Contains("SOURCE_DATE_EPOCH"));
  }
  CHECK(folder.files().empty());
}

TEST_CASE("exit 3: an invalid scenario, with all its problems and nothing written", "[cli]") {
  const TemporaryFolder folder;
  const std::string bad = std::string(PERILUNE_SOURCE_DIR) + "/scenarios/bad/many-problems.yaml";
  const Ran run = ran({"run", bad, "--out", folder / "x"});
  CHECK(run.code == ExitCode::scenario_invalid);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Contains("error[unknown-key]") && Contains("error[unknown-word]"));
  CHECK(folder.files().empty());

  const Ran validate = ran({"validate", bad});
  CHECK(validate.code == ExitCode::scenario_invalid);
  CHECK(validate.out == run.err);
  CHECK(validate.err.empty());
}

TEST_CASE("exit 3: an orbit that no craft can be on names its mission and line", "[cli]") {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("low.yaml", arrivals_with("semi_major_axis: 208452.2176 km", "semi_major_axis: 2000 km"));
  const Ran run = ran({"run", file, "--out", folder / "x"});
  CHECK(run.code == ExitCode::scenario_invalid);
  CHECK_THAT(run.err, Contains("low.yaml:") && Contains("the flight of 'queqiao-2'"));
  CHECK(folder.files() == std::vector<std::string>{"low.yaml"});
}

TEST_CASE("exit 6: a start outside the ephemeris names the span that is covered", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write(
      "early.yaml", arrivals_with("epoch: 2024-03-22T00:00:00 TT", "epoch: 1999-03-22T00:00:00 TT"));
  const Ran run = ran({"run", file, "--out", folder / "x"});
  CHECK(run.code == ExitCode::file_error);
  CHECK_THAT(run.err,
             Contains("the flight of 'queqiao-2'") && Contains("2017-12-09") && Contains("2052-01-08"));
  CHECK(folder.files() == std::vector<std::string>{"early.yaml"});
}

TEST_CASE("exit 4: an infeasible scenario says what cannot hold together, and keeps what could be done",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("short.yaml", infeasible_scenario);
  const Ran run = ran({"run", file, "--out", folder / "x"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == ExitCode::infeasible);
  CHECK_THAT(run.out, Contains("INFEASIBLE") && Contains("a.transfer lasts at least 5 d"));
  CHECK_THAT(run.err, Contains("infeasible"));
  CHECK_THAT(
      text_of(folder / "x/schedule.csv"),
      Contains("kind,milestones,source,planned_from_utc,planned_to_utc,partial\na,launch,,,,,,launch,,") &&
          Contains("\na,transfer,,,,,,transfer,,"));
  CHECK_THAT(text_of(folder / "x/manifest.json"),
             Contains("\"schedule\": \"infeasible\"") && Contains("a.transfer lasts"));
  CHECK_THAT(ran({"run", file, "--out", folder / "y", "--quiet"}).err,
             Contains("a.transfer lasts at least 5 d"));
}

TEST_CASE("exit 5: a flight that does not arrive says why, and its path so far is kept", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("late.yaml", arrivals_with("at_most: 6 d", "at_most: 1 d"));
  const Ran run = ran({"run", file, "--out", folder / "x"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == ExitCode::numerical_failure);
  CHECK_THAT(run.out, Contains("FAILED: no perilune came within 1 d") && Contains("change-5   perilune"));
  CHECK_THAT(run.err, Contains("the flight of 'queqiao-2' failed: no perilune came within 1 d"));
  CHECK_THAT(text_of(folder / "x/trajectories/queqiao-2.oem"),
             Contains("COMMENT flight failed: no perilune"));
  CHECK(ran({"propagate", file, "--mission", "queqiao-2"}).code == ExitCode::numerical_failure);
}

TEST_CASE("exit 6: a file that is not there, with the nearest one", "[cli]") {
  const Ran run = ran({"run", std::string(PERILUNE_SOURCE_DIR) + "/scenarios/arrivls.yaml"});
  CHECK(run.code == ExitCode::file_error);
  CHECK_THAT(run.err, Contains("there is no file") && Contains("scenarios/arrivals.yaml'?"));
  CHECK(ran({"validate", PERILUNE_SOURCE_DIR}).code == ExitCode::file_error);  // a folder
}

TEST_CASE("exit 6: a kernel that is none", "[cli]") {
  const TemporaryFolder folder;
  const std::string kernel = folder.write("de999.bsp", "not a kernel");
  const Ran run = ran({"run", arrivals(), "--out", folder / "x", "--kernel", kernel});
  CHECK(run.code == ExitCode::file_error);
  CHECK_THAT(run.err, Contains("de999.bsp"));
  CHECK(folder.files() == std::vector<std::string>{"de999.bsp"});
  CHECK(ran({"run", arrivals(), "--kernel", folder / "none.bsp", "--out", folder / "x"}).code ==
        ExitCode::file_error);
}

TEST_CASE("exit 6: a standard output that cannot be written", "[cli]") {
  Full buffer;
  std::ostream out(&buffer);
  std::ostringstream err;
  const std::vector<std::string> arguments = {"version"};
  CHECK(run_cli(arguments, {out, err, false, {}}) == ExitCode::file_error);
  CHECK_THAT(err.str(), Contains("standard output"));
}
