// Where the Sun and the Earth stand in the sky of lunar sites.
#include <Eigen/Geometry>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"
#include "support/lunar_sky.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg_per_rad = 180.0 / 3.14159265358979323846;

/// Direction to a body as an observer at the site sees it: the light left the body earlier, and the
/// observer's velocity tilts it.
AzimuthElevation apparent(BodyId body, const Frame& site, Epoch epoch) {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const PositionVelocity observer = transformed({}, site, barycentric_icrf, epoch);
  const TwoPartSeconds tdb = epoch.tdb();
  double light_time_s = 0.0;
  Eigen::Vector3d r_observer_body_icrf_m;
  for (int i = 0; i < 4; ++i) {
    r_observer_body_icrf_m =
        ephemeris.position_m(body, solar_system_barycentre, tdb.whole, tdb.fraction - light_time_s) -
        observer.position_m;
    light_time_s = r_observer_body_icrf_m.norm() / speed_of_light_m_s;
  }
  const Eigen::Vector3d seen =
      r_observer_body_icrf_m + r_observer_body_icrf_m.norm() / speed_of_light_m_s * observer.velocity_m_s;
  return azimuth_elevation(rotation(barycentric_icrf, site, epoch).R * seen);
}

}  // namespace

TEST_CASE("site: the Sun and the Earth stand where lunar maps have them", "[frames][validation]") {
  constexpr double tolerance_deg = test::lunar_sky_tolerance_deg;
  for (const test::LunarSky& row : test::lunar_skies) {
    CAPTURE(row.unix_ms);
    const Epoch epoch = Epoch::parse("1970-01-01T00:00:10 TAI") + row.unix_ms * 1_ms +
                        27_s;  // Unix time leaves out 27 leap seconds
    const Frame site = site_frame(moon, {.latitude_rad = row.latitude_deg / deg_per_rad,
                                         .east_longitude_rad = row.longitude_deg / deg_per_rad});
    const AzimuthElevation sun_seen = apparent(sun, site, epoch);
    const AzimuthElevation earth_seen = apparent(earth, site, epoch);
    CHECK(std::abs(sun_seen.elevation_rad * deg_per_rad - row.sun_elevation_deg) < tolerance_deg);
    CHECK(std::abs(earth_seen.elevation_rad * deg_per_rad - row.earth_elevation_deg) < tolerance_deg);
    // An angle of azimuth is smaller on the sky the higher it is.
    CHECK(std::abs(sun_seen.azimuth_rad * deg_per_rad - row.sun_azimuth_deg) *
              std::cos(sun_seen.elevation_rad) <
          tolerance_deg);
    CHECK(std::abs(earth_seen.azimuth_rad * deg_per_rad - row.earth_azimuth_deg) <
          tolerance_deg / std::cos(earth_seen.elevation_rad));
    CHECK(earth_seen.range_m == Approx(3.85e8).epsilon(0.07));
  }
}
