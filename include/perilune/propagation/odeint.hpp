#pragma once

// The opt-in header for work with Boost.Odeint: Perilune's DOP853 as a stepper of Odeint's, Odeint's steppers
// in Perilune's propagator, and Perilune's forces as a system of Odeint's. It includes all of Odeint
// (some 2.6 s a file), which no other public header does. Needs Boost 1.74 or newer.

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/numeric/odeint.hpp>

#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/error_scale.hpp>
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

/// Steppers spelled the way Odeint spells its own.
namespace perilune::odeint {

/// The stepping method that runs an error stepper of Odeint's in `Propagator::propagate_with`, for forces of
/// any kind:
///
///     propagator.propagate_with<perilune::odeint::method<runge_kutta_fehlberg78<std::array<double,
///     6>>>>(state, until)
template <class Stepper>
using method = OdeintMethod<Stepper>;

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

/// A system of Odeint's, sys(x, dxdt, t), as Perilune's own steppers call it.
template <class State, class Sys, int N>
struct SystemAdaptor {
  Sys& system;

  [[gnu::always_inline]] void derivative(int, double t, const double (&y)[N], double (&dydt)[N]) {
    State x, dxdt;
    for (int n = 0; n < N; ++n) detail::element(x, n) = y[n];
    system(x, dxdt, t);
    for (int n = 0; n < N; ++n) dydt[n] = detail::element(dxdt, n);
  }
};

}  // namespace detail

/// DOP853 as an Error Stepper of Odeint's: `make_controlled(absolute, relative, dop853<State>())` and
/// `make_dense_output(...)` give the two classes below; it also works inside Odeint's own
/// `controlled_runge_kutta`.
///
/// @tparam State  of fixed size, with operator[]: std::array<double, N> or an Eigen vector of fixed size
template <class State = std::array<double, 6>>
class dop853 {
 public:
  static constexpr int size = static_cast<int>(detail::state_size<State>());
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
  using stepper_type = dop853;
  static constexpr order_type order_value = 8;
  static constexpr order_type stepper_order_value = 8;
  static constexpr order_type error_order_value = 7;

  order_type order() const { return order_value; }
  order_type stepper_order() const { return stepper_order_value; }
  order_type error_order() const { return error_order_value; }
  algebra_type& algebra() { return algebra_; }
  template <class StateIn>
  void adjust_size(const StateIn&) {}

  /// One step, with the combined error estimate in `error`: as a vector it is the one of order 5, shortened
  /// by what the one of order 3 says of the whole step.
  template <class System>
  void do_step(System system, const State& in, const State& dxdt, double t, State& out, double dt,
               State& error) {
    typename boost::numeric::odeint::unwrap_reference<System>::type& sys = system;
    detail::SystemAdaptor<State, std::remove_reference_t<decltype(sys)>, size> adaptor{sys};
    double k[12][size], y[size], y_new[size], e5[size];
    for (int n = 0; n < size; ++n) {
      y[n] = detail::element(in, n);
      k[0][n] = detail::element(dxdt, n);
    }
    Dop853<double, size>::step(adaptor, t, dt, y, k, y_new);
    double sum5 = 0.0, sum3 = 0.0;
    for (int n = 0; n < size; ++n) {
      e5[n] = Dop853<double, size>::fifth_order_error(k, n);
      const double e3 = Dop853<double, size>::third_order_error(k, n);
      sum5 += e5[n] * e5[n];
      sum3 += e3 * e3;
    }
    const double share = std::sqrt(sum5 / (sum5 + 0.01 * sum3 + 1e-300));
    for (int n = 0; n < size; ++n) {
      detail::element(out, n) = y_new[n];
      detail::element(error, n) = dt * e5[n] * share;
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

namespace detail {

/// What the controlled and the dense-output stepper share: DOP853 with the step control of `integrate`.
template <class State>
class controlled_core {
 public:
  static constexpr int size = dop853<State>::size;
  using Vector = double[static_cast<std::size_t>(size)];

  ComponentErrorScale scale;
  double max_dt = std::numeric_limits<double>::infinity();

  /// Tries a step; `dt` becomes the proposed next one, or the one to try instead.
  template <class Sys>
  bool attempt(Sys& system, const Vector& y, double t, double& dt, Vector& y_new) {
    SystemAdaptor<State, Sys, size> adaptor{system};
    if (!(has_start_ && t == t_ && same(y))) method_.start(adaptor, t, y);
    has_start_ = false;
    dt = std::copysign(std::min(std::abs(dt), max_dt), dt);
    const double ratio = method_.attempt(adaptor, t, dt, y, y_new, scale);
    if (!(ratio <= 1.0)) {
      rejected_ = true;
      dt *= std::isfinite(ratio) ? std::max(1.0 / 3.0, 0.9 * std::pow(ratio, -0.125)) : 0.1;
      remember(t, y);
      return false;
    }
    method_.finish(adaptor, t, dt, y_new);
    const double by_error = std::pow(std::max(ratio, 1e-12), -0.125);
    double factor = 0.9 * by_error;
    if (previous_dt_ * dt > 0.0)
      factor = std::min(factor, factor * (dt / previous_dt_) * by_error / previous_factor_);
    if (rejected_) factor = std::min(factor, 1.0);
    rejected_ = false;
    previous_dt_ = dt;
    previous_factor_ = std::min(by_error, std::pow(0.01, -0.125));
    step_ = dt;
    dt *= std::clamp(factor, 1.0 / 3.0, 6.0);
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
  void reset() { has_start_ = rejected_ = false, previous_dt_ = 0.0; }

 private:
  void remember(double t, const Vector& y) {
    has_start_ = true;
    t_ = t;
    for (int n = 0; n < size; ++n) y_[n] = y[n];
  }
  bool same(const Vector& y) const {
    for (int n = 0; n < size; ++n) {
      if (y[n] != y_[n]) return false;
    }
    return true;
  }

  Dop853<double, size> method_;
  bool has_start_ = false;  // the derivative at (t_, y_) is known
  bool rejected_ = false;
  double t_ = 0.0;
  double y_[static_cast<std::size_t>(size)] = {};
  double step_ = 0.0;
  double previous_dt_ = 0.0;
  double previous_factor_ = 0.0;
};

}  // namespace detail

/// DOP853 as a Controlled Stepper of Odeint's, with Perilune's step control in place of Odeint's. Error
/// allowed in a component: absolute + relative max(|old|, |new|), root mean square over the components.
///
/// Pass it to Odeint's functions with std::ref if its memory of the last step is to survive the call.
template <class State = std::array<double, 6>>
class controlled_dop853 {
 public:
  using stepper_type = dop853<State>;
  using state_type = State;
  using deriv_type = State;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::controlled_stepper_tag;

  explicit controlled_dop853(double absolute = 1e-12, double relative = 1e-12, const stepper_type& = {}) {
    core_.scale = {relative, absolute};
  }
  controlled_dop853(double absolute, double relative, double max_dt, const stepper_type& = {})
      : controlled_dop853(absolute, relative) {
    core_.max_dt = std::abs(max_dt);
  }

  template <class System>
  boost::numeric::odeint::controlled_step_result try_step(System system, State& x, double& t, double& dt) {
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
  detail::controlled_core<State> core_;
};

/// DOP853 as a Dense Output Stepper of Odeint's: its own continuous extension of order 7.
template <class State = std::array<double, 6>>
class dense_output_dop853 {
 public:
  using stepper_type = dop853<State>;
  using state_type = State;
  using deriv_type = State;
  using value_type = double;
  using time_type = double;
  using stepper_category = boost::numeric::odeint::dense_output_stepper_tag;

  explicit dense_output_dop853(double absolute = 1e-12, double relative = 1e-12, const stepper_type& = {}) {
    core_.scale = {relative, absolute};
  }
  dense_output_dop853(double absolute, double relative, double max_dt, const stepper_type& = {})
      : dense_output_dop853(absolute, relative) {
    core_.max_dt = std::abs(max_dt);
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
    throw InvalidArgument(
        "dense_output_dop853: no step is short enough for the error allowed; the system is singular there, "
        "or the "
        "tolerance is below what doubles can tell");
  }

  /// The state at a time in the last step.
  template <class StateOut>
  void calc_state(double t, StateOut& x) const {
    double y[static_cast<std::size_t>(stepper_type::size)];
    dense_.evaluate(t, y);
    for (int n = 0; n < stepper_type::size; ++n) detail::element(x, n) = y[n];
  }
  const State& current_state() const { return current_; }
  double current_time() const { return t_; }
  double current_time_step() const { return dt_; }
  const State& previous_state() const { return previous_; }
  double previous_time() const { return previous_t_; }

 private:
  detail::controlled_core<State> core_;
  DenseStep<double, stepper_type::size> dense_;
  State current_{};
  State previous_{};
  double t_ = 0.0;
  double previous_t_ = 0.0;
  double dt_ = 0.0;
};

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

namespace boost::numeric::odeint {

template <class State>
struct get_controller<perilune::odeint::dop853<State>> {
  using type = perilune::odeint::controlled_dop853<State>;
};
template <class State>
struct get_dense_output<perilune::odeint::dop853<State>> {
  using type = perilune::odeint::dense_output_dop853<State>;
};

}  // namespace boost::numeric::odeint
