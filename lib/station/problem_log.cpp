#include "problem_log.hpp"

#include <algorithm>

namespace perilune::detail {

StationProblem& ProblemLog::at(StationFailure failure, const std::string& what, const std::string& resource,
                               Interval span, const SourceLocation& where) {
  const auto [entry, is_new] = last_.try_emplace({failure, what, resource}, problems_.size());
  if (!is_new && problems_[entry->second].span.to >= span.from) {
    problems_[entry->second].span.to = span.to;
    return problems_[entry->second];
  }
  entry->second = problems_.size();
  return problems_.emplace_back(StationProblem{failure, what, resource, span, 0.0, where});
}

std::vector<StationProblem> ProblemLog::sorted() const {
  std::vector<StationProblem> all = problems_;
  std::stable_sort(all.begin(), all.end(), [](const StationProblem& a, const StationProblem& b) {
    return std::tie(a.span.from, a.failure) < std::tie(b.span.from, b.failure);
  });
  return all;
}

}  // namespace perilune::detail
