#pragma once

#include <string>
#include <string_view>

namespace perilune {

/// A file or folder name for an id that a person chose: it never leaves its folder and works on every common
/// file system.
///
/// An id of up to 80 letters, digits and . _ - that begins with a letter or digit, does not end with a dot
/// and is no device of Windows ("con", "nul", "com1" ...) is its own file name. Any other gets '_' for each
/// byte that is not allowed, is cut to 60 bytes, and gets '-' and the first 12 digits of its SHA-256 at the
/// end, so that two ids never share a name.
std::string safe_file_name(std::string_view id);

}  // namespace perilune
