#include <cmath>
#include <random>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

TranslunarRequest polar_request() {
  TranslunarRequest request;
  request.site = wenchang();
  request.earliest = Epoch::parse("2026-08-01T00:00:00 UTC");
  return request;
}

}  // namespace

TEST_CASE("translunar: both daily opportunities and both branches arrive as asked, flown again",
          "[design][unit]") {
  TranslunarRequest request = polar_request();
  request.opportunity = GENERATE(DailyOpportunity::northbound, DailyOpportunity::southbound);
  request.branch = GENERATE(ArrivalBranch::north, ArrivalBranch::south);
  request.inclination = 70_deg;
  request.earliest = Epoch::parse("2026-08-11T00:00:00 UTC");  // the Moon is near the equator at arrival
  const TranslunarTransfer transfer = design_translunar(request);
  INFO(transfer.report());
  REQUIRE(transfer.status == TranslunarStatus::converged);
  CHECK(transfer.lift_off >= request.earliest);
  CHECK(transfer.lift_off < request.earliest + Duration::hours(26.0));
  CHECK(transfer.time_of_flight() == request.time_of_flight);
  CHECK(transfer.injection_delta_v_m_s > 3090.0);
  CHECK(transfer.injection_delta_v_m_s < 3160.0);
  CHECK((transfer.arrival.b_r_m < 0.0) == (request.branch == ArrivalBranch::north));

  const TranslunarFlight flight = fly(transfer);
  const State arrived = flight.transfer.end_state().in(moon_centred_icrf);
  CHECK(flight.transfer.end() == transfer.perilune.epoch);
  const ClassicalElements orbit = selenographic_elements(arrived);
  const double perilune_m = orbit.semi_major_axis_m * (1.0 - orbit.eccentricity);
  CHECK(std::abs(perilune_m - moon_radius_m - 200e3) < 100.0);
  CHECK(std::abs(orbit.inclination_rad - 70 * deg) < 0.01 * deg);
  // At the perilune: seconds from it, by the rate of the true anomaly there.
  const double rate = arrived.velocity_m_s.norm() / arrived.position_m.norm();
  CHECK(std::abs(std::remainder(orbit.true_anomaly_rad, 360 * deg)) / rate < 1.0);
  // The craft passes the Moon's place going the way that the opportunity says.
  const State near = flight.transfer.at(transfer.perilune.epoch - Duration::hours(24.0));
  CHECK((near.velocity_m_s.z() > 0.0) == (request.opportunity == DailyOpportunity::northbound));
}

TEST_CASE("translunar: an inclination out of reach is answered with the nearest that is not",
          "[design][unit]") {
  TranslunarRequest request = polar_request();
  request.inclination = 0_deg;
  const TranslunarTransfer transfer = design_translunar(request);
  INFO(transfer.report());
  REQUIRE(transfer.status == TranslunarStatus::unreachable_inclination);
  CHECK(transfer.nearest_inclination_rad == Approx(std::abs(transfer.arrival.declination_rad)).epsilon(1e-6));
  CHECK(transfer.unreachable_by_rad == Approx(transfer.nearest_inclination_rad).epsilon(1e-6));
  CHECK(std::abs(transfer.inclination_rad - transfer.nearest_inclination_rad) < 0.01 * deg);
  CHECK(transfer.report().find("out of reach") != std::string::npos);
}

TEST_CASE("translunar: a launch plane that never holds the Moon is told by how much", "[design][unit]") {
  TranslunarRequest request = polar_request();
  request.azimuth = 90_deg;
  int beyond = 0;
  for (int day = 0; day < 27; day += 3) {  // in 2026 the Moon goes to 28 deg
    request.earliest = Epoch::parse("2026-08-01T00:00:00 UTC") + Duration::days(day);
    const TranslunarTransfer transfer = design_translunar(request);
    if (transfer.status != TranslunarStatus::unreachable_moon) continue;
    ++beyond;
    CHECK(transfer.unreachable_by_rad > 0.0);
    CHECK(transfer.unreachable_by_rad < 10 * deg);
  }
  CHECK(beyond >= 2);
}

TEST_CASE("translunar: with lift-off and perilune given, the azimuth follows", "[design][property]") {
  TranslunarRequest request = polar_request();
  request.azimuth = 105_deg;
  const TranslunarTransfer there = design_translunar(request);
  REQUIRE(there.status == TranslunarStatus::converged);
  TimedTranslunarRequest timed;
  timed.site = request.site.place;
  timed.lift_off = there.lift_off;
  timed.perilune = there.perilune.epoch;
  const TranslunarTransfer again = design_translunar(timed);
  REQUIRE(again.status == TranslunarStatus::converged);
  CHECK(again.azimuth_rad == Approx(105 * deg).epsilon(1e-6));
  CHECK(again.injection_delta_v_m_s == Approx(there.injection_delta_v_m_s).epsilon(1e-7));
  CHECK(again.coast.seconds() == Approx(there.coast.seconds()).epsilon(1e-6));
}

TEST_CASE("translunar: every impossible wish is named at once", "[design][errors]") {
  TranslunarRequest request = polar_request();
  request.azimuth = 45_deg;
  request.time_of_flight = Duration::days(1.0);
  request.perilune_altitude = -20_km;
  try {
    design_translunar(request);
    FAIL("not refused");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("azimuth 45") != std::string::npos);
    CHECK(text.find("time of flight is 1 d") != std::string::npos);
    CHECK(text.find("20 km inside the Moon") != std::string::npos);
  }
}
