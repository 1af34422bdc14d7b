#include <perilune/design/return/abort.hpp>

#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/return/free_return.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double degree_rad = 0.017453292519943295;
}

TEST_CASE("abort: from points of the way out, entry and time home are met when flown again", "[design]") {
  FreeReturnRequest request;
  request.perilune = Epoch::parse("2026-03-03 UTC");
  const FreeReturn crewed = design_free_return(request);
  REQUIRE(crewed.status == FreeReturnStatus::converged);
  const Trajectory flight = fly(crewed);
  std::vector<State> points;
  for (const double hours : {6.0, 24.0, 48.0})
    points.push_back(flight.at(flight.begin() + Duration::hours(hours)));
  AbortRequest wanted;
  wanted.time_home_min = Duration::days(1.5);
  wanted.time_home_max = Duration::days(3.5);
  wanted.time_home_step = Duration::days(1.0);
  ThreadPool pool({.threads = 2, .pin = false});
  const std::vector<AbortPoint> found = abort_options(points, wanted, pool);
  REQUIRE(found.size() == 3);
  CAPTURE(abort_csv(found));
  for (const AbortPoint& point : found) {
    REQUIRE(point.options.size() == 3);
    for (const AbortOption& each : point.options) {
      REQUIRE(each.converged);
      State away = point.state;
      away.velocity_m_s += each.delta_v_m_s;
      PropagatorOptions how;
      how.integrator = Integrator::gl_collocation_16;
      how.relative_tolerance = 1e-13;
      Propagator<StandardForces> propagator(translunar_forces(), how);
      propagator.stop_at(altitude_crossing(earth, wanted.entry.altitude, CrossingDirection::falling));
      const State entry = propagator.propagate(away, Duration::days(5.0)).end_state();
      const double angle = std::asin(entry.position_m.normalized().dot(entry.velocity_m_s.normalized()));
      CHECK(std::abs(angle - wanted.entry.angle.in(radian)) < 0.05 * degree_rad);
      CHECK(std::abs((entry.epoch - point.state.epoch).seconds() - each.time_home.seconds()) < 120.0);
    }
    // Hurrying costs; the farther out, the more a day and a half costs.
    CHECK(point.options.front().burn_m_s() > point.options.back().burn_m_s());
    REQUIRE(point.cheapest() != nullptr);
    CHECK(point.cheapest()->burn_m_s() <= point.options.front().burn_m_s());
    CHECK(point.fastest(0.0) == nullptr);
    CHECK(point.fastest(1e5) == &point.options.front());
  }
  CHECK(found[2].options.front().burn_m_s() > found[1].options.front().burn_m_s());
}

TEST_CASE("abort: the free return's own way home costs nothing", "[design]") {
  FreeReturnRequest request;
  request.perilune = Epoch::parse("2026-03-03 UTC");
  const FreeReturn crewed = design_free_return(request);
  REQUIRE(crewed.status == FreeReturnStatus::converged);
  // Two days past the Moon, on the way in.
  const State point = fly(crewed).at(crewed.perilune.epoch + Duration::days(2.0));
  AbortRequest wanted;
  wanted.time_home_min = wanted.time_home_max = crewed.entry.epoch - point.epoch;
  ThreadPool pool({.threads = 1, .pin = false});
  const std::vector<State> points{point};
  const std::vector<AbortPoint> found = abort_options(points, wanted, pool);
  REQUIRE(found[0].options[0].converged);
  CHECK(found[0].options[0].burn_m_s() < 2.0);  // ten seconds of time home are allowed
}

TEST_CASE("abort: beside the Moon every time home is met, and its own way is found", "[design]") {
  FreeReturnRequest request;
  request.perilune = Epoch::parse("2026-03-03 UTC");
  const FreeReturn crewed = design_free_return(request);
  REQUIRE(crewed.status == FreeReturnStatus::converged);
  const Trajectory flight = fly(crewed);
  std::vector<State> points;
  for (const double hours : {-6.0, -0.3, 0.5, 6.0}) {
    points.push_back(flight.at(crewed.perilune.epoch + Duration::hours(hours)));
  }
  AbortRequest wanted;
  wanted.time_home_min = Duration::days(2.0);
  wanted.time_home_max = Duration::days(4.0);
  wanted.time_home_step = Duration::days(1.0);
  ThreadPool pool({.threads = 2, .pin = false});
  const std::vector<AbortPoint> found = abort_options(points, wanted, pool);
  CAPTURE(abort_csv(found));
  for (const AbortPoint& point : found) {
    for (const AbortOption& each : point.options) {
      REQUIRE(each.converged);
      State away = point.state;
      away.velocity_m_s += each.delta_v_m_s;
      PropagatorOptions how;
      how.relative_tolerance = 1e-13;
      Propagator<StandardForces> propagator(translunar_forces(), how);
      propagator.stop_at(altitude_crossing(earth, wanted.entry.altitude, CrossingDirection::falling));
      const State entry = propagator.propagate(away.in(earth_centred_icrf), Duration::days(5.0)).end_state();
      const double angle = std::asin(entry.position_m.normalized().dot(entry.velocity_m_s.normalized()));
      CHECK(std::abs(angle - wanted.entry.angle.in(radian)) < 0.05 * degree_rad);
      CHECK(std::abs((entry.epoch - point.state.epoch).seconds() - each.time_home.seconds()) < 120.0);
    }
    // One of them is near what the flight does by itself: a turn back at once would take thousands.
    REQUIRE(point.cheapest() != nullptr);
    CHECK(point.cheapest()->burn_m_s() < 250.0);
  }
}

TEST_CASE("abort: everything that cannot be is named at once", "[design]") {
  AbortRequest wanted;
  wanted.time_home_step = Duration();
  wanted.time_home_max = Duration::days(30.0);
  ThreadPool pool({.threads = 1, .pin = false});
  try {
    abort_options({}, wanted, pool);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("no points") != std::string::npos);
    CHECK(text.find("times home from") != std::string::npos);
    CHECK(text.find("time_home_step") != std::string::npos);
  }
}
