#pragma once

#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/julian_date.hpp>

namespace perilune {

/// What the rotation of the Earth does that no theory foretells: values of the IERS for the date.
///
/// The defaults are for dates of which nothing is known. UT1-UTC = 0 is wrong by at most 0.9 s, which turns
/// the Earth by 420 m at the equator (0.9 s x 465 m/s); since 2020 it has stayed within 0.25 s, 120 m. The
/// pole, at most 0.6 arcsec, is worth 20 m. In orbits about the Moon or on the way there they do not matter.
struct EarthOrientation {
  double ut1_minus_utc_s = 0.0;  ///< [s], |value| < 1
  double xp_rad = 0.0;           ///< pole's x, along the Greenwich meridian
  double yp_rad = 0.0;           ///< pole's y, along 90 deg west
};

/// Earth rotation angle [rad], 0 to 2 pi: how far the Earth has turned about its axis.
///
///     ERA = 2 pi (0.7790572732640 + 1.00273781191135448 (JD_UT1 - 2451545))
///
/// Source: IERS Conventions 2010, eq. 5.15, by ERFA's eraEra00.
/// Checked in: tests/unit/frames/test_earth_orientation.cpp (ERFA's published value)
double earth_rotation_angle_rad(JulianDate ut1);
double earth_rotation_angle_rad(Epoch epoch, const EarthOrientation& orientation = {});

/// Rate of the Earth rotation angle [rad/s], per second of UT1.
inline constexpr double earth_rotation_rate_rad_s = 7.292115146706979e-5;

/// Rotation from the ICRF to the ITRF: precession and nutation IAU 2006/2000A, Earth rotation angle, pole.
/// CIP offsets (dX, dY below 1 mas: 3 cm on the ground), and the tides' part in the pole, are left out.
///
/// The rate is that of the angle and of precession and nutation; the length of day and the pole's drift
/// (1e-8 of the rate) are left out.
///
/// @throws InvalidArgument before 1972, where UT1 is not known here
///
/// Source: IERS Conventions 2010, ch. 5, by ERFA's eraXys06a, eraC2ixys, eraEra00, eraPom00.
/// Checked in: tests/unit/frames/test_earth_orientation.cpp, tests/validation/frames/test_gmat_itrf.cpp
Rotation itrf_from_icrf(Epoch epoch, const EarthOrientation& orientation = {});

/// The matrix alone, at a third of the cost.
Eigen::Matrix3d itrf_from_icrf_matrix(Epoch epoch, const EarthOrientation& orientation = {});

/// The same to 2e-9 rad (1.3 cm on the ground) at a seventieth of the cost (0.4 us): precession and nutation
/// by cubics through noons, which a thread works out once. As propagations have the Earth's axes.
Eigen::Matrix3d quick_itrf_from_icrf_matrix(Epoch epoch, const EarthOrientation& orientation = {});

/// The matrix for whoever has UT1 itself: of `orientation` only the pole is used.
Eigen::Matrix3d itrf_from_icrf_matrix(JulianDate tt, JulianDate ut1, const EarthOrientation& orientation);

/// Rotation from the ICRF to the mean equator and equinox of J2000.0: the frame bias, 23 mas, which is 43 m
/// at the Moon's distance. Many tools and files (SPICE's J2000 among them) call the ICRF itself EME2000.
///
/// Source: IAU 2006, by ERFA's eraBp06. Checked in: tests/unit/frames/test_earth_orientation.cpp
Eigen::Matrix3d eme2000_from_icrf();

}  // namespace perilune
