#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/source_location.hpp>

namespace perilune {

enum class Severity { error, warning };

/// One problem in what a person wrote: where, what was found, what was expected, and the mend.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  ///< stable and kebab-case: `unknown-key`
  SourceLocation where;
  int length = 1;                  ///< how many bytes from `where` on are meant: the underline
  std::string message;             ///< what is wrong, in one line
  std::vector<std::string> notes;  ///< what was expected, one line each: "expected one of: altitude, epoch"
  std::string help;                ///< the mend, if there is a likely one: "did you mean 'altitude'?"

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// The diagnostic in compiler form, with the line it speaks of and an underline:
///
///     stations.yaml:14:11: error[unknown-key]: 'altitud' is not a key of 'parking_orbit'
///        14 |           altitud: 200 km
///           |           ^~~~~~~
///           = expected one of: altitude, inclination
///           = help: did you mean 'altitude'?
///
/// @param source_text  the whole text of the file it points into; with an empty text the excerpt is left out
/// @return             the lines, each ended by a newline; control characters of the source are shown as '?'
std::string render(const Diagnostic& diagnostic, std::string_view source_text);

}  // namespace perilune
