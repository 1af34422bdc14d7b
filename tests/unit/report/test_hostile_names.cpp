#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/report/results.hpp>

#include "support/arrivals.hpp"
#include "support/catch.hpp"
#include "support/oem_reader.hpp"

using namespace perilune;

namespace {

/// Names that somebody might put into a scenario made in code, where nothing has refused them.
std::vector<std::string> hostile_names() {
  return {"../../../etc/passwd",
          "/etc/passwd",
          "..",
          "a/b",
          "a\\b",
          "=HYPERLINK(\"http://x\",\"y\")",
          "+1",
          "-1",
          "@SUM(A1)",
          "\t=1",
          "a,b\"c;d",
          "line\nbreak\r",
          "\x1B[2J\x1B]0;title\x07",
          "\xC2\x9B"
          "2J",
          "\xE2\x80\xAE"
          "gnp.exe",
          "<script>alert(1)</script>",
          "$(reboot)`reboot`",
          "\xFF\xFE not UTF-8",
          std::string("nul\0byte", 8),
          std::string(10'000, 'x'),
          "con",
          "CON",
          "META_STOP",
          "COMMENT x",
          "same",
          "Same",
          "",
          " "};
}

Scenario hostile_scenario() {
  Scenario scenario;
  scenario.name = "evil\n\x1B[31m" + std::string(10'000, 'y');
  scenario.path = "../\n" + std::string(5'000, 'z') + ".yaml";
  scenario.files = {{scenario.path, "text"}};
  scenario.roadmap.horizon = {Epoch::parse("2024-01-01 UTC"), Epoch::parse("2025-01-01 UTC")};
  for (const std::string& name : hostile_names()) {
    Mission mission;
    mission.id = name.empty() ? "x" : name;  // the roadmap refuses an empty id
    mission.title = name;
    mission.activities.emplace_back();
    mission.activities.back().id = name.empty() ? "x" : name;
    scenario.roadmap.missions.push_back(mission);
    Flight flight = test::queqiao_2();
    flight.mission = name;
    flight.until = Duration::hours(1.0);
    scenario.flights.push_back(flight);
  }
  return scenario;
}

bool is_plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7F; });
}

}  // namespace

TEST_CASE("hostile names: files stay in the folder, tables stay tables, nothing reaches the terminal",
          "[report][hostile]") {
  const std::filesystem::path top =
      std::filesystem::temp_directory_path() / ("perilune-hostile-" + std::to_string(getpid()));
  const std::filesystem::path folder = top / "a/b/results";
  const Campaign campaign = plan(hostile_scenario());
  const RunInfo run{Epoch::parse("2026-11-22 UTC"), 0.0, 0};
  const std::vector<std::string> names = write_results(campaign, folder, run);

  // One trajectory for each mission, all names different, also where capitals do not count.
  CHECK(names.size() == hostile_names().size() + 6);
  std::set<std::string> on_disk;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top)) {
    if (!entry.is_directory()) on_disk.insert(std::filesystem::relative(entry.path(), folder).string());
  }
  CHECK(on_disk == std::set<std::string>(names.begin(), names.end()));
  std::set<std::string> lower;
  for (std::string name : names) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    CHECK(lower.insert(name).second);
    CHECK(name.size() < 120);
  }

  for (const std::string& name : names) {
    if (!name.ends_with(".oem")) continue;
    CAPTURE(name);
    CHECK(test::read_oem(read_file(folder / name, 1'000'000)).lines.size() >= 2);
  }
  for (const std::string table : {"schedule.csv", "events.csv", "burns.csv", "shadows.csv"}) {
    const std::string text = read_file(folder / table, 10'000'000);
    CHECK(is_plain(text));
    const auto rows = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (table == "schedule.csv") CHECK(rows == 1 + hostile_names().size());
    if (table == "events.csv") CHECK(rows == 1 + 2 * hostile_names().size());
    for (const char* formula : {"\n=", "\n+", "\n-", "\n@", ",=", ",+", ",-1", ",@"})
      CHECK(text.find(formula) == std::string::npos);
  }
  CHECK(nlohmann::json::parse(read_file(folder / "manifest.json", 10'000'000))["files"].size() ==
        names.size() - 1);
  CHECK(is_plain(campaign.report()));
  CHECK(default_output_folder(campaign.scenario()).parent_path() == "out");
  std::filesystem::remove_all(top);
}
