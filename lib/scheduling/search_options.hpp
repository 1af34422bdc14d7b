#pragma once

#include <perilune/scheduling/engine/solve.hpp>
#include <perilune/scheduling/solve.hpp>

namespace perilune::detail {

/// Limits, seed, threads and progress, for the engine.
engine::Options engine_options(const SolveOptions& options);

}  // namespace perilune::detail
