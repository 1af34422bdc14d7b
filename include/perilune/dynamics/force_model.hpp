#pragma once

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include <perilune/dynamics/force.hpp>

namespace perilune {

/// Several forces as one: their sum, in the order given.
template <class... Forces>
class ForceModel {
 public:
  explicit ForceModel(Forces... forces) : forces_(std::move(forces)...) {}

  /// The forces, in the order given.
  const std::tuple<Forces...>& parts() const { return forces_; }

  /// Collects what the forces have to know; called once before a propagation, for its centre.
  void bind(EnvironmentLayout& layout) {
    std::apply([&layout](auto&... force) { (detail::bind_force(force, layout), ...); }, forces_);
  }

  /// Adds to the environment what the forces do to the centre of integration.
  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    std::apply([&environment](const auto&... force) { (detail::accelerate_center(force, environment), ...); },
               forces_);
  }

  /// Acceleration relative to the centre of integration, axes ICRF [m/s^2].
  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    return std::apply(
        [&state, &environment](const auto&... force) {
          return (detail::acceleration_of(force, state, environment) + ... +
                  -environment.center_acceleration_m_s2);
        },
        forces_);
  }

  /// The same without the terms of fields above a degree.
  template <class T>
  [[gnu::always_inline]] Vector3<T> reduced_acceleration_m_s2(const BasicState<T>& state,
                                                              const Environment<T>& environment,
                                                              int most_degree) const {
    return std::apply(
        [&](const auto&... force) {
          return (detail::reduced_acceleration_of(force, state, environment, most_degree) + ... +
                  -environment.center_acceleration_m_s2);
        },
        forces_);
  }

  /// The bodies whose shadows the forces know, each once.
  std::vector<BodyId> shadow_bodies() const {
    std::vector<BodyId> all;
    const auto add = [&all](const std::vector<BodyId>& bodies) {
      for (const BodyId body : bodies) {
        if (std::find(all.begin(), all.end(), body) == all.end()) all.push_back(body);
      }
    };
    std::apply([&](const auto&... force) { (add(detail::shadow_bodies_of(force)), ...); }, forces_);
    return all;
  }

  /// The greatest degree of the fields: 0 without.
  int field_degree() const {
    return std::apply([](const auto&... force) { return std::max({detail::field_degree_of(force)...}); },
                      forces_);
  }

  /// How the mass changes, if a force uses any up [kg/s].
  template <class T>
  [[gnu::always_inline]] T mass_rate_kg_s(const BasicState<T>& state, const Environment<T>& environment) const
      requires((MassFlowFor<Forces, T> || ...)) {
    return std::apply(
        [&state, &environment](const auto&... force) {
          return (detail::mass_rate_of(force, state, environment) + ...);
        },
        forces_);
  }

 private:
  std::tuple<Forces...> forces_;
};

/// The forces that act, for a propagator: built-in ones and any type with one method.
///
///     forces(point_mass(earth), point_mass(moon), point_mass(sun), my_solar_push)
template <class... Forces>
requires(sizeof...(Forces) > 0 &&
         (ForceFor<Forces, double> && ...)) ForceModel<Forces...> forces(Forces... all) {
  return ForceModel<Forces...>(std::move(all)...);
}

}  // namespace perilune
