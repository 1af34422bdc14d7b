#include <perilune/core/diagnostic.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// Line number `line` (from 1) of the text, without its end; nothing past the last line.
std::string_view line_of(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// Characters, not bytes: continuation bytes of UTF-8 take no column on a terminal.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The excerpt and its underline; a very long line is shown only around the place that is meant.
std::string excerpt(const Diagnostic& diagnostic, std::string_view source_text) {
  constexpr std::size_t longest = 120;
  std::string_view line = line_of(source_text, diagnostic.where.line);
  auto start = static_cast<std::size_t>(std::max(0, diagnostic.where.column - 1));
  if (line.empty() || start > line.size()) return {};
  auto length = std::min(static_cast<std::size_t>(std::max(1, diagnostic.length)),
                         std::max<std::size_t>(1, line.size() - start));
  if (line.size() > longest) {
    std::size_t from = start > longest / 2 ? start - longest / 2 : 0;
    while (from > 0 && (line[from] & 0xC0) == 0x80) --from;
    std::size_t to = std::min(line.size(), from + longest);
    while (to < line.size() && (line[to] & 0xC0) == 0x80) ++to;
    line = line.substr(from, to - from);
    start -= from;
    length = std::min(length, std::max<std::size_t>(1, line.size() - std::min(start, line.size())));
  }
  const std::string number = std::to_string(diagnostic.where.line);
  const std::string margin(std::max<std::size_t>(5, number.size()), ' ');
  const std::string shown = printable(line);
  const std::size_t marks =
      std::max<std::size_t>(1, width(line.substr(std::min(start, line.size()), length)));
  return detail::concat(margin.substr(number.size()), number, " | ", shown, "\n", margin, " | ",
                        std::string(width(line.substr(0, start)), ' '), "^", std::string(marks - 1, '~'),
                        "\n");
}

}  // namespace

std::string render(const Diagnostic& diagnostic, std::string_view source_text) {
  const SourceLocation& where = diagnostic.where;
  std::string out = printable(where.file);
  if (where.line > 0) out += detail::concat(":", where.line, ":", where.column);
  out += detail::concat(": ", diagnostic.severity == Severity::error ? "error" : "warning", "[",
                        diagnostic.code, "]: ", printable(diagnostic.message), "\n");
  if (where.line > 0) out += excerpt(diagnostic, source_text);
  for (const std::string& note : diagnostic.notes) out += detail::concat("      = ", printable(note), "\n");
  if (!diagnostic.help.empty()) out += detail::concat("      = help: ", printable(diagnostic.help), "\n");
  return out;
}

}  // namespace perilune
