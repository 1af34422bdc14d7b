// Collocation on the reference problems, compiled once for each instruction set; set-up is the caller's.
#pragma once

#include <cstdint>

#include <perilune/core/isa.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/standard_forces.hpp>

namespace perilune::reference {

struct GlFlights {
  /// One period of P1 from y, by 8 or 16 nodes. @return evaluations
  std::int64_t (*halo)(int nodes, double tolerance, double (&y)[6]);
  /// Built-in forces bound to the layout of the source, over a span from its start.
  std::int64_t (*flight)(int nodes, double tolerance, const StandardForces& model,
                         const EnvironmentLayout& layout, EnvironmentSource& source, double span_s,
                         double (&y)[6]);
};

namespace baseline {
extern const GlFlights gl_flights;
}
namespace avx2 {
extern const GlFlights gl_flights;
}
namespace avx512 {
extern const GlFlights gl_flights;
}

}  // namespace perilune::reference
