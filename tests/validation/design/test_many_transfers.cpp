// A thousand transfers (tests/support/translunar_requests.hpp), with impulses and with burns of finite
// length.
#include <algorithm>
#include <cmath>
#include <optional>

#include <perilune/core/thread_pool.hpp>
#include <perilune/design/translunar.hpp>

#include "support/catch.hpp"
#include "support/translunar_requests.hpp"

using namespace perilune;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;
constexpr std::size_t count = 1000;

}  // namespace

TEST_CASE("translunar: of a thousand requests those in reach converge, the others are told the nearest",
          "[design][validation]") {
  const std::vector<test::WantedFlight> wanted = test::wanted_flights(count);
  std::vector<TranslunarTransfer> transfers(count);
  ThreadPool pool;
  pool.for_each(count, [&](std::size_t i, int) { transfers[i] = design_translunar(wanted[i].request); });

  int in_reach = 0, converged = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const TranslunarRequest& request = wanted[i].request;
    const TranslunarTransfer& transfer = transfers[i];
    const double wanted_rad = request.inclination.in(radian);
    INFO("request " << i << " from " << request.site.name << ": " << transfer.report());
    const bool reachable = test::in_reach(wanted[i], transfer);
    if (reachable) ++in_reach;
    if (transfer.status == TranslunarStatus::converged) {
      if (reachable) ++converged;
      CHECK(std::abs(transfer.perilune_altitude_m - request.perilune_altitude.in(metre)) < 100.0);
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

TEST_CASE(
    "lunar flight: of a thousand requests those in reach fly with finite burns from parking orbit to capture",
    "[design][validation]") {
  const std::vector<test::WantedFlight> wanted = test::wanted_flights(count);
  std::vector<LunarFlight> flights(count);
  std::vector<std::optional<test::Misses>> misses(count);
  ThreadPool pool;
  pool.for_each(count, [&](std::size_t i, int) {
    TranslunarRequest request = wanted[i].request;
    request.stage = wanted[i].stage;
    flights[i] = design_lunar_flight(request, wanted[i].arrival);
    if (flights[i].converged()) misses[i] = test::flown_misses(wanted[i], flights[i]);
  });
  int in_reach = 0, converged = 0;
  test::Misses worst;
  double least_loss_m_s = INFINITY, most_loss_m_s = -INFINITY;
  for (std::size_t i = 0; i < count; ++i) {
    const LunarFlight& flight = flights[i];
    INFO("request " << i << " from " << wanted[i].request.site.name << ": " << flight.report());
    const bool reachable = test::in_reach(wanted[i], flight.transfer);
    if (reachable) ++in_reach;
    if (misses[i]) {
      if (reachable) ++converged;
      test::check_targets(*misses[i]);
      worst.perilune_m = std::max(worst.perilune_m, misses[i]->perilune_m);
      worst.inclination_deg = std::max(worst.inclination_deg, misses[i]->inclination_deg);
      worst.epoch_s = std::max(worst.epoch_s, misses[i]->epoch_s);
      worst.captured_perilune_m = std::max(worst.captured_perilune_m, misses[i]->captured_perilune_m);
      worst.captured_apolune_m = std::max(worst.captured_apolune_m, misses[i]->captured_apolune_m);
      worst.captured_inclination_deg =
          std::max(worst.captured_inclination_deg, misses[i]->captured_inclination_deg);
      least_loss_m_s = std::min(least_loss_m_s, flight.loss_m_s());
      most_loss_m_s = std::max(most_loss_m_s, flight.loss_m_s());
    } else if (reachable) {
      UNSCOPED_INFO("request " << i << " did not converge: " << flight.report());
    } else {
      CHECK(flight.transfer.status == TranslunarStatus::unreachable_inclination);
      CHECK(std::abs(flight.transfer.inclination_rad - flight.transfer.nearest_inclination_rad) < 0.01 * deg);
    }
  }
  INFO("in reach " << in_reach << ", converged " << converged << "; worst perilune " << worst.perilune_m
                   << " m, inclination " << worst.inclination_deg << " deg, epoch " << worst.epoch_s
                   << " s; captured " << worst.captured_perilune_m << " m x " << worst.captured_apolune_m
                   << " m, " << worst.captured_inclination_deg << " deg; losses " << least_loss_m_s << " to "
                   << most_loss_m_s << " m/s");
  CHECK(in_reach > 700);
  CHECK(converged >= 0.995 * in_reach);
}
