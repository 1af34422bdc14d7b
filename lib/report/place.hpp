#pragma once

#include <string>

#include <perilune/core/source_location.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

/// "plan.yaml:57", as tables say where a figure comes from; empty for what no file says.
inline std::string place(const SourceLocation& where) {
  return where.line > 0 ? concat(where.file, ":", where.line) : std::string();
}

}  // namespace perilune::detail
