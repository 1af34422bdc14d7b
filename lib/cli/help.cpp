#include <sstream>
#include <string_view>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune::cli {
namespace {

constexpr std::size_t page_width = 80;

/// The words of `text` in lines of at most `page_width` columns, each begun by `indent` blanks; the first
/// line has its own beginning, which is padded to `indent`.
std::string wrapped(std::string_view first, std::size_t indent, std::string_view text) {
  std::string out;
  std::string line(first);
  if (line.size() + 1 > indent && !line.empty() && indent > 0) {
    out += line + '\n';
    line.clear();
  }
  line.resize(std::max(line.size(), indent), ' ');
  bool fresh = true;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (!fresh && line.size() + 1 + word.size() > page_width) {
      out += line + '\n';
      line.assign(indent, ' ');
      fresh = true;
    }
    if (!fresh) line += ' ';
    line += word;
    fresh = false;
  }
  return out + line + '\n';
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    out += '\n' + wrapped("", 0, text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return out;
}

std::string examples(const std::vector<Example>& all) {
  std::string out;
  for (const Example& example : all) {
    out += '\n' + wrapped("", 2, example.says);
    out += detail::concat("    $ ", example.line, "\n");
  }
  return out;
}

constexpr std::string_view exit_codes =
    "\nExit codes: 0 done, 1 internal error, 2 usage, 3 scenario invalid,\n"
    "  4 infeasible, 5 numerical failure, 6 file or kernel\n";

}  // namespace

std::string help_page(const Command& command, const CommandLine& line) {
  constexpr std::size_t column = 22;
  std::string out = detail::concat("perilune ", command.name, ": ", command.about, "\n\n");
  out += wrapped("Usage:", 7, detail::concat("perilune ", command.name, " ", command.usage));
  out += paragraphs(command.more);
  out += "\nOptions:\n";
  for (const OptionText& option : line.options()) {
    const std::string value = option.value.empty() ? "" : " " + option.value;
    out += wrapped(detail::concat("  ", option.name, value), column, option.help);
  }
  if (!command.examples.empty()) out += "\nExamples:\n" + examples(command.examples);
  return out;
}

std::string help_page(const std::vector<Command>& commands) {
  constexpr std::size_t column = 14;
  std::string out = detail::concat("perilune ", version(), ": plans lunar campaigns\n\n");
  out += "Usage: perilune COMMAND [OPTION ...]\n\nCommands:\n";
  for (const Command& command : commands) out += wrapped("  " + command.name, column, command.about);
  out += "\n'perilune COMMAND --help' tells more, with examples.\n";
  out +=
      "\nBegin with:\n" +
      examples({{"perilune run scenarios/arrivals.yaml",
                 "Fly two real missions to the Moon and see when they arrived:"},
                {"perilune validate scenarios/ilrs-precursors.yaml", "Check a scenario without running it:"},
                {"perilune explain missions", "Learn what can be written in a scenario:"}});
  out += exit_codes;
  return out;
}

}  // namespace perilune::cli
