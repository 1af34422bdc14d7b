#include "arc_kernels.hpp"

#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/fly.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/rkn1210.hpp>

namespace perilune::detail {
namespace PERILUNE_KERNEL_ISA {

// No code is shared between instruction sets: they are in the names of these, and of collocation's packs.
struct Tag {};
struct Dop853Here : Dop853<double, 6> {};
struct Rkn1210Here : Rkn1210<double, 6> {};

}  // namespace PERILUNE_KERNEL_ISA

template <>
struct EquationsFor<PERILUNE_KERNEL_ISA::Dop853Here, StandardForces> {
  using type = EquationsOfMotion<StandardForces, PERILUNE_KERNEL_ISA::Tag>;
};
template <>
struct EquationsFor<PERILUNE_KERNEL_ISA::Rkn1210Here, StandardForces> {
  using type = EquationsOfMotion<StandardForces, PERILUNE_KERNEL_ISA::Tag>;
};

namespace PERILUNE_KERNEL_ISA {

const ArcKernels arc_kernels{.dop853 = fly_arc<Dop853Here, StandardForces>,
                             .rkn1210 = fly_arc<Rkn1210Here, StandardForces>,
                             .gl_collocation_8 = fly_arc<GlCollocation<6, 8>, StandardForces>,
                             .gl_collocation_16 = fly_arc<GlCollocation<6, 16>, StandardForces>};

}  // namespace PERILUNE_KERNEL_ISA
}  // namespace perilune::detail
