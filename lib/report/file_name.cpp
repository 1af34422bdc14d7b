#include <perilune/report/file_name.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>
#include <perilune/report/sha256.hpp>

namespace perilune {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_allowed(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
}

/// Names that Windows takes for a device, with or without an extension.
bool is_device(std::string_view id) {
  std::string stem(id.substr(0, id.find('.')));
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' &&
         stem[3] <= '9';
}

}  // namespace

std::string safe_file_name(std::string_view id) {
  constexpr std::size_t longest = 80;
  constexpr std::size_t longest_kept = 60;
  const bool safe = !id.empty() && id.size() <= longest && is_letter_or_digit(id.front()) &&
                    id.back() != '.' && std::all_of(id.begin(), id.end(), is_allowed) && !is_device(id);
  if (safe) return std::string(id);
  std::string name(id.substr(0, longest_kept));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_allowed(c); }, '_');
  if (name.empty() || !is_letter_or_digit(name.front())) name.insert(0, "x");
  if (is_device(name)) name.insert(0, "x-");
  return detail::concat(name, "-", sha256_hex(id).substr(0, 12));
}

}  // namespace perilune
