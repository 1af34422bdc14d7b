// A run that is killed, at any moment, and resumed: the same bytes as one that never was.
#include <chrono>
#include <random>
#include <string>

#include "process.hpp"
#include "support/catch.hpp"

using namespace perilune::test;
namespace fs = std::filesystem;

#ifdef PERILUNE_PROGRAM
namespace {

/// The crews of two years.
std::string short_rotation() {
  std::string text = file_text("scenarios/crew-rotation.yaml");
  for (std::size_t at = text.find("to: 2046-01-01"); at != std::string::npos;
       at = text.find("to: 2046-01-01"))
    text.replace(at, 14, "to: 2037-12-01");
  return text;
}

}  // namespace

TEST_CASE("resume: a run killed at ten random moments ends in the same bytes", "[cli][campaign]") {
  enter_checkout();
  const fs::path folder = fs::temp_directory_path() / ("perilune-resume-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "rotation.yaml", std::ios::binary) << short_rotation();
  const std::string program = PERILUNE_PROGRAM;

  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(exit_code_of(start_program({program, "run", "rotation.yaml", "--out", "whole"}, folder)) == 0);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
  const auto wanted = files_below(folder / "whole");
  REQUIRE(wanted.contains("loop.csv"));

  std::mt19937 random(20261128);
  int killed = 0;
  for (int i = 0; i < 10; ++i) {
    const std::string out = "cut-" + std::to_string(i);
    const double share = std::uniform_real_distribution<double>(0.05, 0.95)(random);
    CAPTURE(i, share);
    if (exit_code_of_killed({program, "run", "rotation.yaml", "--out", out}, folder, share * whole.count()) !=
        0)
      ++killed;
    if (!fs::exists(folder / out / "cache/request.json")) {  // it had not begun
      CHECK(exit_code_of(start_program({program, "resume", out}, folder)) == 6);
      continue;
    }
    REQUIRE(exit_code_of(start_program({program, "resume", out}, folder)) == 0);
    CHECK(differing(wanted, files_below(folder / out)) == "");
  }
  CHECK(killed >= 3);

  // A scenario that has changed since is not taken for the one that was begun.
  std::ofstream(folder / "rotation.yaml", std::ios::app | std::ios::binary) << "\n# another line\n";
  CHECK(exit_code_of(start_program({program, "resume", "whole"}, folder)) == 6);
  fs::remove_all(folder);
}
#endif
