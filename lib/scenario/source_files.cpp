#include "source_files.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "reader.hpp"

namespace perilune::detail {
namespace {

namespace fs = std::filesystem;

/// At most one byte more than the limit: enough to tell that the file is too large.
std::string read_at_most(const fs::path& path, std::size_t most) {
  std::error_code ignored;
  const std::uintmax_t size = fs::file_size(path, ignored);
  if (ignored || size <= most) return read_file(path, most);
  std::ifstream stream(path, std::ios::binary);
  std::string text(most + 1, '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(text.size()))) return read_file(path, most);
  return text;
}

/// Whether `path` is `folder` or lies below it; both canonical.
bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

class Files {
 public:
  Files(const SourceLimits& limits, const IncludeLimits& include_limits)
      : limits_(limits), include_limits_(include_limits) {}

  SourceFiles read(const fs::path& path) && {
    std::string text = read_at_most(path, limits_.bytes);
    folder_ = fs::canonical(path).parent_path();
    shown_folder_ = path.parent_path();
    open_.push_back(fs::canonical(path));
    add(path.generic_string(), std::move(text));
    return std::move(found_);
  }

 private:
  /// Parses a file and goes on to what it includes.
  void add(std::string name, std::string text) {
    seen_.push_back(open_.back());
    const std::size_t index = found_.files.size();
    found_.files.push_back(SourceTree::parse(std::move(name), std::move(text), limits_));
    // The vector grows while the includes are read: by position, and a copy of the list.
    const SourceEntry* include = found_.files[index].root().find("include");
    if (include == nullptr) return;
    const std::vector<SourceNode> items = include->value.items;
    for (const SourceNode& item : items) {
      if (item.kind == SourceKind::scalar) follow(index, item);  // else the reader of keys reports it
    }
  }

  void report(std::size_t file, const SourceNode& item, std::string code, std::string message,
              std::string help) {
    found_.problems.push_back(make_problem(std::move(code), found_.files[file].file(), item.span,
                                           std::move(message), std::move(help)));
  }

  void follow(std::size_t from, const SourceNode& item) {
    const fs::path named(item.text);
    const bool climbs =
        std::any_of(named.begin(), named.end(), [](const fs::path& part) { return part == ".."; });
    if (item.text.empty() || named.is_absolute() || climbs || item.text.find('\\') != std::string::npos) {
      return report(
          from, item, "include-path",
          concat("'", item.text, "' is not a path below the folder of the scenario"),
          "copy the file into that folder and name it from there, without '..': 'catalog/sites.yaml'");
    }
    std::error_code problem;
    const fs::path path = fs::canonical(folder_ / named, problem);
    if (problem) {
      return report(from, item, "include-missing",
                    concat("'", item.text, "' cannot be read: ", problem.message()),
                    concat("paths start in the folder of the scenario", shown_folder()));
    }
    if (!is_below(path, folder_)) {
      return report(from, item, "include-path",
                    concat("'", item.text, "' leads out of the folder of the scenario, by a link"),
                    "copy the file into that folder");
    }
    if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
      return report(from, item, "include-cycle",
                    concat("'", item.text, "' includes itself, directly or by others"),
                    "remove one of the includes on the way round");
    }
    if (std::find(seen_.begin(), seen_.end(), path) != seen_.end()) return;  // by another way: read already
    if (static_cast<int>(open_.size()) > include_limits_.depth ||
        found_.files.size() >= include_limits_.files) {
      return report(from, item, "include-limit",
                    concat("too many files: at most ", include_limits_.files,
                           " are read, and included files include others at "
                           "most ",
                           include_limits_.depth, " deep"),
                    "");
    }
    read_included(from, item, path);
  }

  void read_included(std::size_t from, const SourceNode& item, const fs::path& path) {
    std::error_code problem;
    std::string text;
    if (!fs::is_regular_file(path, problem)) {
      return report(from, item, "include-missing", concat("'", item.text, "' is not a file"),
                    "name each file: a folder cannot be included");
    }
    try {
      text = read_at_most(path, limits_.bytes);
    } catch (const DataError& error) {
      return report(from, item, "include-missing", concat("'", item.text, "' cannot be read"), error.what());
    }
    open_.push_back(path);
    add((shown_folder_ / item.text).generic_string(), std::move(text));
    open_.pop_back();
  }

  std::string shown_folder() const {
    return shown_folder_.empty() ? std::string() : concat(", '", shown_folder_.generic_string(), "'");
  }

  SourceLimits limits_;
  IncludeLimits include_limits_;
  fs::path folder_;             ///< of the scenario, canonical
  fs::path shown_folder_;       ///< as it was typed
  std::vector<fs::path> open_;  ///< the files on the way from the scenario to this one
  std::vector<fs::path> seen_;  ///< all that were read
  SourceFiles found_;
};

}  // namespace

SourceFiles read_source_files(const fs::path& path, const SourceLimits& limits,
                              const IncludeLimits& include_limits) {
  return Files(limits, include_limits).read(path);
}

SourceFiles source_files_of(std::string name, std::string text) {
  SourceFiles found;
  found.files.push_back(SourceTree::parse(std::move(name), std::move(text)));
  const SourceTree& tree = found.files.front();
  if (const SourceEntry* include = tree.root().find("include")) {
    for (const SourceNode& item : include->value.items) {
      found.problems.push_back(make_problem("include-path", tree.file(), item.span,
                                            "a scenario that is no file has no folder to include from",
                                            "save it as a file"));
    }
  }
  return found;
}

}  // namespace perilune::detail
