#include <nlohmann/json.hpp>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

TEST_CASE("validate: says of each file whether it is valid", "[cli]") {
  const Ran run = ran({"validate", arrivals()});
  CHECK(run.code == ExitCode::ok);
  CHECK(run.out == arrivals() + ": valid: 2 missions, 2 flights\n");
  CHECK(ran({"validate", "--quiet", arrivals()}).out.empty());
}

TEST_CASE("validate: one document with every diagnostic", "[cli]") {
  const std::string bad = std::string(PERILUNE_SOURCE_DIR) + "/scenarios/bad/unknown-key.yaml";
  const Ran run = ran({"validate", "--json", arrivals(), bad});
  CHECK(run.code == ExitCode::scenario_invalid);
  const auto document = nlohmann::json::parse(run.out);
  CHECK(document["valid"] == false);
  CHECK(document["files"][0]["valid"] == true);
  const auto& first = document["files"][1]["diagnostics"][0];
  CHECK(first["severity"] == "error");
  CHECK(first["code"] == "unknown-key");
  CHECK(first["file"] == bad);
  CHECK(first["line"] > 1);
}

TEST_CASE("validate: every bad file prints exactly the text beside it", "[cli]") {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(PERILUNE_SOURCE_DIR);  // the texts name the files from the top of the tree
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("scenarios/bad")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path());
    const Ran run = ran({"validate", entry.path().string()});
    CHECK(run.code == ExitCode::scenario_invalid);
    CHECK(run.out == text_of(std::filesystem::path(entry.path()).replace_extension(".txt")));
    CHECK(run.err.empty());
    ++files;
  }
  std::filesystem::current_path(before);
  CHECK(files >= 25);
}
