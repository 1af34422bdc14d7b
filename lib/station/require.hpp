#pragma once

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

/// Refuses an argument: says of which call, what it is, what was found and what is allowed.
inline void require(bool holds, const char* call, const char* what, double found, const char* allowed) {
  if (holds) return;
  throw InvalidArgument(concat(call, ": ", what, " is ", found, ". It must be ", allowed));
}

inline bool is_positive(double value) {
  return std::isfinite(value) && value > 0.0;
}

inline bool is_not_negative(double value) {
  return std::isfinite(value) && value >= 0.0;
}

}  // namespace perilune::detail
