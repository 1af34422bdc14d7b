#include <perilune/propagation/propagator.hpp>

namespace perilune::detail {

StateTransition fly_standard_with_stm(const StandardForces& forces, const PropagatorOptions& options,
                                      std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                                      const State& initial, Epoch until,
                                      std::span<const Manoeuvre> manoeuvres,
                                      std::span<const std::string> parameters) {
  return fly_with_stm(forces, options, events, ephemeris, initial, until, manoeuvres, parameters);
}

}  // namespace perilune::detail
