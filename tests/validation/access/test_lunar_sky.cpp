// Where the Sun and the Earth stand in the sky of lunar sites, by the access layer.
#include <cmath>

#include <perilune/access/apparent.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "brute_force_sky.hpp"
#include "support/catch.hpp"
#include "support/lunar_sky.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("access: the Sun and the Earth stand where lunar maps have them", "[access][validation]") {
  constexpr double tolerance_deg = test::lunar_sky_tolerance_deg;
  constexpr double deg = 3.14159265358979323846 / 180.0;
  for (const test::LunarSky& row : test::lunar_skies) {
    CAPTURE(row.unix_ms);
    // Unix time leaves out 27 leap seconds.
    const Epoch epoch = Epoch::parse("1970-01-01T00:00:10 TAI") + row.unix_ms * 1_ms + 27_s;
    const SurfacePoint place{row.latitude_deg * deg, row.longitude_deg * deg};
    const AccessPoint site = AccessPoint::site("site", moon, place);
    for (const BodyId body : {sun, earth}) {
      const AzimuthElevation seen = apparent_azimuth_elevation(site, AccessPoint::body(body), epoch);
      const double azimuth_deg = body == sun ? row.sun_azimuth_deg : row.earth_azimuth_deg;
      const double elevation_deg = body == sun ? row.sun_elevation_deg : row.earth_elevation_deg;
      CHECK(std::abs(seen.elevation_rad / deg - elevation_deg) < tolerance_deg);
      CHECK(std::abs(seen.azimuth_rad / deg - azimuth_deg) * std::cos(seen.elevation_rad) < tolerance_deg);
      // And to the bottom of it by the frames: within a milliarcsecond.
      const AzimuthElevation other = brute_force_sky(body, site_frame(moon, place), epoch);
      CHECK(std::abs(seen.elevation_rad - other.elevation_rad) < 5e-9);
      CHECK(std::abs(seen.azimuth_rad - other.azimuth_rad) * std::cos(seen.elevation_rad) < 5e-9);
    }
  }
}
