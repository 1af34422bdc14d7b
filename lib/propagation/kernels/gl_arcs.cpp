#include "gl_arcs.hpp"

#include <perilune/propagation/fly.hpp>
#include <perilune/propagation/gl_collocation.hpp>

namespace perilune::detail {
namespace PERILUNE_KERNEL_ISA {

// The names of the methods carry their packs, and these the instruction set: no code is shared.
const GlArcs gl_arcs{fly_arc<GlCollocation<6, 8>, StandardForces>,
                     fly_arc<GlCollocation<6, 16>, StandardForces>};

}  // namespace PERILUNE_KERNEL_ISA
}  // namespace perilune::detail
