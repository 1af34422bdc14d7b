#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace perilune::detail {

/// Results of this run and of earlier ones, found by what they were computed from. A file's name is a hash of
/// its key, and its first line is the key itself: two keys with one hash cannot be taken for each other. A
/// file that cannot be read, or was cut short, is as good as none.
class ContentCache {
 public:
  /// @param folder  empty: nothing is kept beyond this run
  explicit ContentCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::optional<std::string> find(std::string_view kind, std::string_view key) const;
  /// A folder that cannot be written costs time in the next run, and is no error.
  void keep(std::string_view kind, std::string_view key, std::string_view content) const;
  /// A file for people to look at, under a name of its own; likewise.
  void write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path(std::string_view kind, std::string_view key) const;
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string, std::less<>> kept_;  ///< of this run, by kind and key
};

/// "0x1.8p+1": a double exactly, as text.
std::string exact(double value);
std::optional<double> exact(std::string_view text);

}  // namespace perilune::detail
