#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/j2.hpp>
#include <perilune/dynamics/point_mass.hpp>

namespace perilune {

/// Built-in forces put together at run time, from a scenario say: point masses and the Earth's J2. A force
/// model like `forces(...)`, with the number of its forces known only when it runs.
class StandardForces {
 public:
  StandardForces() = default;

  /// @throws InvalidArgument if a body is given twice, or more bodies than an environment holds
  StandardForces& add(PointMass force);
  /// @throws InvalidArgument if it is there already
  StandardForces& add(EarthJ2 force);

  std::span<const PointMass> point_masses() const { return point_masses_; }
  bool has_j2() const { return j2_.has_value(); }
  bool empty() const { return point_masses_.empty() && !j2_; }

  void bind(EnvironmentLayout& layout);

  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    for (const PointMass& force : point_masses_) force.accelerate_center(environment);
    if (j2_) j2_->accelerate_center(environment);
  }

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    Vector3<T> sum = -environment.center_acceleration_m_s2;
    for (const PointMass& force : point_masses_) sum += force.acceleration_m_s2(state, environment);
    if (j2_) sum += j2_->acceleration_m_s2(state, environment);
    return sum;
  }

 private:
  std::vector<PointMass> point_masses_;
  std::optional<EarthJ2> j2_;
};

namespace detail {

template <class Force>
inline constexpr bool is_standard_force = std::is_same_v<Force, PointMass> || std::is_same_v<Force, EarthJ2>;

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
