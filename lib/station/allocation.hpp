#pragma once

#include <cstddef>
#include <vector>

namespace perilune::detail {

/// What one unit of an activity's rate does to one resource per second: negative uses it, positive makes it.
struct ResourceTerm {
  std::size_t resource = 0;
  double rate = 0.0;
};

/// Something that runs at a rate between 0 and 1.
struct AllocatedActivity {
  std::vector<ResourceTerm> terms;
  int priority = 0;  ///< lower is served first
};

/// What a resource can bear beside what the activities make of it, per second.
struct ResourceLimits {
  double supply = 0.0;  ///< given from outside, >= 0; what nobody takes of it is curtailed
  double most_drawn =
      0.0;  ///< how much more than is made may be used: what the store gives, infinite if it may
  double most_kept =
      0.0;  ///< how much more than is used may be made: what the store takes, infinite if it may
};

struct Allocation {
  std::vector<double> rates;                 ///< by activity, [0, 1]
  std::vector<std::ptrdiff_t> held_back_by;  ///< by activity: the resource that bound it last, or -1
};

/// Rates at which every resource is respected, and none of which can be raised alone.
///
/// From full rates downward: where more is used than there is, the users give way, lowest priority first and
/// equals in proportion; where more is made than can be kept, the makers do. Repeated until nothing changes,
/// then whatever was cut too far is given back in order of priority.
Allocation allocate(const std::vector<AllocatedActivity>& activities,
                    const std::vector<ResourceLimits>& resources);

}  // namespace perilune::detail
