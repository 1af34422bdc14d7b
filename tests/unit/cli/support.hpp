#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <perilune/cli/run_cli.hpp>

namespace perilune::test {

struct Ran {
  ExitCode code = ExitCode::internal_error;
  std::string out;
  std::string err;
};

/// The program as a function. Files are dated 2026-11-22T04:00:00 UTC.
inline Ran ran(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = run_cli(arguments, {out, err, false, "1795320000"});
  return {code, out.str(), err.str()};
}

/// A folder that is gone when the test is.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "perilune-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    std::filesystem::remove_all(path_, error);
  }

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this / name;
  }

  /// All files below it, relative, sorted.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
      if (!entry.is_directory()) names.push_back(std::filesystem::relative(entry.path(), path_).string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string arrivals() {
  return std::string(PERILUNE_SOURCE_DIR) + "/scenarios/arrivals.yaml";
}

/// `arrivals.yaml` with one text replaced by another.
inline std::string arrivals_with(const std::string& from, const std::string& to) {
  std::string text = text_of(arrivals());
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("arrivals.yaml has no '" + from + "'");
  return text.replace(at, from.size(), to);
}

}  // namespace perilune::test
