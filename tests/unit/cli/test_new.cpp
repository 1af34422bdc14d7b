#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

TEST_CASE("new: what it writes runs as it stands, and holds", "[cli]") {
  const TemporaryFolder folder;
  const Ran made = ran({"new", folder / "my.yaml"});
  CHECK(made.code == ExitCode::ok);
  CHECK(made.err.empty());
  CHECK_THAT(made.out, Contains("my.yaml: written. Now: perilune run "));
  CHECK(ran({"validate", "--quiet", folder / "my.yaml"}).out.empty());

  const Ran run = ran({"run", folder / "my.yaml", "--out", folder / "out"});
  CHECK(run.code == ExitCode::ok);
  CHECK_THAT(run.out, Contains("My campaign: 3 missions") && Contains("nobody short of anything") &&
                          !Contains("phase-slip"));
}

TEST_CASE("new: leaves alone what is there, unless it is told to", "[cli]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("mine.yaml", "precious");
  const Ran refused = ran({"new", path});
  CHECK(refused.code == ExitCode::file_error);
  CHECK_THAT(refused.err, Contains("is there already"));
  CHECK(ran({"validate", path}).code == ExitCode::scenario_invalid);
  CHECK(ran({"new", path, "--force"}).code == ExitCode::ok);
  CHECK(ran({"validate", path}).code == ExitCode::ok);
}
