#pragma once

#include <string_view>
#include <vector>

namespace perilune {

/// The instruction sets for which the hot loops are compiled. Which one runs is found out when the program
/// does: no build option is needed for a fast library, and one build runs on every machine.
enum class Isa : unsigned char {
  baseline,  ///< what every machine of the architecture has: 2 doubles a register with x86-64, no fused
             ///< multiply-add
  avx2,      ///< AVX2 and FMA: 4 doubles
  avx512,    ///< AVX-512 F, DQ and VL: 8 doubles
};

/// "baseline", "avx2", "avx512".
std::string_view isa_name(Isa isa);

/// Doubles in a register: 2, 4, 8.
int isa_lanes(Isa isa);

/// Those that this machine and its operating system can run, least first.
std::vector<Isa> available_isas();

/// The one that the library runs: the widest available, or what the environment variable PERILUNE_ISA asks
/// for (baseline, avx2, avx512) when this is first called, which the first use of a hot loop does.
/// @throws InvalidArgument if the variable says something else, or what this machine has not
Isa chosen_isa();

/// What PERILUNE_ISA = `text` would choose; "" chooses the widest.
/// @throws InvalidArgument as `chosen_isa`
Isa isa_asked_for(std::string_view text);

}  // namespace perilune
