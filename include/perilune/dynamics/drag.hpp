#pragma once

#include <memory>

#include <perilune/bodies/body.hpp>
#include <perilune/dynamics/atmosphere.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

struct DragOptions {
  Area area = {};            ///< across the flow, > 0
  double coefficient = 2.2;  ///< C_D, > 0: 2.0 to 2.4 for compact spacecraft in free molecular flow
  Atmosphere atmosphere = Atmosphere::us_standard_1976();
  /// Of the air about the Earth's axis; 0 for air at rest.
  AngularRate rotation = AngularRate::from_si(earth_rotation_rate_rad_s);
};

/// The drag of the Earth's atmosphere, for parking orbits. With v the velocity relative to air that turns
/// with the Earth and m the mass of the state:
///
///     a = -1/2 rho C_D (A / m) |v| v,     v = dr/dt - w x r
///
/// The altitude is that above the ellipsoid WGS 84, measured towards the centre, which differs from the one
/// along the vertical by less than 10 m up to 1000 km. Only for integration about the Earth.
///
/// Its parameter for derivatives: "drag coefficient" [1].
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 8.6.2.
/// Checked in: tests/unit/dynamics/test_drag.cpp
class Drag {
 public:
  /// @throws InvalidArgument naming every option that is out of range
  explicit Drag(const DragOptions& options);

  /// @throws InvalidArgument if the centre of integration is not the Earth
  void bind(EnvironmentLayout& layout);

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state, const Environment<T>& environment) const {
    const Vector3<T>& r = state.position_m;
    const Vector3<T> air = T(rotation_rad_s_) * environment.earth_pole.cross(r);
    const Vector3<T> v = state.velocity_m_s - air;
    const T coefficient = environment.parameter(coefficient_place_, coefficient_);
    const T density = atmosphere_->density_kg_m3(altitude_m(r, environment.earth_pole));
    return (coefficient * T(-half_area_m2_) * density * v.norm() / state.mass_kg) * v;
  }

  /// Height above the ellipsoid, along the line to the centre [m].
  template <class T>
  static T altitude_m(const Vector3<T>& r, const Vector3<T>& pole) {
    using std::sqrt;
    constexpr double equator_m = 6378137.0, flattening = 1.0 / 298.257223563;  // WGS 84
    constexpr double polar_m = equator_m * (1.0 - flattening);
    constexpr double bulge = (equator_m * equator_m) / (polar_m * polar_m) - 1.0;
    const T square = r.squaredNorm();
    const T along = r.dot(pole);
    return sqrt(square) - T(equator_m) / sqrt(T(1.0) + T(bulge) * along * along / square);
  }

 private:
  double coefficient_;
  double half_area_m2_;
  int coefficient_place_ = 0;
  double rotation_rad_s_;
  std::shared_ptr<const Atmosphere> atmosphere_;
};

/// The drag of the Earth's atmosphere, for `forces`. @throws InvalidArgument as the class
Drag drag(const DragOptions& options);

}  // namespace perilune
