#pragma once

#include <perilune/propagation/matrix6.hpp>

namespace perilune::detail {

/// How an event's function depends on the state, in ICRF axes about the centre, on the mass, and on time by
/// itself, where it was met: what moves the time of a switch.
struct EventSlope {
  Vector6 by_state = Vector6::Zero();  ///< in units of the function by m, by m/s
  double by_mass = 0.0;                ///< by kg
  double by_time = 0.0;                ///< by s, of bodies and axes that move
};

}  // namespace perilune::detail
