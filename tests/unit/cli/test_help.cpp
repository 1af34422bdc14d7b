#include <sstream>

#include <perilune/report/png.hpp>

#include "support.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> commands = {"new",       "run",    "validate", "schedule",   "windows",
                                           "propagate", "report", "plot",     "convert",    "kernels",
                                           "explain",   "schema", "bench",    "completion", "version",
                                           "resume",    "diff",   "replan",   "mc",         "horizon"};

/// The words of a command line; double quotes hold blanks together, as in a shell.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool begun = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (c == ' ' && !quoted) {
      if (begun) words.push_back(word);
      word.clear();
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push_back(word);
  return words;
}

/// The command lines that a help page shows, each in one line, without "$ perilune".
std::vector<std::string> examples_in(const std::string& page) {
  std::vector<std::string> examples;
  std::istringstream stream(page);
  for (std::string line; std::getline(stream, line);) {
    const std::string start = "    $ perilune ";
    if (line.rfind(start, 0) != 0) continue;
    std::string example = line.substr(start.size());
    while (example.back() == '\\' && std::getline(stream, line)) {
      example.pop_back();
      example += line.substr(line.find_first_not_of(' '));
    }
    examples.push_back(example);
  }
  return examples;
}

}  // namespace

TEST_CASE("help: every page fits 80 columns, names its options, and goes to the standard output", "[cli]") {
  std::vector<Ran> pages = {ran({"--help"}), ran({"help"}), ran({"-h"})};
  for (const std::string& command : commands) {
    pages.push_back(ran({command, "--help"}));
    pages.push_back(ran({"help", command}));
    CHECK_THAT(pages.front().out, Contains("  " + command + " "));
    CHECK(examples_in(pages.back().out).size() >= 1);
    CHECK_THAT(pages.back().out, Contains("-h, --help"));
  }
  for (const Ran& page : pages) {
    CHECK(page.code == ExitCode::ok);
    CHECK(page.err.empty());
    std::istringstream stream(page.out);
    for (std::string line; std::getline(stream, line);) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
      CHECK((line.empty() || line.back() != ' '));
    }
  }
  CHECK_THAT(ran({"run", "--help"}).out,
             Contains("--out DIR") && Contains("--kernel FILE") && Contains("--threads N "));
}

TEST_CASE("help: every example of every page runs as printed", "[cli]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(std::string(PERILUNE_SOURCE_DIR) + "/scenarios",
                                            folder.path() / "scenarios");
  std::vector<std::string> examples = examples_in(ran({"--help"}).out);
  for (const std::string& command : commands) {
    for (const std::string& example : examples_in(ran({command, "--help"}).out)) examples.push_back(example);
  }
  CHECK(examples.size() >= 20);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string& example : examples) {
    if (example.find("--png") != std::string::npos && !can_draw_png()) continue;  // librsvg is not here
    const Ran run = ran(words_of(example));
    CAPTURE(example, run.err);
    CHECK(run.code == ExitCode::ok);
    CHECK_FALSE(run.out.empty());
    CHECK(run.err.empty());
  }
  std::filesystem::current_path(before);
}

TEST_CASE("version: the first line is the name and the version", "[cli]") {
  const Ran run = ran({"version"});
  CHECK_THAT(run.out,
             Catch::Matchers::StartsWith("perilune ") && Contains("DE440") && Contains("2027-06-28"));
  CHECK(ran({"--version"}).out == run.out);
}
