#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Rotation from the ICRF to the Moon's principal axes, from the libration angles of the ephemeris:
///
///     R_pa_icrf = R3(psi) R1(theta) R3(phi)
///
/// @throws DataError outside the span of the librations
///
/// Source: Park et al., Astronomical Journal 161:105, 2021.
/// Checked in: tests/unit/frames/test_moon_axes.cpp, tests/validation/frames/
Rotation moon_pa_from_icrf(Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded());
Rotation moon_pa_from_icrf(const MoonLibration& libration);

/// Rotation from the principal axes of DE440 to the Mean-Earth axes of DE421, in which maps, landing sites
/// and other missions' coordinates are given:
///
///     R_me_pa = R1(-0.2785") R2(-78.6944") R3(-67.8526")
///
/// Constant. Taking the one for the other moves a site by up to 875 m.
///
/// Source: NAIF moon_de440_220930.tf, after Park et al. 2021.
Eigen::Matrix3d moon_me_from_pa();

/// Rotation from the ICRF to the Mean-Earth axes of the Moon.
Rotation moon_me_from_icrf(Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
