#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/scenario/source_tree.hpp>
#include <perilune/time/time_scale.hpp>

namespace perilune::detail {

/// A problem at a place of a file.
Diagnostic make_problem(std::string code, const std::string& file, const SourceSpan& span,
                        std::string message, std::string help);

/// What all readers of values share: the file they are in, the scale of its dates, and the list of problems.
class Reader {
 public:
  Reader(const SourceTree& tree, std::vector<Diagnostic>& problems) : tree_(tree), problems_(problems) {}

  /// Writes a problem down; notes may be added to what comes back.
  Diagnostic& report(std::string code, const SourceSpan& span, std::string message, std::string help = {});

  SourceLocation where(const SourceSpan& span) const { return {tree_.file(), span.line, span.column}; }

  /// The text of a scalar; anything else is reported as not being `wanted`.
  /// @param key     the key whose value it is, for the message
  /// @param wanted  "a length such as '200 km'"
  const std::string* scalar(const SourceNode& node, std::string_view key, std::string_view wanted);

  /// Reports a list, map or nothing where `wanted` belongs.
  /// @return  the problem; nothing where a syntax error is to blame, which has been reported
  Diagnostic* wrong_type(const SourceNode& node, std::string_view key, std::string_view wanted);

  /// The scale of dates that name none.
  std::optional<TimeScale> default_scale;

  /// Whether something that others may name (an id, a leg, a milestone) could not be read: then a name that
  /// seems unknown need not be wrong.
  bool names_lost = false;

 private:
  const SourceTree& tree_;
  std::vector<Diagnostic>& problems_;
};

/// Whether a key gives others something to name, or holds what does.
bool holds_names(std::string_view key);

/// "did you mean 'x'?" if one of the names is near; else nothing.
std::string suggestion(std::string_view typed, const std::vector<std::string>& names);

}  // namespace perilune::detail
