// Arcs flown by collocation under built-in forces, compiled once for each instruction set.
#pragma once

#include <perilune/core/isa.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/standard_forces.hpp>

namespace perilune::detail {

class FlightRecorder;

struct GlArcs {
  using Fly = void (*)(const StandardForces& forces, const EnvironmentLayout& layout,
                       FlightRecorder& recorder);
  Fly by_8;
  Fly by_16;
};

namespace baseline {
extern const GlArcs gl_arcs;
}
namespace avx2 {
extern const GlArcs gl_arcs;
}
namespace avx512 {
extern const GlArcs gl_arcs;
}

}  // namespace perilune::detail
