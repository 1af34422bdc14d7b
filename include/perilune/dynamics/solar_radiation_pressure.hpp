#pragma once

#include <array>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/shadow.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

struct SolarRadiationPressureOptions {
  Area area = {};                         ///< that the Sun sees, > 0
  double reflectivity_coefficient = 1.3;  ///< 1 takes all light up, 2 throws all of it back; > 0
  /// At one astronomical unit, > 0 [W/m^2]. Default: the nominal total solar irradiance (IAU 2015 resolution
  /// B3).
  double irradiance_w_m2 = 1361.0;
  /// Bodies whose shadow counts: the Earth, the Moon, both or none.
  std::vector<BodyId> shadows = {earth, moon};
};

/// The push of sunlight on a ball. With d from the Sun to the spacecraft and m its mass:
///
///     a = nu (S / c) C_R (A / m) (1 au)^2 d / |d|^3
///
/// nu is the share of the Sun's disc that is visible: the shadows of the Earth and the Moon are cones with a
/// penumbra (`visible_sun_share`); where both bodies stand before the Sun, what they hide together is counted
/// once. The mass is that of the state. Sunlight that the Earth or the Moon throws back is left out.
///
///     forces(point_mass(earth), solar_radiation_pressure({.area = 4_m2, .reflectivity_coefficient = 1.5}))
///
/// Its parameter for derivatives: "reflectivity coefficient" [1].
///
/// Source: Montenbruck, Gill, Satellite Orbits, 2000, section 3.4.
/// Checked in: tests/unit/dynamics/test_solar_radiation_pressure.cpp, tests/validation/propagation (GMAT)
class SolarRadiationPressure {
 public:
  /// @throws InvalidArgument naming every option that is out of range
  explicit SolarRadiationPressure(const SolarRadiationPressureOptions& options);

  /// Force at one astronomical unit in full sunlight [N].
  double force_at_1au_n() const { return reflectivity_ * absorbed_at_1au_n_; }

  /// The bodies that cast shadows. At their edges the force changes too abruptly for a step to cross.
  std::vector<BodyId> shadow_bodies() const {
    std::vector<BodyId> bodies;
    for (int i = 0; i < shadow_count_; ++i) bodies.push_back(shadow(i).body);
    return bodies;
  }

  void bind(EnvironmentLayout& layout) {
    sun_place_ = layout.add(sun);
    reflectivity_place_ = layout.add_parameter("reflectivity coefficient", reflectivity_);
    for (int i = 0; i < shadow_count_; ++i) shadow(i).place = layout.add(shadow(i).body);
  }

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state, const Environment<T>& environment) const {
    using std::sqrt;
    const Vector3<T> from_sun = state.position_m - environment.position_m(sun_place_);
    const T square = from_sun.squaredNorm();
    constexpr double au_square = astronomical_unit_m * astronomical_unit_m;
    const T reflectivity = environment.parameter(reflectivity_place_, reflectivity_);
    const T push = reflectivity * T(absorbed_at_1au_n_ * au_square) / (square * sqrt(square) * state.mass_kg);
    return (visible_share(state, environment) * push) * from_sun;
  }

  /// Share of the Sun's disc that the spacecraft sees, by area.
  template <class T>
  T visible_share(const BasicState<T>& state, const Environment<T>& environment) const {
    using simd::select;
    const Vector3<T> to_sun = environment.position_m(sun_place_) - state.position_m;
    T visible(1.0);
    T hidden_before(0.0);
    for (int i = 0; i < shadow_count_; ++i) {
      const Vector3<T> to_body = environment.position_m(shadow(i).place) - state.position_m;
      const T hidden = T(1.0) - visible_sun_share(to_sun, to_body, sun_radius_m, shadow(i).radius_m);
      visible = visible - hidden;
      if (simd::any(hidden > T(0.0)) && simd::any(hidden_before > T(0.0))) {
        const Vector3<T> to_other = environment.position_m(shadow(0).place) - state.position_m;
        const T less = select(hidden < hidden_before, hidden, hidden_before);
        visible = visible +
                  less * detail::overlap_of_discs(to_body, shadow(i).radius_m, to_other, shadow(0).radius_m);
      }
      hidden_before = hidden;
    }
    return visible;
  }

 private:
  struct Shadow {
    BodyId body;
    double radius_m = 0.0;
    int place = 0;
  };
  static constexpr std::size_t most_shadows = 2;

  Shadow& shadow(int i) { return shadows_[static_cast<std::size_t>(i)]; }
  const Shadow& shadow(int i) const { return shadows_[static_cast<std::size_t>(i)]; }

  double reflectivity_;
  double absorbed_at_1au_n_;  // force with a coefficient of 1
  int reflectivity_place_ = 0;
  int sun_place_ = 0;
  int shadow_count_ = 0;
  std::array<Shadow, most_shadows> shadows_{};
};

/// The push of sunlight, for `forces`. @throws InvalidArgument as the class
SolarRadiationPressure solar_radiation_pressure(const SolarRadiationPressureOptions& options);

}  // namespace perilune
