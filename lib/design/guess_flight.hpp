#pragma once

#include <cstdint>

#include <perilune/propagation/propagator_options.hpp>

namespace perilune::detail {

/// How guesses are flown: their ends count and not what lies between, and a guess may pass below the ground.
inline PropagatorOptions guess_flight(double relative_tolerance,
                                      std::int64_t max_steps = PropagatorOptions{}.max_steps) {
  PropagatorOptions how;
  how.relative_tolerance = relative_tolerance;
  how.dense_output = false;
  how.stop_at_impact = false;
  how.max_steps = max_steps;
  return how;
}

}  // namespace perilune::detail
