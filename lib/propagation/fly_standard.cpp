#include <perilune/propagation/propagator.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/odeint.hpp>
#include <perilune/propagation/rkn1210.hpp>

namespace perilune::detail {

Trajectory fly_standard(const StandardForces& forces, const PropagatorOptions& options,
                        std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                        const State& initial, Epoch until, std::span<const Manoeuvre> manoeuvres) {
  switch (options.integrator) {
    case Integrator::dop853:
      break;
    case Integrator::rkn1210:
      return fly<Rkn1210<double, 6>>(forces, options, events, ephemeris, initial, until, manoeuvres);
    case Integrator::fehlberg78:
      return fly<OdeintMethod<OdeintFehlberg78>>(forces, options, events, ephemeris, initial, until,
                                                 manoeuvres);
    case Integrator::dopri5:
      return fly<OdeintMethod<OdeintDopri5>>(forces, options, events, ephemeris, initial, until, manoeuvres);
  }
  return fly<Dop853<double, 6>>(forces, options, events, ephemeris, initial, until, manoeuvres);
}

void refuse_integrator(Integrator integrator) {
  throw InvalidArgument(concat("Propagator: the integrator ", to_text(integrator),
                               " is Boost.Odeint's, and among the forces is one of your own. ",
                               "Take dop853, or include perilune/propagation/odeint.hpp and call ",
                               "propagator.propagate_with<perilune::odeint::method<Stepper>>(state, until)"));
}

void refuse_manoeuvres_with_stm() {
  throw InvalidArgument(
      "propagate_with_stm: there are manoeuvres, through which the matrices are not carried. Fly from one to "
      "the next, and chain the matrices");
}

}  // namespace perilune::detail
