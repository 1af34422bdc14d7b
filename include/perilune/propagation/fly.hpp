#pragma once

#include <span>

#include <perilune/dynamics/environment.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/flight_recorder.hpp>
#include <perilune/propagation/integrate.hpp>

namespace perilune::detail {

/// A propagation from beginning to end: the time loop over `Method`, with the force model inlined into it.
template <class Method, class Model>
Trajectory fly(Model model, const PropagatorOptions& options, std::span<const PlannedEvent> events,
               const Ephemeris& ephemeris, const State& initial, Epoch until) {
  EnvironmentLayout layout(initial.frame.center);
  model.bind(layout);
  FlightRecorder recorder(initial, until, options, layout, events, ephemeris);
  EquationsOfMotion<Model> equations(model, layout, recorder.environment(), initial.mass_kg);
  const StateErrorScale scale = recorder.scale();
  double y[6];
  std::copy(std::begin(recorder.initial()), std::end(recorder.initial()), y);

  Method method;
  const auto on_step = [&recorder, &scale](const auto& kept) {
    const auto interpolate = [&kept](DenseStep<double, 6>& dense) { kept.interpolate(dense); };
    const auto fly_to = [&kept, &scale](double t, double(&y_there)[6], DenseStep<double, 6>* dense) {
      Method again = kept.method;  // its first stage is evaluated
      const double h = t - kept.t0;
      again.attempt(kept.system, kept.t0, h, kept.y0, y_there, scale);
      kept.rhs_evaluations += Method::evaluations_per_attempt;
      if (dense == nullptr) return;
      again.finish(kept.system, kept.t0, h, y_there);
      again.interpolate(kept.system, kept.t0, h, kept.y0, y_there, *dense);
      kept.rhs_evaluations += Method::evaluations_per_finish + Method::evaluations_per_dense_output;
    };
    return recorder.record({kept.t0, kept.t1, kept.y0, kept.y1, interpolate, fly_to});
  };
  const IntegrationOutcome<double> outcome = integrate(method, equations, 0.0, y, recorder.end_elapsed_s(),
                                                       scale, recorder.integrate_options(), on_step);
  return recorder.finish(outcome, y);
}

}  // namespace perilune::detail
