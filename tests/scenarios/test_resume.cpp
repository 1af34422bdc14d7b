// A run that is killed, at any moment, and resumed: the same bytes as one that never was.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune::test;
namespace fs = std::filesystem;

#ifdef PERILUNE_PROGRAM
namespace {

pid_t started(std::vector<std::string> arguments) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int null = open("/dev/null", O_WRONLY);
  dup2(null, STDERR_FILENO);
  dup2(null, STDOUT_FILENO);
  setenv("SOURCE_DATE_EPOCH", "1795320000", 1);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execv(argv.front(), argv.data());
  _exit(99);
}

int code_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// All results by name: without the cache, and without the part of the manifest that tells when and how fast.
std::map<std::string, std::string> results_in(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    if (entry.is_directory() || name.starts_with("cache/")) continue;
    all[name] = file_text(entry.path());
    if (name != "manifest.json") continue;
    auto manifest = nlohmann::json::parse(all[name]);
    manifest.erase("run");
    all[name] = manifest.dump();
  }
  return all;
}

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
  const std::string scenario = (folder / "rotation.yaml").string();
  std::ofstream(scenario, std::ios::binary) << short_rotation();
  const std::string program = PERILUNE_PROGRAM;

  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(code_of(started({program, "run", scenario, "--out", (folder / "whole").string()})) == 0);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
  const auto wanted = results_in(folder / "whole");
  REQUIRE(wanted.contains("loop.csv"));

  std::mt19937 random(20261128);
  int killed = 0;
  for (int i = 0; i < 10; ++i) {
    const std::string out = (folder / ("cut-" + std::to_string(i))).string();
    const double share = std::uniform_real_distribution<double>(0.05, 0.95)(random);
    CAPTURE(i, share);
    const pid_t child = started({program, "run", scenario, "--out", out});
    usleep(static_cast<useconds_t>(share * whole.count() * 1e6));
    kill(child, SIGKILL);
    if (code_of(child) != 0) ++killed;
    if (!fs::exists(fs::path(out) / "cache/request.json")) {  // it had not begun
      CHECK(code_of(started({program, "resume", out})) == 6);
      continue;
    }
    REQUIRE(code_of(started({program, "resume", out})) == 0);
    CHECK((results_in(out) == wanted));
  }
  CHECK(killed >= 3);

  // A scenario that has changed since is not taken for the one that was begun.
  std::ofstream(scenario, std::ios::app | std::ios::binary) << "\n# another line\n";
  CHECK(code_of(started({program, "resume", (folder / "whole").string()})) == 6);
  fs::remove_all(folder);
}
#endif
