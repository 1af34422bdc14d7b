#include "allocation.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <random>

using namespace perilune::detail;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("allocation: the first priority is served before the second, equals share in proportion",
          "[station]") {
  // One supply of 10; 4 wanted first, then 4 and 8 as equals.
  const std::vector<AllocatedActivity> activities = {{{{0, -4.0}}, 1}, {{{0, -8.0}}, 1}, {{{0, -4.0}}, 0}};
  const Allocation result = allocate(activities, {{10.0, 0.0, infinite}});
  CHECK(result.rates[2] == 1.0);
  CHECK(std::abs(result.rates[0] - 0.5) < 1e-12);
  CHECK(std::abs(result.rates[1] - 0.5) < 1e-12);
  CHECK(result.held_back_by == std::vector<std::ptrdiff_t>{0, 0, -1});
}

TEST_CASE("allocation: a maker waits when there is no room for one of its products", "[station]") {
  // Makes 2 of resource 0, which is full and used at 0.5, and 1 of resource 1, which has room.
  const std::vector<AllocatedActivity> activities = {{{{0, 2.0}, {1, 1.0}}, 2}, {{{0, -0.5}}, 0}};
  const Allocation result = allocate(activities, {{0.0, 0.0, 0.0}, {0.0, 0.0, infinite}});
  CHECK(std::abs(result.rates[0] - 0.25) < 1e-12);
  CHECK(result.rates[1] == 1.0);
}

TEST_CASE("allocation: a loop of recycling with a supply settles at its geometric sum", "[station]") {
  // A user turns 1 of water (0) into 1 of waste water (1), a processor gives 0.9 of that back; 0.05 comes in.
  // So the user gets x = 0.05 + 0.9 x, that is 0.5.
  const std::vector<AllocatedActivity> activities = {{{{0, -1.0}, {1, 1.0}}, 0}, {{{1, -5.0}, {0, 4.5}}, 1}};
  const Allocation result = allocate(activities, {{0.05, 0.0, infinite}, {0.0, 0.0, infinite}});
  CHECK(std::abs(result.rates[0] - 0.5) < 1e-9);
  CHECK(std::abs(result.rates[1] - 0.1) < 1e-9);
}

TEST_CASE("allocation: respects every resource and leaves no activity that could do more",
          "[station][property]") {
  std::mt19937 random(20261125);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int trial = 0; trial < 2000; ++trial) {
    const std::size_t resources = 1 + random() % 5;
    std::vector<AllocatedActivity> activities(1 + random() % 8);
    for (AllocatedActivity& activity : activities) {
      activity.priority = static_cast<int>(random() % 3);
      for (std::size_t r = 0; r < resources; ++r) {
        if (random() % 2 == 0) activity.terms.push_back({r, 10.0 * (unit(random) - 0.5)});
      }
    }
    std::vector<ResourceLimits> limits(resources);
    for (ResourceLimits& limit : limits) {
      limit.supply = random() % 2 == 0 ? 0.0 : 5.0 * unit(random);
      limit.most_drawn = random() % 3 == 0 ? infinite : 0.0;
      limit.most_kept = random() % 2 == 0 ? infinite : 0.0;
    }
    const Allocation result = allocate(activities, limits);

    std::vector<double> net(resources, 0.0);
    for (std::size_t a = 0; a < activities.size(); ++a) {
      REQUIRE(result.rates[a] >= 0.0);
      REQUIRE(result.rates[a] <= 1.0);
      for (const ResourceTerm& term : activities[a].terms) net[term.resource] += term.rate * result.rates[a];
    }
    CAPTURE(trial);
    for (std::size_t r = 0; r < resources; ++r) {
      CHECK(net[r] >= -(limits[r].supply + limits[r].most_drawn) - 1e-9);
      CHECK(net[r] <= limits[r].most_kept + 1e-9);
    }
    for (std::size_t a = 0; a < activities.size(); ++a) {
      double room = 1.0 - result.rates[a];
      for (const ResourceTerm& term : activities[a].terms) {
        if (term.rate == 0.0) continue;
        const ResourceLimits& limit = limits[term.resource];
        const double left = term.rate < 0.0 ? net[term.resource] + limit.supply + limit.most_drawn
                                            : limit.most_kept - net[term.resource];
        room = std::min(room, std::max(left, 0.0) / std::abs(term.rate));
      }
      CHECK(room < 1e-6);
    }
  }
}
