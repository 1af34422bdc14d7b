#include "content_cache.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

constexpr std::size_t longest_file = std::size_t{1} << 26;
constexpr std::string_view last_line = "end\n";

/// FNV-1a, 64 bits. Source: Fowler, Noll, Vo; the constants are those of the reference.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3ULL;
  }
  return value;
}

}  // namespace

std::filesystem::path ContentCache::path(std::string_view kind, std::string_view key) const {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash(key), 16).ptr;
  return folder_ / concat(kind, "-",
                          std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())),
                          ".txt");
}

std::optional<std::string> ContentCache::find(std::string_view kind, std::string_view key) const {
  {
    const std::lock_guard lock(mutex_);
    const auto known = kept_.find(concat(kind, " ", key));
    if (known != kept_.end()) return known->second;
  }
  if (folder_.empty()) return std::nullopt;
  try {
    const std::filesystem::path file = path(kind, key);
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
    std::string text = read_file(file, longest_file);
    const std::string head = concat(key, "\n");
    if (!text.starts_with(head) || !text.ends_with(last_line)) return std::nullopt;
    return text.substr(head.size(), text.size() - head.size() - last_line.size());
  } catch (const DataError&) {
    return std::nullopt;
  }
}

void ContentCache::keep(std::string_view kind, std::string_view key, std::string_view content) const {
  {
    const std::lock_guard lock(mutex_);
    kept_.insert_or_assign(concat(kind, " ", key), std::string(content));
  }
  if (folder_.empty()) return;
  try {
    write_file_atomically(path(kind, key), concat(key, "\n", content, last_line));
  } catch (const DataError&) {
  }
}

void ContentCache::write(std::string_view name, std::string_view content) const {
  if (folder_.empty()) return;
  try {
    write_file_atomically(folder_ / name, content);
  } catch (const DataError&) {
  }
}

std::string exact(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex).ptr;
  return {text.data(), end};
}

std::optional<double> exact(std::string_view text) {
  double value = 0.0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace perilune::detail
