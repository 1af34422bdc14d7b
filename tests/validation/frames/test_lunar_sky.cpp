// Where the Sun and the Earth stand in the sky of lunar sites.
//
// Figures: topocentric, sphere of 1737.4 km, Mean-Earth axes, apparent (light time and aberration), given to
// 1e-8 deg by a mapping service of lunar illumination; the epochs are Unix milliseconds.
#include <Eigen/Geometry>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

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
  struct Row {
    long long unix_ms;
    double latitude_deg, longitude_deg;
    double sun_azimuth_deg, sun_elevation_deg;
    double earth_azimuth_deg, earth_elevation_deg;
  };
  const Row rows[] = {
      {1914965082374, -89.53432, 209.94767, 215.40495894, 1.14585188, 152.18328326, 2.54890547},
      {2099194752456, -85.4, 36.0, 316.71277430, 4.16040372, 325.03013880, 6.03452918},
      {1760547037342, -84.7906, 29.1957, 224.14681828, -2.80470547, 337.74918697, 8.02810233},
      {1830969209844, 18.56, 61.81, 232.56094720, 60.41024856, 256.99880867, 17.91384190},
  };
  // The rotation of another realisation of the axes, 0.5 arcsec.
  constexpr double tolerance_deg = 2e-4;
  for (const Row& row : rows) {
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
