#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/scenario/source_tree.hpp>

namespace perilune::detail {

/// How many files a scenario may be made of, and how they may include each other.
struct IncludeLimits {
  std::size_t files = 100;
  int depth = 8;  ///< files that include files that include ...
};

/// The files of a scenario: itself first, then those that it includes, each once, as they are met.
struct SourceFiles {
  std::vector<SourceTree> files;
  std::vector<Diagnostic> problems;  ///< with includes: `include-path`, `include-missing`, `include-cycle`,
                                     ///< `include-limit`; the files' own are in `SourceTree::problems`
};

/// Reads the scenario and what it includes. An include is named from the folder of the scenario, wherever it
/// stands, and has to lie in that folder or below it, links resolved.
/// @throws DataError if the scenario itself cannot be read
SourceFiles read_source_files(const std::filesystem::path& path, const SourceLimits& limits = {},
                              const IncludeLimits& include_limits = {});

/// A scenario given as text; it may include nothing.
SourceFiles source_files_of(std::string name, std::string text);

}  // namespace perilune::detail
