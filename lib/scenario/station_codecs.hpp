#pragma once

#include <utility>

#include "codecs.hpp"

namespace perilune::detail {

inline Bounds share() {
  return {0.0, 1.0, false, "0 to 1"};
}
inline Bounds at_least_zero_per_year() {
  return {0.0, 10.0, false, "0 to 10"};
}

inline SiCodec number(Bounds bounds) {
  return {Dimension::dimensionless, std::move(bounds)};
}
inline SiCodec mass(Bounds bounds) {
  return {Dimension::mass, std::move(bounds)};
}
inline SiCodec rate(Bounds bounds) {
  return {Dimension::mass_flow, std::move(bounds)};
}
inline SiCodec power(Bounds bounds) {
  return {Dimension::power, std::move(bounds)};
}

}  // namespace perilune::detail
