#include <filesystem>
#include <sstream>
#include <string>

#include <perilune/report/png.hpp>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

TEST_CASE("plot: each figure of the report as a file of its own", "[cli]") {
  const TemporaryFolder folder;
  const Ran run = ran({"plot", arrivals(), "--out", folder / "f"});
  CHECK(run.code == ExitCode::ok);
  CHECK(folder.files() ==
        std::vector<std::string>{"f/gantt.svg", "f/ground-track-change-5.svg", "f/ground-track-queqiao-2.svg",
                                 "f/growth.svg", "f/shadow-change-5.svg", "f/shadow-queqiao-2.svg",
                                 "f/trajectory-change-5.svg", "f/trajectory-queqiao-2.svg"});
  CHECK_THAT(run.out, Contains("gantt.svg\n") && Contains("trajectory-queqiao-2.svg\n"));
}

TEST_CASE("plot: one figure by its id, and the nearest id for one that is not there", "[cli]") {
  const TemporaryFolder folder;
  CHECK(ran({"plot", arrivals(), "--figure", "gantt", "--out", folder / "f"}).code == ExitCode::ok);
  CHECK(folder.files() == std::vector<std::string>{"f/gantt.svg"});
  const Ran unknown = ran({"plot", arrivals(), "--figure", "gant", "--out", folder / "g"});
  CHECK(unknown.code == ExitCode::usage);
  CHECK_THAT(unknown.err, Contains("no figure 'gant'") && Contains("Did you mean 'gantt'?"));
  CHECK(folder.files().size() == 1);
  const Ran list = ran({"plot", arrivals(), "--list", "--out", folder / "h"});
  CHECK_THAT(list.out,
             Contains("gantt  Schedule\n") && Contains("trajectory-change-5  Flight of change-5\n"));
  CHECK(folder.files().size() == 1);
}

TEST_CASE("plot: as PNG where librsvg is, and exit 6 with the package's name where it is not", "[cli]") {
  const TemporaryFolder folder;
  const Ran run =
      ran({"plot", arrivals(), "--figure", "gantt", "--svg", "--png", "--scale", "1", "--out", folder / "f"});
  if (can_draw_png()) {
    CHECK(run.code == ExitCode::ok);
    CHECK(folder.files() == std::vector<std::string>{"f/gantt.png", "f/gantt.svg"});
  } else {
    CHECK(run.code == ExitCode::file_error);
    CHECK_THAT(run.err, Contains("librsvg2-2"));
    CHECK(folder.files().empty());
  }
  CHECK(ran({"plot", arrivals(), "--png", "--scale", "0", "--out", folder / "g"}).code == ExitCode::usage);
}

TEST_CASE("plot: how sure the dates are, from samples that mc has made or that it makes itself", "[cli]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("plot-risk.yaml", R"(perilune: 1
name: One launch at risk
time_scale: UTC
horizon: {from: 2030-01-01, to: 2040-01-01}
phases: [{id: first, to: 2030-12-31}]
missions:
  - id: relay
    phase: first
    profile:
      - launch: {window: [{from: 2030-03-01, to: 2030-04-01}, {from: 2031-03-01, to: 2039-04-01}], for: 1 d, risk: {failure: 25 %, again_after: 60 d}}
      - commission: {for: 10 d, milestone: operational}
)");
  const std::string kept = "out/plot-risk";  // where mc keeps its samples: below the present folder
  std::filesystem::remove_all(kept);
  const Ran without = ran({"plot", file, "--list"});
  CHECK(without.out.find("risk-") == std::string::npos);
  const Ran all = ran({"plot", file, "--samples", "150", "--list"});
  CAPTURE(all.err);
  CHECK(all.code == ExitCode::ok);
  CHECK_THAT(all.out, Contains("gantt  Schedule\n") && Contains("risk-dates  Dates of milestones\n") &&
                          Contains("risk-probability  ") && Contains("risk-drivers  "));

  // The picture has the dates of the table that mc writes from the same samples.
  REQUIRE(ran({"mc", file, "--samples", "150", "--out", folder / "mc", "--quiet"}).code == ExitCode::ok);
  REQUIRE(ran({"plot", file, "--samples", "150", "--figure", "risk-dates", "--figure", "gantt", "--out",
               folder / "f"})
              .code == ExitCode::ok);
  const std::string dates = text_of(folder.path() / "f/risk-dates.svg");
  std::istringstream lines(text_of(folder.path() / "mc/milestones.csv"));
  std::string line;
  std::getline(lines, line);
  CHECK(line.rfind("kind,name,planned_utc,p50_utc,", 0) == 0);
  int milestones = 0;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string kind, name, planned, p50;
    std::getline(cells, kind, ','), std::getline(cells, name, ','), std::getline(cells, planned, ',');
    std::getline(cells, p50, ',');
    CAPTURE(line);
    CHECK_THAT(dates, Contains("data-name=\"" + name + "\"") && Contains("data-p50=\"" + p50 + "\""));
    ++milestones;
  }
  CHECK(milestones == 3);  // the phase, the mission, what it reaches
  CHECK_THAT(text_of(folder.path() / "f/gantt.svg"), Contains("class=\"whisker\""));

  // A figure of the risks is enough to be asked for them; where nothing can go wrong, that is said.
  REQUIRE(ran({"plot", file, "--figure", "risk-drivers", "--out", folder / "g"}).code == ExitCode::ok);
  CHECK(std::filesystem::exists(folder / "g/risk-drivers.svg"));
  const Ran safe = ran({"plot", arrivals(), "--figure", "risk-dates", "--out", folder / "h"});
  CHECK(safe.code == ExitCode::usage);
  CHECK_THAT(safe.err, Contains("plot: no leg of") && Contains("nothing can go wrong"));
  CHECK_FALSE(std::filesystem::exists(folder / "h"));
  std::filesystem::remove_all(kept);
}
