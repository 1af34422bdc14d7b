#include <perilune/design/libration/flyby_transfer.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/nrho.hpp"

#include "support/catch.hpp"

using namespace perilune;

namespace {

const EphemerisOrbit& gateway_orbit() {
  static const EphemerisOrbit made =
      ephemeris_orbit(earth_moon_cr3bp(), nine_to_two_orbit(), Epoch::parse("2028-01-05 UTC"), 5);
  return made;
}

FlybyTransferRequest from_kennedy(const char* earliest) {
  FlybyTransferRequest request;
  request.departure.site = kennedy();
  request.departure.earliest = Epoch::parse(earliest);
  request.departure.perilune_altitude = Length::from_si(100e3);
  request.to_insertion_min = Duration::days(0.5);
  request.to_insertion_max = Duration::days(6.0);
  return request;
}

}  // namespace

TEST_CASE(
    "flyby transfer: to a near-rectilinear orbit within NASA's budget, flown again by another integrator",
    "[design]") {
  const EphemerisOrbit& orbit = gateway_orbit();
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  const FlybyTransferRequest request = from_kennedy("2028-01-16 UTC");
  const FlybyTransfer made = design_flyby_transfer(orbit, request);
  CAPTURE(made.report());
  REQUIRE(made.status == FlybyTransferStatus::converged);
  // NASA's lunar study: 450 m/s from the translunar flight into the orbit.
  CHECK(made.total_m_s() < 450.0);
  CHECK(made.total_m_s() > 300.0);
  CHECK(std::abs(made.departure.perilune_altitude_m - 100e3) < 1.0);
  const Duration later = made.insertion.epoch - made.flyby.epoch;
  CHECK(later >= request.to_insertion_min);
  CHECK(later <= request.to_insertion_max);

  const Propagator<StandardForces> propagator(
      translunar_forces(), {.integrator = Integrator::gl_collocation_16, .relative_tolerance = 1e-13});
  State state = made.departure.injection;
  state = propagator.propagate(state, made.flyby.epoch).end_state().in(moon_centred_icrf);
  CHECK((state.position_m - made.flyby.position_m).norm() < 20.0);
  state.velocity_m_s += made.flyby_delta_v_m_s;
  state = propagator.propagate(state, made.insertion.epoch).end_state();
  state.velocity_m_s += made.insertion_delta_v_m_s;
  const State goal = orbit.at(made.insertion.epoch);
  CHECK((state.position_m - goal.position_m).norm() < 2e3);  // 20 m at the perilune, a day later
  CHECK((state.velocity_m_s - goal.velocity_m_s).norm() < 0.05);

  const FlybyFlight flight = fly(made);
  CHECK((flight.to_orbit.end_state().position_m - goal.position_m).norm() < 2e3);
  CHECK(flight.to_perilune.end() == made.flyby.epoch);
}

TEST_CASE("flyby transfer: no aim and no time beside it is cheaper", "[design]") {
  const EphemerisOrbit& orbit = gateway_orbit();
  FlybyTransferRequest request = from_kennedy("2028-01-16 UTC");
  const FlybyTransfer best = design_flyby_transfer(orbit, request);
  REQUIRE(best.status == FlybyTransferStatus::converged);
  const Duration time = best.insertion.epoch - best.flyby.epoch;
  for (const double later_d : {-0.25, 0.25}) {  // an hour's stretch of time there alone
    request.to_insertion_min = time + Duration::days(later_d);
    request.to_insertion_max = request.to_insertion_min + Duration::hours(1.0);
    const FlybyTransfer other = design_flyby_transfer(orbit, request);
    CAPTURE(later_d, other.report());
    REQUIRE(other.status == FlybyTransferStatus::converged);
    CHECK(other.total_m_s() > best.total_m_s() + 0.1);
  }
}

TEST_CASE("flyby transfer: the cheapest of several days, the same on any number of threads", "[design]") {
  const EphemerisOrbit& orbit = gateway_orbit();
  FlybyTransferRequest request = from_kennedy("2028-01-16 UTC");
  const Interval days{Epoch::parse("2028-01-16 UTC"), Epoch::parse("2028-01-17 UTC")};
  ThreadPool one({.threads = 1}), two({.threads = 2});
  const FlybyTransfer made = cheapest_flyby_transfer(orbit, days, {Duration::days(4.5)}, request, one);
  REQUIRE(made.status == FlybyTransferStatus::converged);
  CHECK(days.contains(made.departure.lift_off));
  request.departure.opportunity = DailyOpportunity::southbound;
  request.departure.time_of_flight = Duration::days(4.5);
  const FlybyTransfer any = design_flyby_transfer(orbit, request);
  if (any.status == FlybyTransferStatus::converged) {
    CHECK(made.departure.injection_delta_v_m_s + made.total_m_s() <=
          any.departure.injection_delta_v_m_s + any.total_m_s() + 1e-9);
  }
  const FlybyTransfer again = cheapest_flyby_transfer(orbit, days, {Duration::days(4.5)}, request, two);
  CHECK(again.report() == made.report());
}

TEST_CASE("flyby transfer: what cannot be is refused, all at once", "[design][errors]") {
  FlybyTransferRequest request = from_kennedy("2028-01-16 UTC");
  request.to_insertion_min = Duration::days(7.0);
  request.aims = 3;
  try {
    design_flyby_transfer(EphemerisOrbit(), request);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("to_insertion_min 7 d") != std::string::npos);
    CHECK(text.find("aims 3, allowed 8 to 720") != std::string::npos);
    CHECK(text.find("did not converge") != std::string::npos);
  }
  CHECK_THROWS_WITH(design_flyby_transfer(gateway_orbit(), from_kennedy("2028-02-06 UTC")),
                    Catch::Matchers::Contains("the orbit goes from 2028-01-05"));
  CHECK_THROWS_AS(fly(FlybyTransfer()), InvalidArgument);
}
