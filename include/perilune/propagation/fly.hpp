#pragma once

#include <algorithm>
#include <iterator>
#include <span>

#include <perilune/dynamics/environment.hpp>
#include <perilune/propagation/burn_equations.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/flight_recorder.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/packed_equations.hpp>

namespace perilune::detail {

/// Flies one arc at constant mass, with the force model inlined into the time loop over `Method`.
template <class Method, class Model>
void fly_arc(const Model& model, const EnvironmentLayout& layout, FlightRecorder& recorder) {
  if constexpr (requires { Method::fly_compiled(model, layout, recorder); }) {
    Method::fly_compiled(model, layout, recorder);
    return;
  } else {
    typename EquationsFor<Method, Model>::type equations(model, layout, recorder.environment(),
                                                         recorder.here().mass_kg);
    const StateErrorScale scale = recorder.scale();
    double y[6];
    std::copy(std::begin(recorder.here().y), std::end(recorder.here().y), y);

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
    const IntegrationOutcome<double> outcome =
        integrate(method, equations, recorder.here().t, y, recorder.arc_end_s(), scale,
                  recorder.integrate_options(), on_step);
    recorder.end_arc(outcome, y, recorder.here().mass_kg);
  }
}

/// The polynomial of a step with mass, cut into motion and mass.
template <class Step>
void split(const Step& whole, DenseStep<double, 6>& motion, DenseStep<double, 1>& mass) {
  motion.t0 = mass.t0 = whole.t0;
  motion.h = mass.h = whole.h;
  motion.degree = mass.degree = whole.degree;
  for (int i = 0; i <= whole.degree; ++i) {
    std::copy(whole.coefficient[i], whole.coefficient[i] + 6, motion.coefficient[i]);
    mass.coefficient[i][0] = whole.coefficient[i][6];
  }
}

/// Flies one arc on which the mass changes: always by DOP853, whatever the coasts are flown by.
template <class Model>
void fly_burn_arc(const Model& model, const EnvironmentLayout& layout, FlightRecorder& recorder) {
  using Method = Dop853<double, 7>;
  BurnEquations<Model> equations(model, layout, recorder.environment(), recorder.thrusting(),
                                 recorder.steering_cursor());
  const BurnErrorScale scale{recorder.scale()};
  double y[7];
  std::copy(std::begin(recorder.here().y), std::end(recorder.here().y), y);
  y[6] = recorder.here().mass_kg;

  Method method;
  const auto on_step = [&recorder, &scale](const auto& kept) {
    MassOfStep mass;
    mass.at_end_kg = kept.y1[6];
    const auto interpolate = [&kept, &mass](DenseStep<double, 6>& motion) {
      DenseStep<double, 7> whole;
      kept.interpolate(whole);
      split(whole, motion, mass.polynomial);
    };
    const auto fly_to = [&](double t, double(&y_there)[6], DenseStep<double, 6>* motion) {
      Method again = kept.method;
      const double h = t - kept.t0;
      double there[7];
      again.attempt(kept.system, kept.t0, h, kept.y0, there, scale);
      kept.rhs_evaluations += Method::evaluations_per_attempt;
      std::copy(there, there + 6, y_there);
      mass.flown_to_kg = there[6];
      if (motion == nullptr) return;
      DenseStep<double, 7> whole;
      again.finish(kept.system, kept.t0, h, there);
      again.interpolate(kept.system, kept.t0, h, kept.y0, there, whole);
      kept.rhs_evaluations += Method::evaluations_per_finish + Method::evaluations_per_dense_output;
      split(whole, *motion, mass.until_there);
    };
    double y0[6], y1[6];
    std::copy(kept.y0, kept.y0 + 6, y0);
    std::copy(kept.y1, kept.y1 + 6, y1);
    return recorder.record({kept.t0, kept.t1, y0, y1, interpolate, fly_to, &mass});
  };
  const IntegrationOutcome<double> outcome =
      integrate(method, equations, recorder.here().t, y, recorder.arc_end_s(), scale,
                recorder.integrate_options(), on_step);
  double motion[6];
  std::copy(y, y + 6, motion);
  recorder.end_arc(outcome, motion, y[6]);
}

/// A propagation from beginning to end, from one switch of a manoeuvre, or edge of a shadow, to
/// the next.
template <class Method, class Model>
Trajectory fly(Model model, const PropagatorOptions& options, std::span<const PlannedEvent> events,
               const Ephemeris& ephemeris, const State& initial, Epoch until,
               std::span<const Manoeuvre> manoeuvres = {}) {
  EnvironmentLayout layout(initial.frame.center);
  model.bind(layout);
  FlightRecorder recorder(initial, until, options, layout, events, ephemeris, manoeuvres,
                          shadow_bodies_of(model));
  while (recorder.begin_arc()) {
    if (MassFlowFor<Model, double> || recorder.thrusting() != nullptr) {
      fly_burn_arc(model, layout, recorder);
    } else {
      fly_arc<Method>(model, layout, recorder);
    }
  }
  return recorder.finish();
}

}  // namespace perilune::detail
