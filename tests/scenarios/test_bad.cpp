#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <perilune/scenario/keys.hpp>
#include <perilune/scenario/load.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> bad_files() {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator("scenarios/bad")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path text_beside(fs::path file) {
  return file.replace_extension(".txt");
}

/// Codes whose files would be too large to ship, which the tests below make; and the one that only a schedule
/// can report, which ilrs-precursors.yaml and tests/unit/campaign/test_station_plan.cpp show.
const std::set<std::string> elsewhere = {
    "file-too-large",        "too-many-nodes",      "too-many-problems",       "phase-slip",
    "never-arrives",         "objective-too-large", "station-crew-short",      "station-freezes",
    "station-below-reserve", "station-overheats",   "station-no-return-seats", "station-over-dose",
    "station-store-short",   "station-data-lost"};

/// A file that is gone at the end of the test.
struct TemporaryFile {
  fs::path path = fs::temp_directory_path() / fs::path("perilune-" + std::to_string(::getpid()) + ".yaml");
  explicit TemporaryFile(const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { fs::remove(path); }
};

}  // namespace

TEST_CASE("bad scenarios: each prints exactly the text beside it", "[scenario]") {
  enter_checkout();
  REQUIRE(bad_files().size() >= 40);
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.generic_string());
    const ScenarioCheck check = check_scenario(file);
    CHECK_FALSE(check.scenario.has_value());
    CHECK(check.rendered == expected_text(text_beside(file), check.rendered));
    try {
      load_scenario(file);
      FAIL("it was read");
    } catch (const ScenarioError& error) {
      CHECK(error.what() == check.rendered);
      CHECK(error.diagnostics() == check.diagnostics);
    }
  }
}

TEST_CASE("bad scenarios: every text belongs to a file", "[scenario]") {
  enter_checkout();
  for (const fs::directory_entry& entry : fs::directory_iterator("scenarios/bad")) {
    if (entry.path().extension() != ".txt") continue;
    CAPTURE(entry.path().generic_string());
    CHECK(fs::exists(fs::path(entry.path()).replace_extension(".yaml")));
  }
}

TEST_CASE("bad scenarios: every code that can be reported has a file", "[scenario]") {
  enter_checkout();
  std::set<std::string> reported = elsewhere;
  for (const fs::path& file : bad_files()) {
    for (const Diagnostic& problem : check_scenario(file).diagnostics) reported.insert(problem.code);
  }
  std::set<std::string> documented;
  for (const DiagnosticCode& code : diagnostic_codes()) documented.insert(std::string(code.code));
  CHECK(reported == documented);
}

TEST_CASE("bad scenarios: every code that stands in the sources is documented", "[scenario]") {
  enter_checkout();
  std::set<std::string> documented = {
      "missing-id"};  // of roadmaps made in code: a file has 'missing-key' for it
  for (const DiagnosticCode& code : diagnostic_codes()) documented.insert(std::string(code.code));
  const std::regex reporting(
      R"((report|make_problem|error|warning|unknown)\(\s*"([a-z]+(-[a-z]+)+|syntax|anchor|tag)\")");
  int found = 0;
  for (const char* folder : {"lib/scenario", "lib/roadmap"}) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const std::string source = file_text(entry.path());
      for (std::sregex_iterator match(source.begin(), source.end(), reporting), end; match != end; ++match) {
        CAPTURE(entry.path().generic_string(), (*match)[2].str());
        CHECK(documented.count((*match)[2].str()) == 1);
        ++found;
      }
    }
  }
  CHECK(found > 60);
}

TEST_CASE("bad scenarios: a file of more than 1 MiB is refused before it is read", "[scenario]") {
  const TemporaryFile file(std::string((std::size_t{1} << 20) + 1, '#'));
  const ScenarioCheck check = check_scenario(file.path);
  CHECK(check.rendered == file.path.generic_string() +
                              ": error[file-too-large]: the file has more than 1048576 bytes\n"
                              "      = help: split the scenario into files and 'include' them\n");
}

TEST_CASE("bad scenarios: more than 100,000 keys and values are refused", "[scenario]") {
  std::string text =
      "perilune: 1\nname: many\nhorizon: {from: 2025-01-01 UTC, to: 2026-01-01 UTC}\nphases:\n";
  for (int i = 0; i < 20'000; ++i) text += "  - {id: p" + std::to_string(i) + ", title: x}\n";
  const ScenarioCheck check = check_scenario_text("many.yaml", text);
  REQUIRE(check.diagnostics.size() == 1);
  CHECK(check.diagnostics[0].code == "too-many-nodes");
  CHECK(check.diagnostics[0].message == "the file holds more than 100000 keys and values");
}

TEST_CASE("bad scenarios: at most a thousand problems are shown, and the rest is counted", "[scenario]") {
  std::string text = "perilune: 1\nname: many\nhorizon: {from: 2025-01-01 UTC, to: 2026-01-01 UTC}\n";
  for (int i = 0; i < 1'500; ++i) text += "x" + std::to_string(i) + ": 1\n";
  const ScenarioCheck check = check_scenario_text("many.yaml", text);
  REQUIRE(check.diagnostics.size() == 1001);
  CHECK(
      check.rendered.ends_with("many.yaml: error[too-many-problems]: 500 more problems are not shown\n"
                               "      = help: mend these first\n"));
}

#ifdef PERILUNE_PROGRAM
namespace {

struct Run {
  std::string output;
  int status = -1;
};

Run run(const std::string& command) {
  Run result;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    result.output.append(buffer.data(), count);
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

}  // namespace

TEST_CASE("bad scenarios: 'perilune validate' prints the text and ends with 3", "[scenario][cli]") {
  enter_checkout();
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.generic_string());
    const Run validated = run("\"" PERILUNE_PROGRAM "\" validate " + file.generic_string() + " 2>&1");
    CHECK(validated.output == file_text(text_beside(file)));
    CHECK(validated.status == 3);
  }
}
#endif
