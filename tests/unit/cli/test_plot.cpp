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
