#pragma once

#include <cmath>

#include <perilune/dynamics/cr3bp.hpp>

namespace perilune {

/// The bicircular restricted four-body problem: as the circular restricted three-body problem of the Earth
/// and the Moon, and the Sun on a circle about their centre of mass, in the plane of their motion. In the
/// turning axes it goes backward, at the angle from the x axis
///
///     angle = sun_angle_rad - sun_rate_nd t
///
/// and pulls at the spacecraft less what it does to the centre of mass. It is no exact solution of the motion
/// of the three bodies, but close: a laboratory for transfers that the Sun bends.
///
/// Source: Simo, Gomez, Jorba, Masdemont, The bicircular model near the triangular libration points of the
/// RTBP, 1995. Checked in: tests/unit/dynamics/test_bcr4bp.cpp
struct Bcr4bp {
  Cr3bp earth_moon;
  double sun_mass_nd = 0.0;      ///< over that of the Earth and the Moon
  double sun_distance_nd = 0.0;  ///< from their centre of mass
  double sun_rate_nd = 0.0;      ///< of the angle, backward
  double sun_angle_rad = 0.0;    ///< at time 0

  template <class T>
  Vector3<T> sun_position_nd(const T& time_nd) const {
    using std::cos;
    using std::sin;
    const T angle = T(sun_angle_rad) - T(sun_rate_nd) * time_nd;
    return {T(sun_distance_nd) * cos(angle), T(sun_distance_nd) * sin(angle), T(0.0)};
  }

  template <class T>
  Vector3<T> acceleration_nd(const Vector3<T>& r, const Vector3<T>& v, const T& time_nd) const {
    const Vector3<T> at_sun = sun_position_nd(time_nd);
    const Vector3<T> to_sun = at_sun - r;
    const double indirect = sun_mass_nd / (sun_distance_nd * sun_distance_nd * sun_distance_nd);
    return earth_moon.acceleration_nd(r, v, time_nd) +
           simd::over_cube(T(sun_mass_nd), to_sun.squaredNorm()) * to_sun - T(indirect) * at_sun;
  }
};

/// The Sun, the Earth and the Moon: masses of DE440, the Sun at one astronomical unit, its mean motion by
/// Kepler's third law with all three masses.
/// @param sun_angle_rad  of the Sun at time 0, from the x axis, counted as the Moon moves
Bcr4bp sun_earth_moon_bcr4bp(double sun_angle_rad);

/// Refuses what is no such model. @throws InvalidArgument
void check_model(const Bcr4bp& model);

}  // namespace perilune
