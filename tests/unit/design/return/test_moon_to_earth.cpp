#include <perilune/design/return/moon_to_earth.hpp>

#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double degree_rad = 0.017453292519943295;

ReturnRequest request_to(const LandingSite& site, const Entry& entry, Epoch departure) {
  ReturnRequest request;
  request.departure = departure;
  request.site = site;
  request.entry = entry;
  return request;
}

/// From the burn to the entry altitude by another integrator, in other steps.
State flown_again(const ReturnFlight& flight, const Entry& entry) {
  PropagatorOptions how;
  how.integrator = Integrator::gl_collocation_16;
  how.relative_tolerance = 1e-13;
  how.dense_output = false;
  Propagator<StandardForces> propagator(translunar_forces(), how);
  propagator.stop_at(altitude_crossing(earth, entry.altitude, CrossingDirection::falling));
  const Trajectory flown = propagator.propagate(flight.departure, Duration::days(8.0));
  REQUIRE(flown.stop_reason() == StopReason::event);
  return flown.end_state().in(earth_centred_icrf);
}

}  // namespace

TEST_CASE("return: a month of departures comes home to Siziwang with a skip", "[design]") {
  int converged = 0, unreachable = 0;
  for (int day = 0; day < 28; day += 2) {
    ReturnRequest request =
        request_to(siziwang(), skip_entry(), Epoch::parse("2026-03-02 UTC") + Duration::days(day));
    request.time_of_flight = Duration::days(3.0 + 0.1 * day);
    const ReturnFlight made = design_return(request);
    CAPTURE(day, made.report());
    if (made.status == ReturnStatus::unreachable_site) {
      ++unreachable;
      CHECK(made.unreachable_by_rad > 0.0);
      continue;
    }
    REQUIRE(made.status == ReturnStatus::converged);
    ++converged;
    CHECK(made.departure.epoch == request.departure);
    CHECK(std::abs(made.orbit.position_m.norm() - moon_radius_m - 100e3) < 10.0);
    CHECK(std::abs(selenographic_elements(made.orbit).inclination_rad - 90.0 * degree_rad) <
          0.01 * degree_rad);
    CHECK(std::abs(made.time_of_flight().seconds() - request.time_of_flight.seconds()) < 12.6 * 3600.0);
    // Parabolic at 120 km is 11,077 m/s; from the Moon's distance 70 to 90 m/s less, or more if hurried.
    CHECK(made.entry_speed_m_s > 10970.0);
    CHECK(made.entry_speed_m_s < 11060.0);
    CHECK(made.burn_m_s() > 780.0);
    CHECK(made.burn_m_s() < 1300.0);
    CHECK(made.inclination_rad < 90.0 * degree_rad);

    const EntryMiss miss = entry_miss(flown_again(made, request.entry), request.site.place, request.entry);
    CHECK(std::abs(miss.angle_rad) < 0.01 * degree_rad);
    CHECK(std::abs(miss.downrange_rad) < 1e3 / earth_radius_m);
    CHECK(std::abs(miss.crossrange_rad) < 1e3 / earth_radius_m);
  }
  CHECK(converged == 7);  // with the Moon in the southern half of its orbit
  CHECK(unreachable == 7);
}

TEST_CASE("return: from a given orbit it leaves where that is cheapest, near the wanted time", "[design]") {
  // An orbit that is known to suit: the one of a return with a free plane, ten revolutions before.
  const Epoch departure = Epoch::parse("2026-03-10 UTC");
  ReturnRequest request = request_to(siziwang(), skip_entry(), departure);
  const ReturnFlight free_plane = design_return(request);
  CAPTURE(free_plane.report());
  REQUIRE(free_plane.status == ReturnStatus::converged);
  const Propagator<StandardForces> coast(translunar_forces());
  request.orbit = coast.propagate(free_plane.orbit, departure - Duration::hours(20.0)).end_state();
  const ReturnFlight made = design_return(request);
  CAPTURE(made.report());
  REQUIRE(made.status == ReturnStatus::converged);
  CHECK(abs(made.departure.epoch - departure) < Duration::minutes(60.0));
  CHECK(std::abs(made.burn_m_s() - free_plane.burn_m_s()) < 5.0);
  const State in_orbit = coast.propagate(*request.orbit, made.orbit.epoch).end_state();
  CHECK((in_orbit.position_m - made.departure.position_m).norm() < 1.0);
  CHECK((in_orbit.velocity_m_s + made.delta_v_m_s - made.departure.velocity_m_s).norm() < 1e-3);

  // Out of its plane, the same way home costs more.
  State turned = *request.orbit;
  const Eigen::AngleAxisd turn(20.0 * degree_rad, Eigen::Vector3d::UnitZ());
  turned.position_m = turn * turned.position_m;
  turned.velocity_m_s = turn * turned.velocity_m_s;
  request.orbit = turned;
  const ReturnFlight dear = design_return(request);
  CAPTURE(dear.report());
  REQUIRE(dear.status == ReturnStatus::converged);
  CHECK(dear.burn_m_s() > made.burn_m_s() + 50.0);
}

TEST_CASE("return: against the turning Earth the air is faster", "[design]") {
  ReturnRequest request = request_to(siziwang(), skip_entry(), Epoch::parse("2026-03-10 UTC"));
  const ReturnFlight with = design_return(request);
  request.direction = ReturnDirection::retrograde;
  const ReturnFlight against = design_return(request);
  REQUIRE(with.status == ReturnStatus::converged);
  REQUIRE(against.status == ReturnStatus::converged);
  CHECK(with.entry_speed_itrf_m_s < with.entry_speed_m_s);
  CHECK(against.entry_speed_itrf_m_s > against.entry_speed_m_s);
  CHECK(against.inclination_rad > 90.0 * degree_rad);
}

TEST_CASE("return: a site out of reach says which downrange would do", "[design]") {
  const LandingSite north{"north", surface_point(Angle::from_si(60.0 * degree_rad), Angle::from_si(1.0))};
  ReturnRequest request = request_to(north, direct_entry(), Epoch::parse("2026-03-10 UTC"));
  const ReturnFlight refused = design_return(request);
  CAPTURE(refused.report());
  REQUIRE(refused.status == ReturnStatus::unreachable_site);
  CHECK(refused.unreachable_by_rad > 10.0 * degree_rad);
  request.entry.downrange = Length::from_si(refused.nearest_downrange_m + 300e3);
  CHECK(design_return(request).status == ReturnStatus::converged);
}

TEST_CASE("return: an inclination below the asymptote's declination is answered by the nearest", "[design]") {
  ReturnRequest request = request_to(siziwang(), skip_entry(), Epoch::parse("2026-03-06 UTC"));
  request.any_orbit.inclination = Angle::from_si(0.0);
  const ReturnFlight made = design_return(request);
  CAPTURE(made.report());
  REQUIRE(made.status == ReturnStatus::unreachable_inclination);
  CHECK(std::abs(made.unreachable_by_rad - made.nearest_inclination_rad) < 1e-9);
  CHECK(std::abs(selenographic_elements(made.orbit).inclination_rad - made.nearest_inclination_rad) <
        0.01 * degree_rad);
}

TEST_CASE("return: everything that cannot be is named at once", "[design]") {
  ReturnRequest request = request_to(siziwang(), direct_entry(), Epoch::parse("2026-03-10 UTC"));
  request.time_of_flight = Duration::days(1.0);
  request.entry.angle = Angle::from_si(0.2);
  request.any_orbit.perilune_altitude = Length::from_si(-5e3);
  try {
    design_return(request);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("time of flight is") != std::string::npos);
    CHECK(text.find("entry angle 11.459") != std::string::npos);
    CHECK(text.find("the orbit is -5 x -5 km") != std::string::npos);
  }
}

TEST_CASE("return: with an engine the burn is flown from the orbit, and its loss is told", "[design]") {
  ReturnRequest request = request_to(siziwang(), skip_entry(), Epoch::parse("2026-03-06 UTC"));
  request.time_of_flight = Duration::days(3.6);
  request.mass = Mass::from_si(2000.0);
  const ReturnFlight impulse = design_return(request);
  REQUIRE(impulse.status == ReturnStatus::converged);
  CHECK(impulse.loss_m_s() == 0.0);
  double before_m_s = 0.0;
  for (const double thrust_n : {6000.0, 3000.0, 1500.0}) {
    request.engine = Engine{Force::from_si(thrust_n), Duration::seconds(310.0)};
    const ReturnFlight made = design_return(request);
    CAPTURE(thrust_n, made.report());
    REQUIRE(made.status == ReturnStatus::converged);
    REQUIRE(made.burn);
    CHECK(made.burn_m_s() == Approx(impulse.burn_m_s()).margin(1e-3));
    // Before the ignition the craft is in its orbit: that of the impulse, half a burn earlier.
    CHECK(std::abs(made.orbit.position_m.norm() - moon_radius_m - 100e3) < 5e3);
    // From there, by one propagator with all forces and the burn.
    PropagatorOptions how;
    how.relative_tolerance = 1e-13;
    Propagator<StandardForces> propagator(translunar_forces(), how);
    propagator.add_manoeuvre(*made.burn);
    propagator.stop_at(altitude_crossing(earth, request.entry.altitude, CrossingDirection::falling));
    const Trajectory flown = propagator.propagate(made.orbit, Duration::days(8.0));
    REQUIRE(flown.stop_reason() == StopReason::event);
    const EntryMiss miss =
        entry_miss(flown.end_state().in(earth_centred_icrf), request.site.place, request.entry);
    CHECK(std::abs(miss.angle_rad) < 0.01 * degree_rad);
    CHECK(std::abs(miss.downrange_rad) < 2e3 / earth_radius_m);
    CHECK(std::abs(miss.crossrange_rad) < 2e3 / earth_radius_m);
    // Gravity takes (mu/r^3) t^2 / 24 of the impulse (Robbins 1966): 2.0, 8.1, 34.1 m/s.
    const double r = made.orbit.position_m.norm(), t = made.burn->duration->seconds();
    const double robbins_m_s = made.burn_m_s() * mu_moon_m3_s2 / (r * r * r) * t * t / 24.0;
    CHECK(made.loss_m_s() == Approx(robbins_m_s).epsilon(0.06));
    CHECK(made.loss_m_s() > before_m_s);
    before_m_s = made.loss_m_s();
  }
  request.engine->thrust = Force();
  request.mass = Mass();
  CHECK_THROWS_WITH(design_return(request), Catch::Matchers::ContainsSubstring("thrust is not above 0 N") &&
                                                Catch::Matchers::ContainsSubstring("needs the craft's mass"));
}
