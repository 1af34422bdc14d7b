#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <perilune/station/history.hpp>

namespace perilune::detail {

/// What goes wrong, gathered: a failure that lasts is one entry, not one for each step.
class ProblemLog {
 public:
  /// Adds to the last report of the same kind if that one has lasted until now, else begins another.
  void add(StationFailure failure, const std::string& what, const std::string& resource, Interval span,
           double missing, const SourceLocation& where) {
    at(failure, what, resource, span, where).missing += missing;
  }

  /// The same where what is missing is no sum over time: it is what the last report says.
  void set(StationFailure failure, const std::string& what, const std::string& resource, Interval span,
           double missing, const SourceLocation& where) {
    at(failure, what, resource, span, where).missing = missing;
  }

  /// All of them, in order of time; of those at the same instant, in the order of the enumeration.
  std::vector<StationProblem> sorted() const;

 private:
  StationProblem& at(StationFailure failure, const std::string& what, const std::string& resource,
                     Interval span, const SourceLocation& where);

  std::vector<StationProblem> problems_;
  std::map<std::tuple<StationFailure, std::string, std::string>, std::size_t> last_;  // of each kind
};

}  // namespace perilune::detail
