// Flights in models without units by collocation, compiled once for each instruction set.
#pragma once

#include <perilune/propagation/propagator_nd.hpp>

namespace perilune::detail {

/// `integrate_nd` by 8 or 16 nodes, as the options say.
struct ThreeBodyArcs {
  template <class Model>
  using Fly = IntegrationOutcome<double> (*)(const Model& model, const PropagatorOptions& options,
                                             RecorderNd& recorder, double start_nd, double until_nd,
                                             double (&y)[6]);
  Fly<Cr3bp> cr3bp;
  Fly<Bcr4bp> bcr4bp;
};

namespace baseline {
extern const ThreeBodyArcs three_body_arcs;
}
namespace avx2 {
extern const ThreeBodyArcs three_body_arcs;
}
namespace avx512 {
extern const ThreeBodyArcs three_body_arcs;
}

}  // namespace perilune::detail
