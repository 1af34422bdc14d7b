// Where the Sun and the Earth stand in the sky of lunar sites, by the access layer.
//
// Figures: topocentric, sphere of 1737.4 km, Mean-Earth axes, apparent (light time and aberration), given to
// 1e-8 deg by a mapping service of lunar illumination; the epochs are Unix milliseconds.
#include <cmath>

#include <perilune/access/apparent.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "brute_force_sky.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("access: the Sun and the Earth stand where lunar maps have them", "[access][validation]") {
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
  constexpr double tolerance_deg = 2e-4;  // another realisation of the axes, 0.5 arcsec
  constexpr double deg = 3.14159265358979323846 / 180.0;
  for (const Row& row : rows) {
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
