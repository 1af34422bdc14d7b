#include "problem_list.hpp"

#include <algorithm>
#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::detail {

int underline(const std::string& id) {
  return std::max(1, static_cast<int>(std::min<std::size_t>(id.size(), 1000)));
}

Diagnostic& ProblemList::add(Severity severity, std::string code, const SourceLocation& where,
                             std::string message, std::string help) {
  Diagnostic& diagnostic = found_.emplace_back();
  diagnostic.severity = severity;
  diagnostic.code = std::move(code);
  diagnostic.where = where;
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  return diagnostic;
}

Diagnostic& ProblemList::error(std::string code, const SourceLocation& where, std::string message,
                               std::string help) {
  return add(Severity::error, std::move(code), where, std::move(message), std::move(help));
}

Diagnostic& ProblemList::warning(std::string code, const SourceLocation& where, std::string message,
                                 std::string help) {
  return add(Severity::warning, std::move(code), where, std::move(message), std::move(help));
}

void ProblemList::unknown(std::string code, const Reference& reference, const std::string& what,
                          const std::vector<std::string>& names) {
  Diagnostic& found = error(std::move(code), reference.where, concat("there is no ", what));
  found.length = underline(reference.id);
  if (names.empty()) {
    found.notes.push_back("none is defined");
  } else if (names.size() <= 12) {
    found.notes.push_back(concat("expected one of: ", join(names, ", ")));
  }
  if (const auto nearest = nearest_name(reference.id, names)) {
    found.help = concat("did you mean '", *nearest, "'?");
  }
}

}  // namespace perilune::detail
