#include <perilune/propagation/rkn1210.hpp>

#include <perilune/core/error.hpp>

namespace perilune::detail {

void refuse_velocity_dependence() {
  throw InvalidArgument(
      "rkn1210: the acceleration depends on the velocity (drag, relativity, rotating axes, a force of your "
      "own), and the method is for positions and time alone. Take dop853 or gl_collocation, or let the "
      "propagator choose");
}

}  // namespace perilune::detail
