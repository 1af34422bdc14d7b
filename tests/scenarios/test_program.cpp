// The program as a process: what a function cannot show.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune::test;

#ifdef PERILUNE_PROGRAM
namespace {

/// Starts the program with its error stream in `errors`, sends a signal after a while, and gives its exit
/// code.
int code_after_signal(std::vector<std::string> arguments, const std::string& errors, int signal) {
  const pid_t child = fork();
  if (child == 0) {
    const int err = open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int null = open("/dev/null", O_WRONLY);
    dup2(err, STDERR_FILENO);
    dup2(null, STDOUT_FILENO);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(argv.front(), argv.data());
    _exit(99);
  }
  usleep(300'000);
  kill(child, signal);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Runs the program without a word and gives its exit code.
int code_of_run(const std::string& scenario, const std::string& folder) {
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execl(PERILUNE_PROGRAM, PERILUNE_PROGRAM, "run", scenario.c_str(), "--out", folder.c_str(), nullptr);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("program: every shipped scenario runs and holds, and its page stays small", "[cli][scenario]") {
  namespace fs = std::filesystem;
  enter_checkout();
  const fs::path folder = fs::temp_directory_path() / ("perilune-test-shipped-" + std::to_string(getpid()));
  // Those that take seconds have tests of their own.
  const std::set<std::string> apart = {"ilrs-roadmap", "crew-rotation", "polar-landings",
                                       "relay-constellation"};
  int runs = 0;
  for (const auto& entry : fs::directory_iterator("scenarios")) {
    if (entry.path().extension() != ".yaml" || apart.contains(entry.path().stem().string())) continue;
    CAPTURE(entry.path().string());
    CHECK(code_of_run(entry.path().string(), folder.string()) == 0);
    CHECK(fs::file_size(folder / "report.html") < 1'500'000);
    fs::remove_all(folder);
    ++runs;
  }
  CHECK(runs >= 14);
}

TEST_CASE("program: Ctrl-C ends it with 130, a request of the system with 143, each with a word", "[cli]") {
  const std::string errors = std::filesystem::temp_directory_path() / "perilune-test-interrupted";
  const std::vector<std::string> long_work = {PERILUNE_PROGRAM, "windows", "--from",
                                              "2020-01-01 UTC", "--to",    "2049-01-01 UTC",
                                              "--confirm",      "edges"};
  CHECK(code_after_signal(long_work, errors, SIGINT) == 130);
  CHECK(file_text(errors).find("perilune: interrupted.") != std::string::npos);
  CHECK(code_after_signal(long_work, errors, SIGTERM) == 143);
  std::filesystem::remove(errors);
}
#endif
