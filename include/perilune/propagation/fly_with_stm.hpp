#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/flight_recorder.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>
#include <perilune/propagation/state_transition.hpp>
#include <perilune/propagation/switch_dependence.hpp>
#include <perilune/propagation/variational_equations.hpp>

namespace perilune::detail {

/// The first six components of a bigger polynomial: those of the state.
template <class Big>
void copy_state(const Big& big, DenseStep<double, 6>& out) {
  out.t0 = big.t0;
  out.h = big.h;
  out.degree = big.degree;
  for (int i = 0; i <= big.degree; ++i)
    std::copy(big.coefficient[i], big.coefficient[i] + 6, out.coefficient[i]);
}

/// One arc at constant flow of mass, with the variational equations; always by DOP853.
/// @param columns  of the derivatives: at the start, then where the arc ended
template <class Equations, class Scale>
void fly_arc_with_stm(Equations& equations, const Scale& scale, FlightRecorder& recorder,
                      TransitionRecorder* transitions, std::span<double> columns) {
  constexpr int size = Equations::size;
  using Dense = DenseStep<double, size, double, 7>;
  using Method = Dop853<double, size>;

  const bool burns = recorder.thrusting() != nullptr;
  double y[size];
  std::copy(std::begin(recorder.here().y), std::end(recorder.here().y), y);
  std::copy(columns.begin(), columns.end(), y + 6);

  Method method;
  Dense dense, until_stop;
  double stop[size] = {};
  bool stopped = false;
  const auto on_step = [&](const auto& kept) {
    double y0[6], y1[6];
    std::copy(kept.y0, kept.y0 + 6, y0);
    std::copy(kept.y1, kept.y1 + 6, y1);
    const auto mass_until = [&](double t, DenseStep<double, 1>& line) {
      line.t0 = kept.t0;
      line.h = t - kept.t0;
      line.degree = 1;
      line.coefficient[0][0] = equations.mass_at_kg(kept.t0);
      line.coefficient[1][0] = equations.mass_at_kg(t) - line.coefficient[0][0];
    };
    MassOfStep mass;
    mass.at_end_kg = equations.mass_at_kg(kept.t1);
    mass_until(kept.t1, mass.polynomial);
    const auto interpolate = [&](DenseStep<double, 6>& of_state) {
      kept.interpolate(dense);
      copy_state(dense, of_state);
    };
    const auto fly_to = [&](double t, double(&there)[6], DenseStep<double, 6>* of_state) {
      Method again = kept.method;  // its first stage is evaluated
      const double h = t - kept.t0;
      again.attempt(kept.system, kept.t0, h, kept.y0, stop, scale);
      kept.rhs_evaluations += Method::evaluations_per_attempt;
      std::copy(stop, stop + 6, there);
      mass.flown_to_kg = equations.mass_at_kg(t);
      mass_until(t, mass.until_there);
      if (of_state == nullptr) return;
      again.finish(kept.system, kept.t0, h, stop);
      again.interpolate(kept.system, kept.t0, h, kept.y0, stop, until_stop);
      kept.rhs_evaluations += Method::evaluations_per_finish + Method::evaluations_per_dense_output;
      copy_state(until_stop, *of_state);
    };
    const bool go_on =
        recorder.record({kept.t0, kept.t1, y0, y1, interpolate, fly_to, burns ? &mass : nullptr});
    stopped = !go_on;
    if (transitions != nullptr) transitions->add(go_on ? dense : until_stop);
    return go_on;
  };
  const IntegrationOutcome<double> outcome =
      integrate(method, equations, recorder.here().t, y, recorder.arc_end_s(), scale,
                recorder.integrate_options(), on_step);
  double y6[6];
  std::copy(y, y + 6, y6);
  recorder.end_arc(outcome, y6, equations.mass_at_kg(outcome.t));
  std::copy((stopped ? stop : y) + 6, (stopped ? stop : y) + size, columns.begin());
}

/// How the flight moves at a point, by the equations of an arc that has it.
template <class Equations>
FlightRate rate_at(Equations& equations, const FlownPoint& point, const Thrusting* engine) {
  double y[Equations::size] = {}, dydt[Equations::size];
  std::copy(std::begin(point.y), std::end(point.y), y);
  const double times[1] = {point.t};
  equations.prepare(0, times);
  equations.derivative(0, point.t, y, dydt);
  FlightRate rate;
  std::copy(dydt, dydt + 6, rate.state.data());
  if (engine != nullptr) rate.mass_kg_s = -engine->mass_flow_kg_s;
  return rate;
}

/// A propagation with its variational equations, from one switch of a manoeuvre, or edge of a shadow, to the
/// next. At a switch whose time is known nothing jumps but what an impulse turns: `FlownPoint::jump`; where
/// the time depends on the state, `SwitchDependence` carries the derivatives across. At the edge of a shadow
/// the force is continuous, and nothing jumps.
/// @param places  of the parameters, at most `room`
template <int room, bool dependent, class Model>
StateTransition fly_with_stm(const Model& model, const EnvironmentLayout& layout,
                             const PropagatorOptions& options, std::span<const PlannedEvent> events,
                             const Ephemeris& ephemeris, const State& initial, Epoch until,
                             std::span<const Manoeuvre> manoeuvres, std::span<const std::string> parameters,
                             std::span<const int> places) {
  using Equations = VariationalEquations<Model, room, dependent>;

  FlightRecorder recorder(initial, until, options, layout, events, ephemeris, manoeuvres,
                          shadow_bodies_of(model));
  VariationalErrorScale<Equations::columns> scale{recorder.scale()};
  for (std::size_t k = 0; k < places.size(); ++k) {
    scale.parameter_size[6 + k] = std::abs(layout.parameters()[static_cast<std::size_t>(places[k])].value);
  }
  typename Equations::Dependence::Columns columns = Equations::Dependence::Columns::Zero();
  columns.template leftCols<6>().setIdentity();
  TransitionRecorder transitions(6 + parameters.size());
  SwitchDependence<Equations::columns> dependence;
  if constexpr (dependent) recorder.want_slopes();
  FlightRate before;
  while (true) {
    const bool flies = recorder.begin_arc();
    if (!flies || !dependent) columns = (recorder.here().jump * columns).eval();
    if (!flies) break;
    Equations equations(model, layout, recorder.environment(), recorder.here().mass_kg, places,
                        recorder.here().t, recorder.thrusting(), recorder.steering_cursor(),
                        dependent ? &dependence.arc() : nullptr);
    if constexpr (dependent) {
      const FlightRate after = rate_at(equations, recorder.here(), recorder.thrusting());
      const auto [body, body_rate] = recorder.steering_body();
      dependence.cross(recorder.take_cause(), recorder.slope(), recorder.here(), before, after,
                       recorder.thrusting(), body, body_rate, columns);
    }
    fly_arc_with_stm(equations, scale, recorder, options.dense_output ? &transitions : nullptr,
                     {columns.data(), static_cast<std::size_t>(columns.size())});
    if constexpr (dependent) before = rate_at(equations, recorder.here(), recorder.thrusting());
  }
  return transitions.finish(recorder.finish(), {parameters.begin(), parameters.end()}, columns.data());
}

/// The same with as much room as the parameters need.
template <class Model>
StateTransition fly_with_stm(Model model, const PropagatorOptions& options,
                             std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                             const State& initial, Epoch until, std::span<const Manoeuvre> manoeuvres,
                             std::span<const std::string> parameters) {
  if constexpr (MassFlowFor<Model, double>) {
    throw InvalidArgument(
        "propagate_with_stm: a force uses up mass by itself, of which no derivatives are carried. Take its "
        "mass_rate_kg_s out, or differentiate by flights");
  }
  constexpr int few = 2, many = 8;
  EnvironmentLayout layout(initial.frame.center);
  model.bind(layout);
  std::vector<int> places;
  for (const std::string& name : parameters) {
    const int place = layout.parameter_place(name);
    if (std::find(places.begin(), places.end(), place) != places.end()) {
      throw InvalidArgument(concat("propagate_with_stm: the parameter '", name, "' is asked for twice"));
    }
    places.push_back(place);
  }
  if (places.size() > many) {
    throw InvalidArgument(concat("propagate_with_stm: ", places.size(), " parameters are asked for, and ",
                                 many, " is the most in one flight. Fly again for the others"));
  }
  const auto fly = [&]<int room, bool dependent>() {
    return fly_with_stm<room, dependent>(model, layout, options, events, ephemeris, initial, until,
                                         manoeuvres, parameters, places);
  };
  if (depend_on_state(manoeuvres)) return fly.template operator()<many, true>();
  if (places.empty()) return fly.template operator()<0, false>();
  if (places.size() <= few) return fly.template operator()<few, false>();
  return fly.template operator()<many, false>();
}

}  // namespace perilune::detail
