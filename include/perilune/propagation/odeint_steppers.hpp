#pragma once

// Perilune's methods as steppers of Boost.Odeint; a part of the opt-in header
// perilune/propagation/odeint.hpp.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/numeric/odeint.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/rkn1210.hpp>

/// Steppers spelled the way Odeint spells its own: `dop853`, `rkn1210`, `gl_collocation_8` and
/// `gl_collocation_16` are Error Steppers; `make_controlled(absolute, relative, rkn1210<State>())` and
/// `make_dense_output(...)` give Controlled and Dense Output Steppers with Perilune's own step control.
///
///     integrate_adaptive(make_controlled(1e-12, 1e-12, perilune::odeint::rkn1210<State>()), system, x, t0,
///     t1, dt)
///
/// A state is of fixed size and has operator[]: std::array<double, N> or an Eigen vector of fixed size. For
/// all but dop853 its first half are positions and its second half their derivatives, in that order; a system
/// that says otherwise is refused.
///
/// Checked in: tests/unit/propagation/test_odeint.cpp
namespace perilune::odeint {

namespace detail {

template <class State>
constexpr std::size_t state_size() {
  if constexpr (requires { State::SizeAtCompileTime; }) {
    static_assert(State::SizeAtCompileTime > 0, "the size of the state has to be known when compiling");
    return static_cast<std::size_t>(State::SizeAtCompileTime);
  } else {
    return std::tuple_size<State>::value;
  }
}

/// Component n of a state: Eigen counts with a signed type, the standard library without sign.
template <class State>
[[gnu::always_inline]] inline decltype(auto) element(State& x, int n) {
  if constexpr (requires { State::SizeAtCompileTime; }) {
    return x[n];
  } else {
    return x[static_cast<std::size_t>(n)];
  }
}

template <class Sys>
concept TakesPacks = requires {
  requires Sys::takes_packs;
};

/// A system of Odeint's, sys(x, dxdt, t), as Perilune's own steppers call it. One that says
/// `static constexpr bool takes_packs = true` is called by collocation with several instants side by side:
/// x and dxdt are then arrays of `simd::pack`, and t is a pack.
template <class State, class Sys, int N>
struct SystemAdaptor {
  static constexpr bool takes_packs = TakesPacks<Sys>;
  Sys& system;

  template <class T>
  [[gnu::always_inline]] void derivative(int, T t, const T (&y)[N], T (&dydt)[N]) {
    using Carrier =
        std::conditional_t<std::is_same_v<T, double>, State, std::array<T, static_cast<std::size_t>(N)>>;
    Carrier x, dxdt;
    for (int n = 0; n < N; ++n) detail::element(x, n) = y[n];
    system(x, dxdt, t);
    for (int n = 0; n < N; ++n) dydt[n] = detail::element(dxdt, n);
  }
};

/// @throws InvalidArgument unless the first half of the derivative is the second half of the state
template <int N>
void check_second_order(const double (&y)[N], const double (&dydt)[N]) {
  for (int n = 0; n < N / 2; ++n) {
    if (std::isfinite(dydt[n]) && dydt[n] != y[n + N / 2])
      throw InvalidArgument(
          "perilune::odeint: rkn1210 and gl_collocation take states whose first half are positions and whose "
          "second half are the derivatives of these, in the same order. Here component n of dxdt is not "
          "component n + N/2 of x. Order the state so, or take dop853, which takes any");
  }
}

/// What Odeint asks of every Error Stepper: names, and calls that leave something out. `Derived` has the
/// whole one,
///
///     step(adaptor, y, dydt, t, y_new, dt, error)
template <class Derived, class State, int order_of_step, int order_of_error>
class error_stepper {
 public:
  static constexpr int size = static_cast<int>(state_size<State>());
  using state_type = State;
  using deriv_type = State;
  using value_type = double;
  using time_type = double;
  using order_type = unsigned short;
  using algebra_type = typename boost::numeric::odeint::algebra_dispatcher<State>::algebra_type;
  using operations_type = typename boost::numeric::odeint::operations_dispatcher<State>::operations_type;
  using resizer_type = boost::numeric::odeint::never_resizer;
  using wrapped_state_type = boost::numeric::odeint::state_wrapper<state_type>;
  using wrapped_deriv_type = boost::numeric::odeint::state_wrapper<deriv_type>;
  using stepper_category = boost::numeric::odeint::explicit_error_stepper_tag;
  using stepper_type = Derived;
  static constexpr order_type order_value = order_of_step;
  static constexpr order_type stepper_order_value = order_of_step;
  static constexpr order_type error_order_value = order_of_error;

  order_type order() const { return order_value; }
  order_type stepper_order() const { return stepper_order_value; }
  order_type error_order() const { return error_order_value; }
  algebra_type& algebra() { return algebra_; }
  template <class StateIn>
  void adjust_size(const StateIn&) {}

  template <class System>
  void do_step(System system, const State& in, const State& dxdt, double t, State& out, double dt,
               State& error) {
    typename boost::numeric::odeint::unwrap_reference<System>::type& sys = system;
    SystemAdaptor<State, std::remove_reference_t<decltype(sys)>, size> adaptor{sys};
    double y[size], dydt[size], y_new[size], errors[size];
    for (int n = 0; n < size; ++n) {
      y[n] = detail::element(in, n);
      dydt[n] = detail::element(dxdt, n);
    }
    static_cast<Derived*>(this)->step(adaptor, y, dydt, t, y_new, dt, errors);
    for (int n = 0; n < size; ++n) {
      detail::element(out, n) = y_new[n];
      detail::element(error, n) = errors[n];
    }
  }
  template <class System>
  void do_step(System system, State& x, const State& dxdt, double t, double dt, State& error) {
    State out;
    do_step(system, x, dxdt, t, out, dt, error);
    x = out;
  }
  template <class System>
  void do_step(System system, const State& in, double t, State& out, double dt, State& error) {
    typename boost::numeric::odeint::unwrap_reference<System>::type& sys = system;
    State dxdt;
    sys(in, dxdt, t);
    do_step(system, in, dxdt, t, out, dt, error);
  }
  template <class System>
  void do_step(System system, State& x, double t, double dt, State& error) {
    State out;
    do_step(system, x, t, out, dt, error);
    x = out;
  }
  template <class System>
  void do_step(System system, State& x, double t, double dt) {
    State error;
    do_step(system, x, t, dt, error);
  }

 private:
  algebra_type algebra_;
};

}  // namespace detail

/// DOP853 as an Error Stepper of Odeint's. Its error estimate as a vector is the one of order 5, shortened by
/// what the one of order 3 says of the whole step.
template <class State = std::array<double, 6>>
class dop853 : public detail::error_stepper<dop853<State>, State, 8, 7> {
 public:
  using method_type = Dop853<double, dop853::size>;

  template <class Adaptor>
  void step(Adaptor& adaptor, const double (&y)[dop853::size], const double (&dydt)[dop853::size], double t,
            double (&y_new)[dop853::size], double dt, double (&error)[dop853::size]) {
    constexpr int count = dop853::size;
    double k[12][count];
    std::copy(dydt, dydt + count, k[0]);
    method_type::step(adaptor, t, dt, y, k, y_new);
    double sum5 = 0.0, sum3 = 0.0;
    for (int n = 0; n < count; ++n) {
      error[n] = method_type::fifth_order_error(k, n);
      const double e3 = method_type::third_order_error(k, n);
      sum5 += error[n] * error[n];
      sum3 += e3 * e3;
    }
    const double share = std::sqrt(sum5 / (sum5 + 0.01 * sum3 + 1e-300));
    for (int n = 0; n < count; ++n) error[n] *= dt * share;
  }
};

/// RKN12(10) as an Error Stepper of Odeint's, for accelerations that do not depend on the velocity; others
/// are refused at the first step.
template <class State = std::array<double, 6>>
class rkn1210 : public detail::error_stepper<rkn1210<State>, State, 12, 10> {
 public:
  using method_type = Rkn1210<double, rkn1210::size>;

  template <class Adaptor>
  void step(Adaptor& adaptor, const double (&y)[rkn1210::size], const double (&dydt)[rkn1210::size], double t,
            double (&y_new)[rkn1210::size], double dt, double (&error)[rkn1210::size]) {
    constexpr int dim = rkn1210::size / 2;
    if (!checked_) {
      method_type().start(adaptor, t, y);
      detail::check_second_order(y, dydt);
      checked_ = true;
    }
    double k[17][dim];
    std::copy(dydt + dim, dydt + 2 * dim, k[0]);
    method_type::step(adaptor, t, dt, y, k, y_new);
    for (int n = 0; n < dim; ++n) {
      error[n] = method_type::position_error(dt, k, n);
      error[n + dim] = method_type::velocity_error(dt, k, n);
    }
  }

 private:
  bool checked_ = false;
};

/// Gauss-Legendre collocation as an Error Stepper of Odeint's. Alone it knows no tolerance and sweeps until
/// the step is as exact as doubles are, each step from nothing; `make_controlled` and `make_dense_output`
/// sweep as far as the tolerance asks and predict a step by the last. The error estimate is one number for
/// the whole step, here shared among the components by the lengths of position and velocity; it is infinite
/// if the sweeps do not converge.
template <class State, int nodes>
class gl_collocation
    : public detail::error_stepper<gl_collocation<State, nodes>, State, 2 * nodes, 2 * nodes - 1> {
 public:
  using method_type = GlCollocation<gl_collocation::size, nodes>;

  template <class Adaptor>
  void step(Adaptor& adaptor, const double (&y)[gl_collocation::size],
            const double (&dydt)[gl_collocation::size], double t, double (&y_new)[gl_collocation::size],
            double dt, double (&error)[gl_collocation::size]) {
    constexpr int count = gl_collocation::size;
    detail::check_second_order(y, dydt);
    double allowed[count];
    const auto scale = [&allowed, dt](const double(&from)[count], const double(&)[count],
                                      double(&weight)[count]) {
      constexpr double relative = 1e-15;
      double position = std::numeric_limits<double>::min(), velocity = position;
      for (int n = 0; n < count / 2; ++n) {
        position = std::hypot(position, from[n]);
        velocity = std::hypot(velocity, from[n + count / 2]);
      }
      const double length = position + std::abs(dt) * velocity;
      for (int n = 0; n < count; ++n) {
        allowed[n] = relative * (n < count / 2 ? length : length / std::abs(dt));
        weight[n] = 1.0 / allowed[n];
      }
    };
    method_type method;
    method.start(adaptor, t, y);
    const double ratio = method.attempt(adaptor, t, dt, y, y_new, scale);
    const bool converged = ratio < method_type::refused;
    for (int n = 0; n < count; ++n)
      error[n] = converged ? ratio * allowed[n] : std::numeric_limits<double>::infinity();
  }
};
template <class State = std::array<double, 6>>
using gl_collocation_8 = gl_collocation<State, 8>;
template <class State = std::array<double, 6>>
using gl_collocation_16 = gl_collocation<State, 16>;

namespace detail {

/// What the controlled and the dense-output stepper share: a method with the step control of `integrate`.
template <class Stepper>
class controlled_core {
  using State = typename Stepper::state_type;
  using Method = typename Stepper::method_type;

 public:
  static constexpr int size = Stepper::size;
  using Vector = double[static_cast<std::size_t>(size)];

  ComponentErrorScale scale;
  double max_dt = std::numeric_limits<double>::infinity();

  /// Takes the options of the steppers. A negative max_dt belongs to a flight backward.
  void set(double absolute, double relative, double longest = std::numeric_limits<double>::infinity()) {
    const auto allowed = [](double tolerance) { return tolerance >= 0.0 && std::isfinite(tolerance); };
    if (!allowed(absolute) || !allowed(relative) || !(absolute + relative > 0.0) ||
        !(std::abs(longest) > 0.0)) {
      throw InvalidArgument(perilune::detail::concat(
          "perilune::odeint: absolute tolerance ", absolute, ", relative tolerance ", relative, ", max_dt ",
          longest,
          ". Tolerances are finite and not negative, one of them positive (1e-12 is a good start); max_dt is "
          "not zero"));
    }
    scale = {relative, absolute};
    max_dt = std::abs(longest);
  }

  /// Tries a step; `dt` becomes the proposed next one, or the one to try instead.
  template <class Sys>
  bool attempt(Sys& system, const Vector& y, double t, double& dt, Vector& y_new) {
    // A step of the driver's, to the end that it wants, may be as short as it likes; one of our own may not.
    if (dt == proposed_ && std::abs(dt) <= 16.0 * std::numeric_limits<double>::epsilon() * std::abs(t))
      refuse_to_go_on(t);
    SystemAdaptor<State, Sys, size> adaptor{system};
    if (!(has_start_ && t == t_ && std::equal(y, y + size, y_))) {
      method_.start(adaptor, t, y);
      if constexpr (!std::is_same_v<Method, Dop853<double, size>>)
        check_second_order(y, method_.derivative_at_start());
    }
    has_start_ = false;
    dt = std::copysign(std::min(std::abs(dt), max_dt), dt);
    const double ratio = method_.attempt(adaptor, t, dt, y, y_new, scale);
    if (!(ratio <= 1.0)) {
      rejected_ = true;
      dt *= std::isfinite(ratio) ? std::max(1.0 / 3.0, 0.9 * power(ratio)) : 0.1;
      proposed_ = dt;
      remember(t, y);
      return false;
    }
    method_.finish(adaptor, t, dt, y_new);
    const double by_error = power(std::max(ratio, 1e-12));
    double factor = 0.9 * by_error;
    if (previous_dt_ * dt > 0.0)
      factor = std::min(factor, factor * (dt / previous_dt_) * by_error / previous_factor_);
    if (rejected_) factor = std::min(factor, 1.0);
    rejected_ = false;
    previous_dt_ = dt;
    previous_factor_ = std::min(by_error, power(0.01));
    step_ = dt;
    dt *= std::clamp(factor, 1.0 / 3.0, 6.0);
    proposed_ = dt;
    return true;
  }
  template <class Sys>
  void interpolate(Sys& system, const Vector& y, double t, const Vector& y_new,
                   DenseStep<double, size>& dense) {
    SystemAdaptor<State, Sys, size> adaptor{system};
    method_.interpolate(adaptor, t, step_, y, y_new, dense);
  }
  /// The next step begins at the state that the last one found.
  void advance(double t, const Vector& y) {
    method_.advance();
    remember(t, y);
  }
  void reset() { has_start_ = rejected_ = false, previous_dt_ = proposed_ = 0.0; }

  [[noreturn]] static void refuse_to_go_on(double t) {
    throw InvalidArgument(perilune::detail::concat(
        "perilune::odeint: at t = ", t,
        " no step is short enough for the error allowed; the system is singular or not a number there, or "
        "the tolerance is below what doubles can tell"));
  }

 private:
  static double power(double ratio) { return std::pow(ratio, -Method::error_exponent); }

  void remember(double t, const Vector& y) {
    has_start_ = true;
    t_ = t;
    std::copy(y, y + size, y_);
  }

  Method method_;
  bool has_start_ = false;  // the method knows the derivative at (t_, y_)
  bool rejected_ = false;
  double t_ = 0.0;
  Vector y_ = {};
  double step_ = 0.0;
  double previous_dt_ = 0.0;
  double previous_factor_ = 0.0;
  double proposed_ = 0.0;  // by the last attempt, for the next
};

}  // namespace detail

/// One of the steppers above as a Controlled Stepper of Odeint's, with Perilune's step control in place of
/// Odeint's. Error allowed in a component: absolute + relative max(|old|, |new|), root mean square over the
/// components.
///
/// Pass it to Odeint's functions with std::ref if its memory of the last step is to survive the call.
template <class Stepper>
class controlled {
 public:
  using stepper_type = Stepper;
  using state_type = typename Stepper::state_type;
  using deriv_type = state_type;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::controlled_stepper_tag;

  /// @throws InvalidArgument for tolerances that are negative, not finite or both zero, or a max_dt of zero
  explicit controlled(double absolute = 1e-12, double relative = 1e-12, const stepper_type& = {}) {
    core_.set(absolute, relative);
  }
  controlled(double absolute, double relative, double max_dt, const stepper_type& = {}) {
    core_.set(absolute, relative, max_dt);
  }

  template <class System>
  boost::numeric::odeint::controlled_step_result try_step(System system, state_type& x, double& t,
                                                          double& dt) {
    typename boost::numeric::odeint::unwrap_reference<System>::type& sys = system;
    constexpr int size = stepper_type::size;
    double y[static_cast<std::size_t>(size)], y_new[static_cast<std::size_t>(size)];
    for (int n = 0; n < size; ++n) y[n] = detail::element(x, n);
    dt = std::copysign(std::min(std::abs(dt), core_.max_dt), dt);
    const double tried = dt;
    if (!core_.attempt(sys, y, t, dt, y_new)) return boost::numeric::odeint::fail;
    for (int n = 0; n < size; ++n) detail::element(x, n) = y_new[n];
    t += tried;
    core_.advance(t, y_new);
    return boost::numeric::odeint::success;
  }
  void reset() { core_.reset(); }

 private:
  detail::controlled_core<Stepper> core_;
};
template <class State = std::array<double, 6>>
using controlled_dop853 = controlled<dop853<State>>;

/// One of the steppers above as a Dense Output Stepper of Odeint's, with the continuous extension of its
/// method (docs/propagation.md has their orders).
template <class Stepper>
class dense_output {
 public:
  using stepper_type = Stepper;
  using state_type = typename Stepper::state_type;
  using deriv_type = state_type;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::dense_output_stepper_tag;

  /// @throws InvalidArgument as `controlled`
  explicit dense_output(double absolute = 1e-12, double relative = 1e-12, const stepper_type& = {}) {
    core_.set(absolute, relative);
  }
  dense_output(double absolute, double relative, double max_dt, const stepper_type& = {}) {
    core_.set(absolute, relative, max_dt);
  }

  template <class StateIn>
  void initialize(const StateIn& x0, double t0, double dt0) {
    core_.reset();
    current_ = x0;
    previous_ = x0;
    t_ = previous_t_ = t0;
    dt_ = dt0;
  }

  /// @throws InvalidArgument if no step, however short, keeps the error
  template <class System>
  std::pair<double, double> do_step(System system) {
    typename boost::numeric::odeint::unwrap_reference<System>::type& sys = system;
    constexpr int size = stepper_type::size;
    constexpr int most_attempts = 500;
    double y[static_cast<std::size_t>(size)], y_new[static_cast<std::size_t>(size)];
    for (int n = 0; n < size; ++n) y[n] = detail::element(current_, n);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      dt_ = std::copysign(std::min(std::abs(dt_), core_.max_dt), dt_);
      const double tried = dt_;
      if (!core_.attempt(sys, y, t_, dt_, y_new)) continue;
      core_.interpolate(sys, y, t_, y_new, dense_);
      previous_ = current_;
      previous_t_ = t_;
      for (int n = 0; n < size; ++n) detail::element(current_, n) = y_new[n];
      t_ += tried;
      core_.advance(t_, y_new);
      return {previous_t_, t_};
    }
    detail::controlled_core<Stepper>::refuse_to_go_on(t_);
  }

  /// The state at a time in the last step.
  template <class StateOut>
  void calc_state(double t, StateOut& x) const {
    double y[static_cast<std::size_t>(stepper_type::size)];
    dense_.evaluate(t, y);
    for (int n = 0; n < stepper_type::size; ++n) detail::element(x, n) = y[n];
  }
  const state_type& current_state() const { return current_; }
  double current_time() const { return t_; }
  double current_time_step() const { return dt_; }
  const state_type& previous_state() const { return previous_; }
  double previous_time() const { return previous_t_; }

 private:
  detail::controlled_core<Stepper> core_;
  DenseStep<double, stepper_type::size> dense_;
  state_type current_{};
  state_type previous_{};
  double t_ = 0.0;
  double previous_t_ = 0.0;
  double dt_ = 0.0;
};
template <class State = std::array<double, 6>>
using dense_output_dop853 = dense_output<dop853<State>>;

}  // namespace perilune::odeint

namespace boost::numeric::odeint {

template <class State>
struct get_controller<perilune::odeint::dop853<State>> {
  using type = perilune::odeint::controlled<perilune::odeint::dop853<State>>;
};
template <class State>
struct get_dense_output<perilune::odeint::dop853<State>> {
  using type = perilune::odeint::dense_output<perilune::odeint::dop853<State>>;
};
template <class State>
struct get_controller<perilune::odeint::rkn1210<State>> {
  using type = perilune::odeint::controlled<perilune::odeint::rkn1210<State>>;
};
template <class State>
struct get_dense_output<perilune::odeint::rkn1210<State>> {
  using type = perilune::odeint::dense_output<perilune::odeint::rkn1210<State>>;
};
template <class State, int nodes>
struct get_controller<perilune::odeint::gl_collocation<State, nodes>> {
  using type = perilune::odeint::controlled<perilune::odeint::gl_collocation<State, nodes>>;
};
template <class State, int nodes>
struct get_dense_output<perilune::odeint::gl_collocation<State, nodes>> {
  using type = perilune::odeint::dense_output<perilune::odeint::gl_collocation<State, nodes>>;
};

}  // namespace boost::numeric::odeint
