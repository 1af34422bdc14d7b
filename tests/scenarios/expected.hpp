#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace perilune::test {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// The content of a file that a test compares with; with PERILUNE_UPDATE_EXPECTED=1 it is first made what it
/// should be.
inline std::string expected_text(const std::filesystem::path& path, const std::string& made) {
  if (std::getenv("PERILUNE_UPDATE_EXPECTED") != nullptr) std::ofstream(path, std::ios::binary) << made;
  return file_text(path);
}

/// The checkout: diagnostics name files as they were named, so the tests stand where a user would.
inline void enter_checkout() {
  std::filesystem::current_path(PERILUNE_SOURCE_DIR);
}

}  // namespace perilune::test
