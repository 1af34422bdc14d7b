// Arcs flown under built-in forces by the methods of our own, compiled once for each instruction set.
#pragma once

#include <perilune/core/isa.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/standard_forces.hpp>

namespace perilune::detail {

class FlightRecorder;

/// `fly_arc` of each method.
struct ArcKernels {
  using Fly = void (*)(const StandardForces& forces, const EnvironmentLayout& layout,
                       FlightRecorder& recorder);
  Fly dop853;
  Fly rkn1210;
  Fly gl_collocation_8;
  Fly gl_collocation_16;
};

namespace baseline {
extern const ArcKernels arc_kernels;
}
namespace avx2 {
extern const ArcKernels arc_kernels;
}
namespace avx512 {
extern const ArcKernels arc_kernels;
}

}  // namespace perilune::detail
