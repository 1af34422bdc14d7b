#include <sys/resource.h>

#include <csignal>

#include <nlohmann/json.hpp>

#include <perilune/time/epoch.hpp>

#include "support.hpp"
#include "support/catch.hpp"
#include "support/oem_reader.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The file without what is said to differ between runs.
std::string without_volatile_part(const std::string& name, const std::string& text) {
  if (name.ends_with("manifest.json")) {
    auto manifest = nlohmann::ordered_json::parse(text);
    manifest.erase("run");
    return manifest.dump();
  }
  std::string out;
  for (const std::string& line : lines_of(text)) {
    if (!line.starts_with("CREATION_DATE")) out += line + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("results: the tables have the headers and rows that readers rely on", "[cli][report]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x"}).code == ExitCode::ok);
  const auto schedule = lines_of(text_of(folder / "x/schedule.csv"));
  CHECK(schedule.front() ==
        "mission,activity,start_utc,end_utc,phase,critical,slack_h,kind,milestones,source,planned_from_utc,"
        "planned_to_utc");
  CHECK(schedule.size() == 15);
  CHECK_THAT(schedule[3],
             Contains("queqiao-2,capture,2024-03-24T16:46:00,2024-03-24T17:05:00,,false,0.000,capture,,") &&
                 Contains("arrivals.yaml:"));
  const auto events = lines_of(text_of(folder / "x/events.csv"));
  CHECK(events.front() == "mission,event,epoch_utc,body,altitude_km,speed_km_s,source");
  CHECK(events.size() == 6);
  CHECK_THAT(events[3],
             Contains("queqiao-2,perilune,2024-03-24T16:55:") && Contains(",moon,20") && Contains(",2.40"));
}

TEST_CASE("results: a trajectory ends where the event table says, and names what made it", "[cli][report]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x"}).code == ExitCode::ok);
  const OemFile oem = read_oem(text_of(folder / "x/trajectories/queqiao-2.oem"));
  CHECK(oem.metadata.at("CENTER_NAME") == "EARTH");
  CHECK(oem.metadata.at("REF_FRAME") == "EME2000");
  CHECK(oem.metadata.at("TIME_SYSTEM") == "UTC");
  CHECK(oem.header.at("CREATION_DATE") == "2026-11-22T04:00:00");
  CHECK(oem.lines.front().epoch == "2024-03-21T23:58:50.816000");
  // The state that the scenario's elements are, as published beside them (km, km/s, rounded to the metre).
  CHECK(std::abs(oem.lines.front().km_and_km_s[0] - -291375.261) < 1e-3);
  CHECK(std::abs(oem.lines.front().km_and_km_s[5] - 0.076638) < 1e-6);
  const std::string perilune = lines_of(text_of(folder / "x/events.csv"))[3].substr(19, 23);
  CHECK(abs(Epoch::parse(oem.lines.back().epoch, TimeScale::utc) - Epoch::parse(perilune, TimeScale::utc)) <
        Duration::milliseconds(0.6));
  CHECK_THAT(oem.comments[1], Contains("arrivals.yaml sha256 "));
}

TEST_CASE("results: the same scenario gives the same bytes but for what is said to differ", "[cli][report]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x", "--threads", "1"}).code == ExitCode::ok);
  std::ostringstream out;
  std::ostringstream err;
  const std::vector<std::string> arguments = {"run", arrivals(), "--out", folder / "y", "--threads", "2"};
  REQUIRE(run_cli(arguments, {out, err, false, "1800000000"}) == ExitCode::ok);
  for (const std::string name : {"schedule.csv", "events.csv", "manifest.json", "trajectories/queqiao-2.oem",
                                 "trajectories/change-5.oem"}) {
    CAPTURE(name);
    CHECK(without_volatile_part(name, text_of(folder / ("x/" + name))) ==
          without_volatile_part(name, text_of(folder / ("y/" + name))));
  }
}

TEST_CASE("results: the manifest names kernels, scenario and outcome", "[cli][report]") {
  const TemporaryFolder folder;
  const Ran run = ran({"run", arrivals(), "--out", folder / "x", "--json"});
  REQUIRE(run.code == ExitCode::ok);
  const auto manifest = nlohmann::json::parse(text_of(folder / "x/manifest.json"));
  const std::string sums = text_of(std::string(PERILUNE_SOURCE_DIR) + "/lib/bodies/data/SHA256SUMS");
  REQUIRE(manifest["kernels"].size() == 2);
  for (const auto& kernel : manifest["kernels"]) {
    CHECK_THAT(sums,
               Contains(kernel["sha256"].get<std::string>() + "  " + kernel["name"].get<std::string>()));
  }
  CHECK(manifest["scenario"]["files"][0]["sha256"].get<std::string>().size() == 64);
  CHECK(manifest["outcome"]["schedule"] == "optimal");
  CHECK(manifest["outcome"]["flights"][0]["status"] == "arrived");
  CHECK(manifest["run"]["created_utc"] == "2026-11-22T04:00:00");
  const auto printed = nlohmann::json::parse(run.out);
  CHECK(printed["outcome"] == manifest["outcome"]);
  CHECK(printed["folder"] == folder / "x");
}

TEST_CASE("results: a user's kernel is named with its own sum", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string kernel =
      std::string(PERILUNE_SOURCE_DIR) + "/lib/bodies/data/perilune_de440_2018_2052.bsp";
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x", "--kernel", kernel}).code == ExitCode::ok);
  const auto manifest = nlohmann::json::parse(text_of(folder / "x/manifest.json"));
  REQUIRE(manifest["kernels"].size() == 3);
  CHECK(manifest["kernels"][2]["embedded"] == false);
  CHECK(manifest["kernels"][2]["sha256"] == manifest["kernels"][0]["sha256"]);
}

TEST_CASE("results: a folder that cannot be written ends with 6 and nothing half-written", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("in-the-way", "a file");
  CHECK(ran({"run", arrivals(), "--out", file}).code == ExitCode::file_error);
  CHECK(ran({"run", arrivals(), "--out", file + "/below"}).code == ExitCode::file_error);
  // A folder lies where the last file belongs: those before it must not appear.
  std::filesystem::create_directories(folder.path() / "x/manifest.json");
  const Ran run = ran({"run", arrivals(), "--out", folder / "x"});
  CHECK(run.code == ExitCode::file_error);
  CHECK_THAT(run.err, Contains("manifest.json"));
  CHECK(run.out.empty());
  CHECK(folder.files() == std::vector<std::string>{"in-the-way"});
  CHECK(ran({"run", arrivals(), "--out", "/proc/perilune"}).code == ExitCode::file_error);  // also for root
  if (geteuid() == 0) return;  // root may write into what is read-only for others
  std::filesystem::create_directories(folder.path() / "closed");
  std::filesystem::permissions(folder.path() / "closed",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(ran({"run", arrivals(), "--out", folder / "closed"}).code == ExitCode::file_error);
}

TEST_CASE("results: a disk that is full ends with 6, and an earlier run's files stay whole",
          "[cli][report]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x"}).code == ExitCode::ok);
  const std::string manifest = text_of(folder / "x/manifest.json");
  const std::vector<std::string> files = folder.files();

  const auto old_action = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  getrlimit(RLIMIT_FSIZE, &old_limit);
  rlimit limit = old_limit;
  limit.rlim_cur = 8192;  // the tables fit, a trajectory does not
  setrlimit(RLIMIT_FSIZE, &limit);
  const Ran run = ran({"run", arrivals(), "--out", folder / "x"});
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_action);

  CHECK(run.code == ExitCode::file_error);
  CHECK_THAT(run.err, Contains("queqiao-2.oem") && Contains("File too large"));
  CHECK(text_of(folder / "x/manifest.json") == manifest);
  CHECK(folder.files() == files);
}

TEST_CASE("results: trajectories of an earlier run go, other files stay", "[cli][report]") {
  const TemporaryFolder folder;
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x"}).code == ExitCode::ok);
  folder.write("x/notes.txt", "mine");
  folder.write("x/trajectories/other.oem", "mine too");
  std::string text = arrivals_with("id: change-5", "id: change-5-again");
  REQUIRE(ran({"run", folder.write("b.yaml", text), "--out", folder / "x"}).code == ExitCode::ok);
  CHECK(folder.files() == std::vector<std::string>{"b.yaml", "x/burns.csv", "x/events.csv", "x/manifest.json",
                                                   "x/notes.txt", "x/report.html", "x/schedule.csv",
                                                   "x/shadows.csv", "x/trajectories/change-5-again.oem",
                                                   "x/trajectories/other.oem",
                                                   "x/trajectories/queqiao-2.oem"});
}

TEST_CASE("results: a forged manifest removes nothing outside the folder", "[cli][report][hostile]") {
  const TemporaryFolder folder;
  folder.write("victim.oem", "precious");
  folder.write(
      "x/manifest.json",
      R"({"files": ["../victim.oem", "trajectories/../../victim.oem", "/etc/passwd", 7, "schedule.csv"]})");
  REQUIRE(ran({"run", arrivals(), "--out", folder / "x"}).code == ExitCode::ok);
  CHECK(text_of(folder / "victim.oem") == "precious");
}

TEST_CASE("results: the folder is out/ and the name of the file, made safe", "[cli][report]") {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  folder.write("deep/-a b.yaml", text_of(arrivals()));
  const Ran run = ran({"run", "deep/-a b.yaml", "--quiet"});
  std::filesystem::current_path(before);
  CHECK(run.code == ExitCode::ok);
  CHECK(run.out.empty());
  CHECK_THAT(folder.files().at(1), Contains("out/x-a_b-") && Contains("/burns.csv"));
}
