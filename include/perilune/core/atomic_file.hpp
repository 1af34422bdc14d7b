#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace perilune {

/// Files that appear together and whole, or not at all: each is written to a temporary file beside its place
/// and brought to the disk; only when all of them are there are they renamed into place. Until `commit`, and
/// if it never comes, nothing of the reader's changes.
class AtomicFiles {
 public:
  AtomicFiles() = default;
  AtomicFiles(const AtomicFiles&) = delete;
  AtomicFiles& operator=(const AtomicFiles&) = delete;
  /// Removes what was written and not committed.
  ~AtomicFiles();

  /// Writes `content` beside `path`, making missing folders.
  /// @throws DataError naming the path and the system's reason (no space, no permission, a folder in the way)
  void add(const std::filesystem::path& path, std::string_view content);

  /// Renames all files into place, in the order they were added, and forgets them. What killed processes left
  /// beside them of the same files is removed.
  /// @throws DataError if a rename fails; those not yet renamed are removed
  void commit();

 private:
  struct Pending {
    std::filesystem::path temporary;
    std::filesystem::path final;
  };
  std::vector<Pending> pending_;
};

/// One file, whole or not at all. @throws DataError as `AtomicFiles`
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// The whole file as bytes.
/// @param most_bytes  a longer file is refused
/// @throws DataError if it cannot be read or is longer
std::string read_file(const std::filesystem::path& path, std::size_t most_bytes);

}  // namespace perilune
