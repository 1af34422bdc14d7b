#include <perilune/core/atomic_file.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
  fs::path path = fs::temp_directory_path() / ("perilune-test-atomic-" + std::to_string(::getpid()));
  TemporaryFolder() { fs::create_directories(path); }
  ~TemporaryFolder() { fs::remove_all(path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

}  // namespace

TEST_CASE("atomic files: nothing appears before commit and nothing is left behind without it", "[core]") {
  const TemporaryFolder folder;
  {
    AtomicFiles files;
    files.add(folder.path / "deep/a.txt", "alpha");
    CHECK_FALSE(fs::exists(folder.path / "deep/a.txt"));
  }
  CHECK(fs::is_empty(folder.path / "deep"));
}

TEST_CASE("atomic files: commit puts all of them in place, over old ones too", "[core]") {
  const TemporaryFolder folder;
  write_file_atomically(folder.path / "a.txt", "old");
  AtomicFiles files;
  files.add(folder.path / "a.txt", "new");
  files.add(folder.path / "b.txt", std::string(1 << 20, 'b'));
  CHECK(read_file(folder.path / "a.txt", 100) == "old");
  files.commit();
  CHECK(read_file(folder.path / "a.txt", 100) == "new");
  CHECK(read_file(folder.path / "b.txt", 1 << 20).size() == 1 << 20);
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 2);
}

TEST_CASE("atomic files: what cannot be written or read is named", "[core]") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path / "taken");
  AtomicFiles files;
  CHECK_THROWS_WITH(
      files.add(folder.path / "taken", "x"),
      Catch::Matchers::ContainsSubstring("taken") && Catch::Matchers::ContainsSubstring("directory"));
  CHECK_THROWS_WITH(read_file(folder.path / "none", 10), Catch::Matchers::ContainsSubstring("No such file"));
  write_file_atomically(folder.path / "long", "0123456789A");
  CHECK_THROWS_AS(read_file(folder.path / "long", 10), DataError);
}

TEST_CASE("atomic files: what a killed process left beside a file goes when it is written again", "[core]") {
  const TemporaryFolder folder;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    AtomicFiles files;
    files.add(folder.path / "a.csv", "half");
    files.add(folder.path / "b.csv", "half");
    _exit(0);  // no destructor runs, as when the system kills it
  }
  REQUIRE(waitpid(child, nullptr, 0) == child);
  const auto files_there = [&] { return std::distance(fs::directory_iterator(folder.path), {}); };
  CHECK(files_there() == 2);

  AtomicFiles alive;
  alive.add(folder.path / "a.csv", "of a process that lives");
  write_file_atomically(folder.path / "a.csv", "whole");
  CHECK(files_there() == 3);  // the file, the living process's, and the other file's
  CHECK(read_file(folder.path / "a.csv", 100) == "whole");
}
