// What the benchmarks run on, measured in the same run: without it a figure in nanoseconds says little, and
// a busy machine is half as fast as a quiet one. bench_main prints it in the context of every benchmark and
// at the head of the table.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <perilune/core/isa.hpp>

namespace perilune::bench {

/// Cycles per second of this core now, from a chain of multiplications of three cycles each. About 2 ms.
double measure_clock_hz();

/// Fused multiply-adds of whole registers per second on this core now (multiplications and additions, as a
/// pair, with the baseline), from twelve independent chains: the bound of any kernel with that instruction
/// set. About 2 ms.
double measure_fma_per_s(Isa isa);

/// Lines for the context: machine, instruction sets, clock, multiply-adds, compiler, commit.
std::vector<std::pair<std::string, std::string>> describe_machine();

}  // namespace perilune::bench
