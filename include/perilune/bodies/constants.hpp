#pragma once

#include <optional>

#include <perilune/bodies/body.hpp>

namespace perilune {

// Gravitational parameters of DE440, TDB-compatible: they belong to the embedded ephemeris.
// Source: Park, Folkner, Williams, Boggs, The JPL Planetary and Lunar Ephemerides DE440 and DE441,
// Astronomical Journal 161:105, 2021; digits of NAIF's gm_de440.tpc. A planet's value includes its moons.
inline constexpr double mu_sun_m3_s2 = 132712440041.27942e9;
inline constexpr double mu_earth_m3_s2 = 398600.43550702266e9;
inline constexpr double mu_moon_m3_s2 = 4902.8001184575496e9;
inline constexpr double mu_earth_moon_m3_s2 = 403503.2356254802e9;  ///< Earth and Moon together
inline constexpr double mu_venus_m3_s2 = 324858.592e9;
inline constexpr double mu_mars_m3_s2 = 42828.375815756102e9;
inline constexpr double mu_jupiter_m3_s2 = 126712764.1e9;
inline constexpr double mu_saturn_m3_s2 = 37940584.8418e9;

/// Mass of the Earth over mass of the Moon, DE440.
inline constexpr double earth_moon_mass_ratio = 81.30056822149722;

/// Astronomical unit, exact. Source: IAU 2012 resolution B2.
inline constexpr double astronomical_unit_m = 149597870700.0;

/// Speed of light in vacuum, exact. Source: International System of Units.
inline constexpr double speed_of_light_m_s = 299792458.0;

/// Mean radius of the Moon: heights above the lunar surface and orbit altitudes count from this sphere.
/// Source: IAU Working Group on Cartographic Coordinates and Rotational Elements 2015, Archinal et al.,
/// Celestial Mechanics and Dynamical Astronomy 130:22, 2018, table 5.
inline constexpr double moon_radius_m = 1737.4e3;

/// Equatorial radius of the Earth: altitudes of orbits count from this sphere.
/// Source: as the Moon's, table 4 (IERS Conventions 2003).
inline constexpr double earth_radius_m = 6378.1366e3;

/// Nominal radius of the Sun (its photosphere), for shadows. Source: IAU 2015 resolution B3.
inline constexpr double sun_radius_m = 695700e3;

// Zonal harmonics of the Earth, not normalised: J_n = -C(n,0) sqrt(2n + 1) of EGM2008, tide-free (the
// permanent tide is not in them; with it, zero-tide, J2 is 9.3e-9 larger). They belong to
// `earth_gravity_radius_m`. The embedded field has the coefficients (lib/bodies/data/README.md): checked in
// tests/unit/bodies/test_gravity_field.cpp.
// Source: Pavlis, Holmes, Kenyon, Factor, Journal of Geophysical Research 117, B04406, 2012.
inline constexpr double earth_j2 = 1.0826261738522227e-3;
inline constexpr double earth_j3 = -2.5324105185677225e-6;
inline constexpr double earth_j4 = -1.6198975999169731e-6;
inline constexpr double earth_gravity_radius_m = 6378136.3;

/// Gravitational parameter of a body, from the constants above. @return nothing if we have none for it
constexpr std::optional<double> find_mu_m3_s2(BodyId body) {
  switch (body.naif) {
    case sun.naif:
      return mu_sun_m3_s2;
    case earth.naif:
      return mu_earth_m3_s2;
    case moon.naif:
      return mu_moon_m3_s2;
    case earth_moon_barycentre.naif:
      return mu_earth_moon_m3_s2;
    case venus.naif:
      return mu_venus_m3_s2;
    case mars.naif:
      return mu_mars_m3_s2;
    case jupiter.naif:
      return mu_jupiter_m3_s2;
    case saturn.naif:
      return mu_saturn_m3_s2;
    default:
      return {};
  }
}

/// As `find_mu_m3_s2`. @throws InvalidArgument if there is none, naming the bodies that have one
double mu_m3_s2(BodyId body);

/// Radius of the sphere from which altitudes count, and which casts a shadow: the Earth (equatorial), the
/// Moon (mean) and the Sun. @throws InvalidArgument for any other body
double radius_m(BodyId body);

}  // namespace perilune
