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
        std::vector<std::string>{"f/gantt.svg", "f/trajectory-change-5.svg", "f/trajectory-queqiao-2.svg"});
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
