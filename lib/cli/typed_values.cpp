#include "typed_values.hpp"

#include <perilune/core/text.hpp>

#include "command.hpp"

namespace perilune::cli {

[[noreturn]] void complain(std::string_view option, std::string_view problem, std::string_view help) {
  throw UsageError(
      detail::concat(option, ": ", printable(problem), ".", help.empty() ? "" : " ", printable(help)));
}

/// The pieces between commas, without blanks at their ends.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> all;
  for (;;) {
    const std::size_t comma = text.find(',');
    all.emplace_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) return all;
    text.remove_prefix(comma + 1);
  }
}

double quantity(std::string_view option, std::string_view text, Dimension dimension) {
  const QuantityParse parse = try_parse_quantity(text, dimension);
  if (!parse) complain(option, parse.problem, parse.help);
  return parse.quantity->si;
}

Epoch epoch_of(std::string_view option, std::string_view text) {
  const EpochParse parse = Epoch::try_parse(text);
  if (!parse) complain(option, parse.problem, parse.help);
  return *parse.epoch;
}

Duration duration_of(std::string_view option, std::string_view text) {
  const DurationParse parse = Duration::try_parse(text);
  if (!parse) complain(option, parse.problem, parse.help);
  return *parse.duration;
}

}  // namespace perilune::cli
