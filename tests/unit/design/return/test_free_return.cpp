#include <perilune/design/return/free_return.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/frames/earth_moon_axes.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double degree_rad = 0.017453292519943295;

FreeReturnRequest request_of(double perilune_altitude_km, const Epoch& perilune) {
  FreeReturnRequest request;
  request.perilune = perilune;
  request.perilune_altitude = Length::from_si(perilune_altitude_km * 1e3);
  return request;
}

}  // namespace

TEST_CASE("free return: round trips and entry in the full model", "[design]") {
  // Round trips of the symmetric free return at the Moon's mean distance, +-0.5 d; inertial entry speeds of
  // flights from the Moon at 121.92 km, 10.98 to 11.03 km/s.
  struct Row {
    double altitude_km, round_trip_d;
  };
  for (const Row& row : {Row{100, 5.7}, Row{2000, 6.5}, Row{6500, 7.6}, Row{10000, 8.2}}) {
    int flown = 0;
    for (int day = 0; day < 30 && flown < 2; day += 3) {
      const Epoch perilune = Epoch::parse("2026-03-02 UTC") + Duration::days(day);
      if (std::abs(earth_moon_units(perilune).length_m - 384400e3) > 5e6) continue;
      ++flown;
      const FreeReturn made = design_free_return(request_of(row.altitude_km, perilune));
      CAPTURE(row.altitude_km, day, made.report());
      REQUIRE(made.status == FreeReturnStatus::converged);
      CHECK(std::abs(made.round_trip().seconds() / 86400.0 - row.round_trip_d) < 0.5);
      CHECK(std::abs(made.entry_angle_rad / degree_rad + 6.2) < 1e-3);
      CHECK(made.entry_speed_m_s > 10980.0);
      CHECK(made.entry_speed_m_s < 11030.0);
      CHECK(std::abs(made.perilune.position_m.norm() - moon_radius_m - row.altitude_km * 1e3) < 1e-3);
      CHECK(std::abs(made.injection.position_m.norm() - earth_radius_m - 185.2e3) < 1.0);
      CHECK(made.departure_inclination_rad < 1.5707963);  // prograde
    }
    CHECK(flown == 2);
  }
}

TEST_CASE("free return: flown from the injection alone, it passes the Moon and comes home", "[design]") {
  const FreeReturn made = design_free_return(request_of(2000.0, Epoch::parse("2026-03-03 UTC")));
  REQUIRE(made.status == FreeReturnStatus::converged);
  const Trajectory flight = fly(made);
  // A millimetre a second at the injection is 500 km at home: rounding and 1e-12 a step are all there is.
  const State there = flight.at(made.perilune.epoch).in(moon_centred_icrf);
  CHECK((there.position_m - made.perilune.position_m).norm() < 100.0);
  const State home = flight.end_state();
  CHECK(std::abs(std::asin(home.position_m.normalized().dot(home.velocity_m_s.normalized())) -
                 made.entry_angle_rad) < 0.05 * degree_rad);
}

TEST_CASE("free return: a tilt sets the inclination of the way out", "[design]") {
  FreeReturnRequest request = request_of(1000.0, Epoch::parse("2026-03-03 UTC"));
  const FreeReturn flat = design_free_return(request);
  request.tilt = Angle::from_si(8.0 * degree_rad);
  const FreeReturn tilted = design_free_return(request);
  REQUIRE(flat.status == FreeReturnStatus::converged);
  REQUIRE(tilted.status == FreeReturnStatus::converged);
  CHECK(std::abs(tilted.departure_inclination_rad - flat.departure_inclination_rad) > 0.5 * degree_rad);
}

TEST_CASE("free return: everything that cannot be is named at once", "[design]") {
  FreeReturnRequest request = request_of(-5.0, Epoch::parse("2026-03-03 UTC"));
  request.tilt = Angle::from_si(1.0);
  try {
    design_free_return(request);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("perilune_altitude -5 km") != std::string::npos);
    CHECK(text.find("tilt 57.29") != std::string::npos);
  }
}
