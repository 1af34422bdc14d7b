#pragma once

#include <string_view>

namespace perilune {

/// The library's version, "major.minor.patch" by semantic versioning.
std::string_view version() noexcept;

}  // namespace perilune
