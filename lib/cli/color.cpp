#include <string>

#include <perilune/core/text.hpp>

#include "command.hpp"

namespace perilune::cli {
namespace {

constexpr std::string_view bold = "\x1B[1m";
constexpr std::string_view red = "\x1B[1;31m";
constexpr std::string_view yellow = "\x1B[1;33m";
constexpr std::string_view green = "\x1B[32m";
constexpr std::string_view cyan = "\x1B[36m";
constexpr std::string_view plain = "\x1B[0m";

/// "file:1:2: error[code]: message" with the place in bold and the severity in its colour.
std::string colored_head(std::string_view line, std::string_view severity, std::string_view color) {
  const std::size_t word = line.find(severity);
  const std::size_t end = line.find(']', word) + 1;
  return detail::concat(bold, line.substr(0, word), plain, color, line.substr(word, end - word), plain,
                        line.substr(end));
}

std::string colored_line(std::string_view line) {
  if (!line.starts_with(' ') && line.find(": error[") != std::string_view::npos)
    return colored_head(line, "error[", red);
  if (!line.starts_with(' ') && line.find(": warning[") != std::string_view::npos)
    return colored_head(line, "warning[", yellow);
  const std::size_t first = line.find_first_not_of(" |");
  if (!line.starts_with(' ') || first == std::string_view::npos) return std::string(line);
  if (line[first] == '^') return detail::concat(green, line, plain);
  if (line.substr(first).starts_with("= help:")) return detail::concat(cyan, line, plain);
  return std::string(line);
}

}  // namespace

std::string colored(std::string_view diagnostics, bool color) {
  if (!color) return std::string(diagnostics);
  std::string out;
  while (!diagnostics.empty()) {
    const std::size_t end = diagnostics.find('\n');
    out += colored_line(diagnostics.substr(0, end));
    if (end == std::string_view::npos) break;
    out += '\n';
    diagnostics.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace perilune::cli
