#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/frames/rotation.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Rotation from the ICRF to axes that turn with the Moon: x from the Earth to the Moon, z along the Moon's
/// orbital angular momentum about the Earth, y along its motion.
///
/// Its rate takes the acceleration of the Moon from the ephemeris' velocities 30 s before and after.
///
/// @throws DataError outside the span of the ephemeris
/// Checked in: tests/unit/frames/test_earth_moon_axes.cpp, tests/validation/frames/
Rotation earth_moon_rotating_from_icrf(Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded());

/// A state in units of the circular restricted three-body problem.
struct NondimensionalState {
  Eigen::Vector3d position_nd = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_nd = Eigen::Vector3d::Zero();
};

/// The rotating-pulsating system of Earth and Moon at one instant: origin at their barycentre, axes as
/// `earth_moon_rotating`, unit of length their distance at that instant, so that the Earth always is at
/// (-mu, 0, 0) and the Moon at (1 - mu, 0, 0), both at rest; unit of time such that the mean motion at that
/// distance is one.
struct EarthMoonUnits {
  double length_m = 0.0;  ///< distance from the Earth to the Moon
  double length_rate_m_s = 0.0;
  double time_s = 0.0;         ///< sqrt(length^3 / mu_earth_moon)
  double mass_ratio_nd = 0.0;  ///< mu: Moon over Earth and Moon, 0.01215

  /// From coordinates relative to the barycentre in `earth_moon_rotating` axes, and back.
  NondimensionalState nondimensional(const PositionVelocity& rotating) const;
  PositionVelocity dimensional(const NondimensionalState& state) const;
};

/// The units of an instant. @throws DataError outside the span of the ephemeris
EarthMoonUnits earth_moon_units(Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
