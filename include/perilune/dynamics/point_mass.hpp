#pragma once

#include <optional>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>

namespace perilune {

struct PointMassOptions {
  /// Gravitational parameter, > 0 [m^3/s^2]. Default: the ephemeris' own (DE440), which belongs to its
  /// positions; another one to repeat somebody's computation with theirs.
  std::optional<double> mu_m3_s2 = {};
};

/// Gravity of a body as a point. With r the spacecraft and q the body, both from the centre of integration:
///
///     a = -mu (r - q) / |r - q|^3  -  mu q / |q|^3
///
/// The second term is what the body does to the centre; it vanishes for the central body itself and about the
/// barycentre of the solar system, about that of the Earth and the Moon it is what the body does to the two,
/// by their masses (and nothing of what they do to each other). It is worked out once an instant, not once a
/// force (`Environment::center_acceleration_m_s2`). The difference is formed as it stands: close to the body,
/// where it matters, r - q is exact, while Battin's form for distant perturbers loses there. What the
/// cancellation costs for the Sun seen from the Earth is 1e-18 m/s^2, no more than the rounding of the
/// Earth's own term at the distance of the Moon.
///
/// Its parameter for derivatives: "mu earth", "mu moon" ... [m^3/s^2].
///
/// Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 8.6.3.
/// Checked in: tests/unit/dynamics/test_point_mass.cpp, tests/validation/propagation
class PointMass {
 public:
  /// @throws InvalidArgument if mu is not positive and finite
  PointMass(BodyId body, double mu_m3_s2);

  BodyId body() const { return body_; }
  double mu_m3_s2() const { return mu_m3_s2_; }

  void bind(EnvironmentLayout& layout) {
    place_ = layout.add(body_);
    layout.claim(place_, GravityTerm::point_mass);
    mu_place_ = layout.add_parameter("mu " + body_name(body_), mu_m3_s2_);
    moves_center_ = layout.moves_center(body_);
    barycentric_ = moves_center_ && layout.center() == earth_moon_barycentre;
    if (barycentric_) {
      earth_place_ = layout.add(earth);
      moon_place_ = layout.add(moon);
    }
  }

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    return pull(environment, environment.position_m(place_) - state.position_m);
  }

  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    if (!moves_center_) return;
    const Vector3<T>& there = environment.position_m(place_);
    if (barycentric_) {
      environment.center_acceleration_m_s2 +=
          T(earth_share) * pull(environment, there - environment.position_m(earth_place_)) +
          T(1.0 - earth_share) * pull(environment, there - environment.position_m(moon_place_));
    } else {
      environment.center_acceleration_m_s2 += pull(environment, there);
    }
  }

 private:
  /// Of the Earth in the mass of the Earth and the Moon.
  static constexpr double earth_share = earth_moon_mass_ratio / (1.0 + earth_moon_mass_ratio);

  /// mu d / |d|^3 for the way d to the body.
  template <class T>
  [[gnu::always_inline]] Vector3<T> pull(const Environment<T>& environment, const Vector3<T>& d) const {
    return simd::over_cube(T(environment.parameter(mu_place_, mu_m3_s2_)), d.squaredNorm()) * d;
  }

  BodyId body_;
  double mu_m3_s2_;
  int place_ = 0;
  int mu_place_ = 0;
  int earth_place_ = 0;
  int moon_place_ = 0;
  bool moves_center_ = false;
  bool barycentric_ = false;
};

/// Gravity of a body as a point, for `forces`.
/// @throws InvalidArgument if mu is not positive and finite, or not given for a body of which we have none
PointMass point_mass(BodyId body, const PointMassOptions& options = {});

}  // namespace perilune
