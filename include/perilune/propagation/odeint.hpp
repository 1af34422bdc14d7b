#pragma once

// The opt-in header for work with Boost.Odeint: Perilune's methods as steppers of Odeint's
// (odeint_steppers.hpp), Odeint's steppers in Perilune's propagator (odeint_method.hpp), and Perilune's
// forces as a system of Odeint's. It includes all of Odeint (some 2.6 s a file), which no other public header
// does. Needs Boost 1.74 or newer.

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/odeint_method.hpp>
#include <perilune/propagation/odeint_steppers.hpp>

namespace perilune::odeint {

/// Forces of Perilune's as a system of Odeint's: system(x, dxdt, t) for x = position [m] and velocity [m/s]
/// about the centre of the initial state, axes ICRF, and t the seconds of TT since its epoch. The ephemeris
/// is asked at every call: Odeint does not say which instants a step will want.
template <class Model>
class system {
 public:
  system(Model forces, const State& initial, const Ephemeris& ephemeris = Ephemeris::embedded())
      : forces_(std::move(forces)),
        layout_(bound_layout(forces_, initial.frame.center)),
        ephemeris_(ephemeris),
        source_(layout_, ephemeris_, initial.epoch, initial.epoch.tdb()),
        mass_kg_(initial.mass_kg) {
    check_state(initial, "odeint::system");
  }

  /// The initial state as Odeint takes it.
  static std::array<double, 6> state_of(const State& initial,
                                        const Ephemeris& ephemeris = Ephemeris::embedded()) {
    const State start = initial.in(Frame{initial.frame.center, Axes::icrf}, ephemeris);
    return {start.position_m[0],   start.position_m[1],   start.position_m[2],
            start.velocity_m_s[0], start.velocity_m_s[1], start.velocity_m_s[2]};
  }

  template <class StateIn, class StateOut>
  [[gnu::always_inline]] void operator()(const StateIn& x, StateOut& dxdt, double t) {
    if (!layout_.empty()) {
      const double times[1] = {t};
      source_.fill(times, std::span<Environment<double>>(&environment_, 1));
      forces_.accelerate_center(environment_);
    }
    const BasicState<double> state{{x[0], x[1], x[2]}, {x[3], x[4], x[5]}, mass_kg_, t};
    const Vector3<double> acceleration = forces_.acceleration_m_s2(state, environment_);
    for (std::size_t n = 0; n < 3; ++n) {
      dxdt[n] = x[n + 3];
      dxdt[n + 3] = acceleration[static_cast<int>(n)];
    }
  }

 private:
  static EnvironmentLayout bound_layout(Model& forces, BodyId center) {
    EnvironmentLayout layout(center);
    forces.bind(layout);
    return layout;
  }

  Model forces_;
  EnvironmentLayout layout_;
  Ephemeris ephemeris_;
  EnvironmentSource source_;
  double mass_kg_;
  Environment<double> environment_{};
};

}  // namespace perilune::odeint
