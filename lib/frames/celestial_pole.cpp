#include <perilune/frames/celestial_pole.hpp>

#include <erfa.h>
#include <erfam.h>

#include <cmath>

#include <perilune/core/numbered_cache.hpp>

namespace perilune {
namespace {

/// At noon, TT, of a day counted from J2000.
detail::CelestialPoleTable::Node node_of_day(long day) {
  thread_local detail::NumberedCache<detail::CelestialPoleTable::Node, 512> known;
  return known.get(day, [](long number) {
    const CelestialPole pole = celestial_pole({ERFA_DJ00, static_cast<double>(number)});
    return detail::CelestialPoleTable::Node{pole.x, pole.y, pole.s_rad};
  });
}

}  // namespace

CelestialPole celestial_pole(JulianDate tt) {
  CelestialPole pole;
  eraXys06a(tt.day, tt.fraction, &pole.x, &pole.y, &pole.s_rad);
  return pole;
}

namespace detail {

void CelestialPoleTable::move_to(double elapsed_s) {
  const long first_day = static_cast<long>(std::floor((elapsed_s + start_s_) / spacing_s)) - 1;
  if (filled_ && first_day == first_day_) return;
  for (std::size_t i = 0; i < nodes; ++i) nodes_[i] = node_of_day(first_day + static_cast<long>(i));
  first_day_ = first_day;
  filled_ = true;
}

CelestialPole CelestialPoleTable::pole(double elapsed_s) {
  move_to(elapsed_s);
  const double at = (elapsed_s - first_node_s()) / spacing_s;  // 1 to 2
  const double weights[nodes] = {-(at - 1.0) * (at - 2.0) * (at - 3.0) / 6.0,
                                 at * (at - 2.0) * (at - 3.0) / 2.0, -at * (at - 1.0) * (at - 3.0) / 2.0,
                                 at * (at - 1.0) * (at - 2.0) / 6.0};
  Node here{};
  for (std::size_t i = 0; i < nodes; ++i) {
    for (std::size_t n = 0; n < here.size(); ++n) here[n] += weights[i] * nodes_[i][n];
  }
  return {here[0], here[1], here[2]};
}

}  // namespace detail
}  // namespace perilune
