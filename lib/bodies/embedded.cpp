#include "embedded.hpp"

// Doubles, as the assembler file aligns them; bytes may always be looked at.
extern "C" {
extern const double perilune_embedded_de440[];
extern const double perilune_embedded_de440_end[];
extern const double perilune_embedded_moon_pa[];
extern const double perilune_embedded_moon_pa_end[];
extern const double perilune_embedded_moon_gravity[];
extern const double perilune_embedded_moon_gravity_end[];
extern const double perilune_embedded_earth_gravity[];
extern const double perilune_embedded_earth_gravity_end[];
}

namespace perilune::detail {
namespace {

std::span<const std::byte> between(const double* first, const double* end) {
  return {reinterpret_cast<const std::byte*>(first), reinterpret_cast<const std::byte*>(end)};
}

}  // namespace

EmbeddedFile embedded_de440() {
  return {PERILUNE_DE440_NAME, between(perilune_embedded_de440, perilune_embedded_de440_end),
          PERILUNE_DE440_SHA256};
}
EmbeddedFile embedded_moon_pa() {
  return {PERILUNE_MOON_PA_NAME, between(perilune_embedded_moon_pa, perilune_embedded_moon_pa_end),
          PERILUNE_MOON_PA_SHA256};
}
EmbeddedFile embedded_moon_gravity() {
  return {PERILUNE_MOON_GRAVITY_NAME,
          between(perilune_embedded_moon_gravity, perilune_embedded_moon_gravity_end),
          PERILUNE_MOON_GRAVITY_SHA256};
}
EmbeddedFile embedded_earth_gravity() {
  return {PERILUNE_EARTH_GRAVITY_NAME,
          between(perilune_embedded_earth_gravity, perilune_embedded_earth_gravity_end),
          PERILUNE_EARTH_GRAVITY_SHA256};
}

}  // namespace perilune::detail
