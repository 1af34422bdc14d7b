#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace perilune {

/// The shortest decimal text that reads back as the same double: "0.1", "1e-12", "-inf", "nan".
std::string to_text(double value);

/// The number in decimals, fixed: `fixed(2.5, 3)` is "2.500". Never in exponent form; -0 is written as 0.
/// @param decimals  0 to 17
std::string fixed(double value, int decimals);

/// Reads all of `text` as a finite decimal number: an optional sign, digits, an optional fraction and
/// exponent. No blanks, no hexadecimals, no "nan" or "inf"; "010" is ten.
std::optional<double> parse_number(std::string_view text);

/// Reads all of `text` as a decimal integer with an optional sign; nothing if it does not fit 64 bits.
std::optional<long long> parse_integer(std::string_view text);

/// The text without blanks (space, tab, carriage return, newline) at its ends.
std::string_view trimmed(std::string_view text);

/// The items with `separator` between them.
std::string join(std::span<const std::string> items, std::string_view separator);

/// The name nearest to `typed` by edit distance (insertion, deletion, substitution, swap of neighbours), if
/// it is near: at most a third of the longer name's length, at least 1. The first of several equally near.
std::optional<std::string> nearest_name(std::string_view typed, std::span<const std::string> names);

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_valid_utf8(std::string_view bytes);

/// The text in a form safe for a terminal line: control characters, those of Unicode that turn the direction
/// of writing or end a line, and, if the text is not UTF-8, every byte above 126, become one '?' each.
std::string printable(std::string_view text);

namespace detail {

inline void append(std::string& out, std::string_view text) {
  out += text;
}
inline void append(std::string& out, char character) {
  out += character;
}
inline void append(std::string& out, double value) {
  out += to_text(value);
}
inline void append(std::string& out, const char* text) {
  out += text;
}
template <std::same_as<bool> Bool>  // a template, so that no pointer turns into a bool
void append(std::string& out, Bool value) {
  out += value ? "true" : "false";
}
template <std::integral Integer>
requires(!std::same_as<Integer, char> && !std::same_as<Integer, bool>) void append(std::string& out,
                                                                                   Integer value) {
  out += std::to_string(value);
}

/// All arguments in one text, numbers in their shortest exact form: how messages are put together.
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::string out;
  (append(out, parts), ...);
  return out;
}

}  // namespace detail
}  // namespace perilune
