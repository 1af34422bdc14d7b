#pragma once

#include <cstddef>
#include <cstdint>

/// What the solver's core is written in: bounds of integer variables.
namespace perilune::engine::detail {

using Int = std::int32_t;
using Var = std::int32_t;

/// A variable with its sign: 2x is x, 2x + 1 is -x. Each side has an upper bound that only falls on the way
/// down the search; the lower bound of x is minus the upper bound of -x.
using Side = std::int32_t;

constexpr Var variable_of(Side side) noexcept {
  return side >> 1;
}
constexpr Side opposite(Side side) noexcept {
  return side ^ 1;
}

/// A side, an event or whatever else is numbered, as a position.
constexpr std::size_t at(std::int32_t index) noexcept {
  return static_cast<std::size_t>(index);
}

/// "side <= value": the only kind of fact there is.
struct Lit {
  Side side = 0;
  Int value = 0;

  friend constexpr bool operator==(const Lit&, const Lit&) = default;
};

constexpr Lit operator~(Lit literal) noexcept {
  return {opposite(literal.side), -literal.value - 1};
}
constexpr Lit le(Var x, Int value) noexcept {
  return {2 * x, value};
}
constexpr Lit ge(Var x, Int value) noexcept {
  return {2 * x + 1, -value};
}

/// Variable 0 is the constant 0, so that "always" and "never" are literals too.
inline constexpr Lit always = {0, 0};
inline constexpr Lit never = {1, -1};

}  // namespace perilune::engine::detail
