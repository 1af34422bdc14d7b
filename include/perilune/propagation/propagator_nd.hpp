#pragma once

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <perilune/core/dual.hpp>
#include <perilune/dynamics/bcr4bp.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/function_ref.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/trajectory_nd.hpp>
#include <perilune/propagation/variational_equations.hpp>

namespace perilune {

namespace detail {

/// An event to look for, and whether it ends the propagation.
struct PlannedEventNd {
  EventNd event;
  bool stops = false;
};

/// A step that was kept, with the means to look into it.
struct RecordedStepNd {
  double t0;
  double t1;
  FunctionRef<void(DenseStep<double, 6>&)> interpolate;
  /// Integrates from the start of the step to any time in it, and makes the polynomial up to there.
  FunctionRef<void(double, double (&)[6], DenseStep<double, 6>*)> fly_to;
};

/// All of a propagation that does not depend on the model.
class RecorderNd {
 public:
  /// @throws InvalidArgument for a state that is not finite or options that are out of range or have units
  RecorderNd(const StateNd& initial, double until_nd, const PropagatorOptions& options,
             std::span<const PlannedEventNd> events);

  /// Whether steps are to be shown at all.
  bool looks() const { return dense_output_ || !watches_.empty(); }
  bool record(const RecordedStepNd& step);
  TrajectoryNd finish(const IntegrationOutcome<double>& outcome, const double (&y)[6]);

 private:
  struct Watch {
    PlannedEventNd planned;
    int met = 0;
    double last_nd = 0.0;
  };
  TrajectoryNd trajectory_;
  std::vector<Watch> watches_;
  double start_nd_;
  bool dense_output_;
  bool stopped_ = false;
};

/// A model as the steppers call it, over any scalar.
template <class Model, class T, class Time = double>
struct EquationsNd {
  const Model& model;

  [[gnu::always_inline]] void derivative(int, Time t, const T (&y)[6], T (&dydt)[6]) const {
    const Vector3<T> r(y[0], y[1], y[2]), v(y[3], y[4], y[5]);
    const Vector3<T> a = model.acceleration_nd(r, v, T(t));
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n];
    }
  }
};

/// The same with the variational equations: the columns follow the state.
template <class Model>
struct VariationalEquationsNd {
  static constexpr int size = 42;
  const Model& model;

  [[gnu::always_inline]] void derivative(int, double t, const double (&y)[size], double (&dydt)[size]) const {
    using D = Dual<double, 6>;
    Vector3<D> r, v;
    for (int n = 0; n < 3; ++n) {
      r[n] = D::variable(y[n], n);
      v[n] = D::variable(y[n + 3], n + 3);
    }
    const Vector3<D> a = model.acceleration_nd(r, v, D(t));
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n].value;
    }
    for (int j = 0; j < 6; ++j) {
      const double* column = y + 6 * (1 + j);
      double* rate = dydt + 6 * (1 + j);
      for (int n = 0; n < 3; ++n) {
        rate[n] = column[n + 3];
        double sum = 0.0;
        for (std::size_t k = 0; k < 6; ++k) sum += a[n].derivative[k] * column[k];
        rate[n + 3] = sum;
      }
    }
  }
};

IntegrateOptions<double> integrate_options_nd(const PropagatorOptions& options);

/// The first six components of the polynomial of a bigger state.
template <int N, int degree>
void copy_state(const DenseStep<double, N, double, degree>& big, DenseStep<double, 6>& out) {
  out.t0 = big.t0;
  out.h = big.h;
  out.degree = big.degree;
  for (int i = 0; i <= big.degree; ++i)
    std::copy(big.coefficient[i], big.coefficient[i] + 6, out.coefficient[i]);
}

/// The time loop over a system of six or of 42 components.
/// @param y  at the start; receives where it stopped, columns and all
template <class Method, int N, class System, class Scale>
IntegrationOutcome<double> integrate_nd(System& system, const Scale& scale, const PropagatorOptions& options,
                                        RecorderNd& recorder, double start_nd, double until_nd,
                                        double (&y)[N]) {
  using Dense = DenseStep<double, N, double, N == 6 ? DenseStep<double, 6>::max_degree : 7>;
  Method method;
  Dense dense;
  double stop[N];
  const auto on_step = [&](const auto& kept) {
    if (!recorder.looks()) return true;
    const auto interpolate = [&](DenseStep<double, 6>& out) {
      kept.interpolate(dense);
      copy_state(dense, out);
    };
    const auto fly_to = [&](double t, double(&there)[6], DenseStep<double, 6>* out) {
      Method again = kept.method;  // its first stage is evaluated
      const double h = t - kept.t0;
      again.attempt(kept.system, kept.t0, h, kept.y0, stop, scale);
      kept.rhs_evaluations += Method::evaluations_per_attempt;
      std::copy(stop, stop + 6, there);
      if (out != nullptr) {
        again.finish(kept.system, kept.t0, h, stop);
        again.interpolate(kept.system, kept.t0, h, kept.y0, stop, dense);
        kept.rhs_evaluations += Method::evaluations_per_finish + Method::evaluations_per_dense_output;
        copy_state(dense, *out);
      }
      if constexpr (requires { again.take_evaluations(); }) kept.rhs_evaluations += again.take_evaluations();
    };
    return recorder.record({kept.t0, kept.t1, interpolate, fly_to});
  };
  const IntegrationOutcome<double> outcome =
      integrate(method, system, start_nd, y, until_nd, scale, integrate_options_nd(options), on_step);
  if (outcome.reason == StopReason::event) std::copy(stop, stop + N, y);
  return outcome;
}

inline StateErrorScale error_scale_nd(const PropagatorOptions& options) {
  return {options.relative_tolerance, options.relative_tolerance * 1e-3, options.relative_tolerance * 1e-3};
}

/// The state as steppers have it, the columns of the matrix that of the identity.
template <int N>
void start_nd(const StateNd& initial, double (&y)[N]) {
  std::copy(initial.position_nd.data(), initial.position_nd.data() + 3, y);
  std::copy(initial.velocity_nd.data(), initial.velocity_nd.data() + 3, y + 3);
  std::fill(y + 6, y + N, 0.0);
  for (int j = 0; 6 * (1 + j) < N; ++j) y[6 * (1 + j) + j] = 1.0;
}

/// A flight of six components. @param fly  makes it: called with the recorder and y
template <class Fly>
TrajectoryNd fly_state_nd(const PropagatorOptions& options, std::span<const PlannedEventNd> events,
                          const StateNd& initial, double until_nd, Fly&& fly) {
  RecorderNd recorder(initial, until_nd, options, events);
  double y[6];
  start_nd(initial, y);
  const IntegrationOutcome<double> outcome = fly(recorder, y);
  return recorder.finish(outcome, y);
}

/// Collocation, in code that is compiled for the machine's instruction set.
TrajectoryNd fly_collocated_nd(const Cr3bp& model, const PropagatorOptions& options,
                               std::span<const PlannedEventNd> events, const StateNd& initial,
                               double until_nd);
TrajectoryNd fly_collocated_nd(const Bcr4bp& model, const PropagatorOptions& options,
                               std::span<const PlannedEventNd> events, const StateNd& initial,
                               double until_nd);
/// Of a model of the user's, asked node by node: nobody knows whether it takes packs.
template <class Model>
TrajectoryNd fly_collocated_nd(const Model& model, const PropagatorOptions& options,
                               std::span<const PlannedEventNd> events, const StateNd& initial,
                               double until_nd) {
  return fly_state_nd(options, events, initial, until_nd, [&](RecorderNd& recorder, double(&y)[6]) {
    EquationsNd<Model, double> system{model};
    return options.integrator == Integrator::gl_collocation_8
               ? integrate_nd<GlCollocation<6, 8>>(system, error_scale_nd(options), options, recorder,
                                                   initial.time_nd, until_nd, y)
               : integrate_nd<GlCollocation<6, 16>>(system, error_scale_nd(options), options, recorder,
                                                    initial.time_nd, until_nd, y);
  });
}

template <class Model>
TrajectoryNd fly_model_nd(const Model& model, const PropagatorOptions& options,
                          std::span<const PlannedEventNd> events, const StateNd& initial, double until_nd) {
  if (options.integrator == Integrator::gl_collocation_8 ||
      options.integrator == Integrator::gl_collocation_16)
    return fly_collocated_nd(model, options, events, initial, until_nd);
  return fly_state_nd(options, events, initial, until_nd, [&](RecorderNd& recorder, double(&y)[6]) {
    EquationsNd<Model, double> system{model};
    return integrate_nd<Dop853<double, 6>>(system, error_scale_nd(options), options, recorder,
                                           initial.time_nd, until_nd, y);
  });
}

template <class Model>
StateTransitionNd fly_model_nd_with_stm(const Model& model, const PropagatorOptions& options,
                                        std::span<const PlannedEventNd> events, const StateNd& initial,
                                        double until_nd) {
  VariationalEquationsNd<Model> system{model};
  const VariationalErrorScale<6> scale{.state = error_scale_nd(options), .turn_s = 1.0};
  RecorderNd recorder(initial, until_nd, options, events);
  double y[42], end[6];
  start_nd(initial, y);
  const IntegrationOutcome<double> outcome =
      integrate_nd<Dop853<double, 42>>(system, scale, options, recorder, initial.time_nd, until_nd, y);
  std::copy(y, y + 6, end);
  StateTransitionNd made;
  made.trajectory = recorder.finish(outcome, end);
  made.matrix = Eigen::Map<const Matrix6>(y + 6);
  double rate[42];
  system.derivative(0, made.trajectory.end_state().time_nd, y, rate);
  made.end_rate = Eigen::Map<const Vector6>(rate);
  return made;
}

extern template TrajectoryNd fly_model_nd(const Cr3bp&, const PropagatorOptions&,
                                          std::span<const PlannedEventNd>, const StateNd&, double);
extern template TrajectoryNd fly_model_nd(const Bcr4bp&, const PropagatorOptions&,
                                          std::span<const PlannedEventNd>, const StateNd&, double);
extern template StateTransitionNd fly_model_nd_with_stm(const Cr3bp&, const PropagatorOptions&,
                                                        std::span<const PlannedEventNd>, const StateNd&,
                                                        double);
extern template StateTransitionNd fly_model_nd_with_stm(const Bcr4bp&, const PropagatorOptions&,
                                                        std::span<const PlannedEventNd>, const StateNd&,
                                                        double);

template <class Model>
void check_any_model(const Model& model) {
  if constexpr (requires { check_model(model); }) check_model(model);
}

}  // namespace detail

/// The propagator of models without units: `Cr3bp`, `Bcr4bp`, or any type with
/// `template <class T> Vector3<T> acceleration_nd(r, v, t) const`. The same calls, with numbers instead of
/// epochs; by `dop853`, which is what `automatic` is here, or `gl_collocation_8` and `_16`.
///
///     Propagator propagator(earth_moon_cr3bp());
///     propagator.stop_at(plane_crossing_nd(1));
///     const TrajectoryNd flown = propagator.propagate(state_nd, 3.4);
///
/// The tolerance is relative to the lengths of position and velocity, both measured in the turning axes. Of
/// `PropagatorOptions` the lengths and durations have no meaning here, and are refused where they differ from
/// the defaults.
template <class Model>
requires NondimensionalModel<Model>
class Propagator<Model> {
 public:
  /// @throws InvalidArgument if the model has values out of range
  explicit Propagator(Model model, PropagatorOptions options = {})
      : model_(std::move(model)), options_(options) {
    detail::check_any_model(model_);
  }

  /// Ends the propagation where the event is met.
  Propagator& stop_at(EventNd event) {
    events_.push_back({std::move(event), true});
    return *this;
  }
  /// Notes every occurrence of the event, and flies on.
  Propagator& add_event(EventNd event) {
    events_.push_back({std::move(event), false});
    return *this;
  }

  const Model& model() const { return model_; }
  const PropagatorOptions& options() const { return options_; }

  /// Flies on for a time, negative backward.
  /// @throws InvalidArgument if the state or the time is not finite, an option is out of range, or an
  /// event's function is not a number somewhere on the way
  TrajectoryNd propagate(const StateNd& initial, double duration_nd) const {
    return detail::fly_model_nd(model_, options_, events_, initial, initial.time_nd + duration_nd);
  }

  /// The same with the state-transition matrix, always by DOP853.
  StateTransitionNd propagate_with_stm(const StateNd& initial, double duration_nd) const {
    return detail::fly_model_nd_with_stm(model_, options_, events_, initial, initial.time_nd + duration_nd);
  }

 private:
  Model model_;
  PropagatorOptions options_;
  std::vector<detail::PlannedEventNd> events_;
};

}  // namespace perilune
