#pragma once

#include <cmath>
#include <optional>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>

namespace perilune {

struct J2Options {
  std::optional<double> mu_m3_s2 = {};                 ///< default: DE440's, of the Earth [m^3/s^2]
  double j2 = earth_j2;                                ///< not normalised
  double reference_radius_m = earth_gravity_radius_m;  ///< the radius that belongs to j2 [m]
};

/// The flattening of the Earth: its second zonal harmonic. With r from the Earth to the spacecraft, p the
/// unit vector of the pole and z = r . p:
///
///     a = -3/2 J2 mu R^2 / r^5 ((1 - 5 z^2/r^2) r + 2 z p)
///
/// The point mass is not in it. As for point masses, what it does to a centre of integration other than the
/// Earth is subtracted. The pole is the celestial intermediate pole of date (precession and nutation, IAU
/// 2006/2000B, 5e-9 rad): taking the pole of J2000 instead would move a low orbit by tens of metres a day
/// now, by more each year.
///
/// Its parameter for derivatives: "j2 earth" [1].
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 8.6.1.
/// Checked in: tests/unit/dynamics/test_j2.cpp, tests/validation/propagation
class EarthJ2 {
 public:
  /// @throws InvalidArgument if a value is not finite, or mu or the radius is not positive
  EarthJ2(double mu_m3_s2, double j2, double reference_radius_m);

  void bind(EnvironmentLayout& layout) {
    place_ = layout.add(earth);
    layout.claim(place_, GravityTerm::flattening);
    layout.add_earth_pole();
    j2_place_ = layout.add_parameter("j2 earth", j2_);
    central_ = !layout.moves_center(earth);
  }

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    return pull(environment, state.position_m - environment.position_m(place_));
  }

  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    if (!central_) {
      environment.center_acceleration_m_s2 += pull(environment, -environment.position_m(place_));
    }
  }

 private:
  template <class T>
  [[gnu::always_inline]] Vector3<T> pull(const Environment<T>& environment, const Vector3<T>& r) const {
    using std::sqrt;
    const Vector3<T>& pole = environment.earth_pole;
    const T inverse_square = T(1.0) / r.squaredNorm();
    const T z = r.dot(pole);
    const T j2 = environment.parameter(j2_place_, j2_);
    const T factor = T(factor_) * j2 * inverse_square * inverse_square * sqrt(inverse_square);
    return factor * ((T(1.0) - T(5.0) * z * z * inverse_square) * r + (T(2.0) * z) * pole);
  }

  double factor_;  // -3/2 mu R^2
  double j2_;
  int j2_place_ = 0;
  int place_ = 0;
  bool central_ = false;
};

/// The Earth's J2, for `forces`.
/// @throws InvalidArgument if the body is not the Earth (the Moon's field comes as spherical harmonics, or
/// not at all),
///         or as `EarthJ2`
EarthJ2 j2(BodyId body, const J2Options& options = {});

}  // namespace perilune
