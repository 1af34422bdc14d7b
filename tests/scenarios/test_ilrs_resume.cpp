// The roadmap itself, killed at ten moments and ended: planned, and lived through.
#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "process.hpp"
#include "support/catch.hpp"

using namespace perilune::test;
namespace fs = std::filesystem;

#ifdef PERILUNE_PROGRAM
namespace {

constexpr int cuts = 10;

/// A folder for each process, so that none finds what another computed; gone in the end.
class Folders {
 public:
  explicit Folders(const std::string& name)
      : all_(fs::temp_directory_path() / ("perilune-" + name + "-" + std::to_string(getpid()))) {
    enter_checkout();
    fs::create_directories(all_);
  }
  Folders(const Folders&) = delete;
  Folders& operator=(const Folders&) = delete;
  ~Folders() { fs::remove_all(all_); }

  fs::path with_roadmap(const std::string& name) const {
    fs::create_directories(all_ / name);
    fs::copy_file("scenarios/ilrs-roadmap.yaml", all_ / name / "ilrs-roadmap.yaml");
    return all_ / name;
  }

 private:
  fs::path all_;
};

double seconds_of(const std::vector<std::string>& arguments, const fs::path& folder) {
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(exit_code_of(start_program(arguments, folder)) == 0);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The same moments each time, as shares of what a whole run takes.
std::vector<double> moments(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> shares;
  for (int i = 0; i < cuts; ++i) shares.push_back(std::uniform_real_distribution<double>(0.02, 0.98)(random));
  return shares;
}

/// Where a run had come to when it was killed.
std::size_t computed_in(const fs::path& cache) {
  if (!fs::exists(cache)) return 0;
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(cache), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("ilrs-roadmap: killed at ten random moments and resumed, every file is the same",
          "[campaign][cli]") {
  const Folders folders("ilrs-resume");
  const std::string program = PERILUNE_PROGRAM;
  const std::vector<std::string> run = {program, "run", "ilrs-roadmap.yaml", "--out", "results"};
  const fs::path unbroken = folders.with_roadmap("unbroken");
  const double whole_s = seconds_of(run, unbroken);
  const auto wanted = files_below(unbroken);
  REQUIRE(wanted.contains("results/report.html"));
  REQUIRE(wanted.contains("results/cache/turns.txt"));

  int killed = 0, midway = 0;
  const std::vector<double> shares = moments(20361);
  for (int i = 0; i < cuts; ++i) {
    const double share = shares[static_cast<std::size_t>(i)];
    CAPTURE(i, share);
    const fs::path folder = folders.with_roadmap("cut-" + std::to_string(i));
    if (exit_code_of_killed(run, folder, share * whole_s) == -1) ++killed;
    if (!fs::exists(folder / "results/manifest.json") && computed_in(folder / "results/cache") > 1) ++midway;
    REQUIRE(exit_code_of(start_program({program, "resume", "results"}, folder)) == 0);
    CHECK(differing(wanted, files_below(folder)) == "");
    fs::remove_all(folder);
  }
  CHECK(killed >= 5);
  CHECK(midway >= 3);  // in the middle of the work, not before it or after
}

TEST_CASE("ilrs-roadmap: its futures, killed at ten random moments and gone on with, are the same",
          "[campaign][cli]") {
  const Folders folders("ilrs-mc-resume");
  const std::vector<std::string> mc = {PERILUNE_PROGRAM, "mc", "ilrs-roadmap.yaml", "--samples", "2000"};
  const fs::path unbroken = folders.with_roadmap("unbroken");
  const double whole_s = seconds_of(mc, unbroken);
  const auto wanted = files_below(unbroken);
  REQUIRE(wanted.contains("out/ilrs-roadmap/mc/mc.csv"));
  REQUIRE(wanted.contains("out/ilrs-roadmap/mc/checkpoint/000001900.txt"));

  int killed = 0, midway = 0;
  const std::vector<double> shares = moments(20362);
  for (int i = 0; i < cuts; ++i) {
    const double share = shares[static_cast<std::size_t>(i)];
    CAPTURE(i, share);
    const fs::path folder = folders.with_roadmap("cut-" + std::to_string(i));
    if (exit_code_of_killed(mc, folder, share * whole_s) == -1) ++killed;
    const fs::path checkpoint = folder / "out/ilrs-roadmap/mc/checkpoint";
    if (fs::exists(checkpoint) && !fs::exists(checkpoint / "000001900.txt")) ++midway;
    REQUIRE(exit_code_of(start_program(mc, folder)) == 0);
    CHECK(differing(wanted, files_below(folder)) == "");
    fs::remove_all(folder);
  }
  CHECK(killed >= 5);
  CHECK(midway >= 1);  // between two checkpoints
}
#endif
