#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/disposal/stage_disposal.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

/// A stage that has sent a craft to a polar perilune of 200 km.
State stage(Duration time_of_flight = Duration::days(4.5)) {
  TranslunarRequest request;
  request.time_of_flight = time_of_flight;
  request.site = wenchang();
  request.earliest = Epoch::parse("2028-05-02 UTC");
  const TranslunarTransfer craft = design_translunar(request);
  REQUIRE(craft.status == TranslunarStatus::converged);
  return craft.injection;
}

StageDisposalRequest of(StageFate goal) {
  StageDisposalRequest request;
  request.stage = stage();
  request.goal = goal;
  return request;
}

}  // namespace

TEST_CASE("stage disposal: into an orbit about the Sun, thrown by the Moon", "[design][disposal]") {
  const StageDisposalRequest request = of(StageFate::heliocentric);
  const StageDisposal found = design_stage_disposal(request);
  INFO(found.report());
  REQUIRE(found.status == StageDisposalStatus::converged);
  CHECK(found.outcome.fate == StageFate::heliocentric);
  CHECK(found.burn_m_s() <= request.most_delta_v_m_s);
  CHECK(found.outcome.least_moon_m > moon_radius_m + 100e3);
  // By another propagator, five years on: far from the Earth, and no nearer in between.
  PropagatorOptions how;
  how.relative_tolerance = 1e-12;
  Propagator<StandardForces> propagator(translunar_forces(), how);
  const Trajectory later = propagator.propagate(found.after, Duration::days(5.0 * 365.25));
  CHECK(later.end_state().position_m.norm() > 5e9);
  for (double days = 120.0; days < 1800.0; days += 10.0) {
    CHECK(later.at(found.after.epoch + Duration::days(days)).position_m.norm() > 1.5e9);
  }
}

TEST_CASE("stage disposal: onto a place of the Moon", "[design][disposal]") {
  StageDisposalRequest request = of(StageFate::lunar_impact);
  request.site = surface_point(-20_deg, -30_deg);
  request.burns_after = {Duration::hours(1.5), Duration::hours(24.0)};
  const StageDisposal found = design_stage_disposal(request);
  for (const Duration after : {Duration::hours(1.5), Duration::hours(24.0)}) {
    request.burns_after = {after};
    const StageDisposal one = design_stage_disposal(request);
    REQUIRE(one.status == StageDisposalStatus::converged);
    CHECK(found.burn_m_s() <= one.burn_m_s());  // the cheapest was taken
  }
  INFO(found.report());
  REQUIRE(found.status == StageDisposalStatus::converged);
  CHECK(arc_between_rad(found.outcome.impact->place, request.site) * moon_radius_m < 100.0);
  // As fast as the energy at the Moon says, with what it had far away.
  CHECK(found.outcome.impact->speed_m_s > 2400.0);
  CHECK(found.outcome.impact->speed_m_s < 2700.0);
  CHECK(found.outcome.impact->angle_rad > 10.0 * deg);
}

TEST_CASE("stage disposal: home into the atmosphere, by way of the Moon", "[design][disposal]") {
  // Slow flights meet the Moon with less than the speed that it has about the Earth: it cannot take that off.
  CHECK(design_stage_disposal(of(StageFate::earth_entry)).status == StageDisposalStatus::no_such_aim);
  StageDisposalRequest request = of(StageFate::earth_entry);
  request.stage = stage(Duration::days(3.4));
  request.followed = Duration::days(60.0);
  const StageDisposal found = design_stage_disposal(request);
  INFO(found.report());
  REQUIRE(found.status == StageDisposalStatus::converged);
  CHECK(found.outcome.fate == StageFate::earth_entry);
  CHECK(std::abs(found.outcome.entry_angle_rad - request.entry.angle.si()) < 0.05 * deg);
  CHECK(found.outcome.entry_speed_m_s > 10.8e3);
  CHECK(found.outcome.entry_speed_m_s < 11.2e3);
}

TEST_CASE("stage disposal: what cannot be is said", "[design][disposal]") {
  StageDisposalRequest request = of(StageFate::lunar_impact);
  request.most_delta_v_m_s = 0.01;
  CHECK(design_stage_disposal(request).status == StageDisposalStatus::no_such_aim);
  request.goal = StageFate::bound;
  request.burns_after = {};
  request.most_delta_v_m_s = -1.0;
  CHECK_THROWS_WITH(design_stage_disposal(request),
                    Catch::Matchers::ContainsSubstring("disposes of nothing") &&
                        Catch::Matchers::ContainsSubstring("no time for the burn") &&
                        Catch::Matchers::ContainsSubstring("most_delta_v is -1"));
  CHECK_THROWS_AS(follow(stage(), Duration()), InvalidArgument);
}
