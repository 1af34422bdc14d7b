#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace perilune::detail {

/// The enumerator whose number is the position of `text` in `names`.
template <class Enum, std::size_t count>
std::optional<Enum> parse_name(const std::array<std::string, count>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace perilune::detail
