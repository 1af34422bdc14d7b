#pragma once

#include <concepts>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>

namespace perilune {

/// A force that depends on the spacecraft alone: where and how fast it is, its mass, the time elapsed.
template <class F, class T>
concept StateForceFor = requires(const F& force, const BasicState<T>& state) {
  { force.acceleration_m_s2(state) } -> std::convertible_to<Vector3<T>>;
};

/// A force that asks the world, too: where the bodies are.
template <class F, class T>
concept EnvironmentForceFor = requires(const F& force, const BasicState<T>& state,
                                       const Environment<T>& environment) {
  { force.acceleration_m_s2(state, environment) } -> std::convertible_to<Vector3<T>>;
};

/// Anything that can say how it accelerates a spacecraft, for any scalar that the propagator uses. No base
/// class, no registration: a type with one method, usually a template over the scalar.
///
///     struct SolarPush {
///       double acceleration_m_s2_at_start = 1e-7;
///       template <class T>
///       Vector3<T> acceleration_m_s2(const BasicState<T>& state) const;
///     };
///
/// A force that asks the world says of what it has to know before the propagation starts, in
/// `void bind(EnvironmentLayout& layout)`, and keeps the places it is given. One that acts on the centre of
/// integration too (gravity of other bodies) adds that in
/// `template <class T> void accelerate_center(Environment<T>& environment) const`. One with numbers that
/// users may want derivatives by names them in `bind`, with `EnvironmentLayout::add_parameter`. One that uses
/// up mass says how fast in `template <class T> T mass_rate_kg_s(const BasicState<T>& state, const
/// Environment<T>& environment) const`.
template <class F, class T>
concept ForceFor = std::copy_constructible<F> &&(StateForceFor<F, T> || EnvironmentForceFor<F, T>);

/// A force that uses up mass says how fast [kg/s, not positive]. The mass is then integrated with the state.
template <class F, class T>
concept MassFlowFor = requires(const F& force, const BasicState<T>& state,
                               const Environment<T>& environment) {
  { force.mass_rate_kg_s(state, environment) } -> std::convertible_to<T>;
};

namespace detail {

template <class F>
void bind_force(F& force, EnvironmentLayout& layout) {
  if constexpr (requires { force.bind(layout); }) force.bind(layout);
}

template <class F, class T>
[[gnu::always_inline]] inline void accelerate_center(const F& force, Environment<T>& environment) {
  if constexpr (requires { force.accelerate_center(environment); }) force.accelerate_center(environment);
}

template <class F, class T>
[[gnu::always_inline]] inline Vector3<T> acceleration_of(const F& force, const BasicState<T>& state,
                                                         const Environment<T>& environment) {
  if constexpr (EnvironmentForceFor<F, T>) {
    return force.acceleration_m_s2(state, environment);
  } else {
    return force.acceleration_m_s2(state);
  }
}

/// Without what changes little with place, if the force knows such a part of itself; else all of it.
template <class F, class T>
[[gnu::always_inline]] inline Vector3<T> reduced_acceleration_of(const F& force, const BasicState<T>& state,
                                                                 const Environment<T>& environment,
                                                                 int most_degree) {
  if constexpr (requires { force.reduced_acceleration_m_s2(state, environment, most_degree); }) {
    return force.reduced_acceleration_m_s2(state, environment, most_degree);
  } else {
    return acceleration_of(force, state, environment);
  }
}

/// The bodies whose shadows a force knows: no step of an integrator crosses their edges. A force of a user's
/// that changes there has `std::vector<BodyId> shadow_bodies() const`, of the Earth and the Moon.
template <class F>
std::vector<BodyId> shadow_bodies_of(const F& force) {
  if constexpr (requires { force.shadow_bodies(); }) {
    return force.shadow_bodies();
  } else {
    return {};
  }
}

/// The degree of the field that a force is; 0 if it is none.
template <class F>
int field_degree_of(const F& force) {
  if constexpr (requires { force.degree(); }) {
    return force.degree();
  } else {
    return 0;
  }
}

template <class F, class T>
[[gnu::always_inline]] inline T mass_rate_of(const F& force, const BasicState<T>& state,
                                             const Environment<T>& environment) {
  if constexpr (MassFlowFor<F, T>) {
    return force.mass_rate_kg_s(state, environment);
  } else {
    return T(0.0);
  }
}

}  // namespace detail
}  // namespace perilune
