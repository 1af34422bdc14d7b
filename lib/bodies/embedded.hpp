// The files of lib/bodies/data as they lie in the program (embedded_data.S).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace perilune::detail {

struct EmbeddedFile {
  std::string_view name;
  std::span<const std::byte> bytes;  ///< aligned to 64 bytes
  std::string_view sha256;           ///< hexadecimal, taken when the library was built
};

EmbeddedFile embedded_de440();
EmbeddedFile embedded_moon_pa();
EmbeddedFile embedded_moon_gravity();
EmbeddedFile embedded_earth_gravity();

}  // namespace perilune::detail
