// The one place that knows which Catch2 this is: 2.13 (Debian 12) or 3 (Ubuntu 24.04). Tests are written for
// 3's names where the two differ: ContainsSubstring, StartsWith, EndsWith, WithinAbs, WithinRel of
// Catch::Matchers.
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text, CaseSensitive::Choice choice = CaseSensitive::Yes) {
  return Contains(text, choice);
}
}  // namespace Catch::Matchers
#endif
