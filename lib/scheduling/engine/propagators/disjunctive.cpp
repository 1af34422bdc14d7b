#include "disjunctive.hpp"

namespace perilune::engine::detail {

Disjunction::Disjunction(std::vector<Activity> activities, std::vector<Int> setup, Lit selector)
    : activities_(std::move(activities)), setup_(std::move(setup)), selector_(selector) {}

std::vector<Side> Disjunction::watched() const {
  std::vector<Side> sides = {selector_.side};
  for (const Activity& activity : activities_) activity.watch(sides);
  return sides;
}

bool Disjunction::cannot_precede(const Kernel& kernel, std::size_t a, std::size_t b) const {
  return activities_[a].earliest_end(kernel) + setup(a, b) > activities_[b].latest_start(kernel);
}

bool Disjunction::propagate(Kernel& kernel) {
  if (!kernel.is_true(selector_)) return true;
  kernel.add_work(static_cast<std::int64_t>(activities_.size() * activities_.size() / 8));
  for (std::size_t a = 0; a < activities_.size(); ++a) {
    if (activities_[a].is_absent(kernel)) continue;
    for (std::size_t b = a + 1; b < activities_.size(); ++b) {
      if (activities_[b].is_absent(kernel)) continue;
      const bool not_ab = cannot_precede(kernel, a, b);
      const bool not_ba = cannot_precede(kernel, b, a);
      if (not_ab && not_ba) {
        kernel.begin_reason();
        kernel.add_reason(selector_);
        explain_order(kernel, a, b);
        explain_order(kernel, b, a);
        if (!kernel.forbid({activities_[a].presence, activities_[b].presence})) return false;
      } else if (not_ab) {
        if (!enforce(kernel, b, a)) return false;
      } else if (not_ba) {
        if (!enforce(kernel, a, b)) return false;
      }
      if (activities_[a].is_absent(kernel)) break;
    }
  }
  return true;
}

/// What is `first` here ends before the other starts.
bool Disjunction::enforce(Kernel& kernel, std::size_t first, std::size_t second) {
  const Activity& a = activities_[first];
  const Activity& b = activities_[second];
  const Int gap = setup(first, second);
  const bool is_same = a.presence == b.presence;
  if (a.earliest_end(kernel) + gap > b.earliest_start(kernel) && (is_same || a.is_present(kernel))) {
    const Int end = a.earliest_end(kernel);
    kernel.begin_reason();
    kernel.add_reason(selector_);
    explain_order(kernel, second, first);
    kernel.add_reason(a.ends_from(end));
    if (!is_same) kernel.add_reason(a.presence);
    if (!kernel.because(b.starts_from(end + gap))) return false;
  }
  if (b.latest_start(kernel) - gap < a.latest_end(kernel) && (is_same || b.is_present(kernel))) {
    const Int start = b.latest_start(kernel);
    kernel.begin_reason();
    kernel.add_reason(selector_);
    explain_order(kernel, second, first);
    kernel.add_reason(b.starts_by(start));
    if (!is_same) kernel.add_reason(b.presence);
    if (!kernel.because(a.ends_by(start - gap))) return false;
  }
  return true;
}

void Disjunction::explain_order(Kernel& kernel, std::size_t a, std::size_t b) {
  const Int start = activities_[b].latest_start(kernel);
  kernel.add_reason(activities_[b].starts_by(start));
  kernel.add_reason(activities_[a].ends_from(start - setup(a, b) + 1));
}

}  // namespace perilune::engine::detail
