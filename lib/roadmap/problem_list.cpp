#include "problem_list.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/roadmap.hpp>

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

bool ProblemList::check_countable(Duration length, const SourceLocation& where, const std::string& what,
                                  Duration step) {
  if (step <= Duration{} || std::abs(length / step) <= static_cast<double>(most_time_steps)) return true;
  error("too-many-ticks", where,
        concat(what, ", ", to_text(length), ", is more than ", most_time_steps, " steps of ", to_text(step)),
        "make it shorter, or the time step longer");
  return false;
}

void ProblemList::check_range(const DurationRange& range, const SourceLocation& where,
                              const std::string& what, bool may_be_negative, Duration step) {
  const SourceLocation& place = range.where.line > 0 ? range.where : where;
  const Duration most = range.max ? *range.max : range.min;
  if (!may_be_negative && (range.min < Duration{} || most < Duration{})) {
    error("negative-duration", place,
          concat(what, " is negative: ", to_text(range.min < Duration{} ? range.min : most)),
          "a duration is zero or more");
  } else if (most < range.min) {
    error("maximum-below-minimum", place,
          concat(what, " is at least ", to_text(range.min), " and at most ", to_text(most)),
          "swap the two, or drop one");
  }
  if (check_countable(range.min, place, what, step)) check_countable(most, place, what, step);
}

}  // namespace perilune::detail
