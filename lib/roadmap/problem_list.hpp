#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/reference.hpp>

namespace perilune::detail {

/// How long the underline of an id is.
int underline(const std::string& id);

/// What a validation has found, and how it says so.
class ProblemList {
 protected:
  Diagnostic& add(Severity severity, std::string code, const SourceLocation& where, std::string message,
                  std::string help = {});
  Diagnostic& error(std::string code, const SourceLocation& where, std::string message,
                    std::string help = {});
  Diagnostic& warning(std::string code, const SourceLocation& where, std::string message,
                      std::string help = {});

  /// A name that nothing has: says which there are, and the nearest.
  void unknown(std::string code, const Reference& reference, const std::string& what,
               const std::vector<std::string>& names);

  /// Whether it can be counted in steps of `step`. @return false after saying that it cannot
  bool check_countable(Duration length, const SourceLocation& where, const std::string& what, Duration step);

  /// A duration or a lag: which way round, and whether it can be counted in steps of `step`.
  void check_range(const DurationRange& range, const SourceLocation& where, const std::string& what,
                   bool may_be_negative, Duration step);

  std::vector<Diagnostic> found_;
};

}  // namespace perilune::detail
