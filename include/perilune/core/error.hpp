#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>

namespace perilune {

/// Wrong input of any kind. The message says what is wrong, where, what was found and allowed, and the mend.
/// Outcomes of a computation (infeasible, step_limit) are returned, never thrown.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An argument of a call that the called function cannot take.
class InvalidArgument : public Error {
 public:
  using Error::Error;
};

/// A data file (ephemeris, gravity field, table) that is missing, unreadable or damaged, or a file that
/// cannot be written.
class DataError : public Error {
 public:
  using Error::Error;
};

/// A scenario with problems: all of them, in file order.
class ScenarioError : public Error {
 public:
  /// @param rendered     the text for people, as `render` made it: it becomes `what()`
  /// @param diagnostics  at least one, in file order
  ScenarioError(const std::string& rendered, std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace perilune
