#include "allocation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace perilune::detail {
namespace {

/// Changes of a rate below this are none: a few hundred roundings.
constexpr double smallest_change = 1e-13;
/// A loop of recycling closes geometrically: 0.98 of the water comes back, 0.98 of that again, ...
constexpr int most_rounds = 4000;

/// Who touches a resource, by priority: users and makers with their full rates.
struct Touching {
  std::size_t activity = 0;
  double rate = 0.0;
};

class Allocator {
 public:
  Allocator(const std::vector<AllocatedActivity>& activities, const std::vector<ResourceLimits>& resources)
      : activities_(activities), resources_(resources), users_(resources.size()), makers_(resources.size()) {
    std::vector<std::size_t> order(activities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return activities[a].priority < activities[b].priority;
    });
    by_priority_ = order;
    for (const std::size_t activity : order) {
      for (const ResourceTerm& term : activities[activity].terms) {
        if (term.rate < 0.0) users_[term.resource].push_back({activity, -term.rate});
        if (term.rate > 0.0) makers_[term.resource].push_back({activity, term.rate});
      }
    }
    result_.rates.assign(activities.size(), 1.0);
    result_.held_back_by.assign(activities.size(), -1);
  }

  Allocation run() {
    for (int round = 0; round < most_rounds && cut(); ++round) {
    }
    for (int round = 0; round < most_rounds && give_back(); ++round) {
    }
    return std::move(result_);
  }

 private:
  double total(const std::vector<Touching>& all) const {
    double sum = 0.0;
    for (const Touching& one : all) sum += one.rate * result_.rates[one.activity];
    return sum;
  }

  bool cut() {
    bool changed = false;
    for (std::size_t r = 0; r < resources_.size(); ++r) {
      if (std::isfinite(resources_[r].most_drawn)) {
        const double there = total(makers_[r]) + resources_[r].supply + resources_[r].most_drawn;
        changed |= share_out(users_[r], there, r);
      }
      if (std::isfinite(resources_[r].most_kept)) {
        changed |= share_out(makers_[r], total(users_[r]) + resources_[r].most_kept, r);
      }
    }
    return changed;
  }

  /// Lets the activities have `there` of a resource among them, the first priorities before the others.
  bool share_out(const std::vector<Touching>& all, double there, std::size_t resource) {
    bool changed = false;
    for (std::size_t first = 0; first < all.size();) {
      const int priority = activities_[all[first].activity].priority;
      std::size_t last = first;
      double wanted = 0.0;
      for (; last < all.size() && activities_[all[last].activity].priority == priority; ++last) {
        wanted += all[last].rate * result_.rates[all[last].activity];
      }
      if (wanted > there) {
        const double share = std::max(there, 0.0) / wanted;
        for (std::size_t i = first; i < last; ++i) {
          double& rate = result_.rates[all[i].activity];
          const double less = rate * share;
          if (rate - less <= smallest_change && less > 0.0) continue;
          changed |= rate != less;
          rate = less;
          result_.held_back_by[all[i].activity] = static_cast<std::ptrdiff_t>(resource);
        }
      }
      there -= std::min(wanted, std::max(there, 0.0));
      first = last;
    }
    return changed;
  }

  bool give_back() {
    bool changed = false;
    for (const std::size_t activity : by_priority_) {
      double& rate = result_.rates[activity];
      double room = 1.0 - rate;
      for (const ResourceTerm& term : activities_[activity].terms) {
        if (room <= 0.0) break;
        if (term.rate == 0.0) continue;
        const double net = total(makers_[term.resource]) - total(users_[term.resource]);
        const ResourceLimits& limits = resources_[term.resource];
        const double left =
            term.rate < 0.0 ? net + limits.supply + limits.most_drawn : limits.most_kept - net;
        room = std::min(room, std::max(left, 0.0) / std::abs(term.rate));
      }
      // A smaller rise is rounding, and would go on for ever.
      if (room <= 1e-9) continue;
      rate = std::min(1.0, rate + room);
      if (rate == 1.0) result_.held_back_by[activity] = -1;
      changed = true;
    }
    return changed;
  }

  const std::vector<AllocatedActivity>& activities_;
  const std::vector<ResourceLimits>& resources_;
  std::vector<std::vector<Touching>> users_;  // by resource, in order of priority
  std::vector<std::vector<Touching>> makers_;
  std::vector<std::size_t> by_priority_;
  Allocation result_;
};

}  // namespace

Allocation allocate(const std::vector<AllocatedActivity>& activities,
                    const std::vector<ResourceLimits>& resources) {
  return Allocator(activities, resources).run();
}

}  // namespace perilune::detail
