#pragma once

#include <string>

namespace perilune {

/// Where something was written: a place in a file that a person typed. Lines and columns count from 1; 0
/// means unknown. Columns count bytes, as compilers and editors do.
struct SourceLocation {
  std::string file;
  int line = 0;
  int column = 0;

  friend bool operator==(const SourceLocation&, const SourceLocation&) = default;
};

}  // namespace perilune
