#include <perilune/core/isa.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr Isa all_isas[] = {Isa::baseline, Isa::avx2, Isa::avx512};

bool machine_has(Isa isa) {
#if defined(__x86_64__)
  // The compiler's own look at CPUID, which also asks whether the system saves the registers.
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  switch (isa) {
    case Isa::avx512:
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
    case Isa::avx2:
      return avx2;
    case Isa::baseline:
      break;
  }
#endif
  return isa == Isa::baseline;
}

}  // namespace

std::string_view isa_name(Isa isa) {
  constexpr std::string_view names[] = {"baseline", "avx2", "avx512"};
  return names[static_cast<std::size_t>(isa)];
}

int isa_lanes(Isa isa) {
  return 2 << static_cast<int>(isa);
}

std::vector<Isa> available_isas() {
  std::vector<Isa> available;
  std::copy_if(std::begin(all_isas), std::end(all_isas), std::back_inserter(available), machine_has);
  return available;
}

Isa isa_asked_for(std::string_view text) {
  const std::vector<Isa> available = available_isas();
  if (text.empty()) return available.back();
  std::vector<std::string> names;
  for (const Isa isa : available) {
    if (text == isa_name(isa)) return isa;
    names.emplace_back(isa_name(isa));
  }
  const bool known = std::any_of(std::begin(all_isas), std::end(all_isas),
                                 [text](Isa isa) { return text == isa_name(isa); });
  throw InvalidArgument(detail::concat("PERILUNE_ISA = '", printable(text), "': ",
                                       known ? "this machine does not have these instructions. It has: "
                                             : "there is no such set. Allowed here: ",
                                       join(names, ", "), ". Without the variable the widest is taken"));
}

Isa chosen_isa() {
  static const Isa chosen = [] {
    const char* asked = std::getenv("PERILUNE_ISA");
    return isa_asked_for(asked == nullptr ? std::string_view() : std::string_view(asked));
  }();
  return chosen;
}

}  // namespace perilune
