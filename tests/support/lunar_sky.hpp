// Where the Sun and the Earth stand in the sky of lunar sites.
//
// Topocentric, sphere of 1737.4 km, Mean-Earth axes, apparent (light time and aberration), given to 1e-8 deg
// by a mapping service of lunar illumination; the epochs are Unix milliseconds.
#pragma once

namespace perilune::test {

struct LunarSky {
  long long unix_ms;
  double latitude_deg, longitude_deg;
  double sun_azimuth_deg, sun_elevation_deg;
  double earth_azimuth_deg, earth_elevation_deg;
};

inline constexpr LunarSky lunar_skies[] = {
    {1914965082374, -89.53432, 209.94767, 215.40495894, 1.14585188, 152.18328326, 2.54890547},
    {2099194752456, -85.4, 36.0, 316.71277430, 4.16040372, 325.03013880, 6.03452918},
    {1760547037342, -84.7906, 29.1957, 224.14681828, -2.80470547, 337.74918697, 8.02810233},
    {1830969209844, 18.56, 61.81, 232.56094720, 60.41024856, 256.99880867, 17.91384190},
};

/// Another realisation of the axes: 0.5 arcsec.
inline constexpr double lunar_sky_tolerance_deg = 2e-4;

}  // namespace perilune::test
