// A damaged kernel is refused with its name, the record and the offset.
#pragma once

#include <string>

#include <perilune/bodies/kernel.hpp>
#include <perilune/core/error.hpp>

#include "kernel_builder.hpp"
#include "support/catch.hpp"

/// @param position  offset of the fault [byte]
/// @param what      a piece of the message that names it
inline void check_refused(std::span<const std::byte> bytes, std::int64_t position, const std::string& what) {
  std::string message = "(was taken as sound)";
  try {
    const perilune::Kernel kernel(perilune::DafFile::view(bytes, "damaged.bsp"));
  } catch (const perilune::DataError& error) {
    message = error.what();
  }
  const std::string where = "kernel 'damaged.bsp', record " + std::to_string(position / 1024 + 1) +
                            ", byte " + std::to_string(position) + ": ";
  CHECK_THAT(message, Catch::Matchers::StartsWith(where));
  CHECK_THAT(message, Catch::Matchers::ContainsSubstring(what));
}

inline void check_refused(const kernel_builder::Image& image, std::int64_t position,
                          const std::string& what) {
  check_refused(image.span(), position, what);
}
