// Ways home as they were flown.
#include <cmath>
#include <iostream>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/return/abort.hpp>
#include <perilune/design/return/free_return.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/frames/earth_orientation.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double degree_rad = 0.017453292519943295;

ReturnFlight to_siziwang(const char* burn, double days, double altitude_km, double inclination_deg,
                         double downrange_km, double minutes) {
  ReturnRequest request;
  request.departure = Epoch::parse(burn);
  request.time_of_flight = Duration::days(days);
  request.any_orbit.perilune_altitude = Length::from_si(altitude_km * 1e3);
  request.any_orbit.inclination = Angle::from_si(inclination_deg * degree_rad);
  request.site = siziwang();
  request.entry = skip_entry();
  request.entry.downrange = Length::from_si(downrange_km * 1e3);
  request.entry.duration = Duration::minutes(minutes);
  return design_return(request);
}

}  // namespace

TEST_CASE("return: Chang'e-5 and Chang'e-6 land at the hour at which they landed", "[validation]") {
  // Published: the burns, and the landings, at Siziwang. Not published: the downrange, of which a skip of
  // "5600 to 7100 km" over the ground is told, and the ground itself goes 6.5 deg (to 720 km) on the way: the
  // flown minute has to lie between the shortest and the longest.
  struct Row {
    const char* burn;  // middle of the last one
    double days, altitude_km, inclination_deg, minutes;
    const char* landing;
  };
  // Chang'e-5: burn 01:51 to 02:13, 230 km; entry about 17:33. Chang'e-6: the day of the burn alone is known,
  // and entry operations at 05:22 for a landing at 06:07.
  const Row rows[] = {{"2020-12-13T02:02:00 UTC", 3.65, 230.0, 43.5, 26.0, "2020-12-16T17:59:00 UTC"},
                      {"2024-06-21T00:00:00 UTC", 4.2, 200.0, 137.0, 26.0, "2024-06-25T06:07:00 UTC"}};
  for (const Row& row : rows) {
    const ReturnFlight sooner =
        to_siziwang(row.burn, row.days, row.altitude_km, row.inclination_deg, 5600.0, row.minutes);
    const ReturnFlight later =
        to_siziwang(row.burn, row.days, row.altitude_km, row.inclination_deg, 7820.0, row.minutes);
    CAPTURE(row.burn, sooner.report(), later.report());
    REQUIRE(sooner.status == ReturnStatus::converged);
    REQUIRE(later.status == ReturnStatus::converged);
    CHECK(sooner.landing < Epoch::parse(row.landing));
    CHECK(later.landing > Epoch::parse(row.landing));
    CHECK(later.landing - sooner.landing < Duration::hours(2.5));
    // NASA's study: 1,256 m/s with 5 % reserve for any plane; in plane it is less.
    CHECK(later.burn_m_s() < 1256.0 / 1.05);
  }
}

TEST_CASE("return: Apollo 11 and 17 leave the Moon with what they had", "[validation]") {
  // Apollo by the Numbers: burn out of lunar orbit 3279 and 3046.3 ft/s, entry at 36,194 ft/s (Apollo 11),
  // 59.66 and 67.6 h from burn to entry. The ephemeris at hand begins in 2018: three Saros (19,755.96 d)
  // later the Moon is as far and moves as then, to some hundred kilometres; its declination is another one,
  // which the burn, in the plane of the orbit, hardly knows.
  struct Row {
    const char* burn;
    double hours, altitude_km, delta_v_ft_s, entry_ft_s;
  };
  const Row rows[] = {{"2023-08-24T03:56:00 UTC", 59.66, 110.0, 3279.0, 36194.0},
                      {"2027-01-18T22:38:00 UTC", 67.6, 115.0, 3046.3, 0.0}};
  for (const Row& row : rows) {
    ReturnRequest request;
    request.departure = Epoch::parse(row.burn);
    request.time_of_flight = Duration::hours(row.hours);
    request.any_orbit.perilune_altitude = Length::from_si(row.altitude_km * 1e3);
    request.any_orbit.inclination = Angle::from_si(150.0 * degree_rad);
    request.entry.downrange = Length::from_si(5000e3);  // with room for the declination
    // A site 6 deg north of opposite to the Moon, in longitude such that the time of flight is the flown one.
    const Eigen::Vector3d to_moon =
        Ephemeris::embedded().state_m(moon, earth, request.departure).position_m.normalized();
    const double latitude = 6.0 * degree_rad - std::asin(to_moon.z());
    double longitude = 0.0;
    ReturnFlight made;
    for (int i = 0; i < 5; ++i) {
      request.site = {"ocean", surface_point(Angle::from_si(latitude), Angle::from_si(longitude))};
      made = design_return(request);
      CAPTURE(made.report());
      REQUIRE(made.status == ReturnStatus::converged);
      const double late_s = (made.time_of_flight() - request.time_of_flight).seconds();
      longitude += std::remainder(late_s * earth_rotation_rate_rad_s, 6.283185307179586);
    }
    CAPTURE(made.report());
    std::cout << made.report() << "  flown " << row.delta_v_ft_s * 0.3048 << " m/s\n";
    CHECK(std::abs(made.time_of_flight().seconds() / 3600.0 - row.hours) < 0.2);
    // The burn here is an impulse in the plane: the flown ones also turned it a little and took minutes.
    CHECK(made.burn_m_s() < 1.005 * row.delta_v_ft_s * 0.3048);
    CHECK(made.burn_m_s() > 0.965 * row.delta_v_ft_s * 0.3048);
    if (row.entry_ft_s > 0.0) CHECK(std::abs(made.entry_speed_m_s - row.entry_ft_s * 0.3048) < 10.0);
  }
}

TEST_CASE("abort: Apollo 13 comes home nine hours sooner for what it took", "[design][validation]") {
  // Two hours and nineteen minutes past the Moon, at 254 km, a burn of 262 m/s brought the landing from 03:13
  // UT of April 18 to 18:06 of April 17, 1970 (NSSDC). Three Saros later, from a free return of that epoch
  // and altitude; the burn was also to change the place of landing, which is left open here.
  const Duration saros = Duration::days(3.0 * 6585.3211);
  FreeReturnRequest request;
  request.perilune = Epoch::parse("1970-04-15T00:22:15 TT") + saros;
  request.perilune_altitude = Length::from_si(254e3);
  const FreeReturn flight = design_free_return(request);
  REQUIRE(flight.status == FreeReturnStatus::converged);
  const Trajectory flown = fly(flight);
  const std::vector<State> points{flown.at(flight.perilune.epoch + Duration::minutes(139.0))};
  AbortRequest wanted;
  wanted.time_home_min = wanted.time_home_max =
      flight.entry.epoch - points.front().epoch - Duration::minutes(547.0);
  ThreadPool pool({.threads = 1, .pin = false});
  const std::vector<AbortPoint> found = abort_options(points, wanted, pool);
  REQUIRE(found.front().options.front().converged);
  CHECK(found.front().options.front().burn_m_s() == Approx(262.0).epsilon(0.05));
}
