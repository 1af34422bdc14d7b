// A thousand transfers: four sites, 2024 to 2045, 3 to 6 d, perilune 60 to 1000 km, any inclination, both
// daily opportunities and both branches.
#include <cmath>
#include <random>

#include <perilune/core/thread_pool.hpp>
#include <perilune/design/translunar.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("translunar: of a thousand requests those in reach converge, the others are told the nearest",
          "[design][validation]") {
  constexpr double deg = 3.14159265358979323846 / 180.0;
  constexpr std::size_t count = 1000;
  const LaunchSite sites[] = {wenchang(), xichang(), vostochny(), kennedy()};
  std::mt19937_64 generator(20260301);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::vector<TranslunarRequest> requests(count);
  for (std::size_t i = 0; i < count; ++i) {
    TranslunarRequest& request = requests[i];
    request.site = sites[i % 4];
    request.earliest = Epoch::parse("2024-01-01T00:00:00 TDB") + Duration::days(7990.0 * unit(generator));
    request.time_of_flight = Duration::days(3.0 + 3.0 * unit(generator));
    request.perilune_altitude = Length::from_si(60e3 + 940e3 * unit(generator));
    request.inclination = Angle::from_si(180.0 * deg * unit(generator));
    request.branch = unit(generator) < 0.5 ? ArrivalBranch::north : ArrivalBranch::south;
    request.opportunity = unit(generator) < 0.5 ? DailyOpportunity::northbound : DailyOpportunity::southbound;
  }
  std::vector<TranslunarTransfer> transfers(count);
  ThreadPool pool;
  pool.for_each(count, [&](std::size_t i, int) { transfers[i] = design_translunar(requests[i]); });

  int in_reach = 0, converged = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const TranslunarTransfer& transfer = transfers[i];
    const double wanted_rad = requests[i].inclination.in(radian);
    INFO("request " << i << " from " << requests[i].site.name << ": " << transfer.report());
    const double least_rad = std::abs(transfer.arrival.declination_rad) + 2.0 * deg;
    const bool reachable = wanted_rad >= least_rad && wanted_rad <= 180.0 * deg - least_rad;
    if (reachable) ++in_reach;
    if (transfer.status == TranslunarStatus::converged) {
      if (reachable) ++converged;
      CHECK(std::abs(transfer.perilune_altitude_m - requests[i].perilune_altitude.in(metre)) < 100.0);
      CHECK(std::abs(transfer.inclination_rad - wanted_rad) < 0.01 * deg);
      CHECK(std::abs(transfer.arrival.time_to_periapsis_s) < 1.0);
    } else if (!reachable) {
      CHECK(transfer.status == TranslunarStatus::unreachable_inclination);
      CHECK(std::abs(transfer.inclination_rad - transfer.nearest_inclination_rad) < 0.01 * deg);
    }
  }
  CAPTURE(in_reach, converged);
  CHECK(in_reach > 700);
  CHECK(converged >= 0.995 * in_reach);
}
