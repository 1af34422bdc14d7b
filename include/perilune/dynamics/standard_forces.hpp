#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

#include <perilune/dynamics/drag.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/j2.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/relativity.hpp>
#include <perilune/dynamics/solar_radiation_pressure.hpp>
#include <perilune/dynamics/solid_tides.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>

namespace perilune {

/// Built-in forces put together at run time, from a scenario say: point masses, the Earth's J2, the fields of
/// the Earth and the Moon, their solid tides, sunlight, drag, relativity. A force model like `forces(...)`,
/// with the number of its forces known only when it runs.
class StandardForces {
 public:
  StandardForces() = default;

  /// @throws InvalidArgument if a body is given twice, or more bodies than an environment holds
  StandardForces& add(PointMass force);
  /// @throws InvalidArgument if it is there already
  StandardForces& add(EarthJ2 force);
  /// @throws InvalidArgument if the body has a field already
  StandardForces& add(SphericalHarmonics force);
  /// @throws InvalidArgument if it is there already, as for the following
  StandardForces& add(SolarRadiationPressure force);
  StandardForces& add(SolidTides force);
  StandardForces& add(Relativity force);
  StandardForces& add(Drag force);

  std::span<const PointMass> point_masses() const { return point_masses_; }
  bool has_j2() const { return j2_.has_value(); }
  std::span<const SphericalHarmonics> fields() const { return fields_; }
  bool has_solar_radiation_pressure() const { return sunlight_.has_value(); }
  bool has_relativity() const { return relativity_.has_value(); }
  bool has_drag() const { return drag_.has_value(); }
  std::span<const SolidTides> tides() const { return tides_; }
  bool empty() const { return point_masses_.empty() && !j2_ && fields_.empty() && !small_; }

  /// @throws InvalidArgument if a body has both a field and a point mass or J2
  void bind(EnvironmentLayout& layout);

  /// The bodies whose shadows the forces know.
  std::vector<BodyId> shadow_bodies() const {
    return sunlight_ ? sunlight_->shadow_bodies() : std::vector<BodyId>();
  }

  /// The greatest degree of the fields: 0 without.
  int field_degree() const {
    int most = 0;
    for (const SphericalHarmonics& field : fields_) most = std::max(most, field.degree());
    return most;
  }

  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    for (const PointMass& force : point_masses_) force.accelerate_center(environment);
    if (j2_) j2_->accelerate_center(environment);
    for (const SphericalHarmonics& force : fields_) force.accelerate_center(environment);
    for (const SolidTides& force : tides_) force.accelerate_center(environment);
  }

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    Vector3<T> sum = -environment.center_acceleration_m_s2;
    for (const PointMass& force : point_masses_) sum += force.acceleration_m_s2(state, environment);
    if (j2_) sum += j2_->acceleration_m_s2(state, environment);
    for (const SphericalHarmonics& force : fields_) sum += force.acceleration_m_s2(state, environment);
    if (small_) sum += small_forces_m_s2(state, environment);
    return sum;
  }

  /// What changes fastest with place: `acceleration_m_s2` without the terms of the fields above a degree, and
  /// without tides, sunlight, relativity and drag.
  template <class T>
  [[gnu::always_inline]] Vector3<T> reduced_acceleration_m_s2(const BasicState<T>& state,
                                                              const Environment<T>& environment,
                                                              int most_degree) const {
    Vector3<T> sum = -environment.center_acceleration_m_s2;
    for (const PointMass& force : point_masses_) sum += force.acceleration_m_s2(state, environment);
    if (j2_) sum += j2_->acceleration_m_s2(state, environment);
    for (const SphericalHarmonics& force : fields_)
      sum += force.reduced_acceleration_m_s2(state, environment, most_degree);
    return sum;
  }

 private:
  /// Out of line: who flies without them is not to carry their code through the loop.
  template <class T>
  [[gnu::noinline]] Vector3<T> small_forces_m_s2(const BasicState<T>& state,
                                                 const Environment<T>& environment) const {
    Vector3<T> sum;
    for (const SolidTides& force : tides_) sum += force.acceleration_m_s2(state, environment);
    if (sunlight_) sum += sunlight_->acceleration_m_s2(state, environment);
    if (relativity_) sum += relativity_->acceleration_m_s2(state);
    if (drag_) sum += drag_->acceleration_m_s2(state, environment);
    return sum;
  }

  std::vector<PointMass> point_masses_;
  std::optional<EarthJ2> j2_;
  std::vector<SphericalHarmonics> fields_;
  std::vector<SolidTides> tides_;
  std::optional<SolarRadiationPressure> sunlight_;
  std::optional<Relativity> relativity_;
  std::optional<Drag> drag_;
  bool small_ = false;  // whether there is any of the four above
};

namespace detail {

template <class Force>
inline constexpr bool is_standard_force =
    std::is_same_v<Force, PointMass> || std::is_same_v<Force, EarthJ2> ||
    std::is_same_v<Force, SphericalHarmonics> || std::is_same_v<Force, SolarRadiationPressure> ||
    std::is_same_v<Force, SolidTides> || std::is_same_v<Force, Relativity> || std::is_same_v<Force, Drag>;

template <class Model>
struct StandardModel {
  static constexpr bool value = false;
};
template <>
struct StandardModel<StandardForces> {
  static constexpr bool value = true;
  static const StandardForces& from(const StandardForces& model) { return model; }
};
template <class... Forces>
struct StandardModel<ForceModel<Forces...>> {
  static constexpr bool value = (is_standard_force<Forces> && ...);
  static StandardForces from(const ForceModel<Forces...>& model) {
    StandardForces made;
    std::apply([&made](const auto&... force) { (made.add(force), ...); }, model.parts());
    return made;
  }
};

}  // namespace detail
}  // namespace perilune
