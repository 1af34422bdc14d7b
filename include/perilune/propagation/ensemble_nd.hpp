#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <perilune/core/isa.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/propagation/propagator_options.hpp>
#include <perilune/propagation/stop_reason.hpp>

namespace perilune {

/// What the flight of one of many in a model without units came to.
struct MemberFlightNd {
  StateNd end;                                    ///< where it stopped, in the turning axes
  StopReason stop_reason = StopReason::end_time;  ///< end_time, step_limit, step_too_small or non_finite
  double worst_error = 0.0;                       ///< largest estimated error of a step over the allowed one
  std::int64_t steps = 0;
  std::int64_t rejected_steps = 0;
};

struct EnsembleNdOptions {
  ThreadPoolOptions threads = {};  ///< of those that are made for the call
  ThreadPool* pool = nullptr;      ///< threads that stand ready, in their place
  std::optional<Isa> isa = {};     ///< of the kernels; default: the best of the machine, or PERILUNE_ISA
};

/// Many flights in the circular restricted three-body problem at once, each from its own state for the same
/// time, 8, 4 or 2 side by side in the lanes of the processor's registers. By RKN12(10) in axes that rest,
/// laid anew along the line of the bodies at the start of each step; every flight has its own steps, so that
/// phases of an orbit may be as different as they like. Only where they end is kept.
///
/// What becomes of a member depends on itself alone: the same to the bit for any order, subset and number of
/// threads on one instruction set.
///
/// @param members      in the order of the result
/// @param duration_nd  negative backward
/// @param options      `relative_tolerance` (of the lengths of position and velocity in the turning axes, as
///                     `Propagator<Cr3bp>` has it) and `max_steps` of it are looked at
/// @throws InvalidArgument naming members that are not finite, a duration that is not, a model or options out
/// of range
///
/// Source: Dormand, El-Mikkawy, Prince, IMA Journal of Numerical Analysis 7 (1987) 423-430; docs/ensembles.md
/// Checked in: tests/unit/propagation/test_ensemble_nd.cpp
std::vector<MemberFlightNd> propagate_ensemble(const Cr3bp& model, std::span<const StateNd> members,
                                               double duration_nd, const PropagatorOptions& options = {},
                                               const EnsembleNdOptions& how = {});

}  // namespace perilune
