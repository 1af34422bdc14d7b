// How a kernel is refused: one form for all faults.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

inline constexpr std::int64_t daf_record_bytes = 1024;
inline constexpr std::int64_t daf_record_words = 128;

/// @throws DataError always. The record is the one that holds byte `position`, counted from 1 as NAIF does.
template <class... Parts>
[[noreturn]] void refuse_kernel(std::string_view file, std::int64_t position, const Parts&... parts) {
  throw DataError(concat("kernel '", printable(file), "', record ", position / daf_record_bytes + 1,
                         ", byte ", position, ": ", concat(parts...)));
}

/// Offset of a double in its file, from its number (NAIF's address, from 1).
inline std::int64_t word_position(std::int64_t word) {
  return (word - 1) * 8;
}

}  // namespace perilune::detail
