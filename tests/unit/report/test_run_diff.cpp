#include <perilune/report/run_diff.hpp>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <perilune/core/error.hpp>
#include <perilune/report/csv.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A folder of results that is gone when the test is.
struct Results {
  fs::path folder;
  explicit Results(const std::string& name)
      : folder(fs::temp_directory_path() / ("perilune-run-diff-" + name + "-" + std::to_string(getpid()))) {
    fs::create_directories(folder);
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results() { fs::remove_all(folder); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
};

const std::string columns = "mission,activity,start_utc,end_utc,phase,critical,slack_h,kind,milestones\n";
const std::string manifest =
    R"({"scenario": {"name": "A"}, "outcome": {"schedule": "optimal", "station": {"holds": true}}})";

}  // namespace

TEST_CASE("csv rows: quotes, doubled quotes, separators and line ends inside them", "[report]") {
  const auto rows = csv_rows("a,b\r\n\"x, \"\"y\"\"\nz\",\n,last");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == std::vector<std::string>{"a", "b"});
  CHECK(rows[1] == std::vector<std::string>{"x, \"y\"\nz", ""});
  CHECK(rows[2] == std::vector<std::string>{"", "last"});
  CHECK(csv_rows("").empty());
}

TEST_CASE("run diff: what was added, dropped, moved, reached and weighed differently, in words", "[report]") {
  const Results a("a"), b("b");
  a.write("manifest.json", manifest);
  b.write("manifest.json", manifest);
  a.write("schedule.csv", columns +
                              "one,launch,2030-01-01T00:00:00,2030-01-01T01:00:00,,true,0,launch,\n"
                              "one,descend,2030-01-06T00:00:00,2030-01-06T01:00:00,,true,0,descend,landed\n"
                              "one,surface,2030-01-06T01:00:00,2031-01-06T01:00:00,,true,0,surface,\n"
                              "two,launch,2031-01-01T00:00:00,2031-01-01T01:00:00,,true,0,launch,\n"
                              "same,launch,2031-01-01T00:00:00,2031-01-01T01:00:00,,true,0,launch,\n");
  b.write("schedule.csv", columns +
                              "one,launch,2030-01-11T12:00:00,2030-01-11T13:00:00,,true,0,launch,\n"
                              "one,descend,2030-01-16T12:00:00,2030-01-16T13:00:00,,true,0,descend,landed\n"
                              "one,surface,2030-01-16T13:00:00,2031-01-16T01:00:00,,true,0,surface,\n"
                              "three,launch,2032-01-01T00:00:00,2032-01-02T01:00:00,,true,0,launch,\n"
                              "same,launch,2031-01-01T00:00:30,2031-01-01T01:00:00,,true,0,launch,\n");
  a.write("masses.csv", "mission,launch_mass_kg\none,8000.000\nsame,10\n");
  b.write("masses.csv", "mission,launch_mass_kg\none,8123.460\nsame,10.05\n");
  a.write("station.csv", "commodity,delivered_kg\nfood,100\nfood,50\n");
  b.write("station.csv", "commodity,delivered_kg\nfood,250\n");
  CHECK(run_diff(read_run_result(a.folder), read_run_result(b.folder)) ==
        "dropped: two (was to lift off 2031-01-01)\n"
        "added: three (lifts off 2032-01-01, in place 2032-01-02)\n"
        "moved: one lifts off 2030-01-11 instead of 2030-01-01 (10.5 d later)\n"
        "milestone: one reaches 'landed' on 2030-01-16 instead of 2030-01-06 (10.5 d later)\n"
        "mass: one leaves the Earth with 8123.5 kg instead of 8000.0 (123.5 kg more)\n"
        "station: 250.0 kg of food come instead of 150.0 (100.0 kg more)\n");
  CHECK(run_diff(read_run_result(a.folder), read_run_result(a.folder)) == "no difference\n");
}

TEST_CASE("run diff: a folder without results, and a damaged table, are named", "[report]") {
  const Results a("c");
  CHECK_THROWS_AS(read_run_result(a.folder), DataError);
  a.write("manifest.json", manifest);
  a.write("schedule.csv", columns + "one,launch,sometime,,,,,launch,\n");
  CHECK_THROWS_WITH(read_run_result(a.folder), Contains("schedule.csv', line 2, holds no date: 'sometime'"));
  a.write("schedule.csv", "mission,start_utc\none,\n");
  CHECK_THROWS_WITH(read_run_result(a.folder), Contains("has no column 'kind'"));
  a.write("manifest.json", "{");
  CHECK_THROWS_WITH(read_run_result(a.folder), Contains("is no manifest of a run"));
}
