#include <perilune/propagation/propagator.hpp>

#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/odeint.hpp>

#include "kernels/arc_kernels.hpp"

namespace perilune::detail {
namespace {

const ArcKernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return avx512::arc_kernels;
    case Isa::avx2:
      return avx2::arc_kernels;
#endif
    default:
      return baseline::arc_kernels;
  }
}

/// A method compiled for the machine's instruction set, in the place of a method of `fly`.
template <ArcKernels::Fly ArcKernels::*by>
struct Compiled {
  static void fly_compiled(const StandardForces& forces, const EnvironmentLayout& layout,
                           FlightRecorder& recorder) {
    (kernels_for(chosen_isa()).*by)(forces, layout, recorder);
  }
};

/// What `Integrator::automatic` comes to.
Integrator automatic_for(const StandardForces& forces, double relative_tolerance, BodyId center) {
  constexpr double loosest = 1e-6;  // above, dop853's shorter steps cost less than rkn1210's evaluations
  const bool of_position = !forces.has_drag() && !forces.has_relativity();
  if (!of_position || relative_tolerance > loosest) return Integrator::dop853;
  constexpr int large = 40;  // from there on collocation in packs pays, within the tolerances it is tested at
  const auto is_large = [&](const SphericalHarmonics& field) {
    return field.body() == center && field.degree() >= large;
  };
  const bool collocates = relative_tolerance >= 1e-12 && relative_tolerance <= 1e-7 &&
                          std::any_of(forces.fields().begin(), forces.fields().end(), is_large);
  return collocates ? Integrator::gl_collocation_16 : Integrator::rkn1210;
}

}  // namespace

Trajectory fly_standard(const StandardForces& forces, const PropagatorOptions& options,
                        std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                        const State& initial, Epoch until, std::span<const Manoeuvre> manoeuvres) {
  Integrator integrator = options.integrator;
  if (integrator == Integrator::automatic) {
    integrator = automatic_for(forces, options.relative_tolerance, initial.frame.center);
  }
  switch (integrator) {
    case Integrator::automatic:
    case Integrator::dop853:
      break;
    case Integrator::rkn1210:
      return fly<Compiled<&ArcKernels::rkn1210>>(forces, options, events, ephemeris, initial, until,
                                                 manoeuvres);
    case Integrator::gl_collocation_8:
      return fly<Compiled<&ArcKernels::gl_collocation_8>>(forces, options, events, ephemeris, initial, until,
                                                          manoeuvres);
    case Integrator::gl_collocation_16:
      return fly<Compiled<&ArcKernels::gl_collocation_16>>(forces, options, events, ephemeris, initial, until,
                                                           manoeuvres);
    case Integrator::fehlberg78:
      return fly<OdeintMethod<OdeintFehlberg78>>(forces, options, events, ephemeris, initial, until,
                                                 manoeuvres);
    case Integrator::dopri5:
      return fly<OdeintMethod<OdeintDopri5>>(forces, options, events, ephemeris, initial, until, manoeuvres);
  }
  return fly<Compiled<&ArcKernels::dop853>>(forces, options, events, ephemeris, initial, until, manoeuvres);
}

void refuse_integrator(Integrator integrator) {
  throw InvalidArgument(concat("Propagator: the integrator ", to_text(integrator),
                               " is Boost.Odeint's, and among the forces is one of your own. ",
                               "Take dop853, or include perilune/propagation/odeint.hpp and call ",
                               "propagator.propagate_with<perilune::odeint::method<Stepper>>(state, until)"));
}

}  // namespace perilune::detail
