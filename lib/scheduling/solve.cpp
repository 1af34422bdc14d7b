#include <perilune/scheduling/solve.hpp>

#include <stdexcept>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/check.hpp>

#include "plain.hpp"
#include "search.hpp"
#include "well_formed.hpp"

namespace perilune {

Schedule solve(const ScheduleProblem& problem, const SolveOptions& options) {
  detail::expect_well_formed(problem);
  Schedule schedule =
      is_plain(problem) ? detail::solve_plain(problem, options.slack_aim) : detail::search(problem, options);
  const std::vector<std::string> faults = check(problem, schedule, options);
  if (!faults.empty()) {
    throw std::logic_error(detail::concat(
        "solve: a bug: the answer does not pass its check. Please report it. ", join(faults, "; ")));
  }
  return schedule;
}

}  // namespace perilune
