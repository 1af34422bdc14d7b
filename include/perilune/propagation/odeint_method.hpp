#pragma once

// Steppers of Boost.Odeint as stepping methods of Perilune's propagator; a part of the opt-in header
// perilune/propagation/odeint.hpp.

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>

#include <boost/numeric/odeint.hpp>

#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/hermite_step.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune {

namespace detail {

using OdeintState = std::array<double, 6>;
using OdeintFehlberg78 =
    boost::numeric::odeint::runge_kutta_fehlberg78<OdeintState, double, OdeintState, double,
                                                   boost::numeric::odeint::array_algebra>;
using OdeintDopri5 = boost::numeric::odeint::runge_kutta_dopri5<OdeintState, double, OdeintState, double,
                                                                boost::numeric::odeint::array_algebra>;

/// At which fractions of the step a stepper evaluates, in the order of its calls, the first stage left out.
/// Known for some, so that the environment can be prepared for all of a step together; for others it is asked
/// call by call.
template <class Stepper>
struct OdeintNodes {
  static constexpr std::array<double, 0> c{};
};
template <>
struct OdeintNodes<OdeintFehlberg78> {
  static constexpr std::array<double, 12> c{2.0 / 27, 1.0 / 9, 1.0 / 6, 5.0 / 12, 1.0 / 2, 5.0 / 6,
                                            1.0 / 6,  2.0 / 3, 1.0 / 3, 1.0,      0.0,     1.0};
};
template <>
struct OdeintNodes<OdeintDopri5> {
  static constexpr std::array<double, 6> c{1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0};
};

}  // namespace detail

/// An error stepper of Boost.Odeint (its state an array of six doubles) as a stepping method of `integrate`
/// and `Propagator::propagate_with`: Odeint makes the step and its error estimate, Perilune controls the
/// step, finds events and stores polynomials (`hermite_step`), as with its own methods.
template <class Stepper>
class OdeintMethod {
  static constexpr bool first_same_as_last =
      std::is_same_v<typename Stepper::stepper_category,
                     boost::numeric::odeint::explicit_error_stepper_fsal_tag>;
  using Nodes = detail::OdeintNodes<Stepper>;

 public:
  using State = typename Stepper::state_type;
  static_assert(std::tuple_size_v<State> == 6 && std::is_same_v<typename State::value_type, double>);

  static constexpr int order = Stepper::order_value;
  static constexpr int evaluations_per_attempt =
      Nodes::c.empty() ? 0 : static_cast<int>(Nodes::c.size());  // counted call by call where not known
  static constexpr int evaluations_per_finish = first_same_as_last ? 0 : 1;
  static constexpr int extra_evaluations = order > 6 ? 2 : 0;
  static constexpr int evaluations_per_dense_output = extra_evaluations;
  /// Of the position within a step.
  static constexpr int dense_order = extra_evaluations == 2 ? 7 : 5;
  static constexpr double error_exponent = 1.0 / (Stepper::error_order_value + 1.0);

  template <class System>
  void start(System& system, double t, const double (&y)[6]) {
    const double times[1] = {t};
    detail::prepare_slots<double>(system, 0, times);
    evaluate(system, 0, t, y, f0_);
  }

  template <class System, class Scale>
  double attempt(System& system, double t, double h, const double (&y)[6], double (&y_new)[6],
                 const Scale& scale) {
    if constexpr (!Nodes::c.empty()) {
      std::array<double, Nodes::c.size()> times;
      for (std::size_t i = 0; i < times.size(); ++i)
        times[i] = Nodes::c[i] == 1.0 ? t + h : t + Nodes::c[i] * h;
      detail::prepare_slots<double>(system, 1, std::span<const double>(times));
    }
    int slot = 1;
    const auto rhs =
        [&system, &slot ](const State& x, State& dxdt, double time) __attribute__((always_inline)) {
      if constexpr (Nodes::c.empty()) {
        const double times[1] = {time};
        detail::prepare_slots<double>(system, 1, times);
        slot = 1;
      }
      double y_stage[6], f_stage[6];
      for (std::size_t n = 0; n < 6; ++n) y_stage[n] = x[n];
      system.derivative(slot++, time, y_stage, f_stage);
      for (std::size_t n = 0; n < 6; ++n) dxdt[n] = f_stage[n];
    };
    State in, out, error;
    for (std::size_t n = 0; n < 6; ++n) in[n] = y[n];
    if constexpr (first_same_as_last) {
      stepper_.do_step(rhs, in, f0_, t, out, f1_, h, error);
    } else {
      stepper_.do_step(rhs, in, f0_, t, out, h, error);
    }
    double weight[6];
    for (std::size_t n = 0; n < 6; ++n) y_new[n] = out[n];
    scale(y, y_new, weight);
    double sum = 0.0;
    for (std::size_t n = 0; n < 6; ++n) sum += error[n] * weight[n] * error[n] * weight[n];
    return std::sqrt(sum / 6.0);
  }

  template <class System>
  void finish(System& system, double t, double h, const double (&y_new)[6]) {
    if constexpr (!first_same_as_last) {
      int slot = static_cast<int>(Nodes::c.size());
      if constexpr (Nodes::c.empty()) {
        const double times[1] = {t + h};
        slot = 1;
        detail::prepare_slots<double>(system, slot, times);
      }
      evaluate(system, slot, t + h, y_new, f1_);
    }
  }

  template <class System>
  void interpolate(System& system, double t, double h, const double (&y)[6], const double (&y_new)[6],
                   DenseStep<double, 6>& dense) {
    double f0[6], f1[6];
    for (std::size_t n = 0; n < 6; ++n) {
      f0[n] = f0_[n];
      f1[n] = f1_[n];
    }
    constexpr int first_slot = 13;
    detail::hermite_step<extra_evaluations>(system, t, h, y, f0, y_new, f1, first_slot, dense);
  }

  void advance() { f0_ = f1_; }

  const double (&derivative_at_start() const)[6] { return reinterpret_cast<const double(&)[6]>(*f0_.data()); }

 private:
  template <class System>
  static void evaluate(System& system, int slot, double t, const double (&y)[6], State& f) {
    double dydt[6];
    system.derivative(slot, t, y, dydt);
    for (std::size_t n = 0; n < 6; ++n) f[n] = dydt[n];
  }

  Stepper stepper_;
  State f0_{};
  State f1_{};
};

}  // namespace perilune

namespace perilune::odeint {

/// The stepping method that runs an error stepper of Odeint's in `Propagator::propagate_with`, for forces of
/// any kind:
///
///     propagator.propagate_with<perilune::odeint::method<runge_kutta_fehlberg78<std::array<double,
///     6>>>>(state, until)
template <class Stepper>
using method = OdeintMethod<Stepper>;

}  // namespace perilune::odeint
